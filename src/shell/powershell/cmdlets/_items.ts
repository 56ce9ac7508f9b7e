/** Files as objects, and the paths that wildcards stand for. */
import { isFileError, windowsPath, type Stat } from '../../../os';
import type { Call } from '../cmdlet';
import { hasWildcards, wildcard } from '../patterns';
import { problem, type Problem } from '../problem';
import { Instant, Thing, type Value } from '../values';
import { textOf } from '../text';
import type { Shell } from '../shell';

export interface Item {
  path: string;
  stat: Stat;
}

export function itemThing({ path, stat }: Item): Thing {
  const name = path === '/' ? 'C:\\' : path.slice(path.lastIndexOf('/') + 1);
  const full = windowsPath(path);
  const folder = stat.kind === 'directory';
  const dot = name.lastIndexOf('.');
  const made = new Thing(folder ? 'System.IO.DirectoryInfo' : 'System.IO.FileInfo', {
    Mode: folder ? 'd-----' : '-a----', LastWriteTime: new Instant(stat.modifiedMs), ...(folder ? {} : { Length: stat.size }), Name: name, FullName: full, BaseName: dot > 0 && !folder ? name.slice(0, dot) : name,
    Extension: dot > 0 && !folder ? name.slice(dot) : '', PSIsContainer: folder, Exists: true, ...(folder ? {} : { DirectoryName: full.slice(0, full.lastIndexOf('\\')) }), CreationTime: new Instant(stat.modifiedMs),
  });
  made.text = full;
  made.inner = path;
  return made;
}

/** Where a value leads: a file object, or a path as typed. */
export function pathOf(value: Value): string {
  if (value instanceof Thing) return textOf(value.get('PSPath') ?? value.get('FullName') ?? value.get('Path') ?? textOf(value));
  return textOf(value);
}

export const join = (folder: string, name: string): string => `${folder === '/' ? '' : folder}/${name}`;

/** The items that a path with wildcards stands for, in order; without wildcards the one it names. */
export function itemsAt(shell: Shell, typed: string, literal = false): Item[] {
  const { files } = shell.process.machine;
  const full = shell.path(typed);
  const stat = files.stat(full);
  if (!isFileError(stat)) return [{ path: real(shell, full), stat }];
  if (literal || !hasWildcards(typed)) return [];
  let found = ['/'];
  for (const name of full.split('/').filter((each) => each !== '')) {
    const like = wildcard(name);
    found = found.flatMap((folder) => {
      if (!hasWildcards(name)) return isFileError(files.stat(join(folder, name))) ? [] : [join(folder, name)];
      const names = files.list(folder);
      return isFileError(names) ? [] : sorted(names).filter(like).map((each) => join(folder, each));
    });
  }
  return found.flatMap((path) => {
    const each = files.stat(path);
    return isFileError(each) ? [] : [{ path, stat: each }];
  });
}

/** Names as Windows lists them: without regard to case. */
export function sorted(names: readonly string[]): string[] {
  return [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0));
}

/** The path with its names in the case that they have on the disk. */
export function real(shell: Shell, path: string): string {
  const found = shell.process.machine.files.realpath(path);
  return isFileError(found) ? path : found;
}

export function notFound(shell: Shell, typed: string): Problem {
  const drive = /^([A-Za-z]):/.exec(typed)?.[1];
  if (drive !== undefined && drive.toUpperCase() !== 'C') return problem(`Cannot find drive. A drive with the name '${drive}' does not exist.`, 'DriveNotFound', 'ObjectNotFound', `${drive}:String`, 'DriveNotFoundException', false);
  return problem(`Cannot find path '${shell.shown(typed)}' because it does not exist.`, 'PathNotFound', 'ObjectNotFound', `${shell.shown(typed)}:String`, 'ItemNotFoundException', false);
}

/** An error with the cmdlet's own class behind its id. */
export function asOf(call: Call, told: Problem): Problem {
  const [verb = '', noun = ''] = call.cmdlet.name.split('-');
  const id = `${told.id},Microsoft.PowerShell.Commands.${verb}${noun}Command`;
  return Object.assign(problem(told.message, id, told.category, told.target, told.exception, false), {});
}
