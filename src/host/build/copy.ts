/** COPY and ADD: which files of the build context, or of another stage, go where (moby builder/dockerfile/copy.go). */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { baseName, dirName, isFileError, joinPath, normalizePath, readTar, type Files } from '../../os';

export interface CopyWork {
  sources: readonly string[];
  target: string;
  workingDir: string;
  /** The build context has no path above its root, and says so in other words than a stage. */
  fromStage: boolean;
  /** ADD unpacks archives. */
  unpacks: boolean;
  keyword: 'ADD' | 'COPY';
}

export interface Copied {
  /** `file:<hash>`, `dir:<hash>` or `multi:<hash>`: what the history shows and the cache goes by. */
  source: string;
  apply(files: Files): string | undefined;
}

interface Found {
  path: string;
  directory: boolean;
}

/** What is to be copied, or in the daemon's words why not. */
export function planCopy(from: Files, { sources, target, workingDir, fromStage, unpacks, keyword }: CopyWork): Copied | { error: string } {
  const found: Found[] = [];
  for (const source of sources) {
    const wild = /[*?[]/.test(source);
    const matches = wild ? matching(from, source) : [normalizePath(`/${source}`)];
    for (const path of matches) {
      const stat = from.stat(path);
      if (isFileError(stat)) {
        const shown = fromStage ? path : source.replace(/^\/+/, '');
        return { error: fromStage ? `${keyword} failed: stat ${shown}: file does not exist` : `${keyword} failed: file not found in build context or excluded by .dockerignore: stat ${shown}: file does not exist` };
      }
      found.push({ path, directory: stat.kind === 'directory' });
    }
  }
  if (found.length === 0) return { error: `${keyword} failed: no source files were specified` };
  const into = target.endsWith('/') || target === '.' || target.endsWith('/.');
  if (found.length > 1 && !into) return { error: `When using ${keyword} with more than one source file, the destination must be a directory and end with a /` };
  const goal = normalizePath(target.startsWith('/') ? target : joinPath(workingDir || '/', target));
  const hash = bytesToHex(sha256(utf8ToBytes(found.map((one) => fingerprint(from, one.path, '')).join('\n'))));
  const kind = found.length > 1 ? 'multi' : found[0]?.directory ? 'dir' : 'file';
  return {
    source: `${kind}:${hash}`,
    apply(files) {
      for (const { path, directory } of found) {
        const stat = files.stat(goal);
        const inDirectory = into || (!isFileError(stat) && stat.kind === 'directory');
        const to = directory || !inDirectory ? goal : joinPath(goal, baseName(path));
        const failed = unpacks && path.endsWith('.tar') ? unpack(from, path, files, goal) : copyTree(from, path, files, to);
        if (failed !== undefined) return failed;
      }
      return undefined;
    },
  };
}

function matching(files: Files, pattern: string): string[] {
  let paths = ['/'];
  for (const part of pattern.split('/').filter((one) => one !== '' && one !== '.')) {
    const fits = new RegExp(`^${part.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
    paths = paths.flatMap((path) => {
      const names = files.list(path);
      return isFileError(names) ? [] : names.filter((name) => fits.test(name)).map((name) => joinPath(path, name));
    });
  }
  return paths;
}

function fingerprint(files: Files, path: string, name: string): string {
  const stat = files.stat(path, false);
  if (isFileError(stat)) return '';
  if (stat.kind === 'symlink') return `${name} -> ${stat.target ?? ''}`;
  if (stat.kind !== 'directory') {
    const content = files.read(path);
    return `${name} ${stat.mode} ${isFileError(content) ? '' : bytesToHex(sha256(utf8ToBytes(content)))}`;
  }
  const names = files.list(path);
  return isFileError(names) ? name : [name, ...names.map((each) => fingerprint(files, joinPath(path, each), `${name}/${each}`))].join('\n');
}

function copyTree(from: Files, path: string, to: Files, target: string): string | undefined {
  const stat = from.stat(path, false);
  if (isFileError(stat)) return undefined;
  to.mkdir(dirName(target), { parents: true });
  if (stat.kind === 'symlink') {
    to.remove(target);
    to.symlink(stat.target ?? '', target);
    return undefined;
  }
  if (stat.kind === 'directory') {
    to.mkdir(target, { parents: true, mode: stat.mode });
    const names = from.list(path);
    for (const name of isFileError(names) ? [] : names) {
      const failed = copyTree(from, joinPath(path, name), to, joinPath(target, name));
      if (failed !== undefined) return failed;
    }
    return undefined;
  }
  const content = from.read(path);
  if (isFileError(content)) return undefined;
  if (stat.program !== undefined) {
    to.put(target, { content, mode: stat.mode, program: stat.program });
    return undefined;
  }
  const failed = to.write(target, content, { mode: stat.mode });
  if (failed) return `${target}: ${failed.errno === 'ENOSPC' ? 'no space left on device' : failed.errno}`;
  to.chmod(target, stat.mode);
  return undefined;
}

function unpack(from: Files, path: string, to: Files, target: string): string | undefined {
  const archive = from.read(path);
  if (isFileError(archive)) return undefined;
  for (const entry of readTar(archive)) {
    const place = normalizePath(joinPath(target, entry.name));
    if (place !== target && !place.startsWith(target === '/' ? '/' : `${target}/`)) continue;
    to.mkdir(entry.kind === 'directory' ? place : dirName(place), { parents: true });
    if (entry.kind === 'symlink') to.symlink(entry.target ?? '', place);
    else if (entry.kind === 'file') to.write(place, entry.content ?? '', { mode: entry.mode });
  }
  return undefined;
}
