/**
 * Images as archives and back: `docker save`, `load` and `import` (moby image/tarexport, daemon/images/image_import.go).
 * A saved archive has the shape of Docker's - an OCI layout with `manifest.json` beside it - but names its content by digest
 * rather than carry it: what was saved in a world is loaded in that world.
 */
import { canonicalName, formatFamiliar, isRefusal, parseReference, refuse, withDefaultTag, type Refusal } from '../model';
import { FileTree, normalizePath, readTar, tarProblem, unpackEntry, writeTar, type Image, type ImageConfig, type TarEntry } from '../os';
import type { EngineCore } from './engine-core';
import { applyChanges } from './image-change';
import type { PullProgress } from './image-data';
import { configJson, madeImage, singleEntry } from './image-json';
import { familiar } from './image-store';

interface ManifestItem {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
}

const hexOf = (digest: string): string => digest.replace(/^sha256:/, '');
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** Several references to one image are one item with several tags. */
export function saveImages(core: EngineCore, names: readonly string[]): string | Refusal {
  const items = new Map<string, { image: Image; tags: string[] }>();
  for (const name of names) {
    const stored = core.images.find(name);
    if (!stored) return refuse(404, `No such image: ${name}`);
    const reference = parseReference(name);
    const byId = isRefusal(reference) || !core.images.isNamed(name);
    const full = byId ? undefined : withDefaultTag(reference);
    // A repository without a tag means all of its tags.
    const tags = full === undefined ? [] : reference && !isRefusal(reference) && reference.tag === undefined ? tagsOf(stored.tags, canonicalName(full)) : [formatFamiliar(full)];
    const item = items.get(stored.image.id) ?? { image: stored.image, tags: [] };
    item.tags = [...new Set([...item.tags, ...tags])];
    items.set(stored.image.id, item);
  }
  return writeTar(layout([...items.values()], core.sim.nowMs));
}

const tagsOf = (tags: ReadonlySet<string>, repository: string): string[] => [...tags].filter((tag) => tag.startsWith(`${repository}:`)).map(familiar);

function layout(items: readonly { image: Image; tags: string[] }[], atMs: number): TarEntry[] {
  const blobs = new Map<string, string>();
  for (const { image } of items) {
    blobs.set(hexOf(image.id), JSON.stringify({ architecture: image.platform.architecture, config: configJson(image), os: image.platform.os }));
    for (const layer of image.layers) blobs.set(hexOf(layer.diffId), '');
  }
  const manifest: ManifestItem[] = items.map(({ image, tags }) => ({
    Config: `blobs/sha256/${hexOf(image.id)}`,
    RepoTags: tags.length > 0 ? tags : null,
    Layers: image.layers.map((layer) => `blobs/sha256/${hexOf(layer.diffId)}`),
  }));
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: items.map(({ image }) => ({ mediaType: MANIFEST, digest: image.digest, size: 400 })),
  };
  const repositories: Record<string, Record<string, string>> = {};
  for (const { image, tags } of items) {
    for (const tag of tags) (repositories[tag.slice(0, tag.lastIndexOf(':'))] ??= {})[tag.slice(tag.lastIndexOf(':') + 1)] = hexOf(image.layers.at(-1)?.diffId ?? image.id);
  }
  const file = (name: string, content: string): TarEntry => ({ name, kind: 'file', mode: 0o644, modifiedMs: atMs, content });
  const folder = (name: string): TarEntry => ({ name, kind: 'directory', mode: 0o755, modifiedMs: atMs });
  return [
    folder('blobs/'),
    folder('blobs/sha256/'),
    ...[...blobs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, content]) => file(`blobs/sha256/${name}`, content)),
    file('index.json', JSON.stringify(index)),
    file('manifest.json', JSON.stringify(manifest)),
    file('oci-layout', '{"imageLayoutVersion": "1.0.0"}'),
    ...(Object.keys(repositories).length > 0 ? [file('repositories', `${JSON.stringify(repositories)}\n`)] : []),
  ];
}

/** Tells what it loaded; the refusal comes as an error in the stream. */
export function loadImages(core: EngineCore, archive: string, tell: (line: PullProgress) => void): undefined | Refusal {
  const problem = archive === '' ? 'unexpected EOF' : tarProblem(archive);
  if (problem) return refuse(500, problem);
  const files = new Map(readTar(archive).map((entry) => [entry.name, entry.content ?? '']));
  const manifest = parse<ManifestItem[]>(files.get('manifest.json'));
  const index = parse<{ manifests?: { digest?: string }[] }>(files.get('index.json'));
  if (!manifest) return refuse(500, 'invalid archive: does not contain a manifest.json');
  for (const [at, item] of manifest.entries()) {
    const id = `sha256:${item.Config.split('/').at(-1)}`;
    const digest = index?.manifests?.[at]?.digest ?? '';
    const platform = parse<{ os: string; architecture: string }>(files.get(item.Config));
    const image = core.images.get(id)?.image ?? (platform && core.registry.byDigest(digest)?.image(platform));
    if (image?.id !== id) return refuse(500, `invalid archive: this lab has no content for ${id}`);
    core.images.put(image);
    core.events.emit('image', 'load', id, { name: item.RepoTags?.[0] ?? id });
    if (!item.RepoTags) tell({ stream: `Loaded image ID: ${id}\n` });
    for (const tag of item.RepoTags ?? []) {
      const reference = parseReference(tag);
      if (isRefusal(reference)) return reference;
      const full = withDefaultTag(reference);
      core.images.tag(id, `${canonicalName(full)}:${full.tag}`, core.sim.nowMs);
      tell({ stream: `Loaded image: ${tag}\n` });
    }
  }
  return undefined;
}

function parse<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** A new image of one layer with these files; answers its ID. */
export function importImage(
  core: EngineCore,
  archive: string,
  options: { repository: string; tag: string; message: string; changes: readonly string[] },
): { Id: string } | Refusal {
  const reference = options.repository === '' ? undefined : parseReference(options.tag ? `${options.repository}:${options.tag}` : options.repository);
  if (isRefusal(reference)) return reference;
  const empty: ImageConfig = { Env: [] };
  const config = applyChanges(empty, options.changes);
  if (isRefusal(config)) return config;
  const problem = tarProblem(archive);
  if (problem) return refuse(500, problem);
  const tree = new FileTree({ now: () => core.sim.nowMs });
  for (const entry of readTar(archive)) unpackEntry(tree, normalizePath(`/${entry.name}`), entry, { owners: true });
  const comment = options.message === '' ? 'Imported from -' : options.message;
  const image = madeImage(core, { config, tree, step: { createdBy: '', comment }, platform: { os: core.imagePlatform.os, architecture: core.imagePlatform.architecture === 'arm64' ? 'arm64' : 'amd64' }, program: () => undefined });
  core.registry.add(singleEntry(image));
  core.images.put(image);
  if (reference) {
    const full = withDefaultTag(reference);
    core.images.tag(image.id, `${canonicalName(full)}:${full.tag}`, core.sim.nowMs);
  }
  core.events.emit('image', 'import', image.id, { name: image.id });
  return { Id: image.id };
}
