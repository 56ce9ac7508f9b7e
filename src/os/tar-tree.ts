/** File trees into archives and back: what `docker cp`, `export` and `import` have in common. */
import { isFileError, type FileError, type Files } from './files';
import { dirName, joinPath } from './path';
import type { TarEntry } from './tar';

/** A file, or a directory with all below it, under this name in the archive. Of directories in `hollow` only themselves. */
export function* packTree(files: Files, path: string, name: string, hollow: readonly string[] = []): Iterable<TarEntry> {
  const stat = files.stat(path, false);
  if (isFileError(stat)) return;
  const ofRoot = stat.uid === 0 && stat.gid === 0;
  const owner = ofRoot ? {} : { owner: { uid: stat.uid, gid: stat.gid, user: '', group: '' } };
  const common = { mode: stat.mode, modifiedMs: stat.modifiedMs, ...owner };
  if (stat.kind === 'symlink') yield { ...common, name, kind: 'symlink', target: stat.target ?? '' };
  else if (stat.kind === 'directory') {
    yield { ...common, name: `${name}/`, kind: 'directory' };
    const names = hollow.includes(path) ? [] : files.list(path);
    if (!isFileError(names)) for (const child of names) yield* packTree(files, joinPath(path, child), `${name}/${child}`, hollow);
  } else {
    const content = files.read(path);
    const program = stat.kind === 'file' && stat.program !== undefined ? { program: stat.program } : {};
    if (!isFileError(content)) yield { ...common, name, kind: 'file', content, ...program };
  }
}

/** Puts one entry at a path, in the place of what is there; parents are made. With `owners` it belongs to whom the archive says. */
export function unpackEntry(files: Files, path: string, entry: TarEntry, options: { owners?: boolean } = {}): undefined | FileError {
  const there = files.stat(path, false);
  if (!isFileError(there) && (there.kind === 'directory') !== (entry.kind === 'directory')) files.remove(path, { recursive: true });
  files.mkdir(dirName(path), { parents: true });
  const failed = place(files, path, entry);
  if (!failed && options.owners && entry.kind !== 'symlink') files.chown(path, entry.owner?.uid ?? 0, entry.owner?.gid ?? 0);
  return failed;
}

function place(files: Files, path: string, entry: TarEntry): undefined | FileError {
  if (entry.kind === 'directory') return files.mkdir(path, { parents: true, mode: entry.mode }) ?? files.chmod(path, entry.mode);
  if (entry.kind === 'symlink') {
    files.remove(path);
    return files.symlink(entry.target ?? '', path);
  }
  const content = entry.content ?? '';
  const failed = files.write(path, content, { mode: entry.mode });
  if (failed) return failed;
  if (entry.program !== undefined) files.put(path, { content, program: entry.program, mode: entry.mode });
  return files.chmod(path, entry.mode) ?? files.touch(path, entry.modifiedMs);
}
