/** An image's config as the API shows it, and images that come into being on a machine (`docker commit`). */
import type { Image, ImageLayer, Main, RegistryEntry } from '../os';
import type { Container } from './container';
import type { EngineCore } from './engine-core';
import type { ImageConfigJson } from './image-data';

/** In the order in which the daemon, which makes it of a map since API 1.50, writes it. */
export function configJson(image: Image): ImageConfigJson {
  const { config } = image;
  const object = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, {}]));
  return {
    Cmd: config.Cmd ? [...config.Cmd] : null,
    Entrypoint: config.Entrypoint ? [...config.Entrypoint] : null,
    Env: [...config.Env],
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

/** The image of a container as it is now: one more layer on those it had. */
export function committed(core: EngineCore, container: Container, comment: string): Image {
  const hex = () => core.random.hex(64);
  const { image, config } = container;
  const layer: ImageLayer = {
    digest: `sha256:${hex()}`,
    diffId: `sha256:${hex()}`,
    sizeBytes: container.files.usage().usedBytes,
    downloadBytes: container.files.usage().usedBytes,
  };
  const frozen = container.files.freeze();
  return {
    id: `sha256:${hex()}`,
    digest: `sha256:${hex()}`,
    createdMs: core.sim.nowMs,
    platform: image.platform,
    config: {
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
    },
    layers: [...image.layers, layer],
    history: [...image.history, { createdBy: container.argv.join(' '), sizeBytes: layer.sizeBytes, comment }],
    rootfs: () => frozen,
    program: (name): Main | undefined => image.program(name),
  };
}
