/** `-match`'s regular expressions and `-like`'s wildcards. */
import { problem, unsupported } from './problem';

/**
 * .NET's expressions are JavaScript's but for a few letters. Repeats within repeats are refused: matching them can take
 * for ever, and a world must not stand still.
 */
export function pattern(text: string, exact = false, everywhere = false): RegExp {
  const source = text
    .replace(/^\(\?([imsx-]+)\)/, '')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\(\?'(\w+)'/g, '(?<$1>');
  if (/\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*[*+}](?:[^()\\]|\\.)*\)[*+{]/.test(source)) throw unsupported(`The pattern '${text}', with a repeat within a repeat,`);
  try {
    return new RegExp(source, `${exact && !/^\(\?[msx]*i/.test(text) ? '' : 'i'}${everywhere ? 'g' : ''}${/^\(\?[ix]*m/.test(text) ? 'm' : ''}${/^\(\?[imx]*s/.test(text) ? 's' : ''}`);
  } catch {
    throw problem(`parsing "${text}" - it is not a regular expression.`, 'RuntimeException', 'OperationStopped', '', 'ArgumentException');
  }
}

/** `*`, `?` and `[a-z]`; everything else stands for itself. Stars in a row are one, so that no pattern runs away. */
export function wildcard(text: string, exact = false): (candidate: string) => boolean {
  const parts: ({ any: true } | { one: (char: string) => boolean })[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '*') {
      if (!(parts.at(-1) && 'any' in (parts.at(-1) as object))) parts.push({ any: true });
    } else if (char === '?') parts.push({ one: () => true });
    else if (char === '[' && text.indexOf(']', i + 1) > 0) {
      const end = text.indexOf(']', i + 1);
      const set = new RegExp(`^[${text.slice(i + 1, end).replace(/[\\\]^]/g, '\\$&')}]$`, exact ? '' : 'i');
      parts.push({ one: (each) => set.test(each) });
      i = end;
    } else {
      const literal = char === '`' && i + 1 < text.length ? (text[++i] as string) : char;
      parts.push({ one: exact ? (each) => each === literal : (each) => each.toLowerCase() === literal.toLowerCase() });
    }
  }
  return (candidate) => {
    let [at, part, starAt, starPart] = [0, 0, -1, -1];
    while (at < candidate.length) {
      const here = parts[part];
      if (here && 'any' in here) {
        starPart = part++;
        starAt = at;
      } else if (here && here.one(candidate[at] as string)) {
        at++;
        part++;
      } else if (starPart >= 0) {
        part = starPart + 1;
        at = ++starAt;
      } else return false;
    }
    while (parts[part] && 'any' in (parts[part] as object)) part++;
    return part === parts.length;
  };
}

export const hasWildcards = (text: string): boolean => /[*?]|\[.+\]/.test(text);
