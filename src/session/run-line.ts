/** One command line on a machine without a terminal, as `ssh node 'line'` would run it: what came out, and how it ended. */
import type { Machine, Process } from '../os';
import { createPipe, lineCommand, loginDirectory, loginEnvironment, openNull, readAll } from '../os';
import type { Fiber } from '../sim';
import { spawn } from '../sim';

export interface LineResult {
  stdout: string;
  stderr: string;
  /** null when it was killed by a time limit. */
  exit: number | null;
}

export interface RunningLine {
  readonly process: Process | undefined;
  /** Set once it has ended and all its output has been read. */
  result(): LineResult | undefined;
}

/** Starts the line in the machine's login shell. When not even that can be started the reason is its stderr. */
export function runLine(machine: Machine, line: string, env: Record<string, string> = {}): RunningLine {
  const out = createPipe();
  const err = createPipe();
  const input = openNull();
  const process = machine.processes.spawn({
    argv: lineCommand(machine, line),
    env: new Map([...loginEnvironment(machine, false), ...Object.entries(env)]),
    cwd: loginDirectory(machine),
    uid: machine.login?.uid,
    fds: new Map([[0, input], [1, out.writer], [2, err.writer]]),
    newGroup: true,
  });
  for (const file of [input, out.writer, err.writer]) file.close();
  if ('error' in process) return { process: undefined, result: () => ({ stdout: '', stderr: `bash: ${process.error}\n`, exit: 126 }) };
  const stdout = spawn(machine.sim, 'line.stdout', readAll(out.reader));
  const stderr = spawn(machine.sim, 'line.stderr', readAll(err.reader));
  return {
    process,
    result: () => (process.status && stdout.done && stderr.done ? { stdout: textOf(stdout), stderr: textOf(stderr), exit: process.status.code } : undefined),
  };
}

function textOf(fiber: Fiber<{ text: string; complete: boolean }>): string {
  return fiber.outcome?.kind === 'returned' ? fiber.outcome.value.text : '';
}
