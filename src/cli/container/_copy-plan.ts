/**
 * Where a copied archive goes and under which name (moby pkg/archive/copy.go PrepareArchiveCopy): the rules of cp with
 * what the trailing slash of a path asserts.
 */
import { baseName, dirName, type TarEntry } from '../../os';
import { Failure } from '../_framework/failure';

/** One side of a copy. */
export interface CopyEnd {
  /** As given, with its trailing slash or dot. */
  path: string;
  exists: boolean;
  isFolder: boolean;
}

/** The path says that it is a directory. */
export const assertsFolder = (path: string): boolean => /(^|\/)\.?$/.test(path);

const baseOf = (path: string): string => (/(^|\/)\.$/.test(path) ? '.' : baseName(path));

/** The folder to unpack into, and the name that the archive's root gets there; undefined keeps the archive as it is. */
export function planCopy(source: CopyEnd, target: CopyEnd): { folder: string; name: string | undefined } {
  if (target.exists && target.isFolder) return { folder: target.path, name: undefined };
  if (target.exists && source.isFolder) throw new Failure('cannot copy directory');
  if (!target.exists && !source.isFolder && assertsFolder(target.path)) throw new Failure('no such directory');
  const bare = target.path.replace(/\/+\.?$/, '');
  return { folder: dirName(bare), name: baseName(bare) };
}

/** Entries with their root under another name. */
export function rebased(entries: readonly TarEntry[], sourcePath: string, name: string | undefined): readonly TarEntry[] {
  if (name === undefined) return entries;
  const root = baseOf(sourcePath);
  const rename = (text: string): string => {
    if (text === root || text === `${root}/`) return `${name}${text.slice(root.length)}`;
    return text.startsWith(`${root}/`) ? `${name}${text.slice(root.length)}` : root === '.' ? `${name}/${text}` : text;
  };
  return entries.map((entry) => ({ ...entry, name: rename(entry.name) }));
}
