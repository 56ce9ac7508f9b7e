/** What people do with images: pull, list, inspect, tag, remove, prune, commit, push (moby daemon/images). */
import {
  canonicalName,
  familiarName,
  formatFamiliar,
  formatInstant,
  isRefusal,
  parseReference,
  refuse,
  withDefaultTag,
  type Refusal,
} from '../model';
import type { Image } from '../os';
import type { Fiber, Program } from '../sim';
import type { EngineCore } from './engine-core';
import type { Filters } from './engine';
import { booleanFilter, checkFilters, lacksLabels, matchesLabels, parseMomentMs, pruneMoment, wordsOf } from './filters';
import type { DistributionInspect, ImageDeleteItem, ImageHistoryItem, ImageInspect, ImageSummary, PullProgress } from './image-data';
import { committed, configJson, singleEntry } from './image-json';
import { familiar, familiarRepository, sizeOfImage, type StoredImage } from './image-store';
import { parsePlatform } from './platform';
import { platformMismatch, pullDurationMs, pullImage, resolveRemote } from './pull';
import { pushImage } from './push';
import type { Container } from './container';

interface SharedPull {
  fiber: Fiber<Image | Refusal>;
  listeners: Set<(line: PullProgress) => void>;
  text: string;
  startedMs: number;
}

export class ImageOperations {
  private readonly pulls = new Map<string, SharedPull>();

  constructor(private readonly core: EngineCore) {}

  *pull(text: string, progress: ((line: PullProgress) => void) | undefined, platform?: string): Program<undefined | Refusal> {
    const { core } = this;
    const wanted = parsePlatform(platform);
    if (isRefusal(wanted)) return wanted;
    const key = `${text} ${platform ?? ''}`;
    let shared = this.pulls.get(key);
    if (!shared || shared.fiber.done) {
      const listeners = new Set<(line: PullProgress) => void>();
      const tell = progress
        ? (line: PullProgress) => {
            for (const listener of listeners) listener(line);
          }
        : undefined;
      shared = { fiber: core.spawn('image.pull', pullImage(core.pullWorld, text, tell, wanted)), listeners, text, startedMs: core.sim.nowMs };
      this.pulls.set(key, shared);
    }
    if (progress) shared.listeners.add(progress);
    const outcome = yield* shared.fiber.join();
    if (this.pulls.get(key) === shared) {
      this.pulls.delete(key);
      if (outcome.kind === 'returned' && !isRefusal(outcome.value)) {
        const reference = parseReference(text);
        const name = isRefusal(reference) ? text : formatFamiliar(withDefaultTag(reference));
        core.events.emit('image', 'pull', name, { name: isRefusal(reference) ? text : familiarName(reference) });
      }
    }
    if (outcome.kind === 'cancelled') return refuse(500, 'context canceled');
    return isRefusal(outcome.value) ? outcome.value : undefined;
  }

  /** Pulls under way, each with how far it should be by now, 0..1: for pictures, not for clients. */
  pulling(): { image: string; progress: number }[] {
    const { core } = this;
    return [...this.pulls.values()].map(({ text, startedMs }) => {
      const reference = parseReference(text);
      const entry = isRefusal(reference)
        ? undefined
        : core.registry.find(reference.domain, reference.path, reference.digest ?? reference.tag ?? 'latest');
      const image = entry === undefined || 'missing' in entry ? undefined : entry.image(core.imagePlatform);
      const totalMs = image === undefined ? 2_000 : pullDurationMs(image);
      return { image: text, progress: Math.min(0.98, (core.sim.nowMs - startedMs) / totalMs) };
    });
  }

  list(options: { all?: boolean; filters?: Filters; sharedSize?: boolean }): ImageSummary[] | Refusal {
    const { core } = this;
    const { filters } = options;
    const refused = checkFilters(filters, ['before', 'dangling', 'label', 'reference', 'since', 'until']);
    if (refused) return refused;
    const dangling = booleanFilter(filters, 'dangling');
    if (isRefusal(dangling)) return dangling;
    const edge = (key: 'before' | 'since'): StoredImage | undefined | Refusal => {
      const ref = wordsOf(filters, key).at(-1);
      return ref === undefined ? undefined : (core.images.find(ref) ?? core.images.missing(ref));
    };
    const before = edge('before');
    if (isRefusal(before)) return before;
    const since = edge('since');
    if (isRefusal(since)) return since;
    const until = wordsOf(filters, 'until').map((word) => parseMomentMs(word, core.sim.nowMs));
    const patterns = wordsOf(filters, 'reference').map(patternOf);
    // Found out with the first name that is held against it.
    if (patterns.includes(undefined) && core.images.list().some(({ tags, digests }) => tags.size + digests.size > 0)) return refuse(500, 'syntax error in pattern');
    const out: ImageSummary[] = [];
    for (const stored of core.images.list()) {
      const { image } = stored;
      if (dangling !== undefined && (stored.tags.size === 0 && (dangling || stored.digests.size === 0)) !== dangling) continue;
      if (before && image.createdMs >= before.image.createdMs) continue;
      if (since && image.createdMs <= since.image.createdMs) continue;
      if (until.some((at) => at === undefined || image.createdMs >= at)) continue;
      if (!matchesLabels(filters, image.config.Labels)) continue;
      const fits = (name: string) => patterns.length === 0 || patterns.some((pattern) => pattern !== undefined && matchesReference(pattern, name));
      const tags = [...stored.tags].filter(fits);
      const digests = [...stored.digests].filter(fits);
      if (patterns.length > 0 && tags.length === 0 && digests.length === 0) continue;
      out.push({
        Containers: -1,
        Created: Math.floor(image.createdMs / 1000),
        Id: image.id,
        Labels: image.config.Labels ?? null,
        ParentId: '',
        RepoDigests: digests.map(familiar).sort(),
        RepoTags: tags.map(familiar).sort(),
        SharedSize: -1,
        Size: sizeOfImage(image),
      });
    }
    return out;
  }

  inspect(ref: string, platform?: string): ImageInspect | Refusal {
    const stored = this.core.images.find(ref);
    if (!stored) return this.core.images.missing(ref);
    const wanted = parsePlatform(platform);
    if (isRefusal(wanted)) return wanted;
    const mismatch = wanted && platformMismatch(ref, stored.image, wanted);
    if (mismatch) return refuse(404, mismatch);
    const { image } = stored;
    const layer = `/var/lib/docker/overlay2/${image.id.slice(7)}`;
    return {
      Id: image.id,
      RepoTags: [...stored.tags].map(familiar).sort(),
      RepoDigests: [...stored.digests].map(familiar).sort(),
      Parent: '',
      Comment: image.history.at(-1)?.comment ?? '',
      Created: formatInstant(image.createdMs),
      DockerVersion: '',
      Author: image.author ?? '',
      Architecture: image.platform.architecture,
      ...(image.platform.variant ? { Variant: image.platform.variant } : {}),
      Os: image.platform.os,
      Size: sizeOfImage(image),
      GraphDriver: { Data: { MergedDir: `${layer}/merged`, UpperDir: `${layer}/diff`, WorkDir: `${layer}/work` }, Name: 'overlay2' },
      RootFS: { Type: 'layers', Layers: image.layers.map((each) => each.diffId) },
      Metadata: { LastTagTime: formatInstant(stored.taggedAtMs) },
      Config: configJson(image),
    };
  }

  history(ref: string): ImageHistoryItem[] | Refusal {
    const stored = this.core.images.find(ref);
    if (!stored) return this.core.images.missing(ref);
    const { image } = stored;
    return [...image.history].reverse().map((step, index) => ({
      Comment: step.comment ?? '',
      Created: Math.floor(image.createdMs / 1000),
      CreatedBy: step.createdBy,
      Id: index === 0 ? image.id : (step.id ?? '<missing>'),
      Size: step.sizeBytes,
      Tags: index === 0 && stored.tags.size > 0 ? [...stored.tags].map(familiar).sort() : null,
    }));
  }

  tag(ref: string, repository: string, tag: string | undefined): undefined | Refusal {
    const { core } = this;
    const stored = core.images.find(ref);
    if (!stored) return core.images.missing(ref);
    const reference = parseReference(tag ? `${repository}:${tag}` : repository);
    if (isRefusal(reference)) return reference;
    if (reference.digest !== undefined) return refuse(400, 'refusing to create a tag with a digest reference');
    const full = withDefaultTag(reference);
    core.images.tag(stored.image.id, `${canonicalName(full)}:${full.tag}`, core.sim.nowMs);
    core.events.emit('image', 'tag', stored.image.id, { name: formatFamiliar(full) });
    return undefined;
  }

  *remove(ref: string, force: boolean): Program<ImageDeleteItem[] | Refusal> {
    const { core } = this;
    const stored = core.images.find(ref);
    if (!stored) return core.images.missing(ref);
    yield* core.work(20, 60);
    const items: ImageDeleteItem[] = [];
    const { image } = stored;
    const byId = isIdOf(ref, image.id);
    const users = [...core.containers.values()].filter((container) => container.image.id === image.id);
    if (!byId) {
      const reference = parseReference(ref);
      if (isRefusal(reference)) return reference;
      const full = withDefaultTag(reference);
      const name = `${canonicalName(full)}${full.digest === undefined ? `:${full.tag}` : `@${full.digest}`}`;
      const last = stored.tags.size + (full.digest === undefined ? 0 : stored.digests.size) <= 1;
      const using =
        users.find((container) => usesReference(container, full.digest === undefined ? `${familiarName(full)}:${full.tag}` : formatFamiliar(full))) ??
        (last ? users[0] : undefined);
      if (using && last && !force) {
        return refuse(
          409,
          `conflict: unable to remove repository reference "${ref}" (must force) - container ${using.shortId} is using ` +
          `its referenced image ${image.id.slice(7, 19)}`,
        );
      }
      this.untag(image, name, items);
      // With a repository's last tag its digests go as well.
      const repository = canonicalName(full);
      if (![...stored.tags].some((tag) => tag.startsWith(`${repository}:`)))
        for (const digest of [...stored.digests]) if (digest.startsWith(`${repository}@`)) this.untag(image, digest, items);
      if (stored.tags.size > 0) return items;
      if (users.length > 0) return items;
      for (const digest of [...stored.digests]) this.untag(image, digest, items);
    } else {
      const names = new Set([...stored.tags].map(familiarRepository));
      const running = users.find((container) => container.running);
      if (running)
        return refuse(
          409,
          `conflict: unable to delete ${image.id.slice(7, 19)} (cannot be forced) - image is being used by running ` +
        `container ${running.shortId}`,
        );
      if (!force && (names.size > 1 || stored.tags.size > 1))
        return refuse(
          409,
          `conflict: unable to delete ${image.id.slice(7, 19)} (must be forced) - image is referenced in multiple ` +
        `repositories`,
        );
      if (!force && users[0])
        return refuse(
          409,
          `conflict: unable to delete ${image.id.slice(7, 19)} (must be forced) - image is being used by stopped container ` +
        `${users[0].shortId}`,
        );
      for (const name of [...stored.tags, ...stored.digests]) this.untag(image, name, items);
    }
    this.deleteContent(image, items);
    return items;
  }

  *prune(filters: Filters | undefined): Program<{ ImagesDeleted: ImageDeleteItem[]; SpaceReclaimed: number } | Refusal> {
    const { core } = this;
    const refused = checkFilters(filters, ['dangling', 'label', 'label!', 'until']);
    if (refused) return refused;
    const dangling = booleanFilter(filters, 'dangling');
    if (isRefusal(dangling)) return dangling;
    const before = pruneMoment(filters, core.sim.nowMs);
    if (isRefusal(before)) return before;
    yield* core.work(20, 60);
    const used = new Set([...core.containers.values()].map((container) => container.image.id));
    const items: ImageDeleteItem[] = [];
    const bytesBefore = core.images.layersBytes();
    for (const stored of core.images.list()) {
      const { image } = stored;
      if (used.has(image.id) || (dangling !== false && stored.tags.size > 0)) continue;
      if (before !== undefined && image.createdMs >= before) continue;
      if (!matchesLabels(filters, image.config.Labels) || !lacksLabels(filters, image.config.Labels)) continue;
      for (const name of [...stored.tags, ...stored.digests]) this.untag(image, name, items);
      this.deleteContent(image, items);
    }
    core.events.emit('image', 'prune', '', { reclaimed: String(bytesBefore - core.images.layersBytes()) });
    return { ImagesDeleted: items, SpaceReclaimed: bytesBefore - core.images.layersBytes() };
  }

  *distribution(text: string): Program<DistributionInspect | Refusal> {
    const parsed = parseReference(text);
    if (isRefusal(parsed)) return parsed;
    const entry = yield* resolveRemote(this.core.pullWorld, withDefaultTag(parsed));
    if (isRefusal(entry)) return entry;
    return {
      Descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json', digest: entry.digest, size: 1640 + entry.platforms.length * 280 },
      Platforms: entry.platforms.map((platform) => ({
        architecture: platform.architecture,
        os: platform.os,
        ...(platform.variant ? { variant: platform.variant } : {}),
      })),
    };
  }

  push(text: string, progress: ((line: PullProgress) => void) | undefined): Program<undefined | Refusal> {
    return pushImage(this.core, text, progress);
  }

  /** A container's files as a new image. */
  *commit(
    container: Container,
    repository: string,
    tag: string,
    options: { comment: string; author: string; changes: readonly string[] },
  ): Program<{ Id: string } | Refusal> {
    const { core } = this;
    const reference = repository === '' ? undefined : parseReference(tag ? `${repository}:${tag}` : repository);
    if (isRefusal(reference)) return reference;
    yield* core.work(120, 320);
    const image = committed(core, container, options);
    if (isRefusal(image)) return image;
    core.registry.add(singleEntry(image));
    core.images.put(image);
    const full = reference && withDefaultTag(reference);
    if (full) core.images.tag(image.id, `${canonicalName(full)}:${full.tag}`, core.sim.nowMs);
    core.containerEvent(container, 'commit', { comment: options.comment, imageID: image.id, imageRef: full ? formatFamiliar(full) : '' });
    return { Id: image.id };
  }

  /** The event names the image and not the tag; a digest goes without one. */
  private untag(image: Image, name: string, items: ImageDeleteItem[]): void {
    this.core.images.untag(name);
    items.push({ Untagged: familiar(name) });
    if (!name.includes('@')) this.core.events.emit('image', 'untag', image.id, { name: image.id });
  }

  private deleteContent(image: Image, items: ImageDeleteItem[]): void {
    const gone = this.core.images.delete(image.id);
    items.push({ Deleted: image.id });
    for (const layer of gone) items.push({ Deleted: layer });
    this.core.events.emit('image', 'delete', image.id, { name: image.id });
  }
}

function isIdOf(ref: string, id: string): boolean {
  const bare = ref.startsWith('sha256:') ? ref.slice(7) : ref;
  return /^[0-9a-f]{4,64}$/.test(bare) && id.startsWith(`sha256:${bare}`);
}

function usesReference(container: Container, name: string): boolean {
  const reference = parseReference(container.config.Image);
  return !isRefusal(reference) && formatFamiliar(withDefaultTag(reference)) === name;
}

/** As Go's path.Match reads it; undefined where that says `syntax error in pattern`. */
function patternOf(pattern: string): RegExp | undefined {
  const parts = pattern.match(/\[\^?(?:\\.|[^\]\\])+\]|\\.|[^[\\]/gs) ?? [];
  if (parts.join('') !== pattern) return undefined;
  const source = parts.map((part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    // Classes read the same there and here.
    if (part.startsWith('[')) return part;
    // An escaped letter is that letter.
    return (part.startsWith('\\') ? part.slice(1) : part).replace(/[\\.*+?^${}()|[\]/]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source.join('')}$`);
  } catch {
    // A range from a later letter to an earlier one.
    return undefined;
  }
}

/** `nginx`, `nginx:1.*`, `*:latest`: Go's path.Match over the familiar name, with or without its tag. */
function matchesReference(pattern: RegExp, name: string): boolean {
  return pattern.test(familiar(name)) || pattern.test(familiarRepository(name));
}

