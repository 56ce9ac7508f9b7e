/**
 * One process: a program's fiber with fds, signals and a place in the table. Stopping works by a gate around the
 * generator: a stopped process takes what woke it but does not go on until SIGCONT.
 */
import { Signal, sleep, spawn, wait, type Fiber, type Program, type Sim, type Wait } from '../sim';
import type { ExitStatus, Machine, Main, Process, SignalName } from './process';
import { defaultAction, SIGNAL_NUMBERS } from './signals';
import { StandardFile } from './standard-file';
import { STAY } from './stay';
import type { OpenFile } from './stream';
import type { Tty } from './tty';

/** Time must move in every loop: less than this would be lost in the clock's last digits. */
const BUSY_MS_MIN = 0.001;
/** What replacing the program takes. */
const EXEC_MS = 0.6;

export interface EntryOptions {
  machine: Machine;
  pid: number;
  ppid: number;
  group: number;
  argv: string[];
  title: string;
  env: ReadonlyMap<string, string>;
  cwd: string;
  uid: number;
  gids: readonly number[] | undefined;
  umask: number;
  fds: ReadonlyMap<number, OpenFile>;
  tty: Tty | undefined;
  main: Main;
  /** What fork and exec take before the program's first step. */
  startMs: number;
  /** The default action of signals does not apply: PID 1 of a container. */
  unkillable: boolean;
  ended: (process: ProcessEntry) => void;
}

export class ProcessEntry implements Process {
  readonly machine: Machine;
  readonly sim: Sim;
  readonly pid: number;
  ppid: number;
  group: number;
  readonly argv: string[];
  title: string;
  readonly env: Map<string, string>;
  cwd: string;
  uid: number;
  readonly gids: readonly number[] | undefined;
  umask: number;
  readonly startedMs: number;
  readonly fds = new Map<number, OpenFile>();
  readonly tty: Tty | undefined;
  readonly fiber: Fiber<number>;
  readonly stdin: OpenFile;
  readonly stdout: OpenFile;
  readonly stderr: OpenFile;
  status: ExitStatus | undefined;
  memoryBytes = 4 * 1024 * 1024;
  stopped = false;
  private readonly actions = new Map<SignalName, (() => void) | 'ignore'>();
  private unkillable: boolean;
  private changes = new Signal();
  private ending: ExitStatus | undefined;
  private busyMs = 0;
  private load = 0;
  private loadSinceMs: number;

  constructor(options: EntryOptions) {
    this.machine = options.machine;
    this.sim = options.machine.sim;
    this.pid = options.pid;
    this.ppid = options.ppid;
    this.group = options.group;
    this.argv = options.argv;
    this.title = options.title;
    this.env = new Map(options.env);
    this.cwd = options.cwd;
    this.uid = options.uid;
    this.gids = options.gids;
    this.umask = options.umask;
    this.tty = options.tty;
    this.unkillable = options.unkillable;
    this.startedMs = this.sim.nowMs;
    this.loadSinceMs = this.sim.nowMs;
    for (const [fd, file] of options.fds) this.fds.set(fd, file.dup());
    this.stdin = new StandardFile(this, 0);
    this.stdout = new StandardFile(this, 1);
    this.stderr = new StandardFile(this, 2);
    this.fiber = spawn(this.sim, options.argv[0] ?? 'process', this.drive(options.main, options.startMs));
    // Only what is needed later is kept: `options` holds the caller's environment and files.
    const { ended } = options;
    this.fiber.ended((outcome) => {
      this.finish(outcome.kind === 'returned' ? { code: outcome.value & 255 } : (this.ending ?? { code: 137, signal: 'SIGKILL' }));
      ended(this);
    });
  }

  get exited(): Wait<ExitStatus> {
    return (wake) => {
      if (this.status) {
        wake(this.status);
        return () => {};
      }
      return this.fiber.ended(() => wake(this.status as ExitStatus));
    };
  }

  get stateChanged(): Wait {
    return this.changes.wait as Wait;
  }

  get cpuMs(): number {
    return this.busyMs + this.load * (this.sim.nowMs - this.loadSinceMs);
  }

  get cpuLoad(): number {
    return this.status ? 0 : this.load;
  }

  set cpuLoad(load: number) {
    this.busyMs = this.cpuMs;
    this.loadSinceMs = this.sim.nowMs;
    this.load = load;
  }

  onSignal(signal: SignalName, action: (() => void) | 'ignore' | undefined): void {
    if (signal === 'SIGKILL' || signal === 'SIGSTOP') return;
    if (action === undefined) this.actions.delete(signal);
    else this.actions.set(signal, action);
  }

  /** Whether this signal is ignored, which children inherit. */
  ignores(signal: SignalName): boolean {
    return this.actions.get(signal) === 'ignore';
  }

  signal(signal: SignalName): void {
    if (this.status) return;
    const action = this.actions.get(signal);
    if (signal === 'SIGCONT') this.setStopped(false);
    if (action === 'ignore') return;
    if (action) {
      action();
      return;
    }
    switch (defaultAction(signal)) {
      case 'stop':
        if (!this.unkillable) this.setStopped(true);
        return;
      case 'end':
        // Not even SIGKILL from within ends PID 1 of a container; from outside it is `kill`.
        if (!this.unkillable) this.end({ code: 128 + SIGNAL_NUMBERS[signal], signal });
        return;
      default:
    }
  }

  /** SIGKILL from outside the container, or with the machine: it spares nobody. */
  kill(): void {
    this.end({ code: 128 + SIGNAL_NUMBERS.SIGKILL, signal: 'SIGKILL' });
  }

  /** See `Processes.freeze`. */
  freeze(frozen: boolean): void {
    this.setStopped(frozen);
  }

  exit(code: number): void {
    this.end({ code: code & 255 });
  }

  *busy(ms: number): Program {
    const spentMs = ms > BUSY_MS_MIN ? ms : BUSY_MS_MIN;
    this.busyMs += spentMs;
    yield* this.machine.cpu.use(spentMs);
  }

  *become(program: { main: Main; argv: string[] }, env: ReadonlyMap<string, string>, title?: string): Program<number> {
    for (const [signal, action] of [...this.actions]) if (action !== 'ignore') this.actions.delete(signal);
    this.argv.splice(0, this.argv.length, ...program.argv);
    this.title = title ?? program.argv.join(' ');
    const copy = new Map(env);
    this.env.clear();
    for (const [name, value] of copy) this.env.set(name, value);
    yield* this.busy(EXEC_MS);
    return yield* program.main(this);
  }

  *nested<T>(program: Program<T>): Program<T> {
    const fiber = spawn(this.sim, 'nested', settle(this.gated(program)), this.fiber as Fiber);
    try {
      const outcome = yield* fiber.join();
      // Cancelled only together with whoever waits here, whose own generator then never gets so far.
      const settled = outcome.kind === 'returned' ? outcome.value : { thrown: new Error('cancelled') };
      if ('thrown' in settled) throw settled.thrown;
      return settled.value;
    } finally {
      fiber.cancel('caller is gone');
    }
  }

  private *drive(main: Main, startMs: number): Program<number> {
    yield* sleep(this.sim, startMs);
    this.busyMs += startMs;
    while (this.stopped) yield* wait(this.changes.wait);
    const code = yield* this.gated(main(this));
    if (code === STAY) yield* wait<never>(() => () => {});
    return code;
  }

  /** Passes each wait on, and holds the program after it while the process is stopped. */
  private *gated<T>(program: Program<T>): Program<T> {
    try {
      let step = program.next();
      while (!step.done) {
        const value = yield step.value;
        while (this.stopped) yield* wait(this.changes.wait);
        step = program.next(value);
      }
      return step.value;
    } finally {
      program.return(undefined as T);
    }
  }

  private setStopped(stopped: boolean): void {
    if (this.stopped === stopped) return;
    this.stopped = stopped;
    this.changes.fire();
  }

  private end(status: ExitStatus): void {
    if (this.status || this.ending) return;
    this.ending = status;
    this.fiber.cancel(status.signal ?? 'exit');
  }

  private finish(status: ExitStatus): void {
    this.cpuLoad = 0;
    this.status = status;
    this.stopped = false;
    for (const file of this.fds.values()) file.close();
    this.fds.clear();
    this.changes.fire();
  }
}

/** Carries an exception over the border between fibers, where it would stop the world. */
function* settle<T>(program: Program<T>): Program<{ value: T } | { thrown: unknown }> {
  try {
    return { value: yield* program };
  } catch (thrown) {
    return { thrown };
  }
}
