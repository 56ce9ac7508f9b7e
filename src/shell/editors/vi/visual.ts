/** Visual mode: motions extend a selection until an operator takes it. */
import { askSuspend } from '../ask';
import type { Editing } from '../ask';
import { nextAt } from '../display-line';
import { PASTE } from '../keys';
import type { Key } from '../keys';
import { typedLine } from './ex';
import { insertMode, insertText } from './insert';
import { isBefore } from './motions';
import { follow, literalKey, readMotion } from './motion-keys';
import { applyOperator, readGiven } from './normal';
import type { Given } from './normal';
import { mapText, put, remove } from './operators';
import { blockPart, charRange, lineRange } from './ranges';
import type { TextRange } from './ranges';
import { scrollCommand } from './scroll';
import type { Repeat, Vi, VisualKind } from './vi';

const KIND_KEYS: Readonly<Record<string, VisualKind>> = { v: 'char', V: 'line', '\x16': 'block' };

/** From `v`, `V` or Ctrl-V to what ends it. */
export function* visualMode(vi: Vi, kind: VisualKind, count: number | undefined): Editing {
  begin(vi, kind);
  // `3v` selects three characters, `3V` three lines.
  if (count !== undefined && count > 1) {
    if (kind === 'line') vi.cursor = { line: Math.min(vi.cursor.line + count - 1, vi.buffer.count - 1), column: vi.cursor.column };
    else for (let left = count; left > 1 && nextAt(vi.buffer.current, vi.cursor.column) < vi.buffer.current.length; left--) vi.cursor = { line: vi.cursor.line, column: nextAt(vi.buffer.current, vi.cursor.column) };
  }
  yield* selecting(vi);
}

/** `gv`: the selection of before. */
export function* reselect(vi: Vi): Editing {
  const last = vi.lastVisual;
  if (!last) return vi.fail();
  vi.cursor = { ...last.cursor };
  begin(vi, last.kind);
  if (vi.visual) vi.visual = { kind: last.kind, anchor: { ...last.anchor }, toEnd: last.toEnd };
  yield* selecting(vi);
}

/** For `.`: selects as much as the repeated command had, from the cursor on; the keys that follow work on it. */
export function selectAgain(vi: Vi, { kind, lines, columns }: NonNullable<Repeat['visual']>): void {
  begin(vi, kind);
  const line = Math.min(vi.cursor.line + lines - 1, vi.buffer.count - 1);
  const from = vi.screenColumn();
  const column = kind === 'line' ? 0 : lines > 1 && kind === 'char' ? vi.columnIn(line, columns - 1) : columns === Infinity ? Infinity : vi.columnIn(line, from + columns - 1);
  vi.cursor = { line, column: column === Infinity ? Math.max(0, vi.buffer.line(line).length - 1) : column };
  if (vi.visual && columns === Infinity) vi.visual.toEnd = true;
}

function begin(vi: Vi, kind: VisualKind): void {
  vi.visual = { kind, anchor: { ...vi.cursor }, toEnd: false };
  vi.mode = 'visual';
  vi.message = undefined;
}

function leave(vi: Vi): void {
  if (vi.visual) vi.lastVisual = { ...vi.visual, cursor: { ...vi.cursor } };
  vi.visual = undefined;
  vi.mode = 'normal';
}

/** Takes commands while something is selected. */
export function* selecting(vi: Vi): Editing {
  try {
    while (vi.visual && vi.exitCode === undefined) {
      vi.pending = '';
      vi.recorded = [];
      vi.keepsWanted = false;
      const given = yield* readGiven(vi);
      if (!(yield* selectionKey(vi, given.key, given))) return;
      vi.clampCursor(true);
      if (!vi.keepsWanted) vi.wanted = vi.screenColumn();
    }
  } finally {
    if (vi.visual) leave(vi);
  }
}

function selectedRange(vi: Vi): TextRange {
  const { visual, cursor } = vi;
  if (!visual) throw new Error('nothing is selected');
  const { anchor, kind } = visual;
  if (kind === 'line') return lineRange(anchor, cursor);
  if (kind === 'block') {
    const columns = [anchor, cursor].flatMap((place) => {
      const start = vi.screenColumn(place);
      const text = vi.buffer.line(place.line);
      const width = Math.max(1, vi.screenColumn({ line: place.line, column: nextAt(text, place.column) }) - start);
      return [start, start + width - 1];
    });
    return {
      kind: 'block',
      first: Math.min(anchor.line, cursor.line),
      last: Math.max(anchor.line, cursor.line),
      left: Math.min(...columns),
      right: visual.toEnd ? Infinity : Math.max(...columns),
    };
  }
  const [start, end] = isBefore(cursor, anchor) ? [cursor, anchor] : [anchor, cursor];
  const text = vi.buffer.line(end.line);
  // A selection that reaches beyond a line's end takes the end too.
  if (end.column >= text.length) return { kind: 'char', start: { ...start }, end: end.line + 1 < vi.buffer.count ? { line: end.line + 1, column: 0 } : { line: end.line, column: text.length } };
  return charRange(vi.buffer.lines, start, end, true);
}

/** Lines and columns of the selection, for `.`. */
function sizeOf(vi: Vi, range: TextRange): NonNullable<Repeat['visual']> {
  if (range.kind === 'line') return { kind: 'line', lines: range.last - range.first + 1, columns: 0 };
  if (range.kind === 'block') return { kind: 'block', lines: range.last - range.first + 1, columns: range.right - range.left + 1 };
  const lines = range.end.line - range.start.line + 1;
  const end = vi.screenColumn(range.end);
  return { kind: 'char', lines, columns: lines > 1 ? end : end - vi.screenColumn(range.start) };
}

/** False when the selection is over. */
function* selectionKey(vi: Vi, key: Key, given: Given): Editing<boolean> {
  const visual = vi.visual as NonNullable<Vi['visual']>;
  const { count, register } = given;
  const kind = KIND_KEYS[key];
  if (kind !== undefined) {
    if (visual.kind === kind) return false;
    vi.visual = { ...visual, kind };
    return true;
  }
  switch (key) {
    case '\x1b':
    case '\x03':
      return false;
    case 'o':
    case 'O':
      vi.visual = { ...visual, anchor: { ...vi.cursor } };
      vi.cursor = { ...visual.anchor };
      return true;
    case 'g':
      return yield* afterG(vi, given);
    case ':':
      leave(vi);
      yield* typedLine(vi, "'<,'>");
      return false;
    case '\x1a':
      yield* askSuspend();
      return true;
    case 'Z':
      yield* vi.key();
      return true;
  }
  const done = yield* operate(vi, key, given);
  if (done) return false;
  const motion = yield* readMotion(vi, key, { count, selecting: true });
  if (motion === 'failed') {
    vi.fail();
    return true;
  }
  if (motion !== 'none') {
    if (motion.from) {
      const extends_ = visual.anchor.line !== vi.cursor.line || visual.anchor.column !== vi.cursor.column;
      if (!extends_) vi.visual = { ...visual, kind: motion.linewise ? 'line' : visual.kind, anchor: motion.from };
    }
    follow(vi, motion);
    if (vi.visual) vi.visual.toEnd = motion.toEnd === true || (vi.visual.toEnd && motion.vertical === true);
    return true;
  }
  if (scrollCommand(vi, key, count)) return true;
  if (register !== undefined || !key.startsWith(PASTE)) {
    vi.fail();
    return true;
  }
  const range = selectedRange(vi);
  leave(vi);
  remove(vi, range, '_', { selected: true });
  insertText(vi, key.slice(PASTE.length));
  return false;
}

function* afterG(vi: Vi, given: Given): Editing<boolean> {
  const next = yield* vi.key();
  if (next === 'J') {
    yield* operate(vi, 'gJ', given);
    return false;
  }
  if (next === 'v') {
    const before = vi.lastVisual;
    if (!before || !vi.visual) return true;
    const now = { ...vi.visual, cursor: { ...vi.cursor } };
    vi.cursor = { ...before.cursor };
    vi.visual = { kind: before.kind, anchor: { ...before.anchor }, toEnd: before.toEnd };
    vi.lastVisual = now;
    return true;
  }
  if (next === 'u' || next === 'U' || next === '~') {
    yield* operate(vi, next, given);
    return false;
  }
  vi.pushKeys([next]);
  vi.recorded.pop();
  const motion = yield* readMotion(vi, 'g', { count: given.count, selecting: true });
  if (motion === 'failed' || motion === 'none') {
    yield* vi.key();
    vi.fail();
    return true;
  }
  follow(vi, motion);
  return true;
}

/** Keys that do something with the selection; true when this was one. */
function* operate(vi: Vi, key: Key, given: Given): Editing<boolean> {
  const visual = vi.visual as NonNullable<Vi['visual']>;
  const linewise = lineRange(visual.anchor, vi.cursor);
  const range = selectedRange(vi);
  const size = sizeOf(vi, range);
  const first = isBefore(vi.cursor, visual.anchor) ? vi.cursor : visual.anchor;
  const start = visual.kind === 'line' ? { line: first.line, column: 0 } : { ...first };
  const run = function* (operator: string, on: TextRange, keys: readonly Key[] = vi.recorded): Editing<boolean> {
    const own = [...keys];
    leave(vi);
    vi.cursor = { ...start };
    if (operator !== 'y') rememberVisual(vi, given, own, size);
    yield* applyOperator(vi, operator, on, given, false, true);
    if (operator === 'c') rememberVisual(vi, given, vi.recorded, size);
    return true;
  };
  const toLineEnds: TextRange = range.kind === 'block' ? { ...range, right: Infinity } : linewise;
  switch (key) {
    case 'd':
    case 'x':
    case '<Del>':
      return yield* run('d', range);
    case 'X':
    case 'D':
      return yield* run('d', key === 'D' ? toLineEnds : range.kind === 'block' ? range : linewise);
    case 'y':
      return yield* run('y', range);
    case 'Y':
      return yield* run('y', range.kind === 'block' ? range : linewise);
    case 'c':
    case 's':
      return yield* run('c', range);
    case 'C':
      return yield* run('c', toLineEnds);
    case 'S':
    case 'R':
      return yield* run('c', linewise);
    case '>':
    case '<':
      return yield* run(key, range.kind === 'block' ? range : linewise);
    case '~':
      return yield* run('g~', range);
    case 'u':
      return yield* run('gu', range);
    case 'U':
      return yield* run('gU', range);
    case 'J':
    case 'gJ':
      return yield* run(key, linewise);
    case '!':
      return yield* run('!', linewise);
    case 'r': {
      const char = yield* literalKey(vi);
      const keys = [...vi.recorded];
      leave(vi);
      if (char === undefined) return true;
      vi.cursor = { ...start };
      mapText(vi, range, (text) => (char === '\r' ? text.replace(/[^\n]/gu, '\r') : Array.from(text, () => char).join('')));
      rememberVisual(vi, given, keys, size);
      return true;
    }
    case 'p':
    case 'P': {
      const register = vi.registers.get(given.register);
      if (!register) {
        vi.complain(`E353: Nothing in register ${given.register ?? '"'}`);
        return true;
      }
      const keys = [...vi.recorded];
      leave(vi);
      yield* replaceSelection(vi, range, register, given.count ?? 1, key === 'P');
      rememberVisual(vi, given, keys, size);
      return true;
    }
    case 'I':
    case 'A':
      if (visual.kind !== 'block') {
        if (key === 'I') {
          leave(vi);
          vi.cursor = range.kind === 'char' ? { ...range.start } : { line: start.line, column: 0 };
          yield* insertMode(vi, { given });
          return true;
        }
        leave(vi);
        vi.cursor = range.kind === 'char' ? { ...range.end } : { line: linewise.last, column: vi.buffer.line(linewise.last).length };
        yield* insertMode(vi, { given });
        return true;
      }
      yield* insertBlock(vi, range as TextRange & { kind: 'block' }, key, given, size);
      return true;
    default:
      return false;
  }
}

function rememberVisual(vi: Vi, given: Given, keys: readonly Key[], size: NonNullable<Repeat['visual']>): void {
  if (vi.replaying) return;
  vi.repeat = { register: given.register, count: given.count, keys: [...keys], visual: size };
}

/** `I` and `A` on a block: what is typed goes into every line. */
function* insertBlock(vi: Vi, range: TextRange & { kind: 'block' }, key: 'I' | 'A', given: Given, size: NonNullable<Repeat['visual']>): Editing {
  leave(vi);
  const text = vi.buffer.line(range.first);
  const { start, end } = blockPart(text, range.left, range.right, vi.options.tabstop);
  const toEnd = key === 'A' && range.right === Infinity;
  let column = key === 'I' ? start : end;
  const target = key === 'I' ? range.left : toEnd ? Infinity : range.right + 1;
  if (key === 'A' && !toEnd) {
    // A short first line is filled up to the block's right edge.
    const missing = range.right + 1 - vi.screenColumn({ line: range.first, column: text.length });
    if (missing > 0) {
      vi.cursor = { line: range.first, column: text.length };
      vi.buffer.setLine(range.first, text + ' '.repeat(missing));
      column = text.length + missing;
    }
  }
  vi.cursor = { line: range.first, column };
  yield* insertMode(vi, { given, selected: true, block: { first: range.first, last: range.last, column: target, pads: key === 'A', staysAtStart: true } });
  vi.cursor = { line: range.first, column: start };
  rememberVisual(vi, given, vi.recorded, size);
}

/** `p` over a selection: the text takes its place, and what was selected is what `p` puts next. */
function* replaceSelection(vi: Vi, range: TextRange, register: { lines: string[]; kind: 'char' | 'line' | 'block' }, count: number, keeps: boolean): Editing {
  const { buffer } = vi;
  const taken = { lines: [...register.lines], kind: register.kind };
  const wholeText = range.kind === 'line' && range.first === 0 && range.last === buffer.count - 1;
  const atEnd = range.kind === 'line' && range.last === buffer.count - 1;
  remove(vi, range, keeps ? '_' : undefined, { selected: true });
  vi.clampCursor(true);
  if (range.kind === 'line') {
    if (taken.kind !== 'line') taken.kind = 'line';
    put(vi, taken, count, !atEnd || wholeText);
    if (wholeText) buffer.replace(buffer.count - 1, 1, []);
    if (wholeText) vi.toLine(0);
    return;
  }
  if (taken.kind === 'line') {
    // Lines in the midst of a line split it.
    const { line, column } = vi.cursor;
    const text = buffer.line(line);
    buffer.replace(line, 1, [text.slice(0, column), text.slice(column)]);
    buffer.cursor = { line, column: 0 };
    put(vi, taken, count, false);
    return;
  }
  if (vi.cursor.column >= buffer.current.length && buffer.current !== '') {
    vi.cursor = { line: vi.cursor.line, column: Math.max(0, buffer.current.length - 1) };
    put(vi, taken, count, false);
  } else put(vi, taken, count, true);
}
