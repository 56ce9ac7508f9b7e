/** The keys that move: from a key (and what follows it) to where it leads. */
import type { Editing } from '../ask';
import { indexAtColumn, nextAt, previousAt } from '../display-line';
import { isCharacter } from '../keys';
import type { Key } from '../keys';
import type { Place } from '../text-buffer';
import {
  findCharacter,
  firstNonBlank,
  isBefore,
  isWhite,
  matchingBracket,
  paragraph,
  sentence,
  wordBackward,
  wordEnd,
  wordEndBackward,
  wordForward,
} from './motions';
import { askLine, wordUnderCursor } from './prompt';
import { searchFrom, splitSearch, wordPattern } from './search';
import { textObject } from './text-objects';
import type { Vi } from './vi';

export interface Motion {
  /** Where it begins when that is not the cursor: text objects. */
  from?: Place;
  to: Place;
  linewise: boolean;
  /** The character at the farther end belongs to it. */
  inclusive: boolean;
  /** It goes far: where one was is marked. */
  jump?: boolean;
  /** What is deleted with it goes to the numbered registers. */
  large?: boolean;
  /** It keeps the column one came from. */
  vertical?: boolean;
  /** `$`: from now on at the end of each line. */
  toEnd?: boolean;
  /** Nothing lies between: `i(` of `()`. */
  empty?: boolean;
}

export interface MotionContext {
  count: number | undefined;
  /** The operator that waits for the motion. */
  operator?: string;
  selecting?: boolean;
}

/** `none`: this key does not move. `failed`: it could not. */
export function* readMotion(vi: Vi, key: Key, context: MotionContext): Editing<Motion | 'none' | 'failed'> {
  const { buffer, cursor, options } = vi;
  const { lines } = buffer;
  const count = context.count ?? 1;
  const operates = context.operator !== undefined;
  const text = buffer.current;
  const at = (column: number, inclusive = false): Motion => ({ to: { line: cursor.line, column }, linewise: false, inclusive });
  const down = (by: number): Motion | 'failed' => {
    const line = cursor.line + by;
    if ((by > 0 && cursor.line >= buffer.count - 1) || (by < 0 && cursor.line === 0)) return 'failed';
    const to = Math.max(0, Math.min(line, buffer.count - 1));
    return { to: { line: to, column: vi.columnIn(to) }, linewise: true, inclusive: false, vertical: true };
  };
  const toFirst = (line: number, jump = false): Motion => {
    const to = Math.max(0, Math.min(line, buffer.count - 1));
    const keeps = jump && !options.startofline;
    return { to: { line: to, column: keeps ? vi.columnIn(to) : firstNonBlank(buffer.line(to)) }, linewise: true, inclusive: false, jump, vertical: keeps };
  };
  switch (key) {
    case 'h':
    case '<Left>':
    case '\b':
    case '\x7f': {
      let place = cursor;
      for (let left = count; left > 0; left--) {
        if (place.column > 0) place = { line: place.line, column: previousAt(buffer.line(place.line), place.column) };
        else if ((key === '\b' || key === '\x7f') && place.line > 0) {
          const before = buffer.line(place.line - 1);
          place = { line: place.line - 1, column: operates ? before.length : Math.max(0, previousAt(before, before.length)) };
        } else if (left === count && !operates) return 'failed';
        else break;
      }
      return { to: place, linewise: false, inclusive: false };
    }
    case 'l':
    case ' ':
    case '<Right>': {
      let place = cursor;
      const end = operates || context.selecting ? 0 : 1;
      for (let left = count; left > 0; left--) {
        const line = buffer.line(place.line);
        const next = nextAt(line, place.column);
        const last = end === 1 ? previousAt(line, line.length) : line.length;
        if (place.column < line.length && next <= last) place = { line: place.line, column: next };
        else if (key === ' ' && place.line < buffer.count - 1 && !(operates && left === 1 && place.column < line.length)) place = { line: place.line + 1, column: 0 };
        else if (left === count) return operates && text !== '' ? { to: place, linewise: false, inclusive: true } : 'failed';
        else break;
      }
      return { to: place, linewise: false, inclusive: false };
    }
    case 'j':
    case '\n':
    case '\x0e':
    case '<Down>':
      return down(count);
    case 'k':
    case '\x10':
    case '<Up>':
      return down(-count);
    case '+':
    case '\r':
      return cursor.line >= buffer.count - 1 ? 'failed' : toFirst(cursor.line + count);
    case '-':
      return cursor.line === 0 ? 'failed' : toFirst(cursor.line - count);
    case '_':
      return cursor.line + count - 1 > buffer.count - 1 && count > 1 && cursor.line >= buffer.count - 1 ? 'failed' : toFirst(cursor.line + count - 1);
    case '0':
    case '<Home>':
      return at(0);
    case '^':
      return at(firstNonBlank(text));
    case '$':
    case '<End>': {
      const line = cursor.line + count - 1;
      if (line > buffer.count - 1 && cursor.line >= buffer.count - 1) return 'failed';
      const to = Math.min(line, buffer.count - 1);
      const last = buffer.line(to);
      // A selection takes the line's end with it.
      const column = context.selecting ? last.length : previousAt(last, last.length);
      return { to: { line: to, column }, linewise: false, inclusive: true, toEnd: true };
    }
    case '|':
      return at(indexAtColumn(text, count - 1, options.tabstop));
    case 'w':
    case 'W':
    case '<S-Right>':
    case '<C-Right>':
      return word(vi, key === 'W' || key === '<C-Right>', count, context);
    case 'b':
    case 'B':
    case '<S-Left>':
    case '<C-Left>': {
      const moved = wordBackward(lines, cursor, count, key === 'B' || key === '<C-Left>');
      return moved.ok || operates ? { to: moved.place, linewise: false, inclusive: false } : 'failed';
    }
    case 'e':
    case 'E': {
      const moved = wordEnd(lines, cursor, count, key === 'E');
      return clippedEnd(vi, moved.place, moved.ok || isBefore(cursor, moved.place), operates);
    }
    case 'G':
    case '<C-End>':
      return context.count === undefined || key === '<C-End>' ? toFirst(buffer.count - 1, true) : toFirst(count - 1, true);
    case '<C-Home>':
      return toFirst(0, true);
    case 'g':
      return yield* afterG(vi, context);
    case 'f':
    case 'F':
    case 't':
    case 'T': {
      vi.pending += key;
      const char = yield* literalKey(vi);
      if (char === undefined) return 'failed';
      vi.charSearch = { key, char };
      return characterMotion(vi, vi.charSearch, count, false);
    }
    case ';':
    case ',': {
      const search = vi.charSearch;
      if (!search) return 'failed';
      const reversed = { f: 'F', F: 'f', t: 'T', T: 't' } as const;
      return characterMotion(vi, key === ';' ? search : { key: reversed[search.key], char: search.char }, count, true);
    }
    case '}':
    case '{': {
      const found = paragraph(lines, cursor, count, key === '{');
      if (!found) return 'failed';
      if (found.place.line === cursor.line && found.place.column === cursor.column && !operates) return 'failed';
      return { to: found.place, linewise: false, inclusive: found.inclusive, jump: true, large: true };
    }
    case ')':
    case '(': {
      const place = sentence(lines, cursor, count, key === '(');
      return place ? { to: place, linewise: false, inclusive: false, jump: true, large: true } : 'failed';
    }
    case '%': {
      if (context.count !== undefined) {
        if (count > 100) return 'failed';
        return toFirst(Math.ceil((count * buffer.count) / 100) - 1, true);
      }
      const place = matchingBracket(lines, cursor);
      return place ? { to: place, linewise: false, inclusive: true, jump: true, large: true } : 'failed';
    }
    case 'H':
      return toFirst(Math.min(vi.view.top + count - 1, vi.view.bottom(buffer) - 1), true);
    case 'L':
      return toFirst(Math.max(vi.view.bottom(buffer) - count, vi.view.top), true);
    case 'M': {
      let used = 0;
      let line = vi.view.top;
      const half = Math.floor((vi.view.height - emptyRows(vi) + 1) / 2);
      for (; line < vi.view.bottom(buffer) - 1; line++) {
        used += vi.view.heightOf(buffer, line);
        if (used >= half) break;
      }
      return toFirst(line, true);
    }
    case '/':
    case '?':
      return yield* typedSearch(vi, key, count);
    case 'n':
    case 'N': {
      const { source, backwards, offset } = vi.search;
      if (source === undefined) {
        vi.complain(vi.wording.noPattern);
        return 'failed';
      }
      vi.highlight = true;
      return asMotion(searchFrom(vi, cursor, source, (key === 'N') !== backwards, offset, count));
    }
    case '*':
    case '#':
      return wordSearch(vi, key === '#', true, count);
    case '`':
    case "'":
      return yield* toMark(vi, key === "'");
    case 'i':
    case 'a': {
      if (!operates && !context.selecting) return 'none';
      vi.pending += key;
      const name = yield* vi.key();
      const found = textObject(lines, cursor, key === 'a', name, count);
      if (!found) return 'failed';
      return { from: found.start, to: found.end, linewise: found.linewise, inclusive: !found.empty, empty: found.empty };
    }
    default:
      return 'none';
  }
}

function emptyRows(vi: Vi): number {
  let rows = 0;
  for (let line = vi.view.top; line < vi.view.bottom(vi.buffer); line++) rows += vi.view.heightOf(vi.buffer, line);
  return Math.max(0, vi.view.height - rows);
}

/** The character that `f`, `t` and `r` wait for; undefined after Escape. */
export function* literalKey(vi: Vi): Editing<string | undefined> {
  const key = yield* vi.key();
  if (key === '\x1b' || key === '\x03') return undefined;
  if (key === '\x16') {
    const next = yield* vi.key();
    return isCharacter(next) ? next : undefined;
  }
  return isCharacter(key) ? key : undefined;
}

function word(vi: Vi, big: boolean, count: number, { operator }: MotionContext): Motion | 'failed' {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  // `cw` on a word works like `ce`, but stays on a word of one character.
  if (operator === 'c' && text[cursor.column] !== undefined && !isWhite(text[cursor.column])) {
    const moved = wordEnd(buffer.lines, cursor, count, big, true);
    return clippedEnd(vi, moved.place, true, true);
  }
  const moved = wordForward(buffer.lines, cursor, count, big, operator !== undefined);
  if (!moved.ok && operator === undefined && !isBefore(cursor, moved.place)) return 'failed';
  const line = buffer.line(moved.place.line);
  // Not onto the end of the line, unless it did not move forward.
  if (isBefore(cursor, moved.place) && moved.place.column >= line.length && moved.place.column > 0) {
    const clipped = { to: { line: moved.place.line, column: previousAt(line, line.length) }, linewise: false, inclusive: true };
    return !moved.ok && operator === undefined && clipped.to.line === cursor.line && clipped.to.column === cursor.column ? 'failed' : clipped;
  }
  return { to: moved.place, linewise: false, inclusive: false };
}

function clippedEnd(vi: Vi, place: Place, ok: boolean, operates: boolean): Motion | 'failed' {
  if (!ok && !operates) return 'failed';
  const line = vi.buffer.line(place.line);
  const column = place.column >= line.length ? previousAt(line, line.length) : place.column;
  return { to: { line: place.line, column }, linewise: false, inclusive: true };
}

function characterMotion(vi: Vi, search: NonNullable<Vi['charSearch']>, count: number, again: boolean): Motion | 'failed' {
  const column = findCharacter(vi.buffer.current, vi.cursor.column, search, count, again);
  if (column === undefined) return 'failed';
  return { to: { line: vi.cursor.line, column }, linewise: false, inclusive: search.key === 'f' || search.key === 't' };
}

function* afterG(vi: Vi, context: MotionContext): Editing<Motion | 'none' | 'failed'> {
  const { buffer, cursor } = vi;
  const count = context.count ?? 1;
  vi.pending += 'g';
  const key = yield* vi.key();
  switch (key) {
    case 'g': {
      const line = Math.max(0, Math.min(count - 1, buffer.count - 1));
      return { to: { line, column: firstNonBlank(buffer.line(line)) }, linewise: true, inclusive: false, jump: true };
    }
    case 'e':
    case 'E': {
      const moved = wordEndBackward(buffer.lines, cursor, count, key === 'E');
      if (!moved.ok && context.operator === undefined) return 'failed';
      return clippedEnd(vi, moved.place, true, true);
    }
    case '_': {
      const line = Math.min(cursor.line + count - 1, buffer.count - 1);
      const text = buffer.line(line).replace(/[ \t]+$/, '');
      return { to: { line, column: previousAt(text, text.length) }, linewise: false, inclusive: true };
    }
    case 'j':
    case '<Down>':
    case 'k':
    case '<Up>':
      return screenLine(vi, key === 'j' || key === '<Down>' ? count : -count);
    case '0':
    case '<Home>':
    case '^': {
      const rows = vi.view.rowsOf(buffer, buffer.current);
      const row = rows[vi.view.rowInLine(buffer, cursor.line, cursor.column)] ?? [];
      const first = row.find((piece) => piece.at >= 0)?.at ?? 0;
      return { to: { line: cursor.line, column: first }, linewise: false, inclusive: false };
    }
    case '$':
    case '<End>': {
      const rows = vi.view.rowsOf(buffer, buffer.current);
      const row = rows[vi.view.rowInLine(buffer, cursor.line, cursor.column)] ?? [];
      return { to: { line: cursor.line, column: row.findLast((piece) => piece.at >= 0)?.at ?? 0 }, linewise: false, inclusive: true };
    }
    case '*':
    case '#':
      return wordSearch(vi, key === '#', false, count);
    default:
      vi.pushKeys([key]);
      vi.recorded.pop();
      return 'none';
  }
}

/** `gj`, `gk`: by rows of the screen. */
function screenLine(vi: Vi, by: number): Motion | 'failed' {
  const { buffer, view, cursor } = vi;
  let { line } = cursor;
  const { row: startRow, column } = view.placeOf(buffer, buffer.current, cursor.column, false);
  let row = startRow;
  for (let left = Math.abs(by); left > 0; left--) {
    if (by > 0) {
      if (row + 1 < view.heightOf(buffer, line)) row++;
      else if (line + 1 < buffer.count) {
        line++;
        row = 0;
      } else return 'failed';
    } else if (row > 0) row--;
    else if (line > 0) {
      line--;
      row = view.heightOf(buffer, line) - 1;
    } else return 'failed';
  }
  const pieces = view.rowsOf(buffer, buffer.line(line))[row] ?? [];
  let x = 0;
  let found = 0;
  for (const piece of pieces) {
    if (x > column) break;
    if (piece.at >= 0) found = piece.at;
    x += piece.width;
  }
  return { to: { line, column: found }, linewise: false, inclusive: false };
}

function asMotion(found: ReturnType<typeof searchFrom>): Motion | 'failed' {
  if (!found) return 'failed';
  return { to: found.place, linewise: found.linewise, inclusive: found.inclusive, jump: true, large: true };
}

function* typedSearch(vi: Vi, lead: '/' | '?', count: number): Editing<Motion | 'failed'> {
  const typed = yield* askLine(vi, lead);
  if (typed === undefined) return 'failed';
  let from = vi.cursor;
  let rest: string = typed;
  let separator: '/' | '?' = lead;
  let motion: Motion | 'failed' = 'failed';
  // `/one/;/two` searches on from the first find.
  for (let round = 0; round < 20; round++) {
    const { source, offset, rest: behind } = splitSearch(rest, separator);
    const wanted = source === '' ? vi.search.source : source;
    if (wanted === undefined) {
      vi.complain(vi.wording.noPattern);
      return 'failed';
    }
    vi.search = { source: wanted, backwards: separator === '?', offset: offset ?? (source === '' ? vi.search.offset : '') };
    vi.registers.remember('/', wanted);
    vi.highlight = true;
    motion = asMotion(searchFrom(vi, from, wanted, separator === '?', vi.search.offset, round === 0 ? count : 1));
    if (motion === 'failed' || behind === '' || (behind[0] !== '/' && behind[0] !== '?')) return motion;
    from = motion.to;
    separator = behind[0];
    rest = behind.slice(1);
  }
  return motion;
}

function wordSearch(vi: Vi, backwards: boolean, whole: boolean, count: number): Motion | 'failed' {
  const found = wordUnderCursor(vi);
  if (found === '') {
    vi.complain('E348: No string under cursor');
    return 'failed';
  }
  const isWord = /^[\p{L}\p{N}_]/u.test(found);
  const source = wordPattern(found, whole && isWord);
  vi.search = { source, backwards, offset: '' };
  vi.registers.remember('/', source);
  vi.highlight = true;
  if (!vi.history['/'].includes(source)) vi.history['/'].push(source);
  // Backwards the search starts at the word's beginning, or it would find the word itself.
  const text = vi.buffer.current;
  let column = vi.cursor.column;
  if (backwards) while (column > 0 && text.slice(previousAt(text, column)).startsWith(text[previousAt(text, column)] as string) && /[\p{L}\p{N}_]/u.test(text[column - 1] as string)) column = previousAt(text, column);
  return asMotion(searchFrom(vi, { line: vi.cursor.line, column }, source, backwards, '', count));
}

function* toMark(vi: Vi, linewise: boolean): Editing<Motion | 'failed'> {
  vi.pending += linewise ? "'" : '`';
  const name = yield* vi.key();
  const place = markAt(vi, name);
  if (!place) {
    vi.complain(/^[a-zA-Z'`"[\]<>^.0-9]$/.test(name) ? 'E20: Mark not set' : 'E78: Unknown mark');
    return 'failed';
  }
  const line = Math.min(place.line, vi.buffer.count - 1);
  const text = vi.buffer.line(line);
  const column = linewise ? firstNonBlank(text) : Math.min(place.column, Math.max(0, previousAt(text, text.length)));
  const isNear = name === '[' || name === ']';
  return { to: { line, column }, linewise, inclusive: false, jump: !isNear, large: !linewise };
}

/** A mark by the letter behind the quote. */
export function markAt(vi: Vi, name: string): Place | undefined {
  if (name === "'" || name === '`') return vi.buffer.marks.get("'") ?? { line: 0, column: 0 };
  if (name === '<' || name === '>') {
    const last = vi.lastVisual;
    if (!last) return undefined;
    const [start, end] = isBefore(last.cursor, last.anchor) ? [last.cursor, last.anchor] : [last.anchor, last.cursor];
    if (name === '<') return last.kind === 'line' ? { line: start.line, column: 0 } : start;
    return last.kind === 'line' ? { line: end.line, column: Math.max(0, vi.buffer.line(end.line).length - 1) } : end;
  }
  return vi.buffer.marks.get(name);
}

/** Moves the cursor there. */
export function follow(vi: Vi, motion: Motion): void {
  if (motion.jump) vi.markJump();
  vi.cursor = { ...motion.to };
  if (motion.toEnd) vi.wanted = Infinity;
  vi.keepsWanted = motion.vertical === true || motion.toEnd === true;
}
