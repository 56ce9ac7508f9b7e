/** What all parts of one engine share: its stores, its containers by every name, and what the machine lends it. */
import { refuse, type Network, type Refusal } from '../model';
import type { ImageRegistry, Machine, ProgramRegistry } from '../os';
import { sleep, spawn, type Fiber, type Program, type Random, type Sim } from '../sim';
import type { Container } from './container';
import { BuildCache } from './build/cache';
import type { CpuStats } from './container-data';
import type { RunWorld } from './container-run';
import type { ExecSession } from './exec';
import { EventBus } from './events';
import { ImageStore } from './image-store';
import { LocalNetworks } from './local-networks';
import type { NetProvider } from './net-provider';
import type { PullWorld } from './pull';
import { VolumeStore } from './volume-store';
import { parseSubnet } from './address-pool';

/** The machine below the engine, as far as the engine asks. */
export interface EngineMachine extends Machine {
  /** `192.168.0.11`. */
  readonly address: string;
}

export interface EngineOptions {
  machine: EngineMachine;
  provider: NetProvider;
  registry: ImageRegistry;
  /** Programs that containers' files may name: the shell's tools. */
  programs: ProgramRegistry;
  /** `28.5.2`. */
  version?: string;
}

/** A place on a swarm network. */
export interface AttachedNetwork {
  network: Network;
  /** With prefix length. */
  address: string;
  attachmentId: string;
  /** This node's own endpoint on it, when it is known already. */
  nodeAddress?: string;
}

/** How `docker run --network <overlay>` gets its place on a swarm network; the agent provides it. */
export interface ClusterNetworks {
  attach(
    network: string,
    containerId: string,
    addresses: readonly string[],
  ): Program<AttachedNetwork | Refusal>;
  detach(attachmentId: string): void;
}

/** Called when a container's state changes, for the agent and the composition. */
export type ContainerListener = (container: Container, what: 'started' | 'died' | 'health' | 'removed') => void;

export class EngineCore {
  readonly sim: Sim;
  readonly random: Random;
  readonly machine: EngineMachine;
  readonly provider: NetProvider;
  readonly registry: ImageRegistry;
  readonly programs: ProgramRegistry;
  readonly version: string;
  readonly id: string;
  readonly events: EventBus;
  readonly images = new ImageStore();
  readonly buildCache = new BuildCache();
  readonly volumes: VolumeStore;
  readonly networks: LocalNetworks;
  readonly containers = new Map<string, Container>();
  /** Name to ID. */
  readonly names = new Map<string, string>();
  readonly execs = new Map<string, ExecSession>();
  /** What a restart policy waited last, per container. */
  readonly restartDelays = new Map<string, number>();
  /** Containers being started right now: they share the machine. */
  startsUnderWay = 0;
  /** The sample before, for the rates of `docker stats`. */
  readonly lastStats = new Map<string, { cpu: CpuStats; read: string }>();
  readonly listeners = new Set<ContainerListener>();
  /** `--label` of the daemon, as `name=value`; read when it starts. */
  labels: readonly string[] = [];
  cluster: ClusterNetworks | undefined;
  /** The daemon is up. */
  running = false;
  /** It is on its way down: nothing is restarted. */
  stopping = false;
  private readonly fibers = new Set<Fiber<unknown>>();
  private readonly nodeEndpoints = new Map<string, string>();
  private lent: RunWorld | undefined;
  private nextHostPid = 2000;

  constructor(options: EngineOptions) {
    this.machine = options.machine;
    this.sim = options.machine.sim;
    this.provider = options.provider;
    this.registry = options.registry;
    this.programs = options.programs;
    this.version = options.version ?? '28.5.2';
    this.random = this.sim.random(`engine ${this.machine.id}`);
    this.events = new EventBus(this.sim);
    this.volumes = new VolumeStore(this.sim, this.random);
    this.networks = new LocalNetworks(this.sim, this.random, () => parseSubnet(`${this.machine.address}/24`), this.machine.platform.os);
    const hex = this.random.hex(32);
    this.id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  get pullWorld(): PullWorld {
    return {
      sim: this.sim,
      random: this.random,
      registry: this.registry,
      store: this.images,
      platform: this.imagePlatform,
      net: () => this.machine.net,
      online: () => this.provider.online?.(this.machine.id) ?? true,
    };
  }

  /** `linux/amd64`: the platform in the registry's words. */
  get imagePlatform(): { os: 'linux' | 'windows'; architecture: string } {
    const { os, architecture } = this.machine.platform;
    const words: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64' };
    return { os, architecture: words[architecture] ?? architecture };
  }

  /** By full ID, name, or unique prefix of an ID. */
  find(ref: string): Container | Refusal {
    const bare = ref.startsWith('/') ? ref.slice(1) : ref;
    const named = this.containers.get(this.names.get(bare) ?? bare);
    if (named) return named;
    if (/^[0-9a-f]{1,64}$/.test(bare)) {
      let match: Container | undefined;
      for (const container of this.containers.values()) {
        if (!container.id.startsWith(bare)) continue;
        if (match) return refuse(400, `multiple IDs found with provided prefix: ${bare}`);
        match = container;
      }
      if (match) return match;
    }
    return ref === '' ? refuse(400, 'invalid name or ID supplied: ""') : refuse(404, `No such container: ${ref}`);
  }

  /** This node is in a swarm: the ingress network is up. */
  get inSwarm(): boolean {
    return this.networks.all().some((network) => network.ingress);
  }

  /** The ID of this node's own endpoint on a network: made once, kept. */
  endpointIdOf(networkId: string): string {
    let id = this.nodeEndpoints.get(networkId);
    if (!id) this.nodeEndpoints.set(networkId, (id = this.random.hex(64)));
    return id;
  }

  /** What the machine lends a container. */
  machineOf(): RunWorld {
    if (!this.lent) {
      const { sim, platform, cpus, cpu, memoryBytes } = this.machine;
      this.lent = { sim, programs: this.programs, platform, cpus, cpu, memoryBytes };
    }
    return this.lent;
  }

  /** A PID as the host would show it. */
  takePid(): number {
    this.nextHostPid += this.random.int(3, 40);
    return this.nextHostPid;
  }

  /** A pause of a length that a quiet machine would take: uniform between the two. */
  *work(minMs: number, maxMs: number): Program {
    yield* sleep(this.sim, minMs + this.random.fraction() * (maxMs - minMs));
  }

  /** Runs on even if whoever asked goes away; undefined when the daemon went down meanwhile. */
  *detached<T>(name: string, program: Program<T>): Program<T | Refusal> {
    const fiber = this.spawn(name, program);
    const outcome = yield* fiber.join();
    return outcome.kind === 'returned' ? outcome.value : refuse(503, 'the daemon is shutting down');
  }

  spawn<T>(name: string, program: Program<T>): Fiber<T> {
    const fiber = spawn(this.sim, name, program);
    this.fibers.add(fiber as Fiber<unknown>);
    fiber.ended(() => this.fibers.delete(fiber as Fiber<unknown>));
    return fiber;
  }

  /** Everything under way ends where it stands. */
  cancelAll(): void {
    for (const fiber of [...this.fibers]) fiber.cancel('daemon stopped');
    this.fibers.clear();
  }

  notify(container: Container, what: Parameters<ContainerListener>[1]): void {
    for (const listener of [...this.listeners]) listener(container, what);
  }

  /** A container event with the attributes that Docker gives all of them; those without more share one object. */
  containerEvent(container: Container, action: string, extra?: Record<string, string>): void {
    const common = container.eventAttributes();
    this.events.emit('container', action, container.id, extra ? Object.assign({}, common, extra) : common);
  }
}
