/** Pathname expansion: patterns against a machine's tree, sorted as the C locale sorts, with bash's options. */
import { isFileError, type Files } from '../os';
import { absolutePath } from '../os';
import { WORDS_MAX } from './limits';
import { hasMagic, patternFor, unescapePattern, type Pattern } from './pattern';

export interface GlobOptions {
  /** `**` crosses directories. */
  globstar: boolean;
  /** Names that begin with a dot match like others. */
  dotglob: boolean;
  ignoreCase: boolean;
}

/** The paths that a pattern matches, as typed (relative stays relative); empty when there are none. */
export function expandGlob(files: Files, cwd: string, source: string, options: GlobOptions): string[] {
  const parts = source.split('/');
  const absolute = source.startsWith('/');
  let bases = [absolute ? '/' : ''];
  const names = absolute ? parts.slice(1) : parts;
  for (let i = 0; i < names.length; i++) {
    const part = names[i] as string;
    const last = i === names.length - 1;
    const next: string[] = [];
    if (part === '') {
      // Doubled slashes inside, or the slash at the end that asks for directories.
      if (!last) continue;
      bases = bases.filter((base) => base !== '' && isDirectory(files, cwd, base)).map((base) => (base.endsWith('/') ? base : `${base}/`));
      break;
    }
    for (const base of bases) {
      if (part === '**' && options.globstar) collectDeep(files, cwd, base, last, options, next, 0);
      else if (hasMagic(part)) collect(files, cwd, base, patternFor(part, options.ignoreCase), part, last, options, next);
      else {
        const path = join(base, unescapePattern(part));
        if (!isFileError(files.stat(absolutePath(cwd, path), false))) next.push(path);
      }
      if (next.length > WORDS_MAX) break;
    }
    bases = next;
    if (bases.length === 0) break;
  }
  return [...new Set(bases)].sort();
}

function join(base: string, name: string): string {
  return base === '' || base.endsWith('/') ? base + name : `${base}/${name}`;
}

function isDirectory(files: Files, cwd: string, path: string): boolean {
  const stat = files.stat(absolutePath(cwd, path === '' ? '.' : path));
  return !isFileError(stat) && stat.kind === 'directory';
}

function listNames(files: Files, cwd: string, base: string): string[] {
  const names = files.list(absolutePath(cwd, base === '' ? '.' : base));
  return isFileError(names) ? [] : names;
}

function collect(
  files: Files, cwd: string, base: string, pattern: Pattern, source: string, last: boolean, options: GlobOptions, out: string[],
): void {
  const dots = options.dotglob || source.startsWith('.') || source.startsWith('\\.');
  for (const name of listNames(files, cwd, base)) {
    if (name.startsWith('.') && !dots) continue;
    if (!pattern.matches(name)) continue;
    const path = join(base, name);
    if (last || isDirectory(files, cwd, path)) out.push(path);
  }
}

function collectDeep(files: Files, cwd: string, base: string, last: boolean, options: GlobOptions, out: string[], depth: number): void {
  if (depth > 64 || out.length > WORDS_MAX) return;
  if (!last || base !== '') out.push(last && base !== '/' && depth === 0 ? `${base}/`.replace(/\/+$/, '/') : base);
  for (const name of listNames(files, cwd, base)) {
    if (name.startsWith('.') && !options.dotglob) continue;
    const path = join(base, name);
    const stat = files.stat(absolutePath(cwd, path), false);
    if (isFileError(stat)) continue;
    if (stat.kind === 'directory') collectDeep(files, cwd, path, last, options, out, depth + 1);
    else if (last) out.push(path);
  }
}
