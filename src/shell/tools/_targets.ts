/** Where cp, mv and ln put things: `SOURCE DEST`, `SOURCE... DIRECTORY`, `-t DIRECTORY SOURCE...`. */
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { fail } from './_io';
import { misuse } from './_options';
import type { Command, Options } from './_options';
import { absolutePath, baseName, joinTyped } from './_paths';
import { quote, quoteName } from './_text';

export interface Pair {
  source: string;
  target: string;
}

export function isDirectory(process: Process, name: string): boolean {
  const stat = process.machine.files.stat(absolutePath(process, name));
  return !isFileError(stat) && stat.kind === 'directory';
}

/** The pairs to work on, or the exit code after the complaint that was due. */
export function* pairsOf<O extends Options>(
  process: Process,
  command: Command<O>,
  operands: readonly string[],
  directory: string | undefined,
  noTargetDirectory = false,
): Program<Pair[] | number> {
  if (directory !== undefined) {
    if (operands.length === 0) return yield* misuse(process, command, 'missing file operand');
    if (!isDirectory(process, directory)) return yield* fail(process, `target directory ${quote(directory)}: No such file or directory`);
    return operands.map((source) => ({ source, target: joinTyped(directory, baseName(source)) }));
  }
  if (operands.length === 0) return yield* misuse(process, command, 'missing file operand');
  if (operands.length === 1) return yield* misuse(process, command, `missing destination file operand after ${quoteName(operands[0] as string)}`);
  const last = operands[operands.length - 1] as string;
  const sources = operands.slice(0, -1);
  if (noTargetDirectory) {
    if (sources.length > 1) return yield* misuse(process, command, `extra operand ${quoteName(operands[2] as string)}`);
    return [{ source: sources[0] as string, target: last }];
  }
  if (isDirectory(process, last)) return sources.map((source) => ({ source, target: joinTyped(last, baseName(source)) }));
  if (sources.length > 1) {
    const stat = process.machine.files.stat(absolutePath(process, last));
    return yield* fail(process, `target ${quoteName(last)}: ${isFileError(stat) ? errnoText(stat.errno) : 'Not a directory'}`);
  }
  return [{ source: sources[0] as string, target: last }];
}
