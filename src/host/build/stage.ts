/** One stage of a build as it grows: the image that it stands on, the config that instructions change, its layers. */
import { inventId } from '../invent-id';
import type { HealthConfig } from '../../model';
import { FileTree, type Image, type ImageConfig, type ImageHistory, type ImageLayer, type Layer, type Main } from '../../os';
import type { EngineCore } from '../engine-core';

type Draft = { -readonly [K in keyof ImageConfig]: ImageConfig[K] };

export class Stage {
  config: Draft;
  shell: readonly string[] = ['/bin/sh', '-c'];
  /** Whether this Dockerfile said CMD: an ENTRYPOINT takes away one that came with the base. */
  commandSet = false;
  /** Values of ARG, in the order of their declaration. */
  readonly args = new Map<string, string>();
  private layers: ImageLayer[];
  private history: ImageHistory[];
  private root: Layer;
  /** Undefined while nothing was made yet: `FROM scratch`. */
  image: Image | undefined;

  constructor(private readonly core: EngineCore, base: Image | undefined, readonly name: string | undefined) {
    this.image = base;
    this.config = base ? { ...base.config } : { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] };
    this.layers = [...(base?.layers ?? [])];
    this.history = [...(base?.history ?? [])];
    this.root = base?.rootfs() ?? new FileTree().freeze();
  }

  /** The files as they are now; what is written there is only kept by `commit`. */
  files(): FileTree {
    return new FileTree({ base: this.root, now: () => this.core.sim.nowMs });
  }

  /** Goes on from an image that an earlier build made of the same steps. */
  reuse(image: Image): void {
    this.image = image;
    this.config = { ...image.config };
    this.layers = [...image.layers];
    this.history = [...image.history];
    this.root = image.rootfs();
  }

  /** Makes the next image: with a layer when files are given, else of the config alone. */
  commit(createdBy: string, files?: FileTree, programs: readonly Image[] = []): Image {
    const { core, image: parent } = this;
    const hex = () => `sha256:${core.random.hex(64)}`;
    const sizeBytes = files?.usage().usedBytes ?? 0;
    if (files) {
      this.layers.push({ digest: hex(), diffId: hex(), sizeBytes, downloadBytes: sizeBytes });
      this.root = files.freeze();
    }
    const id = `sha256:${inventId(core.random)}`;
    this.history.push({ createdBy, sizeBytes, id });
    const { root, config } = this;
    const sources = [...(parent ? [parent] : []), ...programs];
    this.image = {
      id, digest: hex(), createdMs: core.sim.nowMs, platform: parent?.platform ?? { os: 'linux', architecture: 'amd64' },
      config: { ...config }, layers: [...this.layers], history: [...this.history], rootfs: () => root,
      program: (name): Main | undefined => {
        for (const source of sources) {
          const main = source.program(name);
          if (main) return main;
        }
        return undefined;
      },
    };
    return this.image;
  }

  setEnv(name: string, value: string): void {
    const others = this.config.Env.filter((one) => !one.startsWith(`${name}=`));
    const at = this.config.Env.findIndex((one) => one.startsWith(`${name}=`));
    this.config.Env = at < 0 ? [...others, `${name}=${value}`] : this.config.Env.map((one, i) => (i === at ? `${name}=${value}` : one));
  }

  setHealth(health: HealthConfig): void {
    this.config.Healthcheck = { ...health, Test: health.Test ?? ['NONE'] };
  }

  /** What `$NAME` stands for in later instructions: ENV wins over ARG. */
  values(): Map<string, string> {
    const out = new Map(this.args);
    for (const one of this.config.Env) out.set(one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1));
    return out;
  }
}
