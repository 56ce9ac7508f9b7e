/**
 * Waiting for what runs in the foreground, and job control at a prompt: the terminal goes to the job and comes back,
 * Ctrl-Z leaves a stopped job behind, and what happened to background jobs is told before the next prompt.
 */
import { race, wait, type Program } from '../sim';
import { SIGNAL_NUMBERS, SIGNAL_WORDS, type ExitStatus, type Process, type SignalName } from '../os';
import { AbortFlow } from './flow';
import type { Job } from './jobs';
import type { Shell } from './shell';

/** Waits for the processes of a pipeline; answers the last one's status, as `$?` has it. */
export function* waitForeground(shell: Shell, processes: Process[], text: string, resumed?: Job): Program<number> {
  const last = processes[processes.length - 1] as Process;
  const control = shell.hasJobControl && last.group !== shell.process.group;
  const tty = control ? shell.process.tty : undefined;
  if (tty) tty.foregroundGroup = last.group;
  try {
    for (const process of processes) {
      while (!process.status && !(control && process.stopped)) yield* wait(process.stateChanged);
      if (!process.status) break;
    }
  } finally {
    if (tty) tty.foregroundGroup = shell.process.group;
  }
  if (processes.some((process) => !process.status)) return yield* leaveStopped(shell, processes, text, resumed);
  for (const process of processes) shell.childrenCpuMs += process.cpuMs;
  if (resumed) shell.jobs.remove(resumed);
  const status = last.status as NonNullable<Process['status']>;
  // A tool that a person interrupted leaves the cursor after ^C; and the line it was part of is over.
  const interrupted = processes.some((process) => process.status?.signal === 'SIGINT');
  if (control && interrupted && shell.interactive) {
    yield* shell.err('\n');
    shell.status = 130;
    throw new AbortFlow(130);
  } else if (status.signal) yield* reportKilled(shell, last, status.signal, text);
  return (shell.status = status.code);
}

function* leaveStopped(shell: Shell, processes: Process[], text: string, resumed: Job | undefined): Program<number> {
  const job = resumed ?? shell.jobs.add(processes, text, true);
  shell.jobs.touch(job);
  job.told = 'stopped';
  yield* shell.err(`\n${shell.jobs.describe(job)}\n`);
  return (shell.status = 128 + SIGNAL_NUMBERS.SIGTSTP);
}

function* reportKilled(shell: Shell, process: Process, signal: SignalName, text: string): Program {
  if (signal === 'SIGINT' || signal === 'SIGPIPE' || shell.subshellLevel > 0) return;
  if (shell.interactive || signal === 'SIGTERM') yield* shell.err(`${SIGNAL_WORDS[signal]}\n`);
  else if (shell.dialect === 'bash') yield* shell.complain(`${process.pid} ${SIGNAL_WORDS[signal].padEnd(24)}${text}`);
  else yield* shell.err(`${SIGNAL_WORDS[signal]}\n`);
}

/** `[1] 4711` when a background job starts at a prompt. */
export function* reportStarted(shell: Shell, job: Job): Program {
  if (shell.interactive && shell.subshellLevel === 0) yield* shell.err(`[${job.id}] ${job.last.pid}\n`);
}

/** What changed in the background since the last prompt. */
export function* notifyJobs(shell: Shell): Program {
  for (const job of shell.jobs.list()) {
    const { state } = job;
    if (state.kind === job.told) continue;
    job.told = state.kind;
    if (state.kind === 'running') continue;
    // A shell without a person just forgets finished jobs.
    if (shell.interactive) yield* shell.err(`${shell.jobs.describe(job)}\n`);
    if (state.kind === 'done') shell.jobs.remove(job);
  }
}

/** Forgets finished jobs in a script, where nobody is told. */
export function reapJobs(shell: Shell): void {
  for (const job of shell.jobs.list()) if (job.state.kind === 'done') shell.jobs.remove(job);
}

/** Waits for a process, but no longer than until a trapped signal arrives: then the answer is undefined. */
export function* waitInterruptibly(shell: Shell, process: Process): Program<number | undefined> {
  if (process.status) return process.status.code;
  const { index } = yield* race<unknown>(process.exited as never, shell.trapArrived.wait as never);
  return index === 0 ? ((process.status as ExitStatus | undefined)?.code ?? 0) : undefined;
}

/** Continues a stopped job in the foreground. */
export function* foreground(shell: Shell, job: Job): Program<number> {
  const { tty } = shell.process;
  shell.jobs.touch(job);
  if (tty) tty.foregroundGroup = job.group;
  job.told = 'running';
  for (const process of job.processes) process.signal('SIGCONT');
  return yield* waitForeground(shell, job.processes, job.text, job);
}

