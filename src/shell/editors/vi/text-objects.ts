/** `iw`, `a"`, `i{` and their like: the stretch of text an object covers around a place. */
import { nextAt, previousAt } from '../display-line';
import type { Place } from '../text-buffer';
import { enclosingPair, isSame, isWhite, wordEnd } from './motions';
import type { Lines } from './motions';
import { isKeyword } from './pattern-parse';

export interface Stretch {
  start: Place;
  /** The last place that belongs to it. */
  end: Place;
  linewise: boolean;
  /** Nothing at all: `i(` of `()`. */
  empty?: boolean;
}

const BRACKETS: Readonly<Record<string, readonly [string, string]>> = {
  '(': ['(', ')'],
  ')': ['(', ')'],
  b: ['(', ')'],
  '[': ['[', ']'],
  ']': ['[', ']'],
  '{': ['{', '}'],
  '}': ['{', '}'],
  B: ['{', '}'],
  '<': ['<', '>'],
  '>': ['<', '>'],
};

/** Undefined: there is no such object here. */
export function textObject(lines: Lines, from: Place, around: boolean, name: string, count: number): Stretch | undefined {
  if (name === 'w' || name === 'W') return word(lines, from, around, name === 'W', count);
  if (name === '"' || name === "'" || name === '`') return quoted(lines, from, around, name);
  if (name === 'p') return paragraphs(lines, from, around, count);
  if (name === 't') return tag(lines, from, around);
  const pair = BRACKETS[name];
  return pair ? bracketed(lines, from, around, pair, count) : undefined;
}

function kindOf(char: string | undefined, big: boolean): number {
  if (char === undefined || isWhite(char)) return 0;
  return big || isKeyword(char.codePointAt(0) as number) ? 2 : 1;
}

/** Where a run of one kind of characters around a column begins, and where its last character is. */
function run(text: string, column: number, big: boolean): [number, number] {
  const kind = kindOf(text[column], big);
  let start = column;
  while (start > 0 && kindOf(text[previousAt(text, start)], big) === kind) start = previousAt(text, start);
  let end = column;
  while (nextAt(text, end) < text.length && kindOf(text[nextAt(text, end)], big) === kind) end = nextAt(text, end);
  return [start, end];
}

function word(lines: Lines, from: Place, around: boolean, big: boolean, count: number): Stretch | undefined {
  const text = lines[from.line] as string;
  if (text === '') return { start: { line: from.line, column: 0 }, end: { line: from.line, column: 0 }, linewise: false, empty: true };
  const startsOnBlank = isWhite(text[from.column]);
  let [start, end] = run(text, from.column, big);
  if (around && startsOnBlank) {
    // The blanks and the word behind them, wherever that ends.
    const moved = wordEnd(lines, { line: from.line, column: start === 0 && end === 0 ? 0 : end }, 1, big);
    if (!moved.ok && isSame(moved.place, from)) return undefined;
    return { start: { line: from.line, column: start }, end: moved.place, linewise: false };
  }
  for (let left = around ? count : count - 1; left > 0; left--) {
    const behind = nextAt(text, end);
    if (behind >= text.length) break;
    if (around && left < count) end = run(text, behind, big)[1];
    const after = around && left < count ? nextAt(text, end) : behind;
    if (around) {
      if (after < text.length && isWhite(text[after])) end = run(text, after, big)[1];
    } else end = run(text, behind, big)[1];
  }
  if (around && !isWhite(text[end])) {
    // No blanks behind the word: those before it, unless they are the line's indent.
    let blank = start;
    while (blank > 0 && isWhite(text[blank - 1])) blank--;
    if (blank > 0) start = blank;
  }
  return { start: { line: from.line, column: start }, end: { line: from.line, column: end }, linewise: false };
}

function quoted(lines: Lines, from: Place, around: boolean, quote: string): Stretch | undefined {
  const text = lines[from.line] as string;
  const marks: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) marks.push(at);
  }
  let open: number | undefined;
  let close: number | undefined;
  for (let i = 0; i + 1 < marks.length; i += 2) {
    const first = marks[i] as number;
    const second = marks[i + 1] as number;
    if (second >= from.column) {
      open = first;
      close = second;
      break;
    }
  }
  // Between two pairs: from the end of one string to the start of the next.
  if (open !== undefined && close !== undefined && from.column < open) {
    const before = marks.filter((at) => at < from.column);
    if (before.length > 0 && before.length % 2 === 1) {
      open = before[before.length - 1] as number;
      close = marks.find((at) => at > from.column) as number;
    }
  }
  if (open === undefined || close === undefined) return undefined;
  const at = (column: number): Place => ({ line: from.line, column });
  if (!around) {
    if (close === open + 1) return { start: at(close), end: at(close), linewise: false, empty: true };
    return { start: at(open + 1), end: at(previousAt(text, close)), linewise: false };
  }
  let last = close;
  while (isWhite(text[last + 1])) last++;
  let first = open;
  if (last === close) while (first > 0 && isWhite(text[first - 1])) first--;
  return { start: at(first), end: at(last), linewise: false };
}

/** The first pair that begins behind a place, for an object one is not inside of. */
function pairBehind(lines: Lines, from: Place, open: string, close: string): { start: Place; end: Place } | undefined {
  for (let line = from.line; line < lines.length; line++) {
    const column = (lines[line] as string).indexOf(open, line === from.line ? from.column : 0);
    if (column >= 0) return enclosingPair(lines, { line, column }, open, close);
  }
  return undefined;
}

/** In the indent, a brace that stands behind it counts as the one under the cursor. */
function insideIndent(lines: Lines, from: Place): Place {
  const text = lines[from.line] as string;
  return { line: from.line, column: Math.max(from.column, /^[ \t]*/.exec(text)?.[0].length ?? 0) };
}

function bracketed(lines: Lines, from: Place, around: boolean, [open, close]: readonly [string, string], count: number): Stretch | undefined {
  const pair = enclosingPair(lines, open === '{' ? insideIndent(lines, from) : from, open, close, count) ?? pairBehind(lines, from, open, close);
  if (!pair) return undefined;
  if (around) return { start: pair.start, end: pair.end, linewise: false };
  const { start, end } = pair;
  const opening = lines[start.line] as string;
  let first: Place = { line: start.line, column: start.column + 1 };
  // A bracket alone at the end of its line, and one alone at the start of its: the lines between.
  if (first.column >= opening.length && start.line < end.line) first = { line: start.line + 1, column: 0 };
  const closing = lines[end.line] as string;
  const closesAlone = closing.slice(0, end.column).trim() === '';
  if (first.line > start.line && closesAlone) {
    if (first.line === end.line) return { start: first, end: first, linewise: false, empty: true };
    return { start: first, end: { line: end.line - 1, column: 0 }, linewise: true };
  }
  if (isSame(first, end)) return { start: end, end, linewise: false, empty: true };
  const last: Place =
    end.column > 0 ? { line: end.line, column: previousAt(closing, end.column) } : { line: end.line - 1, column: (lines[end.line - 1] as string).length };
  return { start: first, end: last, linewise: false };
}

function paragraphs(lines: Lines, from: Place, around: boolean, count: number): Stretch | undefined {
  const isBlank = (line: number): boolean => (lines[line] as string).trim() === '';
  const startsBlank = isBlank(from.line);
  let start = from.line;
  while (start > 0 && isBlank(start - 1) === startsBlank) start--;
  let end = from.line;
  const extend = (): boolean => {
    if (end + 1 >= lines.length) return false;
    const kind = isBlank(end + 1);
    while (end + 1 < lines.length && isBlank(end + 1) === kind) end++;
    return true;
  };
  while (end + 1 < lines.length && isBlank(end + 1) === startsBlank) end++;
  for (let left = around ? count * 2 - 1 : count - 1; left > 0; left--) {
    if (extend()) continue;
    if (!around || startsBlank) return around && startsBlank ? undefined : { start: { line: start, column: 0 }, end: { line: end, column: 0 }, linewise: true };
    // The last paragraph takes the blank lines before it.
    while (start > 0 && isBlank(start - 1)) start--;
    break;
  }
  return { start: { line: start, column: 0 }, end: { line: end, column: 0 }, linewise: true };
}

/** The innermost `<tag ...>` ... `</tag>` around the place. */
function tag(lines: Lines, from: Place, around: boolean): Stretch | undefined {
  const text = lines.join('\n');
  const offset = lines.slice(0, from.line).reduce((sum, line) => sum + line.length + 1, 0) + from.column;
  const stack: { name: string; start: number; bodyStart: number }[] = [];
  for (const match of text.matchAll(/<(\/?)([A-Za-z][^\s>/]*)[^>]*?(\/?)>/g)) {
    const [whole, closing, name, selfClosed] = match as unknown as [string, string, string, string];
    const end = match.index + whole.length;
    if (selfClosed) continue;
    if (!closing) {
      stack.push({ name, start: match.index, bodyStart: end });
      continue;
    }
    const at = stack.findLastIndex((each) => each.name === name);
    if (at < 0) continue;
    const opened = stack[at] as { start: number; bodyStart: number };
    stack.length = at;
    if (opened.start > offset || end <= offset) continue;
    const [first, last] = around ? [opened.start, end - 1] : [opened.bodyStart, match.index - 1];
    if (last < first) return { start: placeAt(text, first), end: placeAt(text, first), linewise: false, empty: true };
    return { start: placeAt(text, first), end: placeAt(text, last), linewise: false };
  }
  return undefined;
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const newline = before.lastIndexOf('\n');
  return { line: before.split('\n').length - 1, column: offset - newline - 1 };
}
