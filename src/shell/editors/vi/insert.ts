/** Insert and Replace mode: from the first character typed to Escape. */
import { askSuspend } from '../ask';
import type { Editing } from '../ask';
import { boundaryAt, columnsAt, indexAtColumn, lineWidth, nextAt, previousAt } from '../display-line';
import { isCharacter, PASTE } from '../keys';
import type { Key } from '../keys';
import type { Place } from '../text-buffer';
import { firstNonBlank, indentOf, wordBackward, wordForward } from './motions';
import { normalCommand, remember } from './normal';
import type { Given } from './normal';
import { indentTo, shifted, TEXT_CHARS_MAX } from './operators';
import { isKeyword } from './pattern-parse';
import { registerText } from './registers';
import { scrollCommand } from './scroll';
import type { Vi } from './vi';

export interface InsertOptions {
  given: Given;
  /** How often what is typed is put; once unless the command was a plain insertion. */
  times?: number | undefined;
  /** The indent is one that 'autoindent' kept. */
  autoIndented?: boolean;
  /** `o` or `O`: on a line of its own. */
  opens?: 'o' | 'O';
  /** `R`. */
  replaces?: boolean;
  /** The command began with a selection, which `.` makes again. */
  selected?: boolean;
  /** What was typed goes into these lines as well, at this column of the screen. */
  block?: { first: number; last: number; column: number; pads: boolean; staysAtStart: boolean };
}

/** The state of one insertion. */
interface Session {
  /** Text left of this was there before: Ctrl-W and Ctrl-U stop here once. */
  start: Place;
  /** How many keys the command had when the insertion began: those behind were typed into it. */
  typedFrom: number;
  /** The indent was made by itself; it goes again when nothing is typed. */
  autoIndented: boolean;
  /** What Replace mode has written over, last first: undefined where it added. */
  replaced: (string | undefined)[];
}

export function* insertMode(vi: Vi, options: InsertOptions): Editing {
  const { given } = options;
  const count = options.times ?? 1;
  const session: Session = { start: vi.cursor, typedFrom: vi.recorded.length, autoIndented: options.autoIndented === true, replaced: [] };
  if (options.opens) openLine(vi, options.opens, session);
  vi.mode = options.replaces ? 'replace' : 'insert';
  vi.message = undefined;
  vi.pending = '';
  session.start = { ...vi.cursor };
  const began = { ...vi.cursor };
  const lineBefore = vi.buffer.current;
  let restarted = false;
  try {
    for (;;) {
      const key = yield* vi.key();
      if (key === '\x1b' || key === '\x03') break;
      vi.message = undefined;
      const moved = yield* insertKey(vi, key, session, options);
      if (vi.exitCode !== undefined) return;
      if (!moved) continue;
      // Moving about ends one insertion and begins the next: for undo, for `.`, and for the count.
      vi.buffer.closeStep();
      restarted = true;
      session.start = { ...vi.cursor };
      session.replaced = [];
      vi.recorded = [options.replaces ? 'R' : 'i'];
      session.typedFrom = 1;
    }
    const typed = vi.recorded.slice(session.typedFrom, -1);
    vi.lastInserted = insertedText(typed);
    vi.registers.remember('.', vi.lastInserted);
    if (!restarted) yield* repeatTyped(vi, typed, count, options, session);
    if (session.autoIndented && vi.buffer.current.trim() === '' && vi.cursor.column === vi.buffer.current.length) {
      vi.buffer.setLine(vi.cursor.line, '');
      vi.cursor = { line: vi.cursor.line, column: 0 };
    }
    if (options.block && !restarted) typeIntoBlock(vi, options.block, lineBefore, began);
  } finally {
    vi.mode = 'normal';
    vi.message = undefined;
  }
  const { line, column } = vi.cursor;
  vi.buffer.marks.set('^', { line, column });
  if (vi.insertsAgain) {
    vi.cursor = { line, column: previousAt(vi.buffer.current, column) };
    return;
  }
  vi.cursor = { line, column: column > 0 ? previousAt(vi.buffer.current, column) : 0 };
  vi.buffer.marks.set('.', { ...vi.cursor });
  if (!options.selected) remember(vi, restarted ? { register: undefined, count: undefined } : given);
}

function insertedText(keys: readonly Key[]): string {
  return keys
    .map((key) => (key.startsWith(PASTE) ? key.slice(PASTE.length) : key === '\r' ? '\n' : key))
    .filter((key) => key === '\n' || key === '\t' || key >= ' ')
    .join('');
}

/** `3ix` types three times. */
function* repeatTyped(vi: Vi, typed: readonly Key[], count: number, options: InsertOptions, session: Session): Editing {
  if (count <= 1 || (typed.length === 0 && !options.opens)) return;
  const size = typed.reduce((sum, key) => sum + key.length, 0) + 1;
  const most = Math.min(count, Math.floor(TEXT_CHARS_MAX / 8 / size));
  // Text without keys that edit needs no typing.
  const isPlain = !options.opens && !options.replaces && typed.every((key) => isCharacter(key) && (key >= ' ' || key === '\r' || (key === '\t' && !vi.options.expandtab))) && !typed.includes('\x7f');
  if (isPlain && !vi.options.autoindent) {
    insertText(vi, insertedText(typed).repeat(most - 1));
    return;
  }
  const { length } = vi.recorded;
  for (let left = Math.min(most, REPEATS_MAX) - 1; left > 0; left--) {
    if (options.opens) openLine(vi, 'o', session);
    const waiting = vi.queued;
    vi.pushKeys(typed);
    while (vi.queued > waiting) yield* insertKey(vi, yield* vi.key(), session, options);
  }
  vi.recorded.length = length;
}

const REPEATS_MAX = 20_000;

/** The line that was typed into, compared with what it was, tells what goes into the others. */
function typeIntoBlock(vi: Vi, block: NonNullable<InsertOptions['block']>, before: string, began: Place): void {
  const { buffer } = vi;
  if (vi.cursor.line !== began.line) return;
  const now = buffer.line(began.line);
  const added = now.slice(began.column, now.length - (before.length - began.column));
  if (added === '' || now.slice(0, began.column) !== before.slice(0, began.column)) return;
  for (let line = block.first; line <= block.last; line++) {
    if (line === began.line) continue;
    const text = buffer.line(line);
    const width = lineWidth(text, vi.options.tabstop);
    if (block.column === Infinity) buffer.setLine(line, text + added);
    else if (width < block.column) {
      if (block.pads) buffer.setLine(line, text + ' '.repeat(block.column - width) + added);
    } else {
      const at = width === block.column ? text.length : indexAtColumn(text, block.column, vi.options.tabstop);
      buffer.setLine(line, text.slice(0, at) + added + text.slice(at));
    }
  }
  if (block.staysAtStart) vi.cursor = { line: block.first, column: began.column + 1 };
}

function openLine(vi: Vi, how: 'o' | 'O', session: Session): void {
  const { buffer, cursor } = vi;
  const indent = vi.options.autoindent ? indentOf(buffer.current) : '';
  const at = how === 'o' ? cursor.line + 1 : cursor.line;
  buffer.replace(at, 0, [indent]);
  buffer.cursor = { line: at, column: indent.length };
  session.autoIndented = indent !== '';
  session.start = { ...buffer.cursor };
}

/** True when the key moved the cursor instead of typing. */
function* insertKey(vi: Vi, key: Key, session: Session, options: InsertOptions): Editing<boolean> {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  const move = (place: Place): boolean => {
    vi.cursor = place;
    vi.clampCursor(true);
    vi.wanted = vi.screenColumn();
    return true;
  };
  const vertical = (line: number): boolean => {
    if (line < 0 || line >= buffer.count) return false;
    const wanted = vi.screenColumn();
    const target = buffer.line(line);
    const keep = Math.max(wanted, vi.wanted === Infinity ? wanted : vi.wanted);
    const column = lineWidth(target, vi.options.tabstop) <= keep ? target.length : indexAtColumn(target, keep, vi.options.tabstop);
    vi.wanted = keep;
    vi.cursor = { line, column };
    return true;
  };
  if (!['<Up>', '<Down>'].includes(key)) vi.wanted = 0;
  switch (key) {
    case '<Left>':
      return cursor.column > 0 ? move({ line: cursor.line, column: previousAt(text, cursor.column) }) : false;
    case '<Right>':
      return cursor.column < text.length ? move({ line: cursor.line, column: nextAt(text, cursor.column) }) : false;
    case '<Up>':
      return vertical(cursor.line - 1);
    case '<Down>':
      return vertical(cursor.line + 1);
    case '<Home>':
      return move({ line: cursor.line, column: 0 });
    case '<End>':
      return move({ line: cursor.line, column: text.length });
    case '<C-Home>':
      return move({ line: 0, column: 0 });
    case '<C-End>':
      return move({ line: buffer.count - 1, column: buffer.line(buffer.count - 1).length });
    case '<C-Left>':
    case '<S-Left>':
      return move(wordBackward(buffer.lines, cursor, 1, false).place);
    case '<C-Right>':
    case '<S-Right>':
      return move(wordForward(buffer.lines, cursor, 1, false, false).place);
    case '<PageUp>':
    case '<PageDown>':
    case '<S-Up>':
    case '<S-Down>':
      scrollCommand(vi, key, undefined);
      return true;
    case '<Insert>':
      vi.mode = vi.mode === 'insert' ? 'replace' : 'insert';
      return false;
    case '<Del>':
      deleteForward(vi);
      return false;
    case '\x7f':
    case '\b':
      if (vi.mode === 'replace') unreplace(vi, session);
      else backspace(vi, session);
      return false;
    case '\x17':
      deleteBack(vi, session, wordStart(text, cursor.column));
      return false;
    case '\x15':
      deleteBack(vi, session, 0);
      return false;
    case '\r':
    case '\n':
      newLine(vi, session);
      return false;
    case '\t':
      typeTab(vi, session);
      return false;
    case '\x14':
    case '\x04':
      shiftHere(vi, key === '\x14', session);
      return false;
    case '\x16':
    case '\x11': {
      const literal = yield* literalCharacter(vi);
      if (literal !== undefined) type(vi, literal, session);
      return false;
    }
    case '\x12': {
      const register = vi.registers.get(yield* vi.key());
      if (register) insertText(vi, registerText(register));
      return false;
    }
    case '\x01':
    case '\x00':
      insertText(vi, vi.lastInserted);
      return false;
    case '\x05':
    case '\x19': {
      const other = buffer.lines[cursor.line + (key === '\x05' ? 1 : -1)];
      const { column } = columnsAt(text, cursor.column, vi.options.tabstop);
      if (other === undefined || lineWidth(other, vi.options.tabstop) <= column) return false;
      const at = indexAtColumn(other, column, vi.options.tabstop);
      type(vi, other.slice(at, nextAt(other, at)), session);
      return false;
    }
    case '\x0f':
      yield* oneCommand(vi, options);
      return true;
    case '\x1a':
      yield* askSuspend();
      return false;
    case '\x0e':
    case '\x10':
    case '\x18':
    case '\x0b':
      vi.message = { text: vi.wording.notHere('Completion'), isError: true };
      return false;
    default:
      if (key.startsWith(PASTE)) {
        insertText(vi, key.slice(PASTE.length));
        session.autoIndented = false;
      } else if (isCharacter(key) && (key >= ' ' || key === '\x1d')) type(vi, key, session);
      return false;
  }
}

/** Ctrl-O: one command of Normal mode. */
function* oneCommand(vi: Vi, options: InsertOptions): Editing {
  const { buffer } = vi;
  const atEnd = vi.cursor.column > 0 && vi.cursor.column >= buffer.current.length;
  vi.mode = 'normal';
  vi.insertsAgain = true;
  if (atEnd) vi.clampCursor(false);
  const at = { ...vi.cursor };
  const kept = vi.recorded;
  vi.recorded = [];
  yield* normalCommand(vi);
  vi.recorded = kept;
  vi.insertsAgain = false;
  vi.mode = options.replaces ? 'replace' : 'insert';
  if (vi.exitCode !== undefined) return;
  // At a line's end the command saw the last character; typing goes on behind it.
  const last = previousAt(buffer.current, buffer.current.length);
  const behind = (atEnd && vi.cursor.line === at.line && vi.cursor.column === at.column) || vi.wanted > vi.screenColumn();
  if (behind && vi.cursor.column === last) vi.cursor = { line: vi.cursor.line, column: buffer.current.length };
  vi.clampCursor(true);
}

/** Puts text at the cursor as it is, newlines too. */
export function insertText(vi: Vi, added: string): void {
  if (added === '') return;
  const { buffer, cursor } = vi;
  const text = buffer.current;
  const all = (text.slice(0, cursor.column) + added + text.slice(cursor.column)).split('\n');
  buffer.replace(cursor.line, 1, all);
  const last = all[all.length - 1] as string;
  buffer.cursor = { line: cursor.line + all.length - 1, column: last.length - (text.length - cursor.column) };
}

/** A paste in Normal mode: as if it were typed behind the cursor. */
export function insertPaste(vi: Vi, text: string): void {
  const { cursor } = vi;
  if (cursor.column > 0) vi.cursor = { line: cursor.line, column: nextAt(vi.buffer.current, cursor.column) };
  insertText(vi, text);
  if (vi.cursor.column > 0) vi.cursor = { line: vi.cursor.line, column: previousAt(vi.buffer.current, vi.cursor.column) };
}

function type(vi: Vi, char: string, session: Session): void {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  session.autoIndented = false;
  if (vi.mode === 'replace') {
    const end = nextAt(text, cursor.column);
    session.replaced.push(cursor.column < text.length ? text.slice(cursor.column, end) : undefined);
    buffer.setLine(cursor.line, text.slice(0, cursor.column) + char + text.slice(end));
  } else buffer.setLine(cursor.line, text.slice(0, cursor.column) + char + text.slice(cursor.column));
  buffer.cursor = { line: cursor.line, column: cursor.column + char.length };
}

function newLine(vi: Vi, session: Session): void {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  const auto = vi.options.autoindent;
  const indent = auto ? indentOf(text).slice(0, Math.max(cursor.column, 0)) : '';
  let head = text.slice(0, cursor.column);
  let tail = vi.mode === 'replace' ? '' : text.slice(cursor.column);
  if (vi.mode === 'replace') {
    session.replaced.push('\n');
    tail = text.slice(cursor.column);
  }
  if (auto) tail = tail.replace(/^[ \t]+/, '');
  if (session.autoIndented && head.trim() === '') head = '';
  buffer.replace(cursor.line, 1, [head, indent + tail]);
  buffer.cursor = { line: cursor.line + 1, column: indent.length };
  session.autoIndented = indent !== '';
}

function backspace(vi: Vi, session: Session): void {
  const { buffer, cursor, options } = vi;
  const text = buffer.current;
  session.autoIndented = false;
  if (cursor.column === 0) {
    if (cursor.line === 0) return;
    const above = buffer.line(cursor.line - 1);
    buffer.replace(cursor.line - 1, 2, [above + text]);
    buffer.cursor = { line: cursor.line - 1, column: above.length };
    return;
  }
  let from = previousAt(text, cursor.column);
  if (options.softtabstop > 0 && text[from] === ' ') {
    // Back to the last soft tab stop, over blanks only.
    const { column } = columnsAt(text, cursor.column, options.tabstop);
    const target = Math.floor((column - 1) / options.softtabstop) * options.softtabstop;
    let at = cursor.column;
    while (at > 0 && text[at - 1] === ' ' && columnsAt(text, at - 1, options.tabstop).column >= target) at--;
    from = Math.min(from, at);
  }
  // A combining mark goes with its character.
  from = boundaryAt(text, from);
  buffer.setLine(cursor.line, text.slice(0, from) + text.slice(cursor.column));
  buffer.cursor = { line: cursor.line, column: from };
}

function unreplace(vi: Vi, session: Session): void {
  const { buffer, cursor } = vi;
  if (session.replaced.length === 0) {
    if (cursor.column > 0) buffer.cursor = { line: cursor.line, column: previousAt(buffer.current, cursor.column) };
    else if (cursor.line > 0) buffer.cursor = { line: cursor.line - 1, column: buffer.line(cursor.line - 1).length };
    return;
  }
  const before = session.replaced.pop();
  const text = buffer.current;
  if (before === '\n') {
    const above = buffer.line(cursor.line - 1);
    buffer.replace(cursor.line - 1, 2, [above + text]);
    buffer.cursor = { line: cursor.line - 1, column: above.length };
    return;
  }
  const from = previousAt(text, cursor.column);
  buffer.setLine(cursor.line, text.slice(0, from) + (before ?? '') + text.slice(cursor.column));
  buffer.cursor = { line: cursor.line, column: from };
}

function wordStart(text: string, column: number): number {
  let at = column;
  while (at > 0 && /[ \t]/.test(text[at - 1] as string)) at--;
  if (at === 0) return 0;
  const isWord = (index: number): boolean => isKeyword(text.codePointAt(index) as number);
  const kind = isWord(previousAt(text, at));
  while (at > 0 && !/[ \t]/.test(text[at - 1] as string) && isWord(previousAt(text, at)) === kind) at = previousAt(text, at);
  return at;
}

/** Ctrl-W and Ctrl-U: they stop once where the insertion began. */
function deleteBack(vi: Vi, session: Session, to: number): void {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  session.autoIndented = false;
  if (cursor.column === 0) {
    backspace(vi, session);
    return;
  }
  const stop = session.start.line === cursor.line && session.start.column < cursor.column ? session.start.column : 0;
  let from = Math.max(to, stop);
  if (from === 0 && to === 0 && stop === 0 && vi.options.autoindent) {
    const indent = firstNonBlank(text);
    if (indent < cursor.column) from = indent;
  }
  if (vi.mode === 'replace') {
    while (vi.cursor.column > from && session.replaced.length > 0) unreplace(vi, session);
    return;
  }
  buffer.setLine(cursor.line, text.slice(0, from) + text.slice(cursor.column));
  buffer.cursor = { line: cursor.line, column: from };
}

function deleteForward(vi: Vi): void {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  if (cursor.column < text.length) buffer.setLine(cursor.line, text.slice(0, cursor.column) + text.slice(nextAt(text, cursor.column)));
  else if (cursor.line + 1 < buffer.count) buffer.replace(cursor.line, 2, [text + buffer.line(cursor.line + 1)]);
}

function typeTab(vi: Vi, session: Session): void {
  const { options, buffer, cursor } = vi;
  const step = options.softtabstop > 0 ? options.softtabstop : options.tabstop;
  if (!options.expandtab && options.softtabstop === 0) {
    type(vi, '\t', session);
    return;
  }
  const text = buffer.current;
  const { column } = columnsAt(text, cursor.column, options.tabstop);
  const target = (Math.floor(column / step) + 1) * step;
  if (options.expandtab) {
    for (let left = target - column; left > 0; left--) type(vi, ' ', session);
    return;
  }
  // Blanks before the cursor become tabs as far as they reach.
  let from = cursor.column;
  while (from > 0 && /[ \t]/.test(text[from - 1] as string)) from--;
  const start = columnsAt(text, from, options.tabstop).column;
  const blanks = start === 0 ? indentTo(vi, target) : ' '.repeat(target - start);
  buffer.setLine(cursor.line, text.slice(0, from) + blanks + text.slice(cursor.column));
  buffer.cursor = { line: cursor.line, column: from + blanks.length };
  session.autoIndented = false;
}

/** Ctrl-T and Ctrl-D: the line's indent by one level, the cursor on its character. */
function shiftHere(vi: Vi, more: boolean, session: Session): void {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  const fromEnd = text.length - cursor.column;
  const next = shifted(vi, text, more ? 1 : -1, true);
  buffer.setLine(cursor.line, next);
  buffer.cursor = { line: cursor.line, column: Math.max(0, next.length - fromEnd) };
  session.start = { ...buffer.cursor };
}

/** What follows Ctrl-V: a key as it is, or a character by its number. */
function* literalCharacter(vi: Vi): Editing<string | undefined> {
  const first = yield* vi.key();
  const forms: Readonly<Record<string, [number, number]>> = { x: [16, 2], X: [16, 2], u: [16, 4], U: [16, 8], o: [8, 3] };
  const form = forms[first] ?? (/\d/.test(first) ? ([10, 3] as [number, number]) : undefined);
  if (!form) return isCharacter(first) ? (first === '\r' ? '\r' : first) : undefined;
  const [base, most] = form;
  let digits = /\d/.test(first) ? first : '';
  while (digits.length < most) {
    const key = yield* vi.key();
    if (Number.isNaN(parseInt(key, base)) || key.length !== 1) {
      vi.pushKeys([key]);
      vi.recorded.pop();
      break;
    }
    digits += key;
  }
  if (digits === '') return first;
  const code = parseInt(digits, base);
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : String.fromCodePoint(code);
}
