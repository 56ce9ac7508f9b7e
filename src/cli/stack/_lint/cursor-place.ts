/**
 * Where the cursor is in a compose file that is being written, and so seldom parses: told from indentation, dashes and
 * colons of the lines above. Lines are read upwards; whatever stands further in belongs to somebody else.
 */
import type { Path } from '../_compose/problem';
import type { Span, Spot } from './diagnostic';
import type { TextMap } from './text-map';

export interface CursorPlace {
  /** The keys that lead to the mapping, list or value the cursor is in. */
  path: Path;
  /** `key`: a key of `path`, or an item that begins with one. `value`: the value at `path`. */
  kind: 'key' | 'value';
  /** The word at the cursor, which a completion replaces. */
  span: Span;
  word: string;
  /** Keys that the mapping has already. */
  siblings: readonly string[];
  /** A colon follows the word already. */
  colon: boolean;
  /** Columns from the line's first character to the word: a key behind a dash stands further in. */
  hang: number;
  /** A dash stands before the word. */
  item: boolean;
  /** Inside brackets. */
  flow: boolean;
}

interface Line {
  /** Columns of the dashes, from zero. */
  dashes: number[];
  /** Column of what follows them. */
  column: number;
  key?: string;
  /** What follows the colon, or the dashes where there is none. */
  rest: string;
  restColumn: number;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#"'[\]{},&*!|>%@`][^#:]*?|<<)\s*:(?=\s|$)/;

function readLine(text: string): Line {
  const dashes: number[] = [];
  let column = /^ */.exec(text)?.[0].length ?? 0;
  for (let dash = /^-(?: +|$)/.exec(text.slice(column)); dash; dash = /^-(?: +|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += dash[0].length;
  }
  const key = KEY.exec(text.slice(column));
  if (!key) return { dashes, column, rest: text.slice(column), restColumn: column };
  const after = column + key[0].length;
  const blanks = /^ */.exec(text.slice(after))?.[0].length ?? 0;
  return { dashes, column, key: plain(key[1] as string), rest: text.slice(after + blanks), restColumn: after + blanks };
}

const plain = (key: string): string => key.replace(/^(["'])(.*)\1$/, '$2');
const isSkipped = (text: string): boolean => /^\s*(#|$)/.test(text) || /^(---|\.\.\.)(\s|$)/.test(text);

/** Lines that are read upwards at most. */
const LINES_MAX = 20_000;

/** Undefined inside a comment. */
export function cursorPlace(map: TextMap, at: Spot): CursorPlace | undefined {
  const text = map.line(at.line);
  const before = text.slice(0, at.column - 1);
  if (/(^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length)))) return undefined;
  const line = readLine(text);
  const typed = readLine(before);
  const isBlank = text.trim() === '' || /^[ -]*$/.test(before);
  const column = isBlank ? typed.column : line.column;
  const above = pathAbove(map, at.line, column, typed.dashes);
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  const common = { siblings: [...above.siblings, ...siblingsBelow(map, at.line, column)], hang: column - Math.min(indent, column), item: typed.dashes.length > 0 };
  if (typed.key !== undefined) {
    const path = [...above.path, typed.key];
    return inFlow(typed, at, path, common) ?? word(text, at, typed.restColumn, { path, kind: 'value', flow: false, ...common });
  }
  const flow = inFlow(typed, at, above.path, common);
  if (flow) return flow;
  const end = line.key === undefined ? undefined : line.column + (KEY.exec(text.slice(line.column))?.[1]?.length ?? 0);
  const place = word(text, at, Math.min(column, at.column - 1), { path: above.path, kind: 'key', flow: false, ...common });
  return end === undefined || end < at.column - 1 ? place : { ...place, colon: true, span: { from: place.span.from, to: { line: at.line, column: end + 1 } } };
}

type Rest = Omit<CursorPlace, 'span' | 'word' | 'colon'>;

/** From a column to the end of the word the cursor is in. */
function word(text: string, at: Spot, from: number, rest: Rest): CursorPlace {
  const tail = /^[^\s#,\]}]*/.exec(text.slice(at.column - 1))?.[0].length ?? 0;
  const span = { from: { line: at.line, column: from + 1 }, to: { line: at.line, column: at.column + tail } };
  return { ...rest, span, word: text.slice(from, at.column - 1), colon: false };
}

/** The value before the cursor as brackets that are still open on this line. */
function inFlow(typed: Line, at: Spot, path: Path, common: Pick<CursorPlace, 'siblings' | 'hang' | 'item'>): CursorPlace | undefined {
  if (!/^[[{]/.test(typed.rest)) return undefined;
  const open: { kind: '[' | '{'; index: number; key?: string; keys: string[] }[] = [];
  let start = 0;
  const { rest } = typed;
  for (let i = 0; i < rest.length; i++) {
    const c = rest[i] as string;
    const top = open.at(-1);
    if (c === '"' || c === "'") {
      const close = rest.indexOf(c, i + 1);
      if (close < 0) break;
      i = close;
    } else if (c === '[' || c === '{') {
      open.push({ kind: c, index: 0, keys: [] });
      start = i + 1;
    } else if (c === ']' || c === '}') {
      open.pop();
      start = i + 1;
    } else if (c === ',' && top) {
      top.index++;
      delete top.key;
      start = i + 1;
    } else if (c === ':' && top?.kind === '{' && /^\s|^$/.test(rest.slice(i + 1, i + 2))) {
      top.key = plain(rest.slice(start, i).trim());
      top.keys.push(top.key);
      start = i + 1;
    }
  }
  const top = open.at(-1);
  if (!top) return undefined;
  const inner = open.flatMap(({ kind, index, key }): (string | number)[] => (kind === '[' ? [index] : key === undefined ? [] : [key]));
  const blanks = /^ */.exec(rest.slice(start))?.[0].length ?? 0;
  const kind = top.kind === '{' && top.key === undefined ? 'key' : 'value';
  const from = Math.min(typed.restColumn + start + blanks, at.column - 1);
  const text = ' '.repeat(typed.restColumn) + rest;
  return { ...word(text, at, from, { path: [...path, ...inner], kind, flow: true, ...common, siblings: top.keys }) };
}

interface Above {
  path: (string | number)[];
  siblings: string[];
}

/** What the lines above make of a line whose content begins at this column, behind these dashes. */
function pathAbove(map: TextMap, number: number, column: number, dashes: readonly number[]): Above {
  const path: (string | number)[] = [];
  const siblings: string[] = [];
  /** What is looked for: the parent of a key at that column, or of a dash at it. */
  let here = column;
  let isDash = false;
  let isFirst = true;
  let index = 0;
  const enter = (outer: readonly number[]) => {
    for (const dash of [...outer].reverse()) {
      if (isDash) path.push(index);
      index = 0;
      here = dash;
      isDash = true;
      isFirst = false;
    }
  };
  enter(dashes);
  for (let n = number - 1; n >= 1 && n >= number - LINES_MAX && (here > 0 || isDash || isFirst); n--) {
    const text = map.line(n);
    if (isSkipped(text)) continue;
    const line = readLine(text);
    const [first] = line.dashes;
    if (isDash) {
      if (first === here) index++;
      else if (first === undefined && line.key !== undefined && line.column <= here) {
        path.push(index, line.key);
        [here, isDash, isFirst, index] = [line.column, false, false, 0];
      } else if (line.dashes.includes(here)) {
        // A list that begins behind another dash.
        index++;
        path.push(index);
        enter(line.dashes.filter((dash) => dash < here));
      } else if (first !== undefined && line.key !== undefined && line.column <= here && first < here) {
        path.push(index, line.key);
        isDash = false;
        enter(line.dashes);
      }
      continue;
    }
    if (line.column === here && line.key !== undefined) {
      if (isFirst) siblings.push(line.key);
      enter(line.dashes);
    } else if (line.column < here && line.key !== undefined) {
      path.push(line.key);
      [here, isFirst] = [line.column, false];
      enter(line.dashes);
    } else if (first !== undefined && first < here && line.key === undefined) enter(line.dashes);
  }
  if (isDash) path.push(index);
  return { path: path.reverse(), siblings };
}

/** Keys below, up to where the mapping ends. */
function siblingsBelow(map: TextMap, number: number, column: number): string[] {
  const keys: string[] = [];
  for (let n = number + 1; n <= map.lineCount && n <= number + LINES_MAX; n++) {
    const text = map.line(n);
    if (isSkipped(text)) continue;
    const line = readLine(text);
    const start = line.dashes[0] ?? line.column;
    if (start < column) break;
    if (line.column === column && line.key !== undefined && line.dashes.length === 0) keys.push(line.key);
  }
  return keys;
}
