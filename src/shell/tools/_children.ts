/** Programs that run other programs: exit codes, and how each says that a command cannot be run. */
import { SIGNAL_NUMBERS, spawnChild } from '../../os';
import type { ChildOptions, ExitStatus, Process, SpawnError } from '../../os';
import { wait } from '../../sim';
import type { Program } from '../../sim';
import { complain } from './_io';

/** What a shell's `$?` shows. */
export function exitCodeOf(status: ExitStatus): number {
  return status.signal ? 128 + SIGNAL_NUMBERS[status.signal] : status.code;
}

/** The words of a failed exec(3). */
export function spawnErrorText(error: SpawnError): string {
  switch (error.error) {
    case 'not-found':
      return 'No such file or directory';
    case 'not-executable':
    case 'is-directory':
      return 'Permission denied';
    case 'too-many-processes':
      return 'Resource temporarily unavailable';
    default:
      return 'Exec format error';
  }
}

/** 127 for what is not there, 126 for what cannot be run. */
export function spawnErrorCode(error: SpawnError): number {
  return error.error === 'not-found' ? 127 : 126;
}

/** Runs a command for a wrapper such as env, nohup, timeout: complains `quote` the name when it cannot be run. */
export function* runCommand(
  process: Process,
  argv: string[],
  options: ChildOptions = {},
  describe: (name: string) => string = (name) => `\u2018${name}\u2019`,
): Program<number> {
  const child = spawnChild(process, argv, options);
  if ('error' in child) {
    yield* complain(process, `${describe(argv[0] ?? '')}: ${spawnErrorText(child)}`);
    return spawnErrorCode(child);
  }
  return exitCodeOf(yield* wait(child.exited));
}
