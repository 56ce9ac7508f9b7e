/** Files of the machine as entries of an archive: what `docker cp` and `docker build` send. */
import { type Files, isFileError, type TarEntry } from '../../os';

/** A file or a folder with all that is in it, under `name`; an empty name leaves the folder itself out. */
export function pack(files: Files, path: string, name: string): TarEntry[] {
  const stat = files.stat(path, false);
  if (isFileError(stat)) return [];
  const base = { mode: stat.mode, modifiedMs: stat.modifiedMs };
  if (stat.kind === 'symlink') return [{ ...base, name, kind: 'symlink', target: stat.target }];
  if (stat.kind !== 'directory') {
    const content = files.read(path);
    return [{ ...base, name, kind: 'file', content: isFileError(content) ? '' : content }];
  }
  const inner = files.list(path);
  const entries = isFileError(inner) ? [] : inner.flatMap((entry) => pack(files, `${path}/${entry}`, name ? `${name}/${entry}` : entry));
  return name ? [{ ...base, name: `${name}/`, kind: 'directory' as const }, ...entries] : entries;
}
