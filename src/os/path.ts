/** Paths as text: joining and tidying without asking the tree (symlinks are the tree's business). */

/** `path` as seen from `base`; an absolute `path` stands alone. `.` and `..` are resolved by name, doubled slashes dropped. */
export function joinPath(base: string, path: string): string {
  return normalizePath(path.startsWith('/') ? path : `${base}/${path}`);
}

/** An absolute path without `.`, `..`, doubled or trailing slashes. */
export function normalizePath(path: string): string {
  if (isNormal(path)) return path;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
}

/** Most paths are tidy already; they stay the strings they are. */
function isNormal(path: string): boolean {
  if (path === '/') return true;
  return path.startsWith('/') && !path.endsWith('/') && !path.includes('//') && !path.includes('/.');
}

/**
 * `path` made absolute from `cwd` and otherwise left as it is: `..` after a symlink must be walked, not cut away, so this
 * is what to hand to `Files`.
 */
export function absolutePath(cwd: string, path: string): string {
  if (path.startsWith('/')) return path;
  return cwd === '/' ? `/${path}` : `${cwd}/${path}`;
}

/** The last name of a path, as basename(1): `/` for the root. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return path === '' ? '' : '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** All but the last name, as dirname(1): `.` when there is none. */
export function dirName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return path === '' ? '.' : '/';
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return '.';
  return trimmed.slice(0, slash).replace(/\/+$/, '') || '/';
}

/** The names of a path, without empty ones and `.`; `..` is kept for whoever walks. */
export function pathNames(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
