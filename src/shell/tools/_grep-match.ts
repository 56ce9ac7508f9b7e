/** The patterns of a grep run as one matcher over lines. */
import { compileRegex, isRegexError } from './_regex';
import type { Match, Regex } from './_regex';
import { wordTable } from '../../os/word-table';

export interface GrepOptions {
  mode: 'basic' | 'extended' | 'fixed' | 'perl';
  ignoreCase: boolean;
  words: boolean;
  lines: boolean;
}

export interface LineMatcher {
  test(line: string): boolean;
  /** The leftmost-longest match of any pattern from `from` on. */
  next(line: string, from: number): Match | undefined;
}

export function compilePatterns(patterns: readonly string[], options: GrepOptions): LineMatcher | { error: string } {
  const regexes: Regex[] = [];
  for (const pattern of patterns) {
    const regex =
      options.mode === 'perl'
        ? perlRegex(pattern, options)
        : compileRegex(pattern, {
            extended: options.mode === 'extended',
            fixed: options.mode === 'fixed',
            ignoreCase: options.ignoreCase,
            escapes: 'grep',
            around: options.lines ? 'text' : options.words ? 'word' : undefined,
          });
    if (isRegexError(regex)) return regex;
    regexes.push(regex);
  }
  return {
    test: (line) => regexes.some((regex) => regex.test(line)),
    next(line, from) {
      let best: Match | undefined;
      for (const regex of regexes) {
        const match = regex.exec(line, from);
        if (match && (!best || match.index < best.index || (match.index === best.index && match.end > best.end))) best = match;
      }
      return best;
    },
  };
}

/** -P by the platform's own expressions, which know nearly all that PCRE knows; `\K` becomes a look-behind. */
function perlRegex(pattern: string, { ignoreCase, words, lines }: GrepOptions): Regex | { error: string } {
  let source = pattern
    .replace(/\\h/g, '[ \\t]')
    .replace(/\(\?<([A-Za-z_]\w*)>/g, '(?<$1>')
    .replace(/\[:(\w+):\]/g, (_all, name: string) => POSIX_IN_PERL[name] ?? '');
  const keep = source.indexOf('\\K');
  if (keep >= 0) source = `(?<=${source.slice(0, keep)})(?:${source.slice(keep + 2)})`;
  if (lines) source = `^(?:${source})$`;
  else if (words) source = `(?<!\\w)(?:${source})(?!\\w)`;
  let native: RegExp;
  try {
    native = new RegExp(source, ignoreCase ? 'gi' : 'g');
  } catch (thrown) {
    return { error: (thrown as Error).message.replace(/^Invalid regular expression: /, '') };
  }
  const exec = (text: string, from = 0): Match | undefined => {
    native.lastIndex = from;
    const match = native.exec(text);
    return match ? { index: match.index, end: match.index + match[0].length, groups: [...match] } : undefined;
  };
  return { groups: 0, exec, test: (text) => exec(text) !== undefined };
}

const POSIX_IN_PERL: Readonly<Record<string, string>> = wordTable({
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
});
