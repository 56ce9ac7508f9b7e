/**
 * Processes: what a program is handed when it runs, and the table that runs them. A program is a generator
 * function registered under a name; a file in the tree with `program: name` makes it executable, a file that
 * begins with `#!` runs through its interpreter.
 */
import type { Fiber, Program, Sim, Wait } from '../sim';
import type { CpuTime } from './cpu';
import type { Files } from './files';
import type { Net } from './net';
import type { OpenFile } from './stream';
import type { Tty } from './tty';

export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGCHLD'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGTTIN'
  | 'SIGTTOU'
  | 'SIGWINCH';

/** How a process ended: its code, or the signal that killed it (a shell shows 128 + number). */
export type ExitStatus = { code: number; signal?: SignalName };

/** The main function of a program; it returns the exit code, or `STAY` when it only reacts from now on. */
export type Main = (process: Process) => Program<number>;

/** Finds programs by name; the composition fills it (shell tools, docker, image programs). */
export interface ProgramRegistry {
  get(name: string): Main | undefined;
  names(): string[];
}

/** Whose account a person is in who comes to a machine. */
export interface Login {
  name: string;
  uid: number;
  home: string;
}

/** What a machine, or a container (a small machine), offers its processes. */
export interface Machine {
  readonly sim: Sim;
  /** Unique in the world: a host's name, or a container's ID. */
  readonly id: string;
  hostname: string;
  readonly platform: { os: 'linux' | 'windows'; architecture: string };
  readonly cpus: number;
  /** Its cores, shared with the containers on it; of a container, its share of them. */
  readonly cpu: CpuTime;
  readonly memoryBytes: number;
  readonly files: Files;
  readonly net: Net;
  readonly processes: ProcessTable;
  readonly programs: ProgramRegistry;
  /** Who am I: `host`, or `container` with its PID-1 rules. */
  readonly kind: 'host' | 'container';
  /** Whose account its terminals open in; root's when absent. */
  readonly login?: Login | undefined;
  /** When it was switched on or started, for `uptime` and `ps`. */
  readonly bootedMs: number;
  /** Kernel parameters that are not the defaults, by name: `net.core.somaxconn`. */
  readonly sysctls?: Readonly<Record<string, string>> | undefined;
  /** Limits of its processes that are not the defaults, under the kernel's names: `nofile`. -1 is none. */
  readonly limits?: readonly { Name: string; Soft: number; Hard: number }[] | undefined;
}

export interface SpawnOptions {
  argv: string[];
  /** What to run; when absent `argv[0]` is looked up in PATH and the file tree. */
  main?: Main;
  env: ReadonlyMap<string, string>;
  cwd: string;
  /** 0, 1, 2 and more; each is duplicated for the child, the caller keeps its own. */
  fds: ReadonlyMap<number, OpenFile>;
  parent?: Process;
  /** A new process group (job); default the parent's. */
  newGroup?: boolean;
  tty?: Tty;
  uid?: number;
  /** Groups, the first its own; absent: the parent's, or those that the machine's files give the user. */
  gids?: readonly number[];
  /** Text for `ps` when it is not argv joined. */
  title?: string;
}

/**
 * Why nothing was started. `exec-format`: an executable text without `#!`, which a shell runs itself; `bad-interpreter`:
 * what `#!` names does not exist.
 */
export type SpawnError = {
  error: 'not-found' | 'not-executable' | 'is-directory' | 'too-many-processes' | 'exec-format' | 'bad-interpreter';
  /** The file that was found, for `exec-format` and `bad-interpreter`. */
  path?: string;
  interpreter?: string;
};

export interface ProcessTable {
  spawn(options: SpawnOptions): Process | SpawnError;
  get(pid: number): Process | undefined;
  list(): Process[];
  signalGroup(group: number, signal: SignalName): void;
  /** Everything dies at once: power off, container killed. */
  killAll(): void;
  /** What `spawn` would run for this argv, without running it: for a shell's `exec` and for pipelines. */
  resolve(options: Pick<SpawnOptions, 'argv' | 'env' | 'cwd'>): { main: Main; argv: string[] } | SpawnError;
  /** Resolves a command name to the executable's path as `which` does. */
  which(name: string, path: string, cwd?: string): string | undefined;
}

export interface Process {
  readonly machine: Machine;
  readonly sim: Sim;
  readonly pid: number;
  readonly ppid: number;
  group: number;
  readonly argv: string[];
  title: string;
  readonly env: Map<string, string>;
  cwd: string;
  uid: number;
  /** The groups that it was given, the first its own; undefined: those of its user. */
  readonly gids: readonly number[] | undefined;
  /** Bits that new files do not get; inherited. */
  umask: number;
  readonly startedMs: number;
  readonly fds: Map<number, OpenFile>;
  readonly tty: Tty | undefined;
  readonly fiber: Fiber<number>;
  /** Short forms of fds 0, 1, 2; writing where nobody reads raises SIGPIPE in this process. */
  readonly stdin: OpenFile;
  readonly stdout: OpenFile;
  readonly stderr: OpenFile;
  /** Set once it has ended. */
  status: ExitStatus | undefined;
  exited: Wait<ExitStatus>;
  /** Bytes it claims to hold, for `ps`, `docker stats` and limits. */
  memoryBytes: number;
  /** 0..n CPUs in use now; accounted by time for `top` and `docker stats`. */
  cpuLoad: number;
  /**
   * What to do on a signal: a handler, 'ignore', or undefined for the default (most end the process with
   * 128 + number). PID 1 of a container ignores signals that it has no handler for, except SIGKILL.
   */
  onSignal(signal: SignalName, action: (() => void) | 'ignore' | undefined): void;
  signal(signal: SignalName): void;
  /** Ends the program at its next yield. */
  exit(code: number): void;
  /** Stopped by SIGSTOP, SIGTSTP or a read from the background; SIGCONT wakes it. */
  readonly stopped: boolean;
  /** Wakes when it stops, goes on or ends. */
  stateChanged: Wait;
  /** CPU time used so far: `busy` and `cpuLoad` over time. */
  readonly cpuMs: number;
  /**
   * Goes on as another program, as execve does: handled signals get their defaults, ignored ones stay ignored. The
   * caller returns what this answers.
   */
  become(program: { main: Main; argv: string[] }, env: ReadonlyMap<string, string>, title?: string): Program<number>;
  /**
   * Runs a program in a fiber of its own that lives and stops with this process. For deep recursion: every resumption
   * of a generator passes through all that delegate to it, so a deep chain needs cutting.
   */
  nested<T>(program: Program<T>): Program<T>;
  /** Uses up CPU time, and waits for a core while all are taken: every loop of a program must pass here or through another wait. */
  busy(ms: number): Program;
}
