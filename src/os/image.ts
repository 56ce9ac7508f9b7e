/**
 * An image as a container runtime is handed it: what the registry says about it, its files, and the programs that
 * its files name. `images/` makes them, `host/` runs them; neither knows the other.
 */
import type { Layer } from './file-tree';
import type { Main } from './process';

export interface ImagePlatform {
  readonly os: 'linux' | 'windows';
  readonly architecture: 'amd64' | 'arm64';
  readonly variant?: string;
}

/** What a Dockerfile sets. */
export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly ExposedPorts?: readonly string[];
  readonly Volumes?: readonly string[];
  readonly WorkingDir?: string;
  readonly User?: string;
  readonly Healthcheck?: {
    readonly Test: readonly string[];
    /** Nanoseconds, as in Docker. */
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly StartInterval?: number;
    readonly Retries?: number;
  };
  readonly StopSignal?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

export interface ImageLayer {
  /** Of the compressed blob: what a pull names. */
  readonly digest: string;
  /** Of the plain tar: what RootFS lists. */
  readonly diffId: string;
  readonly downloadBytes: number;
  readonly sizeBytes: number;
}

export interface ImageHistory {
  readonly createdBy: string;
  readonly sizeBytes: number;
  readonly comment?: string;
  /** Of the image that the step made, where it was made on this machine. */
  readonly id?: string;
}

/** One platform's image. Immutable and shared by every container that runs it. */
export interface Image {
  /** Digest of the config: the image ID. */
  readonly id: string;
  /** Digest of the manifest list: what `RepoDigests` and services pin. */
  readonly digest: string;
  readonly createdMs: number;
  readonly author?: string;
  readonly platform: ImagePlatform;
  readonly config: ImageConfig;
  readonly layers: readonly ImageLayer[];
  readonly history: readonly ImageHistory[];
  /** All its files, built at first use and shared. */
  rootfs(): Layer;
  /** A program that only this image has. */
  program(name: string): Main | undefined;
}

/** What a registry answers to a name: the manifest list. */
export interface RegistryEntry {
  readonly digest: string;
  readonly platforms: readonly ImagePlatform[];
  image(platform: { os: string; architecture: string }): Image | undefined;
}

/** The public registry, `docker.io` and its like. Whether a machine can reach it is the network's business. */
export interface ImageRegistry {
  /** `path` as in `library/nginx`; `missing` says what a pull complains about. */
  find(domain: string, path: string, tagOrDigest: string): RegistryEntry | { missing: 'repository' | 'tag' | 'registry' };
  /** Content by digest, wherever it was pushed to. */
  byDigest(digest: string): RegistryEntry | undefined;
  /** Content that came into being in the world (`docker commit`, `docker build`), so that pulls can find it. */
  add(entry: RegistryEntry): void;
}
