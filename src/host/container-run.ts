/**
 * One life of a container: a small machine with its own process table and network, from start to exit. PID 1 is the
 * image's command; `docker exec` adds further processes. Made at start, thrown away at exit.
 */
import type { Sim } from '../sim';
import {
  createPipe,
  LimitedCpu,
  openTerminal,
  ProcFiles,
  Processes,
  Terminal,
  type CpuTime,
  type Files,
  type Image,
  type Machine,
  type Main,
  type Net,
  type OpenFile,
  type Process,
  type ProgramRegistry,
  type SpawnError,
} from '../os';
import type { Container } from './container';
import type { HostConfig } from './container-data';
import { EtcFiles, type EtcName } from './etc-files';
import type { Sandbox } from './net-provider';
import { openNothing } from './output-log';
import { dockerInit } from './docker-init';
import { RunNet } from './run-net';

export interface RunWorld {
  readonly sim: Sim;
  readonly programs: ProgramRegistry;
  readonly platform: { os: 'linux' | 'windows'; architecture: string };
  readonly cpus: number;
  readonly cpu: CpuTime;
  readonly memoryBytes: number;
}

const ETC_MOUNTS = [
  ['/etc/hosts', '/hosts'],
  ['/etc/hostname', '/hostname'],
  ['/etc/resolv.conf', '/resolv.conf'],
] as const;

/** The programs of an image over those that every machine has. */
class ImagePrograms implements ProgramRegistry {
  constructor(private readonly image: Image, private readonly common: ProgramRegistry) {}

  get(name: string): Main | undefined {
    return this.image.program(name) ?? this.common.get(name);
  }

  names(): string[] {
    return this.common.names();
  }
}

export class ContainerRun implements Machine {
  readonly kind = 'container';
  readonly id: string;
  readonly sim: Sim;
  hostname: string;
  readonly platform: { os: 'linux' | 'windows'; architecture: string };
  readonly cpus: number;
  readonly cpu: CpuTime;
  readonly memoryBytes: number;
  readonly processes: Processes;
  readonly programs: ProgramRegistry;
  readonly bootedMs: number;
  readonly sysctls: Machine['sysctls'];
  readonly limits: Machine['limits'];
  sandbox: Sandbox | undefined;
  main: Process | undefined;
  /** What the container's stdin reads from, when it is kept open. */
  input: OpenFile | undefined;
  terminal: Terminal | undefined;
  private terminals = 0;
  private mounted = false;
  private ownNet: RunNet | undefined;

  constructor(
    readonly container: Container,
    world: RunWorld,
    private readonly etc: (name: EtcName) => string,
  ) {
    const { hostConfig, config, image } = container;
    this.id = container.id;
    this.sim = world.sim;
    this.hostname = config.Hostname;
    this.platform = world.platform;
    this.cpus = world.cpus;
    const cores = coresOf(hostConfig);
    this.cpu = cores === undefined ? world.cpu : new LimitedCpu(world.sim, world.cpu, cores);
    this.memoryBytes = hostConfig.Memory > 0 ? hostConfig.Memory : world.memoryBytes;
    this.bootedMs = world.sim.nowMs;
    this.sysctls = hostConfig.Sysctls ?? undefined;
    this.limits = hostConfig.Ulimits ?? undefined;
    this.programs = new ImagePrograms(image, world.programs);
    this.processes = new Processes(this, hostConfig.PidsLimit && hostConfig.PidsLimit > 0 ? { limit: hostConfig.PidsLimit } : {});
  }

  get files(): Files {
    const { files } = this.container;
    if (!this.mounted) {
      this.mounted = true;
      if (this.platform.os === 'windows') {
        this.mountVolumes(files);
        return files;
      }
      files.mount('/proc', new ProcFiles(this), '/', { label: 'proc' });
      const etc = new EtcFiles(this, this.etc);
      files.mount('/sys', etc, '/sys', { label: 'sysfs', readOnly: true });
      for (const [path, inner] of ETC_MOUNTS) files.mount(path, etc, inner, { label: '/dev/sda1' });
      this.mountVolumes(files);
      files.readOnly = this.container.hostConfig.ReadonlyRootfs;
    }
    return files;
  }

  private mountVolumes(files: Files): void {
    for (const mount of this.container.mounts) {
      if (!mount.socket)
        files.mount(mount.point.Destination, mount.files, mount.sourcePath, { readOnly: mount.readOnly, label: labelOf(mount.point.Type) });
    }
    this.container.task?.mountFiles?.(files);
  }

  get net(): Net {
    if (!this.ownNet) {
      const ownName = this.container.hostConfig.NetworkMode !== 'host';
      this.ownNet = new RunNet((this.sandbox as Sandbox).net, this.container, ownName, () => this.hostname);
    }
    return this.ownNet;
  }

  /** Starts PID 1; the caller has set up the sandbox. */
  start(env: ReadonlyMap<string, string>, user: { uid: number; gids: readonly number[] }): Process | SpawnError {
    const { config, log } = this.container;
    const cwd = config.WorkingDir || '/';
    this.files.mkdir(cwd, { parents: true });
    let fds: Map<number, OpenFile>;
    if (config.Tty) {
      const terminal = this.openTerminal();
      terminal.onOutput((text) => log.append('stdout', text));
      this.terminal = terminal;
      const file = openTerminal(terminal);
      fds = new Map([
        [0, file],
        [1, file],
        [2, file],
      ]);
    } else {
      const pipe = config.OpenStdin ? createPipe() : undefined;
      this.input = pipe?.writer;
      fds = new Map([
        [0, pipe?.reader ?? openNothing()],
        [1, log.open('stdout')],
        [2, log.open('stderr')],
      ]);
    }
    const init = this.container.hostConfig.Init === true;
    const process = this.processes.spawn({
      argv: init ? ['/sbin/docker-init', '--', ...this.container.argv] : this.container.argv,
      ...(init ? { main: dockerInit } : {}),
      env,
      cwd,
      fds,
      newGroup: true,
      uid: user.uid,
      gids: user.gids,
      ...(this.terminal ? { tty: this.terminal } : {}),
    });
    for (const file of new Set(fds.values())) file.close();
    if ('error' in process) return process;
    if (this.terminal) {
      this.terminal.foregroundGroup = process.group;
      this.terminal.sessionGroup = process.group;
    }
    this.main = process;
    return process;
  }

  /** A new terminal in this container: for PID 1, or for an exec. */
  openTerminal(): Terminal {
    return new Terminal({
      sim: this.sim,
      name: `pts/${this.terminals++}`,
      signalGroup: (group, signal) => this.processes.signalGroup(group, signal),
    });
  }

  /** What `docker stop` ends with when nothing else helps. */
  killAll(): void {
    this.processes.killAll();
  }

  /** Takes off what start put on. */
  end(): void {
    if (this.mounted) {
      const { files } = this.container;
      for (const { path } of files.mounts()) files.unmount(path);
      this.mounted = false;
    }
    this.input?.close();
    this.ownNet?.close();
    this.sandbox?.destroy();
    this.sandbox = undefined;
  }
}

function labelOf(type: string): string {
  return type === 'tmpfs' ? 'tmpfs' : '/dev/sda1';
}

/** What `spawnFailure` tells of a Windows container, whose runtime is not runc. */
export function onWindows(container: Container, argv: readonly string[]): { id: string; line: string } | undefined {
  return container.image.platform.os === 'windows' ? { id: container.id, line: argv.join(' ') } : undefined;
}

/** Why runc could not start it, and with which exit code (observed on Docker 28.5). */
export function spawnFailure(argv0: string, error: SpawnError, windows?: { id: string; line: string }): { text: string; exitCode: number } {
  if (windows) return { text: `container ${windows.id} encountered an error during hcs::System::CreateProcess: ${windows.line}: failure in a Windows system call: The system cannot find the file specified. (0x2)`, exitCode: 127 };
  const quoted = JSON.stringify(argv0);
  const hasSlash = argv0.includes('/');
  switch (error.error) {
    case 'not-found':
    case 'bad-interpreter':
      return hasSlash
        ? { text: `exec: ${quoted}: stat ${argv0}: no such file or directory`, exitCode: 127 }
        : { text: `exec: ${quoted}: executable file not found in $PATH`, exitCode: 127 };
    case 'is-directory':
      return { text: `exec: ${quoted}: is a directory: permission denied`, exitCode: 126 };
    case 'not-executable':
      return hasSlash
        ? { text: `exec: ${quoted}: permission denied`, exitCode: 126 }
        : { text: `exec: ${quoted}: executable file not found in $PATH`, exitCode: 127 };
    case 'exec-format':
      return { text: `exec ${error.path ?? argv0}: exec format error`, exitCode: 255 };
    case 'too-many-processes':
      return { text: `exec: ${quoted}: resource temporarily unavailable`, exitCode: 128 };
  }
}

/** How many cores `--cpus` or a quota allow; undefined without a limit. */
function coresOf({ NanoCpus, CpuQuota, CpuPeriod }: HostConfig): number | undefined {
  if (NanoCpus > 0) return NanoCpus / 1e9;
  return CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : undefined;
}
