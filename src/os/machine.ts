/** A machine put together: what a host or a container hands its processes. */
import type { Sim } from '../sim';
import { Cpu } from './cpu';
import type { Files } from './files';
import { LoopbackNet } from './loopback-net';
import type { Net } from './net';
import type { Machine, ProgramRegistry } from './process';
import { Processes, type ProcessesOptions } from './processes';

export interface MachineOptions extends ProcessesOptions {
  sim: Sim;
  id: string;
  hostname: string;
  kind: 'host' | 'container';
  files: Files;
  programs: ProgramRegistry;
  /** Without one the machine only reaches itself. */
  net?: Net;
  platform?: { os: 'linux' | 'windows'; architecture: string };
  cpus?: number;
  memoryBytes?: number;
}

/** A host's PIDs begin where a booted system's would; a container's at 1. */
const HOST_FIRST_PID = 1200;

export class PlainMachine implements Machine {
  readonly sim: Sim;
  readonly id: string;
  hostname: string;
  readonly kind: 'host' | 'container';
  readonly platform: { os: 'linux' | 'windows'; architecture: string };
  readonly cpus: number;
  readonly cpu: Cpu;
  readonly memoryBytes: number;
  readonly files: Files;
  readonly net: Net;
  readonly processes: Processes;
  readonly programs: ProgramRegistry;
  readonly bootedMs: number;

  constructor(options: MachineOptions) {
    this.sim = options.sim;
    this.id = options.id;
    this.hostname = options.hostname;
    this.kind = options.kind;
    this.platform = options.platform ?? { os: 'linux', architecture: 'x86_64' };
    this.cpus = options.cpus ?? 2;
    this.cpu = new Cpu(options.sim, this.cpus);
    this.memoryBytes = options.memoryBytes ?? 4 * 1024 * 1024 * 1024;
    this.files = options.files;
    this.net = options.net ?? new LoopbackNet(options.sim, () => this.hostname);
    this.programs = options.programs;
    this.bootedMs = options.sim.nowMs;
    this.processes = new Processes(this, { firstPid: options.firstPid ?? (options.kind === 'container' ? 1 : HOST_FIRST_PID), limit: options.limit });
  }
}
