/** An image's config as the API shows it, and images that come into being on a machine (`docker commit`). */
import { inventId } from './invent-id';
import { isRefusal, type Refusal } from '../model';
import type { FileTree, Image, ImageConfig, ImageLayer, ImagePlatform, Main, RegistryEntry } from '../os';
import type { Container } from './container';
import type { EngineCore } from './engine-core';
import { applyChanges } from './image-change';
import type { ImageConfigJson } from './image-data';

/** In the order in which the daemon, which makes it of a map since API 1.50, writes it. */
export function configJson(image: Image): ImageConfigJson {
  const { config } = image;
  const object = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, {}]));
  return {
    Cmd: config.Cmd ? [...config.Cmd] : null,
    Entrypoint: config.Entrypoint ? [...config.Entrypoint] : null,
    Env: config.Env.length > 0 ? [...config.Env] : null,
    ...(config.ExposedPorts?.length ? { ExposedPorts: object(config.ExposedPorts) } : {}),
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    Labels: config.Labels ?? null,
    OnBuild: null,
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    User: config.User ?? '',
    Volumes: config.Volumes?.length ? object(config.Volumes) : null,
    WorkingDir: config.WorkingDir ?? '',
  };
}

export function singleEntry(image: Image): RegistryEntry {
  return { digest: image.digest, platforms: [image.platform], image: (wanted) => (wanted.os === image.platform.os ? image : undefined) };
}

/** An image that came into being on a machine: one more layer on the base's, when it has one. */
export interface MadeImage {
  config: ImageConfig;
  tree: FileTree;
  step: { createdBy: string; comment: string };
  platform: ImagePlatform;
  program: Image['program'];
  base?: Image;
  author?: string;
}

export function madeImage(core: EngineCore, { config, tree, step, platform, program, base, author }: MadeImage): Image {
  const hex = () => core.random.hex(64);
  const sizeBytes = tree.usage().usedBytes;
  const layer: ImageLayer = { digest: `sha256:${hex()}`, diffId: `sha256:${hex()}`, sizeBytes, downloadBytes: sizeBytes };
  const frozen = tree.freeze();
  return {
    id: `sha256:${inventId(core.random)}`,
    digest: `sha256:${hex()}`,
    createdMs: core.sim.nowMs,
    platform,
    config,
    ...(author ? { author } : {}),
    layers: [...(base?.layers ?? []), layer],
    history: [...(base?.history ?? []), { ...step, sizeBytes }],
    rootfs: () => frozen,
    program,
  };
}

/** The image of a container as it is now, with `--change` applied to its configuration. */
export function committed(core: EngineCore, container: Container, options: { comment: string; author: string; changes: readonly string[] }): Image | Refusal {
  const { image, config } = container;
  const plain: ImageConfig = {
    Env: [...(config.Env ?? [])],
    ...(config.Cmd ? { Cmd: config.Cmd } : {}),
    ...(config.Entrypoint ? { Entrypoint: config.Entrypoint } : {}),
    ExposedPorts: Object.keys(config.ExposedPorts ?? {}),
    Volumes: Object.keys(config.Volumes ?? {}),
    WorkingDir: config.WorkingDir,
    User: config.User,
    ...(config.Healthcheck?.Test ? { Healthcheck: { ...config.Healthcheck, Test: config.Healthcheck.Test } } : {}),
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    Labels: config.Labels,
  };
  const changed = applyChanges(plain, options.changes);
  if (isRefusal(changed)) return changed;
  return madeImage(core, {
    config: changed,
    tree: container.files,
    step: { createdBy: container.argv.join(' '), comment: options.comment },
    platform: image.platform,
    program: (name): Main | undefined => image.program(name),
    base: image,
    author: options.author,
  });
}
