/** Shell patterns as fnmatch(3) reads them: `*`, `?`, `[a-z]`, `[!x]`, `\x`; for find -name, grep --include, case. */
import { CLASSES } from './_regex-parse';

export interface GlobOptions {
  ignoreCase?: boolean;
  /** `*` and `?` stop at `/`. */
  pathname?: boolean;
}

/** A pattern as a test over whole names. */
export function compileGlob(pattern: string, { ignoreCase = false, pathname = false }: GlobOptions = {}): (name: string) => boolean {
  let source = '';
  const units = Array.from(pattern);
  for (let i = 0; i < units.length; i++) {
    const char = units[i] as string;
    if (char === '*') source += pathname ? '[^/]*' : '[\\s\\S]*';
    else if (char === '?') source += pathname ? '[^/]' : '[\\s\\S]';
    else if (char === '[') {
      const set = bracket(units, i);
      if (set) {
        source += set.source;
        i = set.end;
      } else source += '\\[';
    } else if (char === '\\' && i + 1 < units.length) source += escapeChar(units[++i] as string);
    else source += escapeChar(char);
  }
  const regex = new RegExp(`^(?:${source})$`, ignoreCase ? 'iu' : 'u');
  return (name) => regex.test(name);
}

function bracket(units: readonly string[], start: number): { source: string; end: number } | undefined {
  let i = start + 1;
  let source = '[';
  if (units[i] === '!' || units[i] === '^') {
    source += '^';
    i++;
  }
  for (let first = true; ; first = false, i++) {
    const char = units[i];
    if (char === undefined) return undefined;
    if (char === ']' && !first) return { source: `${source}]`, end: i };
    if (char === '[' && units[i + 1] === ':') {
      const end = units.indexOf(']', i + 2);
      const name = units.slice(i + 2, end - 1).join('');
      const ranges = end > 0 && units[end - 1] === ':' ? CLASSES[name] : undefined;
      if (ranges) {
        source += ranges.map(([low, high]) => `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`).join('');
        i = end;
        continue;
      }
    }
    const low = char === '\\' && units[i + 1] !== undefined ? (units[++i] as string) : char;
    if (units[i + 1] === '-' && units[i + 2] !== undefined && units[i + 2] !== ']') {
      const high = units[i + 2] as string;
      if ((low.codePointAt(0) as number) <= (high.codePointAt(0) as number)) source += `${escapeChar(low)}-${escapeChar(high)}`;
      i += 2;
    } else source += escapeChar(low);
  }
}

function escapeChar(char: string): string {
  return /^[A-Za-z0-9]$/.test(char) ? char : `\\u{${(char.codePointAt(0) as number).toString(16)}}`;
}
