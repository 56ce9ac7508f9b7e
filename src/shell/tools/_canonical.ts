/** Canonical paths as readlink -f/-e/-m and realpath give them. */
import { isFileError } from '../../os';
import type { FileError, Process } from '../../os';
import { absolutePath, baseName, dirName, normalizePath } from './_paths';

/** `existing`: everything must exist; `parents`: all but the last name; `missing`: nothing need. */
export function canonicalPath(process: Process, typed: string, mode: 'existing' | 'parents' | 'missing'): string | FileError {
  const { files } = process.machine;
  if (typed === '') return { errno: 'ENOENT' };
  const path = absolutePath(process, typed);
  const real = files.realpath(path);
  if (!isFileError(real)) return real;
  if (mode === 'existing' || real.errno === 'ELOOP') return real;
  const plain = path.replace(/\/+$/, '');
  const parent = files.realpath(dirName(plain));
  if (!isFileError(parent)) {
    // A dangling symlink: its target's place counts.
    const stat = files.stat(plain, false);
    if (!isFileError(stat) && stat.kind === 'symlink' && stat.target !== undefined) {
      return canonicalPath(process, stat.target.startsWith('/') ? stat.target : `${parent}/${stat.target}`, mode);
    }
    return `${parent === '/' ? '' : parent}/${baseName(plain)}`;
  }
  if (mode === 'parents') return parent;
  const above = canonicalPath(process, dirName(plain), 'missing');
  return isFileError(above) ? above : normalizePath(`${above}/${baseName(plain)}`);
}
