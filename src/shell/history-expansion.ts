/**
 * History expansion, which happens to a typed line before it is parsed: `!!`, `!n`, `!-n`, `!text`, `!?text?`, `^a^b`, with
 * word designators (`!$`, `!!:2`, `!:1-3`, `!*`) and the modifiers h t r e p s g. Not within single quotes or after a backslash.
 */
import type { History } from './history';

export type Expanded = { kind: 'same' } | { kind: 'changed'; text: string; printOnly: boolean } | { kind: 'error'; message: string };

class NotFound {
  constructor(readonly message: string) {}
}

export function expandHistory(line: string, history: History): Expanded {
  if (!line.includes('!') && !line.startsWith('^')) return { kind: 'same' };
  try {
    return expand(line, history);
  } catch (thrown) {
    if (thrown instanceof NotFound) return { kind: 'error', message: thrown.message };
    throw thrown;
  }
}

function expand(line: string, history: History): Expanded {
  const quick = /^\^([^^]+)\^([^^]*)(?:\^(.*))?$/.exec(line);
  if (quick) {
    const last = event(history, history.nextNumber - 1, line);
    const [, from = '', to = '', rest = ''] = quick;
    if (!last.includes(from)) throw new NotFound(`:s${line}: substitution failed`);
    return { kind: 'changed', text: last.replace(from, () => to) + rest, printOnly: false };
  }
  let out = '';
  let changed = false;
  let printOnly = false;
  let single = false;
  let double = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (char === '\\' && !single) {
      out += char + (line[i + 1] ?? '');
      i++;
      continue;
    }
    if (char === "'" && !double) single = !single;
    else if (char === '"' && !single) double = !double;
    if (char !== '!' || single || !begins(line, i, double)) {
      out += char;
      continue;
    }
    const found = reference(line, i, history, out);
    out += found.text;
    printOnly ||= found.printOnly;
    changed = true;
    i = found.end - 1;
  }
  return changed ? { kind: 'changed', text: out, printOnly } : { kind: 'same' };
}

/** `!` before a blank, `=`, `(`, the end, or a closing double quote is only itself. */
function begins(line: string, at: number, double: boolean): boolean {
  const next = line[at + 1];
  if (next === undefined || /[\s=(]/.test(next) || (double && next === '"')) return false;
  // `$!` is a parameter, `${!x}` an indirection, `[!a]` a pattern.
  return !/[$[{]$/.test(line.slice(0, at));
}

function event(history: History, number: number, shown: string): string {
  const line = history.at(number);
  if (line === undefined) throw new NotFound(`${shown}: event not found`);
  return line;
}

function reference(line: string, at: number, history: History, before: string): { text: string; end: number; printOnly: boolean } {
  const rest = line.slice(at);
  const last = history.nextNumber - 1;
  const plain = /^!(?=[$^*:])/.exec(rest);
  let match: RegExpExecArray | null;
  let text: string;
  let end = at;
  if (plain) {
    text = event(history, last, rest);
    end += 1;
  } else if ((match = /^!!/.exec(rest))) {
    text = event(history, last, '!!');
    end += 2;
  } else if ((match = /^!#/.exec(rest))) {
    text = before;
    end += 2;
  } else if ((match = /^!(-?\d+)/.exec(rest))) {
    const number = Number(match[1]);
    text = event(history, number < 0 ? last + 1 + number : number, match[0]);
    end += match[0].length;
  } else if ((match = /^!\?([^?]*)\??/.exec(rest))) {
    text = search(history, match[0], (entry) => entry.includes(match?.[1] as string));
    end += match[0].length;
  } else {
    match = /^!([^\s:;&|()<>"'$*]+)/.exec(rest) as RegExpExecArray;
    if (!match) return { text: '!', end: at + 1, printOnly: false };
    text = search(history, match[0], (entry) => entry.startsWith(match?.[1] as string));
    end += match[0].length;
  }
  const designated = designate(line, end, text);
  return modify(line, designated.end, designated.text);
}

function search(history: History, shown: string, matches: (entry: string) => boolean): string {
  const entries = history.list();
  for (let i = entries.length - 1; i >= 0; i--) if (matches(entries[i] as string)) return entries[i] as string;
  throw new NotFound(`${shown}: event not found`);
}

/** The words of a line, quotes kept. */
function wordsOf(line: string): string[] {
  return line.match(/(?:\\.|"(?:\\.|[^"])*"|'[^']*'|[^\s"'\\])+/g) ?? [];
}

function designate(line: string, at: number, text: string): { text: string; end: number } {
  const match = /^(?::(?=[\d^$*-])|(?=[$^*]))(?:(\d+)-(\d+|\$)?|(\d+)(\*)?|([\^$*])|-(\d+))/.exec(line.slice(at));
  if (!match) return { text, end: at };
  const words = wordsOf(text);
  const last = words.length - 1;
  const [whole, from, to, one, star, sign, upTo] = match;
  let range: [number, number];
  if (from !== undefined) range = [Number(from), to === '$' ? last : to === undefined ? last - 1 : Number(to)];
  else if (one !== undefined) range = [Number(one), star === undefined ? Number(one) : last];
  else if (upTo !== undefined) range = [0, Number(upTo)];
  else range = sign === '^' ? [1, 1] : sign === '$' ? [last, last] : [1, last];
  const empty = (sign === '*' || star !== undefined) && last < range[0];
  if (!empty && (range[0] > last || range[1] > last)) throw new NotFound(`${whole}: bad word specifier`);
  return { text: words.slice(range[0], range[1] + 1).join(' '), end: at + whole.length };
}

function modify(line: string, at: number, original: string): { text: string; end: number; printOnly: boolean } {
  let text = original;
  let end = at;
  let printOnly = false;
  for (;;) {
    const match = /^:(?:(g?)s(.)((?:\\.|(?!\2).)*)\2((?:\\.|(?!\2).)*)(?:\2|$)|([htrepqx]))/.exec(line.slice(end));
    if (!match) return { text, end, printOnly };
    const [whole, global, , from, to, letter] = match;
    if (from !== undefined) text = global === 'g' ? text.split(from).join(to) : text.replace(from, () => to as string);
    else if (letter === 'h') text = text.includes('/') ? text.slice(0, text.lastIndexOf('/')) : text;
    else if (letter === 't') text = text.slice(text.lastIndexOf('/') + 1);
    else if (letter === 'r') text = text.replace(/\.[^./]*$/, '');
    else if (letter === 'e') text = /\.[^./]*$/.exec(text)?.[0] ?? text;
    else if (letter === 'p') printOnly = true;
    end += whole.length;
  }
}
