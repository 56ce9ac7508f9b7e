/** Line numbers before a command: `1,5`, `%`, `.,$`, `'a,'b`, `/x/,/y/+1`. */
import { markAt } from './motion-keys';
import { searchFrom, splitSearch } from './search';
import type { Vi } from './vi';

export interface ParsedRange {
  /** How many line numbers there were. */
  given: 0 | 1 | 2;
  /** Counted from 1, as typed; 0 is before the first line. */
  first: number;
  last: number;
  /** What stands behind. */
  rest: string;
}

/** Undefined when it is wrong, which has then been said. */
export function parseRange(vi: Vi, text: string): ParsedRange | undefined {
  let rest = text.replace(/^[\s:]+/, '');
  const current = vi.cursor.line + 1;
  if (rest.startsWith('%')) return { given: 2, first: 1, last: vi.buffer.count, rest: rest.slice(1) };
  if (rest.startsWith('*')) return marks(vi, rest.slice(1));
  let first: number;
  let last = current;
  let given: 0 | 1 | 2 = 0;
  const begin = { ...vi.cursor };
  for (;;) {
    const found = lineNumber(vi, rest);
    if (!found) {
      vi.cursor = begin;
      return undefined;
    }
    if (found.line === undefined && !/^[,;]/.test(found.rest) && given === 0) return { given: 0, first: current, last: current, rest };
    first = given === 0 ? (found.line ?? current) : last;
    last = found.line ?? current;
    given = given === 0 ? 1 : 2;
    ({ rest } = found);
    const separator = /^\s*([,;])/.exec(rest);
    if (!separator) break;
    if (separator[1] === ';') vi.cursor = { line: Math.max(0, last - 1), column: 0 };
    rest = rest.slice(separator[0].length);
  }
  vi.cursor = begin;
  return { given, first, last, rest };
}

function marks(vi: Vi, rest: string): ParsedRange | undefined {
  const start = markAt(vi, '<');
  const end = markAt(vi, '>');
  if (!start || !end) {
    vi.complain('E20: Mark not set');
    return undefined;
  }
  return { given: 2, first: start.line + 1, last: end.line + 1, rest };
}

/** One line number; its `line` is undefined when there is none. Undefined: wrong. */
function lineNumber(vi: Vi, text: string): { line: number | undefined; rest: string } | undefined {
  let rest = text.replace(/^\s+/, '');
  let line: number | undefined;
  const char = rest[0] ?? '';
  if (/\d/.test(char)) {
    const digits = /^\d+/.exec(rest)?.[0] as string;
    line = Math.min(Number(digits), 99_999_999);
    rest = rest.slice(digits.length);
  } else if (char === '.') {
    line = vi.cursor.line + 1;
    rest = rest.slice(1);
  } else if (char === '$') {
    line = vi.buffer.count;
    rest = rest.slice(1);
  } else if (char === "'") {
    const place = markAt(vi, rest[1] ?? '');
    if (!place) {
      vi.complain('E20: Mark not set');
      return undefined;
    }
    line = place.line + 1;
    rest = rest.slice(2);
  } else if (char === '/' || char === '?') {
    const { source } = splitSearch(rest.slice(1), char);
    const wanted = source === '' ? vi.search.source : source;
    if (wanted === undefined) {
      vi.complain(vi.wording.noPattern);
      return undefined;
    }
    const from = { line: vi.cursor.line, column: char === '/' ? vi.buffer.current.length : 0 };
    const kept = vi.message;
    vi.search = { source: wanted, backwards: char === '?', offset: '' };
    const found = searchFrom(vi, from, wanted, char === '?', '', 1);
    if (!found) return undefined;
    vi.message = kept;
    line = found.place.line + 1;
    rest = rest.slice(1 + source.length);
    if (rest.startsWith(char)) rest = rest.slice(1);
  } else if (char === '\\' && rest[1] === '/' && vi.search.source !== undefined) {
    const found = searchFrom(vi, vi.cursor, vi.search.source, false, '', 1);
    if (!found) return undefined;
    line = found.place.line + 1;
    rest = rest.slice(2);
  }
  for (;;) {
    const offset = /^\s*([+-])\s*(\d*)/.exec(rest);
    const bare = line !== undefined ? /^\s+(\d+)/.exec(rest) : null;
    if (offset) {
      const by = offset[2] === '' ? 1 : Number(offset[2]);
      line = (line ?? vi.cursor.line + 1) + (offset[1] === '+' ? by : -by);
      rest = rest.slice(offset[0].length);
    } else if (bare) {
      line = (line as number) + Number(bare[1]);
      rest = rest.slice(bare[0].length);
    } else return { line, rest };
  }
}
