/** Paths as tools handle them: what was typed, seen from the process's working directory. */
import type { Process } from '../../os';
import { absolutePath as absoluteFrom } from '../../os/path';

export { baseName, dirName, normalizePath } from '../../os/path';

/** What a path that was typed means in this process; `..` is left for the file tree to walk. */
export function absolutePath(process: Process, typed: string): string {
  return absoluteFrom(process.cwd, typed);
}

/** A name put below a directory as it was typed: `dir/` and `dir` both give `dir/name`. */
export function joinTyped(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}
