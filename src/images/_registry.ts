/**
 * The public registry: every image of this folder under its Docker Hub name, and whatever was pushed or committed in
 * the world by digest. Answers what a registry would; whether anybody can reach it is the network's business.
 */
import { assert } from '../sim';
import type { DeclaredImage, Image, ImageConfig, ImageHistory, ImageLayer, ImagePlatform, ImageRegistry, Layer, Main, RegistryEntry } from '../os';
import { FileTree } from '../os/file-tree';
import { Bases, baseLayerOf, familyOf, PATH_DEFAULT, type ToolEntry } from './_bases';
import { declaredImage } from './_declared';
import { digestOf } from './_digest';
import { NS_PER_SECOND, type ImageBuild, type ImageDefinition, type Variant } from './_image';
import { standIns } from './_stand-ins';

const PLATFORMS_DEFAULT: readonly ImagePlatform[] = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
];

const WINDOWS: ImagePlatform = { os: 'windows', architecture: 'amd64' };

/** How much smaller a mirror's images are. */
const MIRROR_DIVISOR = 40;

/** Between two images that were built one after another. */
const CLASSIC_STEP_MS = 2_000;
/** Images were built some weeks before the world began; each by its own few days. */
const DAY_MS = 86_400_000;

const found = import.meta.glob<ImageDefinition>(['./*.ts', '!./_*.ts', '!./index.ts', '!./*.test.ts'], { eager: true, import: 'default' });

/** Every definition of this folder, in the order of its file names. */
export const DEFINITIONS: readonly ImageDefinition[] = Object.keys(found)
  .sort()
  .map((path) => found[path] as ImageDefinition);

export interface RegistryOptions {
  /** The shell's tools, to fill the images' `/bin`. */
  tools: readonly ToolEntry[];
  /** The executables of Windows' images, by name without ending. */
  windowsPrograms?: Readonly<Record<string, string>>;
  /** When the world begins: images are older. */
  startMs: number;
  definitions?: readonly ImageDefinition[];
  /**
   * A mirror on the lab's own network, as the recorded swarms had: its stand-ins (see _stand-ins.ts), images for one
   * architecture alone, and the downloads a small fraction of Docker Hub's.
   */
  mirror?: boolean;
  /** Images of the lab's own; they stand before one of the same name. */
  declared?: readonly DeclaredImage[];
}

export class HubRegistry implements ImageRegistry {
  private readonly bases: Bases;
  private readonly startMs: number;
  private readonly repositories = new Map<string, ImageDefinition>();
  private readonly entries = new Map<string, RegistryEntry>();
  private readonly digests = new Map<string, RegistryEntry>();
  private allBuilt = false;
  private readonly mirror: boolean;

  constructor(options: RegistryOptions) {
    this.mirror = options.mirror === true;
    this.bases = new Bases(options.tools, options.windowsPrograms ?? {});
    this.startMs = options.startMs;
    const declared = (options.declared ?? []).map(declaredImage);
    const held = [...declared, ...(this.mirror ? standIns().filter((each) => !declared.some((own) => own.name === each.name)) : [])];
    for (const definition of held) this.repositories.set(repositoryPath(definition.name), definition);
    for (const definition of options.definitions ?? DEFINITIONS) {
      for (const name of [definition.name, ...(definition.also ?? [])]) {
        const path = repositoryPath(name);
        if (held.some((each) => each.name === name)) continue;
        assert(!this.repositories.has(path), `the image ${name} is defined once`);
        this.repositories.set(path, definition);
      }
    }
  }

  find(domain: string, path: string, tagOrDigest: string): RegistryEntry | { missing: 'repository' | 'tag' | 'registry' } {
    const full = domain === 'docker.io' ? path : `${domain}/${path}`;
    const definition = this.repositories.get(full);
    if (!definition) return { missing: domain === 'docker.io' || this.servesDomain(domain) ? 'repository' : 'registry' };
    if (tagOrDigest.includes(':')) return this.byDigest(tagOrDigest) ?? { missing: 'tag' };
    const version = definition.tags[tagOrDigest];
    if (version === undefined) return { missing: 'tag' };
    return this.entry(full, definition, tagOrDigest, version);
  }

  byDigest(digest: string): RegistryEntry | undefined {
    const known = this.digests.get(digest);
    if (known || this.allBuilt) return known;
    // Entries are made when first asked for; a digest may name one that nobody has asked for yet.
    this.allBuilt = true;
    for (const [path, definition] of this.repositories) {
      for (const [tag, version] of Object.entries(definition.tags)) this.entry(path, definition, tag, version);
    }
    return this.digests.get(digest);
  }

  add(entry: RegistryEntry): void {
    this.digests.set(entry.digest, entry);
  }

  /** For the catalogue page: repositories with their tags. */
  catalogue(): { name: string; about: string; tags: string[] }[] {
    return [...this.repositories].map(([path, definition]) => ({
      name: path.startsWith('library/') ? path.slice('library/'.length) : path,
      about: definition.about,
      tags: Object.keys(definition.tags),
    }));
  }

  private servesDomain(domain: string): boolean {
    for (const path of this.repositories.keys()) if (path.startsWith(`${domain}/`)) return true;
    return false;
  }

  private entry(path: string, definition: ImageDefinition, tag: string, version: string): RegistryEntry {
    const key = `${path}:${tag}`;
    const known = this.entries.get(key);
    if (known) return known;
    const variant: Variant = { name: path.startsWith('library/') ? path.slice('library/'.length) : path, tag, version };
    const build = definition.build(variant);
    const offered = build.platforms ?? (familyOf(build.base) === 'windows' ? [WINDOWS] : PLATFORMS_DEFAULT);
    const all = build.windows && !offered.some((each) => each.os === 'windows') ? [...offered, WINDOWS] : offered;
    const platforms = this.mirror ? all.filter((each) => each.architecture === 'amd64') : all;
    const content = build.content === undefined ? key : `stand-in ${build.content}`;
    const digest = digestOf(`manifest ${content}`);
    const images = new Map<string, Image>();
    const entry: RegistryEntry = {
      digest,
      platforms,
      image: (wanted) => {
        const platform = platforms.find((each) => each.os === wanted.os && each.architecture === wanted.architecture);
        if (!platform) return undefined;
        const name = `${platform.os}/${platform.architecture}`;
        let image = images.get(name);
        if (!image)
          images.set(name, (image = new HubImage(content, digest, platform, platform.os === 'windows' && build.windows ? build.windows : build, this.bases, this.startMs, this.mirror ? MIRROR_DIVISOR : 1)));
        return image;
      },
    };
    this.entries.set(key, entry);
    this.digests.set(digest, entry);
    return entry;
  }
}

class HubImage implements Image {
  readonly id: string;
  readonly createdMs: number;
  readonly config: ImageConfig;
  readonly layers: readonly ImageLayer[];
  readonly history: readonly ImageHistory[];
  private tree: Layer | undefined;
  private readonly programs = new Map<string, Main>();

  constructor(
    key: string,
    readonly digest: string,
    readonly platform: ImagePlatform,
    private readonly build: ImageBuild,
    private readonly bases: Bases,
    startMs: number,
    divisor: number,
  ) {
    const where = `${platform.os}/${platform.architecture}`;
    this.id = digestOf(`config ${key} ${where}`);
    const age = Number.parseInt(digest.slice(7, 11), 16) % 60;
    const { classicNth } = build;
    this.createdMs = classicNth === undefined ? startMs - (9 + age) * DAY_MS - Number.parseInt(digest.slice(11, 16), 16) * 60 : startMs - DAY_MS + classicNth * CLASSIC_STEP_MS;
    this.config = { Env: platform.os === 'windows' ? [] : [`PATH=${PATH_DEFAULT}`], ...build.config };
    const layers: ImageLayer[] = [];
    const history: ImageHistory[] = [];
    const base = baseLayerOf(build.base);
    if (base) {
      layers.push(base.layer);
      const { sizeBytes } = base.layer;
      history.push(classicNth === undefined ? { createdBy: base.createdBy, sizeBytes } : { createdBy: '', sizeBytes, comment: 'Imported from -' });
    }
    for (const [index, [createdBy, sizeBytes]] of (build.layers ?? []).entries()) {
      if (sizeBytes > 0) {
        layers.push({
          digest: digestOf(`layer ${key} ${where} ${index}`),
          diffId: digestOf(`diff ${key} ${where} ${index}`),
          sizeBytes,
          downloadBytes: Math.max(32, Math.floor((sizeBytes * 0.42) / divisor)),
        });
      }
      history.push({ createdBy, sizeBytes });
    }
    history.push(...(classicNth === undefined ? metadataHistory(this.config) : classicHistory(this.config)));
    this.layers = layers;
    this.history = history;
    for (const [path, main] of Object.entries(build.programs ?? {})) this.programs.set(path.slice(path.lastIndexOf('/') + 1), main);
  }

  program(name: string): Main | undefined {
    return this.programs.get(name);
  }

  rootfs(): Layer {
    if (this.tree) return this.tree;
    const { build } = this;
    const tree = new FileTree({ base: this.bases.layer(build.base), now: () => this.createdMs, windows: this.platform.os === 'windows' });
    this.bases.install(tree, familyOf(build.base), build.packages ?? []);
    for (const [path, content] of Object.entries(build.files ?? {})) tree.put(path, typeof content === 'string' ? { content } : content);
    for (const path of Object.keys(build.programs ?? {})) tree.put(path, { program: path.slice(path.lastIndexOf('/') + 1) });
    for (const [path, target] of Object.entries(build.links ?? {})) tree.symlink(target, path);
    for (const path of [...(this.config.Volumes ?? []), ...(this.config.WorkingDir ? [this.config.WorkingDir] : [])])
      tree.mkdir(path, { parents: true });
    this.tree = tree.freeze();
    return this.tree;
  }
}

/** What the builder before BuildKit leaves: a line of shell that does nothing, for each instruction. */
function classicHistory(config: ImageConfig): ImageHistory[] {
  const list = (words: readonly string[]) => `[${words.map((word) => JSON.stringify(word)).join(' ')}]`;
  const steps = [
    ...(config.ExposedPorts ?? []).map((port) => `EXPOSE ${port.replace(/\/tcp$/, '')}`),
    ...(config.Volumes?.length ? [`VOLUME [${config.Volumes.join(' ')}]`] : []),
    ...(config.StopSignal ? [`STOPSIGNAL ${config.StopSignal}`] : []),
    ...(config.Healthcheck ? [`HEALTHCHECK &{${list(config.Healthcheck.Test)} "${(config.Healthcheck.Interval ?? 0) / NS_PER_SECOND}s" "0s" "0s" "0s" '\\x0${config.Healthcheck.Retries ?? 0}'}`] : []),
    ...(config.Cmd ? [`CMD ${list(config.Cmd)}`] : []),
  ];
  return steps.map((step) => ({ createdBy: `/bin/sh -c #(nop)  ${step}`, sizeBytes: 0 }));
}

/** The empty steps that a Dockerfile's metadata leaves in `docker history`. */
function metadataHistory(config: ImageConfig): ImageHistory[] {
  const steps: string[] = [];
  const list = (words: readonly string[]) => JSON.stringify(words).replaceAll('","', '" "');
  for (const variable of config.Env.filter((each) => !each.startsWith('PATH='))) steps.push(`ENV ${variable}`);
  if (config.Volumes?.length) steps.push(`VOLUME [${config.Volumes.join(' ')}]`);
  if (config.WorkingDir) steps.push(`WORKDIR ${config.WorkingDir}`);
  if (config.Entrypoint) steps.push(`ENTRYPOINT ${list(config.Entrypoint)}`);
  if (config.ExposedPorts?.length) steps.push(`EXPOSE map[${config.ExposedPorts.map((port) => `${port}:{}`).join(' ')}]`);
  if (config.StopSignal) steps.push(`STOPSIGNAL ${config.StopSignal}`);
  if (config.Cmd) steps.push(`CMD ${list(config.Cmd)}`);
  return steps.map((createdBy) => ({ createdBy, sizeBytes: 0, comment: 'buildkit.dockerfile.v0' }));
}

/** `nginx` is `library/nginx`; `mcr.microsoft.com/x` stays. */
function repositoryPath(name: string): string {
  return name.includes('/') ? name : `library/${name}`;
}
