/**
 * The engine as its clients see it: what the API asks. Reads answer at once; whatever takes time in Docker is
 * a program. A learner's mistake is a `Refusal` with Docker's status and words. `ref` is a name, an ID or a
 * unique prefix of one, as everywhere in Docker. `docker-engine.ts` implements it.
 */
import type { BuildFailure, BuildOptions } from './build/builder';
import type { Refusal } from '../model';
import type { Program } from '../sim';
import type {
  ContainerInspect,
  ContainerSummary,
  CreateRequest,
  EndpointSettings,
  ExecConfig,
  ExecInspect,
  HostConfig,
  PathChange,
  StatsSample,
  TopResult,
  WaitResult,
} from './container-data';
import type { EventBus } from './events';
import type {
  DistributionInspect,
  ImageDeleteItem,
  ImageHistoryItem,
  ImageInspect,
  ImageSummary,
  NetworkCreateRequest,
  NetworkData,
  PullProgress,
  VolumeData,
} from './image-data';
import type { Files } from '../os';

/** Filters as the API carries them: `{"status": ["running"]}`. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** A piece of a container's output; the API frames it (or not, for a tty). */
export interface OutputChunk {
  stream: 'stdout' | 'stderr';
  text: string;
  /** When it was written. */
  atMs: number;
}

/** Output as it comes; `close` hangs up. */
export interface OutputSource {
  read(): Program<OutputChunk | undefined>;
  close(): void;
}

/** What a container wrote: whole lines, each with its newline, and what its log driver says beside them. */
export interface ContainerLogs {
  readonly tty: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly output: OutputSource;
}

/** A hijacked connection to a container's or an exec's streams. */
export interface Attachment {
  readonly tty: boolean;
  readonly output: OutputSource;
  /** What the client types; absent when stdin is not open. `closeInput` is the client's end of file. */
  write(text: string): Program<boolean>;
  closeInput(): void;
}

export interface AttachOptions {
  stdin?: boolean;
  stdout?: boolean;
  stderr?: boolean;
  /** Play what was written before. */
  logs?: boolean;
  /** Stay for what comes. */
  stream?: boolean;
}

export interface LogsOptions {
  stdout: boolean;
  stderr: boolean;
  follow: boolean;
  sinceMs?: number;
  untilMs?: number;
  /** Lines from the end; undefined = all. */
  tail?: number;
}

export interface ListContainersOptions {
  all?: boolean;
  limit?: number;
  size?: boolean;
  filters?: Filters;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

export interface PruneResult {
  deleted: string[];
  spaceReclaimed: number;
}

export interface Engine {
  /** `28.5.2`, with what a distribution adds to it. */
  readonly version: string;
  readonly events: EventBus;

  // Containers.
  /** `platform` as in `--platform`: the image must be for it. */
  containerCreate(request: CreateRequest, name?: string, platform?: string): Program<{ Id: string; Warnings: string[] } | Refusal>;
  containerStart(ref: string): Program<undefined | Refusal>;
  /** `timeoutSeconds` undefined = the container's own, -1 = for ever. `signal` as Docker takes it: `SIGTERM`, `TERM` or `15`. */
  containerStop(ref: string, options?: { timeoutSeconds?: number; signal?: string }): Program<undefined | Refusal>;
  containerKill(ref: string, signal?: string): Program<undefined | Refusal>;
  containerRestart(ref: string, options?: { timeoutSeconds?: number; signal?: string }): Program<undefined | Refusal>;
  containerPause(ref: string): Program<undefined | Refusal>;
  containerUnpause(ref: string): Program<undefined | Refusal>;
  containerRename(ref: string, name: string): Program<undefined | Refusal>;
  containerRemove(ref: string, options?: { force?: boolean; volumes?: boolean; link?: boolean }): Program<undefined | Refusal>;
  containerUpdate(ref: string, change: Partial<HostConfig>): Program<{ Warnings: string[] | null } | Refusal>;
  /** Ends with the container; a container that is gone already answers its last code. */
  containerWait(ref: string, condition?: WaitCondition): Program<WaitResult | Refusal>;
  containerAttach(ref: string, options: AttachOptions): Attachment | Refusal;
  containerResize(ref: string, columns: number, rows: number): undefined | Refusal;
  containerLogs(ref: string, options: LogsOptions): ContainerLogs | Refusal;
  containerInspect(ref: string, options?: { size?: boolean }): ContainerInspect | Refusal;
  containerList(options?: ListContainersOptions): ContainerSummary[] | Refusal;
  containerTop(ref: string, psArgs?: string): TopResult | Refusal;
  containerStats(ref: string): StatsSample | Refusal;
  containerChanges(ref: string): PathChange[] | Refusal;
  /** The container's file tree, for `docker cp`. */
  containerFiles(ref: string): Files | Refusal;
  /** Somebody took an archive out of a container, or put one in: told as an event. */
  containerTouched(ref: string, action: 'archive-path' | 'extract-to-dir'): void;
  containerPrune(filters?: Filters): Program<PruneResult | Refusal>;
  /** `docker commit`: a new image from a container's changes; answers its ID. */
  containerCommit(ref: string, repository: string, tag: string, options?: { comment?: string; author?: string; changes?: readonly string[] }): Program<{ Id: string } | Refusal>;

  // Exec.
  execCreate(ref: string, config: ExecConfig): { Id: string } | Refusal;
  /** Detached: undefined once it runs. */
  execStart(id: string, options: { detach: boolean; tty: boolean; columns?: number; rows?: number }): Program<Attachment | undefined | Refusal>;
  execResize(id: string, columns: number, rows: number): undefined | Refusal;
  execInspect(id: string): ExecInspect | Refusal;

  // Images.
  /** Progress lines come as they happen; the last ones are the digest and the status. */
  imagePull(reference: string, progress?: (line: PullProgress) => void, platform?: string): Program<undefined | Refusal>;
  imagePush(reference: string, progress?: (line: PullProgress) => void): Program<undefined | Refusal>;
  imageList(options?: { all?: boolean; filters?: Filters; sharedSize?: boolean }): ImageSummary[] | Refusal;
  /** With a platform, `linux/arm64`, only an image for that one. */
  imageInspect(ref: string, platform?: string): ImageInspect | Refusal;
  imageHistory(ref: string): ImageHistoryItem[] | Refusal;
  imageTag(ref: string, repository: string, tag?: string): undefined | Refusal;
  imageRemove(ref: string, options?: { force?: boolean; noPrune?: boolean }): Program<ImageDeleteItem[] | Refusal>;
  imagePrune(filters?: Filters): Program<{ ImagesDeleted: ImageDeleteItem[]; SpaceReclaimed: number } | Refusal>;
  /**
   * A build of this context (`docker build`): refused when the Dockerfile cannot be read, else a program that makes the
   * image and says what it does as it goes.
   */
  imageBuild(context: Files, options: BuildOptions): Refusal | { run(say: (text: string) => void): Program<string | BuildFailure> };
  /** Forgets the steps of earlier builds. */
  buildPrune(): { CachesDeleted: string[] | null; SpaceReclaimed: number };
  /** `docker save`: an archive of images; `docker load` takes it in again, here or on another machine of this world. */
  imageSave(names: readonly string[]): string | Refusal;
  imageLoad(archive: string, tell: (line: PullProgress) => void): undefined | Refusal;
  /** `docker import`: an image of one layer; answers its ID. */
  imageImport(archive: string, options: { repository: string; tag: string; message: string; changes: readonly string[] }): { Id: string } | Refusal;
  /** Asks the registry, not the local store. */
  distributionInspect(reference: string): Program<DistributionInspect | Refusal>;

  // Volumes.
  volumeCreate(options: {
    Name?: string;
    Driver?: string;
    Labels?: Record<string, string>;
    DriverOpts?: Record<string, string>;
  }): VolumeData | Refusal;
  volumeList(filters?: Filters): VolumeData[] | Refusal;
  volumeInspect(name: string): VolumeData | Refusal;
  volumeRemove(name: string, force?: boolean): undefined | Refusal;
  volumePrune(filters?: Filters): PruneResult | Refusal;

  // Networks of this machine, and the swarm's as far as they are in use here.
  networkCreate(request: NetworkCreateRequest): Program<{ Id: string; Warning: string } | Refusal>;
  networkList(): NetworkData[];
  /** `verbose` adds the services of an overlay. */
  networkInspect(ref: string, options?: { verbose?: boolean }): NetworkData | Refusal;
  networkRemove(ref: string): Program<undefined | Refusal>;
  networkConnect(ref: string, container: string, settings?: Partial<EndpointSettings>): Program<undefined | Refusal>;
  networkDisconnect(ref: string, container: string, force?: boolean): Program<undefined | Refusal>;
  networkPrune(filters?: Filters): Program<{ NetworksDeleted: string[] } | Refusal>;

  // The daemon itself. The API adds the `Swarm` part of info.
  info(): EngineInfo;
  diskUsage(): { LayersSize: number; Images: ImageSummary[]; Containers: ContainerSummary[]; Volumes: VolumeData[]; BuildCache: object[] };
}

/** `GET /info` without its Swarm part (moby api/types/system). */
export interface EngineInfo {
  ID: string;
  Containers: number;
  ContainersRunning: number;
  ContainersPaused: number;
  ContainersStopped: number;
  Images: number;
  Driver: string;
  Name: string;
  ServerVersion: string;
  OperatingSystem: string;
  OSType: string;
  Architecture: string;
  KernelVersion: string;
  NCPU: number;
  MemTotal: number;
  [field: string]: unknown;
}
