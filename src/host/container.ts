/**
 * A container as the engine keeps it: what it was made from, what state it is in, and its files. It outlives its
 * processes; `container-run.ts` is one life between start and exit. Most of it is made only when somebody looks.
 */
import { formatInstant, ZERO_TIME } from '../model';
import { FileTree, type Files, type Image, type Tty } from '../os';
import { Signal, type Cancel, type Sim } from '../sim';
import type { ContainerConfig, ContainerState, ContainerStatusName, EndpointSettings, HostConfig, MountPoint, PortMap } from './container-data';
import type { ContainerRun } from './container-run';
import type { ExecSession } from './exec';
import type { HealthMonitor } from './health';
import { OutputLog } from './output-log';
import type { Volume } from './volume-store';

/** What is mounted where; the tree is set when the container is made or started. */
export interface ContainerMount {
  readonly point: MountPoint;
  readonly volume?: Volume;
  readonly files: Files;
  readonly sourcePath: string;
  readonly readOnly: boolean;
  /** A socket of the host (`/var/run/docker.sock`). */
  readonly socket?: boolean;
  /** `--tmpfs` is no mount in inspect's eyes. */
  readonly unlisted?: boolean;
  /** A directory of the host that is made when it is missing: `-v`. */
  readonly remade?: boolean;
}

/** A container's place on one network: asked for at creation, filled at start. */
export interface ContainerEndpoint {
  readonly network: string;
  networkId: string;
  /** As given: null and an empty list are shown as what they are. */
  aliases: string[] | null;
  ipamConfig: EndpointSettings['IPAMConfig'];
  driverOpts: Record<string, string> | null;
  wantedMac: string | undefined;
  /** `container:alias`, for names that this container alone uses. */
  links: string[] | null;
  gwPriority: number;
  endpointId: string;
  address: string;
  prefixLength: number;
  gateway: string;
  address6: string;
  prefixLength6: number;
  gateway6: string;
  mac: string;
  /** Of a swarm network attached by `docker run` or `docker network connect`: what to give back. */
  attachmentId: string | undefined;
  /** The swarm allotted it: given with the task. */
  ofTask: boolean;
}

/** What only a service's task has. */
export interface TaskPart {
  readonly taskId: string;
  /** Files of secrets and configs, mounted at start. */
  mountFiles?(files: Files): void;
}

export class Container {
  readonly createdMs: number;
  status: ContainerStatusName = 'created';
  pid = 0;
  exitCode = 0;
  error = '';
  oomKilled = false;
  startedMs: number | undefined;
  finishedMs: number | undefined;
  restartCount = 0;
  /** Somebody asked for the stop, so restart policies keep still. */
  manuallyStopped = false;
  /** `docker stop` waits for its end. */
  stopAsked = false;
  /** It has been on at least once. */
  hasRun = false;
  removing = false;
  /** A start is under way. */
  starting = false;
  run: ContainerRun | undefined;
  health: HealthMonitor | undefined;
  mounts: ContainerMount[] = [];
  readonly endpoints = new Map<string, ContainerEndpoint>();
  /** Host ports in force, as `docker port` shows them. */
  ports: PortMap = {};
  execs: Map<string, ExecSession> | undefined;
  /** Of a container with a tty: its terminal, from start to exit. */
  tty: Tty | undefined;
  stopRestart: Cancel | undefined;
  sandboxId = '';
  task: TaskPart | undefined;
  /** Fires when the state changes. */
  readonly changed = new Signal();
  readonly log: OutputLog;
  private tree: FileTree | undefined;
  private attributes: Record<string, string> | undefined;

  constructor(
    private readonly sim: Sim,
    readonly id: string,
    public name: string,
    readonly image: Image,
    readonly config: ContainerConfig,
    /** Shared with containers that have the same: replaced as a whole, never changed. */
    public hostConfig: Readonly<HostConfig>,
  ) {
    this.createdMs = sim.nowMs;
    this.log = new OutputLog(sim);
  }

  get running(): boolean {
    return this.status === 'running' || this.status === 'paused';
  }

  get shortId(): string {
    return this.id.slice(0, 12);
  }

  /** Its files: the image's, with what it wrote on top. */
  get files(): FileTree {
    return (this.tree ??= new FileTree({ base: this.image.rootfs(), now: () => this.sim.nowMs, windows: this.image.platform.os === 'windows' }));
  }

  /** Has anybody looked at the files yet? */
  get touched(): boolean {
    return this.tree !== undefined;
  }

  setStatus(status: ContainerStatusName): void {
    this.status = status;
    this.changed.fire();
  }

  /** What every event of this container says about it. */
  eventAttributes(): Record<string, string> {
    if (this.attributes?.['name'] !== this.name) this.attributes = Object.assign({}, this.config.Labels, { image: this.config.Image, name: this.name });
    return this.attributes;
  }

  /** The words of the image and the command together. */
  get argv(): string[] {
    return [...(this.config.Entrypoint ?? []), ...(this.config.Cmd ?? [])];
  }

  stateJson(): ContainerState {
    const state: ContainerState = {
      Status: this.status,
      Running: this.running || this.status === 'restarting',
      Paused: this.status === 'paused',
      Restarting: this.status === 'restarting',
      OOMKilled: this.oomKilled,
      Dead: this.status === 'dead',
      Pid: this.running ? this.pid : 0,
      ExitCode: this.exitCode,
      Error: this.error,
      StartedAt: this.startedMs === undefined ? ZERO_TIME : formatInstant(this.startedMs),
      FinishedAt: this.finishedMs === undefined ? ZERO_TIME : formatInstant(this.finishedMs),
    };
    if (this.health) state.Health = this.health.json();
    return state;
  }

  /** The `Up 2 minutes (healthy)` of `docker ps` (moby container/state.go String). */
  statusText(nowMs: number): string {
    if (this.running) {
      const up = `Up ${humanDuration(nowMs - (this.startedMs ?? nowMs))}`;
      if (this.status === 'paused') return `${up} (Paused)`;
      const health = this.health?.status;
      if (health === 'starting') return `${up} (health: starting)`;
      return health === 'healthy' || health === 'unhealthy' ? `${up} (${health})` : up;
    }
    if (this.status === 'restarting') return `Restarting (${this.exitCode}) ${humanDuration(nowMs - (this.finishedMs ?? nowMs))} ago`;
    if (this.status === 'removing') return 'Removal In Progress';
    if (this.status === 'dead') return 'Dead';
    if (this.startedMs === undefined) return 'Created';
    return this.finishedMs === undefined ? '' : `Exited (${this.exitCode}) ${humanDuration(nowMs - this.finishedMs)} ago`;
  }

  endpointJson(endpoint: ContainerEndpoint): EndpointSettings {
    const nameless = endpoint.network === 'bridge' || endpoint.network === 'host' || endpoint.network === 'none';
    const allotted = endpoint.ofTask || endpoint.attachmentId !== undefined;
    return {
      IPAMConfig: allotted ? { IPv4Address: endpoint.address } : endpoint.ipamConfig,
      Links: endpoint.links,
      Aliases: endpoint.aliases,
      MacAddress: endpoint.mac || (endpoint.wantedMac ?? ''),
      DriverOpts: endpoint.driverOpts,
      GwPriority: endpoint.gwPriority,
      NetworkID: endpoint.networkId,
      EndpointID: endpoint.endpointId,
      Gateway: endpoint.gateway,
      IPAddress: endpoint.address,
      IPPrefixLen: endpoint.prefixLength,
      IPv6Gateway: endpoint.gateway6,
      GlobalIPv6Address: endpoint.address6,
      GlobalIPv6PrefixLen: endpoint.prefixLength6,
      DNSNames: nameless ? null : this.dnsNames(endpoint),
    };
  }

  /** Names it answers to on a network: its own, its aliases, its short ID, its host name. */
  dnsNames(endpoint: ContainerEndpoint): string[] {
    const names = [this.name, ...(endpoint.aliases ?? []), this.shortId, this.config.Hostname].filter((name) => name !== '');
    return [...new Set(names)];
  }
}

/** How long ago, in the words of docker/go-units HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(seconds / 3600 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(seconds / 3600 / 24 / 365)} years`;
}
