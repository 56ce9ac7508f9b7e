/**
 * One machine: power, a disk, a network card, and a Docker engine as its service. `boot` and `powerOff` are what a
 * power button does; `startEngine` and `stopEngine` are `systemctl start|stop docker`. Disk survives all of them.
 */
import { DOCKER_SOCKET } from './platform';
import {
  Cpu,
  addLogin,
  linuxLayer,
  windowsLayer,
  personalize,
  FileTree,
  Processes,
  type Files,
  type ImageRegistry,
  type Layer,
  type Login,
  type Machine,
  type Net,
  type ProgramRegistry,
} from '../os';
import { Signal, sleep, spawn, type Fiber, type Program, type Sim } from '../sim';
import { DockerEngine } from './docker-engine';
import type { NetProvider } from './net-provider';

export type Power = 'off' | 'booting' | 'on';

export interface HostOptions {
  sim: Sim;
  name: string;
  /** `192.168.0.11`. */
  address: string;
  platform?: { os: 'linux' | 'windows'; architecture: string };
  cpus?: number;
  memoryBytes?: number;
  /** A person's own computer rather than a server. */
  laptop?: boolean;
  /** Whether Docker's engine is installed; a client is there without one. */
  engine?: boolean;
  /** Whose account people come in to; root's when absent. */
  login?: Login;
  /** The disk as delivered; made once and shared by all machines of a platform. */
  disk?: Layer;
  net: Net;
  provider: NetProvider;
  registry: ImageRegistry;
  /** The shell's tools, docker, everything that files may name. */
  programs: ProgramRegistry;
  engineVersion?: string;
}

/** From power on until the daemon answers; a lab does not want to watch a BIOS. */
const BOOT_MS_MIN = 1_200;
const BOOT_MS_MAX = 2_200;
const ENGINE_START_MS_MIN = 250;
const ENGINE_START_MS_MAX = 600;
const MEMORY_BYTES_DEFAULT = 4 * 1024 * 1024 * 1024;
const FIRST_PID = 1200;

/** What other parts do when the daemon comes and goes: the API's listener, the swarm's part. */
export interface EngineHooks {
  /** The daemon answers from now on. */
  started?(): void;
  /** Before containers are stopped in an orderly shutdown: the agent lets go of its tasks. */
  stopping?(): Program;
  /** It is gone, in whatever way. */
  stopped?(how: 'stop' | 'crash' | 'power'): void;
}

export class Host implements Machine {
  readonly kind = 'host';
  readonly sim: Sim;
  readonly id: string;
  readonly name: string;
  readonly address: string;
  hostname: string;
  readonly platform: { os: 'linux' | 'windows'; architecture: string };
  readonly cpus: number;
  readonly cpu: Cpu;
  readonly memoryBytes: number;
  readonly files: Files;
  readonly net: Net;
  readonly programs: ProgramRegistry;
  processes: Processes;
  bootedMs: number;
  readonly engine: DockerEngine;
  readonly laptop: boolean;
  readonly login: Login | undefined;
  private engineInstalled: boolean;
  power: Power = 'off';
  /** Fires when power or the daemon's state changes. */
  readonly changed = new Signal();
  /** What swarm mode keeps on this disk; survives everything but `swarm leave`. */
  swarmState: unknown;
  readonly hooks: EngineHooks[] = [];
  private booting: Fiber<void> | undefined;
  private starting: Fiber<void> | undefined;
  private ending: Fiber<void> | undefined;
  private restarting: Fiber<void> | undefined;
  private readonly random;

  constructor(options: HostOptions) {
    this.sim = options.sim;
    this.id = this.name = this.hostname = options.name;
    this.address = options.address;
    this.platform = options.platform ?? { os: 'linux', architecture: 'x86_64' };
    this.cpus = options.cpus ?? 2;
    this.cpu = new Cpu(options.sim, this.cpus);
    this.memoryBytes = options.memoryBytes ?? MEMORY_BYTES_DEFAULT;
    this.net = options.net;
    this.laptop = options.laptop === true;
    this.login = options.login;
    this.engineInstalled = options.engine !== false;
    this.programs = options.programs;
    this.random = options.sim.random(`host ${options.name}`);
    const windows = this.platform.os === 'windows';
    const base = options.disk ?? (windows ? windowsLayer({ programs: {}, host: true, atMs: options.sim.startMs }) : linuxLayer({ programs: options.programs.names(), atMs: options.sim.startMs }));
    this.files = new FileTree({ base, now: () => this.sim.nowMs, windows });
    this.bootedMs = this.sim.nowMs;
    this.processes = new Processes(this, { firstPid: FIRST_PID });
    if (!windows) {
      personalize(this, this.address);
      if (options.login) addLogin(this, options.login);
    }
    if (this.engineInstalled) this.placeEngine();
    this.engine = new DockerEngine({
      machine: this,
      provider: options.provider,
      registry: options.registry,
      programs: options.programs,
      ...(options.engineVersion ? { version: options.engineVersion } : {}),
    });
  }

  get engineRunning(): boolean {
    return this.engine.running;
  }

  /** Without one the machine is all there when it is on. */
  get hasEngine(): boolean {
    return this.engineInstalled;
  }

  /** `apt-get install docker-ce` and its like: the engine is there from now on, and `startEngine` starts it. */
  installEngine(): void {
    if (this.engineInstalled) return;
    this.engineInstalled = true;
    this.placeEngine();
  }

  /** On at once, daemon and all: how a lab's machines begin. */
  switchOn(): void {
    this.bootedMs = this.sim.nowMs;
    this.processes = new Processes(this, { firstPid: FIRST_PID });
    this.power = 'on';
    if (this.engineInstalled) this.engineUp();
    else this.changed.fire();
  }

  /** Power on; after a moment the machine and its daemon are there. */
  boot(): void {
    if (this.power !== 'off') return;
    this.power = 'booting';
    this.changed.fire();
    this.booting = spawn(this.sim, 'host.boot', this.comeUp());
  }

  /** `kill` pulls the plug; `stop` shuts down in order, daemon first. */
  *powerOff(how: 'kill' | 'stop'): Program {
    if (this.power === 'off') return;
    if (how === 'stop' && this.power === 'on') yield* this.stopEngine();
    this.booting?.cancel('power off');
    this.starting?.cancel('power off');
    this.ending?.cancel('power off');
    this.restarting?.cancel('power off');
    this.starting = undefined;
    const ran = this.engine.running;
    this.power = 'off';
    this.engine.crash('power');
    this.processes.killAll();
    if (ran) for (const hook of this.hooks) hook.stopped?.('power');
    this.changed.fire();
  }

  /** `systemctl start docker`. */
  *startEngine(): Program {
    if (this.power !== 'on' || this.engine.running || !this.engineInstalled) return;
    if (!this.starting || this.starting.done) {
      this.starting = spawn(this.sim, 'engine.start', this.bringUpEngine());
    }
    yield* this.starting.join();
  }

  /** `systemctl stop docker`: tasks and containers end in order. Goes on when the caller goes away. */
  *stopEngine(): Program {
    if (!this.engine.running) return;
    if (!this.ending || this.ending.done) this.ending = spawn(this.sim, 'engine.stop', this.bringDownEngine());
    yield* this.ending.join();
  }

  /** `systemctl restart docker`. The job is systemd's: it goes on when whoever typed it goes away in the middle. */
  *restartEngine(): Program {
    if (!this.restarting || this.restarting.done) this.restarting = spawn(this.sim, 'engine.restart', this.stopThenStart());
    yield* this.restarting.join();
  }

  /** `kill -9` of the daemon; systemd would bring it back, `startEngine` does. */
  crashEngine(): void {
    if (!this.engine.running) return;
    this.engine.crash('crash');
    for (const hook of this.hooks) hook.stopped?.('crash');
    this.changed.fire();
  }

  private *comeUp(): Program {
    yield* sleep(this.sim, this.random.int(BOOT_MS_MIN, BOOT_MS_MAX));
    this.booting = undefined;
    this.switchOn();
  }

  private *stopThenStart(): Program {
    yield* this.stopEngine();
    yield* this.startEngine();
  }

  private *bringUpEngine(): Program {
    yield* sleep(this.sim, this.random.int(ENGINE_START_MS_MIN, ENGINE_START_MS_MAX));
    this.engineUp();
  }

  private *bringDownEngine(): Program {
    for (const hook of this.hooks) if (hook.stopping) yield* hook.stopping();
    yield* this.engine.shutdown();
    for (const hook of this.hooks) hook.stopped?.('stop');
    this.changed.fire();
  }

  private placeEngine(): void {
    if (this.platform.os === 'windows') return;
    this.files.put(DOCKER_SOCKET, { kind: 'socket', mode: 0o660 });
    // What monitors mount; the engine's objects are not files here, so it is empty.
    this.files.mkdir('/var/lib/docker', { parents: true, mode: 0o710 });
  }

  private engineUp(): void {
    this.engine.up();
    for (const hook of this.hooks) hook.started?.();
    this.changed.fire();
  }
}
