/**
 * The world: a clock, a wire, a registry, and machines with Docker on them, each with its part in a swarm. The
 * only place where roles are tied to each other; whoever drives it moves the clock and calls what a person could
 * do to machines: switch them on and off, pull their cables, add and remove them.
 */
import type { ContainerLogs, DockerEngine, ListContainersOptions, LogsOptions } from '../host';
import { Agent, Host } from '../host';
import { HubRegistry } from '../images';
import type { ToolEntry } from '../images';
import type { Refusal } from '../model';
import { refuse } from '../model';
import type { DeclaredImage, HttpHandler, Layer, Login, ProgramRegistry } from '../os';
import { linuxLayer, windowsLayer } from '../os';
import type { Program } from '../sim';
import { assert, Sim, spawn } from '../sim';
import type { Commit } from '../store';
import { clusterEvents } from '../swarm/controlapi/events';
import { Links, Wire } from '../wire';
import type { Daemon } from './daemon';
import { engineLabels, engineListeners, type ListensOn } from './engine-listeners';
import { SwarmMember } from './member';
import { dispatcherLink } from './dispatcher-link';

export interface WorldOptions {
  seed: number;
  /** Virtual start: milliseconds since the Unix epoch. */
  startMs: number;
  /** Everything that files may name as programs: the shell, its tools, docker. */
  programs: ProgramRegistry;
  /** Which of those are tools, and which package brings them: what images have on board. */
  tools: readonly ToolEntry[];
  /** What Windows machines and images have as executables: name without ending, to program. */
  windowsPrograms?: Readonly<Record<string, string>>;
  /** Makes the Engine API of a machine; handed in, since the API is built on the world. */
  engineApi(daemon: Daemon): HttpHandler;
  /** Called with each machine before it is switched on: for what its users find there. */
  prepare?(host: Host): void;
  /** Images come from a mirror on the lab's own network (see RegistryOptions). */
  mirror?: boolean;
  /** Images that only this world's registry has. */
  images?: readonly DeclaredImage[];
  /** Of each machine; 4 GiB when absent. */
  memoryBytes?: number;
}

/** What a new machine is, where it differs from a server on the lab's network. */
export interface MachineSpec {
  platform?: 'linux' | 'windows';
  /** A person's own computer, with the tools that make virtual machines. */
  laptop?: boolean;
  /** The next free one of 192.168.0.0/24 when absent. */
  address?: string;
  /** Whether Docker's engine is installed. */
  engine?: boolean;
  /** Whose account people come in to. */
  login?: Login;
  /** Where the engine listens besides its socket; plain TCP when absent. */
  listens?: ListensOn;
  /** A virtual machine (see `LinkEnd.behindNat`). */
  behindNat?: boolean;
  cpus?: number;
  memoryBytes?: number;
  /** Made, and not switched on. */
  off?: boolean;
}

interface Place {
  host: Host;
  member: SwarmMember;
  daemon: Daemon;
  /** Power or daemon is on its way. */
  changing: boolean;
}

/** As recorded: Debian's build of engine 28.5. */
const ENGINE_VERSION = '28.5.2+dfsg4';
/** A Windows machine's named pipe is one more name for the same; panels ask everybody by the first. */
const SOCKETS = ['/var/run/docker.sock', '/run/docker.sock', '//./pipe/docker_engine'];
const FIRST_ADDRESS = 11;
/** Laptops stand apart, so that servers are numbered as if there were none. */
const FIRST_LAPTOP_ADDRESS = 5;
/** Of packages that make virtual machines: on laptops alone. */
const LAPTOP_PACKAGES = ['docker-machine', 'vagrant'];

export class World {
  readonly sim: Sim;
  readonly links: Links;
  readonly wire: Wire;
  readonly engineVersion = ENGINE_VERSION;
  /** A manager applied a commit to its replica, before its own loops hear of it. A restarted one applies its log again. */
  onCommit: (machine: string, commit: Commit) => void = () => {};
  private readonly registry: HubRegistry;
  private readonly places = new Map<string, Place>();
  private readonly commitWatchers = new Set<(commit: Commit) => void>();
  private readonly byNodeId = new Map<string, string>();
  private readonly disk: Layer;
  private readonly windowsDisk: Layer;
  private laptopDisk: Layer | undefined;
  private nextAddress = FIRST_ADDRESS;
  private nextLaptopAddress = FIRST_LAPTOP_ADDRESS;

  constructor(private readonly options: WorldOptions) {
    this.sim = new Sim(options.seed, options.startMs);
    this.links = new Links(this.sim);
    this.wire = new Wire(this.sim, this.links);
    const others = new Set(options.tools.flatMap((tool) => (LAPTOP_PACKAGES.includes(tool.package) ? [tool.name] : [])));
    this.disk = linuxLayer({ programs: options.programs.names().filter((name) => !others.has(name)), atMs: options.startMs });
    this.windowsDisk = windowsLayer({ programs: options.windowsPrograms ?? {}, host: true, atMs: options.startMs });
    this.registry = new HubRegistry({ tools: options.tools, windowsPrograms: options.windowsPrograms ?? {}, startMs: options.startMs, mirror: options.mirror === true, declared: options.images ?? [] });
  }

  // --- Machines ----------------------------------------------------------------------------------------------

  /** A new machine, on and with Docker running unless the spec says otherwise. */
  addHost(name: string, spec: MachineSpec = {}): Host {
    assert(!this.places.has(name), `one machine is named ${name}`);
    const { platform = 'linux', laptop = false, listens = 'plain' } = spec;
    const address = spec.address ?? `192.168.0.${laptop ? this.nextLaptopAddress++ : this.nextAddress++}`;
    assert(this.links.at(address) === undefined, `one machine has the address ${address}`);
    const links = this.links;
    const holder: { host: Host | undefined } = { host: undefined };
    const net = this.wire.attachHost({
      name,
      address,
      ...(spec.behindNat ? { behindNat: true } : {}),
      get powered() {
        return holder.host?.power === 'on';
      },
    });
    const host = new Host({
      sim: this.sim, name, address, net, provider: this.wire, registry: this.registry, programs: this.options.programs, engineVersion: ENGINE_VERSION,
      platform: { os: platform, architecture: 'x86_64' },
      disk: laptop ? this.diskOfLaptops() : platform === 'linux' ? this.disk : this.windowsDisk,
      ...(this.options.memoryBytes ? { memoryBytes: this.options.memoryBytes } : {}),
      ...(spec.memoryBytes ? { memoryBytes: spec.memoryBytes } : {}),
      ...(spec.cpus ? { cpus: spec.cpus } : {}),
      laptop, engine: spec.engine ?? true, ...(spec.login ? { login: spec.login } : {}),
    });
    holder.host = host;
    const agent = new Agent({
      engine: host.engine,
      link: dispatcherLink(links, () => this.member(name)),
      labels: () => Object.fromEntries(host.engine.core.labels.map((label) => [label.slice(0, label.indexOf('=')), label.slice(label.indexOf('=') + 1)])),
      tlsInfo: () => this.member(name).certificate?.tlsInfo ?? { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' },
      onSession: (message) => this.member(name).onSession(message),
      onRefused: (message) => this.member(name).onRefused(message),
    });
    const member = new SwarmMember({
      sim: this.sim, links, host: name, address,
      interfaces: () => net.interfaces(),
      agent,
      at: (where) => this.managerAt(where),
      memberOf: (other) => this.places.get(other)?.member,
      committed: (commit) => {
        this.onCommit(name, commit);
        this.emitEvents(host.engine, commit);
        if (this.commitWatchers.size > 0 && member.manager?.leads) for (const watcher of [...this.commitWatchers]) watcher(commit);
      },
    });
    const daemon: Daemon = { machine: host, engine: host.engine, swarm: member, taskLogs: (nodeId, containerId, logs) => this.taskLogs(name, nodeId, containerId, logs) };
    const place: Place = { host, member, daemon, changing: false };
    this.places.set(name, place);
    const handler = this.options.engineApi(daemon);
    let listeners: { close(): void }[] = [];
    host.hooks.push({
      started: () => {
        host.engine.core.labels = engineLabels(host.files);
        listeners = SOCKETS.map((path) => net.listenUnix(path, handler));
        for (const { port, tls } of engineListeners(host.files, listens)) {
          const tcp = net.listenHttp(port, handler, tls);
          if (tcp.ok) listeners.push(tcp.value);
        }
        member.daemonStarted();
      },
      *stopping() {
        yield* member.daemonStopping();
      },
      stopped: (how) => {
        for (const listener of listeners) listener.close();
        listeners = [];
        member.daemonStopped(how === 'stop' ? 'stop' : 'crash');
        if (how === 'power') this.wire.hostDown(name);
      },
    });
    this.options.prepare?.(host);
    if (!spec.off) host.switchOn();
    return host;
  }

  /** The machine is gone for good, disk and all. */
  removeHost(name: string): void {
    const place = this.places.get(name);
    if (!place) return;
    if (place.host.power !== 'off') this.powerOff(name);
    this.wire.detachHost(name);
    this.places.delete(name);
  }

  hasHost(name: string): boolean {
    return this.places.has(name);
  }

  hostNames(): string[] {
    return [...this.places.keys()];
  }

  host(name: string): Host {
    const place = this.places.get(name);
    assert(place !== undefined, `there is a machine named ${name}`);
    return place.host;
  }

  member(name: string): SwarmMember {
    const place = this.places.get(name);
    assert(place !== undefined, `there is a machine named ${name}`);
    return place.member;
  }

  /** Undefined while its daemon does not run. */
  engine(name: string): DockerEngine | undefined {
    const { engine } = this.host(name);
    return engine.running ? engine : undefined;
  }

  address(name: string): string {
    return this.host(name).address;
  }

  // --- Power and cables --------------------------------------------------------------------------------------

  isPowered(name: string): boolean {
    return this.places.get(name)?.host.power === 'on';
  }

  /** Booting, or shutting down in order. */
  isChangingPower(name: string): boolean {
    const place = this.places.get(name);
    return place !== undefined && (place.changing || place.host.power === 'booting');
  }

  /** A power cut. */
  powerOff(name: string): void {
    this.runNow(name, 'world.power-off', this.host(name).powerOff('kill'));
  }

  /** Power on: boots; when only the daemon was stopped it is started. */
  powerOn(name: string): void {
    const host = this.host(name);
    if (host.power === 'off') host.boot();
    else if (!host.engine.running) this.runNow(name, 'world.start-engine', host.startEngine());
    this.links.changed();
  }

  /** The daemon is shut down in order, as `systemctl stop docker` does; the machine stays on. */
  shutDown(name: string): void {
    this.runNow(name, 'world.stop-engine', this.host(name).stopEngine());
  }

  /** The machine is shut down in order. */
  shutDownMachine(name: string): void {
    this.runNow(name, 'world.shut-down', this.host(name).powerOff('stop'));
  }

  /** Shut down in order, and switched on again: what `Restart-Computer` does. */
  restart(name: string): void {
    const host = this.host(name);
    this.runNow(name, 'world.restart', (function* restart(): Program {
      yield* host.powerOff('stop');
      host.boot();
    })());
  }

  restartDocker(name: string): void {
    this.runNow(name, 'world.restart-engine', this.host(name).restartEngine());
  }

  cutCable(name: string): void {
    this.links.cut(name);
  }

  healCable(name: string): void {
    this.links.heal(name);
  }

  // --- What watchers see -------------------------------------------------------------------------------------

  /** Calls back with what the leader commits, once it has; the listener must not touch the world. Answers how to stop. */
  watchCommits(listener: (commit: Commit) => void): () => void {
    this.commitWatchers.add(listener);
    return () => this.commitWatchers.delete(listener);
  }

  // --- What panels ask ---------------------------------------------------------------------------------------

  /** What the registry has: repositories with their tags. */
  catalogue(): { name: string; about: string; tags: string[] }[] {
    return this.registry.catalogue();
  }

  /** Pulls under way on a machine. */
  pulls(name: string): { image: string; progress: number }[] {
    return this.places.get(name)?.host.engine.pulling() ?? [];
  }

  /** 0..1 while this image is on its way there. */
  pullOf(name: string, image: string): number | undefined {
    return this.pulls(name).find((one) => one.image === image || image.startsWith(`${one.image}@`))?.progress;
  }

  /** Ports of the machine that tasks on it hold themselves (host mode), each with the service's name. */
  taskPorts(name: string): { published: number; target: number; protocol: string; service: string }[] {
    const out: ReturnType<World['taskPorts']> = [];
    for (const container of this.engine(name)?.core.containers.values() ?? []) {
      if (!container.task || !container.running) continue;
      for (const [port, bindings] of Object.entries(container.ports)) {
        const [target = '', protocol = 'tcp'] = port.split('/');
        for (const { HostPort } of bindings ?? []) {
          out.push({ published: Number(HostPort), target: Number(target), protocol, service: container.config.Labels['com.docker.swarm.service.name'] ?? '' });
        }
      }
    }
    return out;
  }

  health(name: string, containerId: string | undefined): 'starting' | 'healthy' | 'unhealthy' | undefined {
    const container = containerId === undefined ? undefined : this.places.get(name)?.host.engine.core.containers.get(containerId);
    const status = container?.health?.status;
    return status === undefined || status === 'none' ? undefined : status;
  }

  containers(name: string, options: ListContainersOptions) {
    return this.engine(name)?.containerList(options);
  }

  // --- Helpers -----------------------------------------------------------------------------------------------

  private diskOfLaptops(): Layer {
    return (this.laptopDisk ??= linuxLayer({ programs: this.options.programs.names(), atMs: this.options.startMs }));
  }

  private runNow(name: string, label: string, program: Program): void {
    const place = this.places.get(name);
    if (!place) return;
    place.changing = true;
    spawn(this.sim, label, program).ended(() => {
      place.changing = false;
      this.links.changed();
    });
  }

  /** The manager that listens on `ip:port`; nobody does when its machine or daemon is down. */
  private managerAt(where: string): SwarmMember | undefined {
    const end = this.links.atPort(where);
    const place = end && this.places.get(end.name);
    return place && place.host.engine.running && place.member.manager ? place.member : undefined;
  }

  private emitEvents(engine: DockerEngine, commit: Commit): void {
    if (!engine.running) return;
    for (const event of clusterEvents(commit)) engine.events.emit(event.Type, event.Action, event.Actor.ID, { ...event.Actor.Attributes }, 'swarm');
  }

  private *taskLogs(from: string, nodeId: string, containerId: string, options: LogsOptions): Program<ContainerLogs | Refusal> {
    const name = this.nameOfNode(nodeId);
    const answer = name === undefined ? undefined : yield* this.links.call(from, name, 5_000, 'logs', () => logsOf(this.engine(name), containerId, options));
    return answer?.ok ? answer.value : refuse(503, `node ${nodeId} is not available`);
  }

  private nameOfNode(nodeId: string): string | undefined {
    const known = this.byNodeId.get(nodeId);
    if (known !== undefined && this.places.get(known)?.member.nodeId === nodeId) return known;
    for (const [name, place] of this.places) {
      if (place.member.nodeId !== nodeId) continue;
      this.byNodeId.set(nodeId, name);
      return name;
    }
    return undefined;
  }
}

function* answered<T>(value: T): Program<T> {
  return value;
}

function logsOf(engine: DockerEngine | undefined, containerId: string, options: LogsOptions): Program<ContainerLogs | Refusal> | undefined {
  return engine && answered(engine.containerLogs(containerId, options));
}
