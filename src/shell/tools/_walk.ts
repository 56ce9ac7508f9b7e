/** Walking a file tree for tools that recurse: grep -r, chmod -R, du, find, rm -r. */
import { isFileError } from '../../os';
import type { Process, Stat } from '../../os';
import { absolutePath, joinTyped } from './_paths';

export interface Visit {
  /** As it was typed, extended. */
  name: string;
  path: string;
  stat: Stat;
  depth: number;
}

/** Everything below a directory that is not one itself, in byte order; symlinks are not followed unless asked. */
export function* filesBelow(
  process: Process,
  typed: string,
  enters: (visit: Visit) => boolean = () => true,
  follow = false,
): Generator<Visit, void, void> {
  for (const visit of entriesBelow(process, typed, 1, enters, follow)) if (visit.stat.kind !== 'directory') yield visit;
}

/** Everything below a directory, parents before children. */
export function* entriesBelow(
  process: Process,
  typed: string,
  depth = 1,
  enters: (visit: Visit) => boolean = () => true,
  follow = false,
): Generator<Visit, void, void> {
  const { files } = process.machine;
  const names = files.list(absolutePath(process, typed));
  if (isFileError(names)) return;
  for (const entry of names) {
    const name = joinTyped(typed, entry);
    const path = absolutePath(process, name);
    const stat = files.stat(path, follow);
    if (isFileError(stat)) continue;
    const visit = { name, path, stat, depth };
    yield visit;
    if (stat.kind === 'directory' && enters(visit)) yield* entriesBelow(process, name, depth + 1, enters, follow);
  }
}
