/** Subshells: a copy of the shell's state in a process of its own, as fork makes it; with bash's patience when there is no room. */
import { sleep, type Program } from '../sim';
import type { OpenFile, Process, SpawnError } from '../os';
import { AbortFlow, isFlow, ExitFlow, ReturnFlow } from './flow';
import type { Shell } from './shell';
import { runExitTrap, installSignals } from './trap-run';

export interface ForkOptions {
  /** Instead of the shell's own descriptors. */
  fds?: ReadonlyMap<number, OpenFile>;
  newGroup?: boolean;
  /** For `ps`. */
  title?: string;
}

/** How long bash waits before trying a failed fork again. */
const RETRY_MS = [1000, 2000, 4000, 8000];

/** Tries to start a process, again and again when the table is full, complaining as bash does. */
export function* startProcess<E extends SpawnError>(shell: Shell, start: () => Process | E): Program<Process | E> {
  for (let tries = 0; ; tries++) {
    const process = start();
    if (!('error' in process) || process.error !== 'too-many-processes') return process;
    const delayMs = RETRY_MS[tries];
    if (delayMs === undefined) {
      yield* shell.complain('fork: Resource temporarily unavailable');
      throw new AbortFlow(254);
    }
    yield* shell.complain('fork: retry: Resource temporarily unavailable');
    yield* sleep(shell.sim, delayMs);
  }
}

/** Runs a body in a subshell. The state is copied now; the process starts when its turn comes. */
export function* forkShell(shell: Shell, body: (child: Shell) => Program<number>, options: ForkOptions = {}): Program<Process> {
  const child = shell.fork();
  const process = yield* startProcess(shell, () =>
    shell.machine.processes.spawn({
      argv: [...shell.process.argv],
      title: options.title ?? shell.process.title,
      main: (own) => {
        child.process = own;
        return runSubshell(child, body);
      },
      env: shell.process.env,
      cwd: shell.process.cwd,
      fds: options.fds ?? shell.process.fds,
      parent: shell.process,
      newGroup: options.newGroup,
      uid: shell.process.uid,
    }),
  );
  // Only a full table refuses a main function, and that has been waited out.
  return process as Process;
}

function* runSubshell(child: Shell, body: (child: Shell) => Program<number>): Program<number> {
  installSignals(child);
  const status = yield* catchExit(child, body);
  return yield* runExitTrap(child, status);
}

/** Runs to the end of a shell: whatever flows out of it becomes its status. */
export function* catchExit(shell: Shell, body: (shell: Shell) => Program<number>): Program<number> {
  try {
    return yield* body(shell);
  } catch (thrown) {
    if (thrown instanceof ExitFlow || thrown instanceof ReturnFlow || thrown instanceof AbortFlow) return thrown.status;
    if (isFlow(thrown)) return shell.status;
    throw thrown;
  }
}
