/** Where nano's cursor keys lead. */
import { indexAtColumn, nextAt, previousAt } from '../display-line';
import type { Key } from '../keys';
import type { Place } from '../text-buffer';
import type { Nano } from './nano';

/** Moves the cursor; false when the key does not move. */
export function move(nano: Nano, key: Key): boolean {
  const { buffer, cursor } = nano;
  const { line, column } = cursor;
  const text = nano.line;
  switch (key) {
    case '<Right>':
    case '\x06':
      if (column < text.length) nano.moveTo(line, nextAt(text, column));
      else if (line + 1 < buffer.count) nano.moveTo(line + 1, 0);
      return true;
    case '<Left>':
    case '\x02':
      if (column > 0) nano.moveTo(line, previousAt(text, column));
      else if (line > 0) nano.moveTo(line - 1, buffer.line(line - 1).length);
      return true;
    case '<Up>':
    case '\x10':
      if (line > 0) vertical(nano, line - 1);
      return true;
    case '<Down>':
    case '\x0e':
      if (line + 1 < buffer.count) vertical(nano, line + 1);
      return true;
    case '<Home>':
    case '\x01':
      nano.moveTo(line, 0);
      return true;
    case '<End>':
    case '\x05':
      nano.moveTo(line, text.length);
      return true;
    case '<PageDown>':
    case '\x16':
      page(nano, 1);
      return true;
    case '<PageUp>':
    case '\x19':
      page(nano, -1);
      return true;
    case '<C-Right>':
    case '\x00':
      nano.cursor = wordAfter(buffer.lines, cursor);
      nano.file.wanted = nano.columnOf();
      return true;
    case '<C-Left>':
    case 'M- ':
      nano.cursor = wordBefore(buffer.lines, cursor);
      nano.file.wanted = nano.columnOf();
      return true;
    case '<C-Up>':
    case 'M-7':
      block(nano, -1);
      return true;
    case '<C-Down>':
    case 'M-8':
      block(nano, 1);
      return true;
    case 'M-(':
    case 'M-9':
      paragraphStart(nano);
      return true;
    case 'M-)':
    case 'M-0':
      paragraphEnd(nano);
      return true;
    case 'M-\\':
    case 'M-|':
    case '<C-Home>':
      nano.moveTo(0, 0);
      return true;
    case 'M-/':
    case 'M-?':
    case '<C-End>':
      nano.moveTo(buffer.count - 1, buffer.line(buffer.count - 1).length);
      return true;
    case '<M-Up>':
    case 'M-<up>':
    case 'M--':
    case 'M-_':
      scroll(nano, -1);
      return true;
    case '<M-Down>':
    case 'M-<down>':
    case 'M-=':
    case 'M-+':
      scroll(nano, 1);
      return true;
    default:
      return false;
  }
}

/** To a line at the column one came from. */
function vertical(nano: Nano, line: number): void {
  const text = nano.buffer.line(line);
  const { wanted } = nano.file;
  const at = indexAtColumn(text, wanted, nano.options.tabSize);
  const reached = nano.columnOf({ line, column: text.length });
  nano.moveTo(line, reached <= wanted ? text.length : at, true);
}

/** A page keeps two rows of the last one in sight, and the cursor on its row. */
function page(nano: Nano, direction: 1 | -1): void {
  const { buffer, cursor, file } = nano;
  const by = nano.height < 3 ? 1 : nano.height - 2;
  const line = cursor.line + direction * by;
  if (line < 0) return nano.moveTo(0, 0);
  if (line >= buffer.count) return nano.moveTo(buffer.count - 1, buffer.line(buffer.count - 1).length);
  const row = cursor.line - file.top;
  vertical(nano, line);
  file.top = Math.max(0, line - row);
}

/** The text moves by a row, and the cursor only when it would leave the screen. */
function scroll(nano: Nano, by: 1 | -1): void {
  const { file, buffer } = nano;
  const top = file.top + by;
  if (top < 0 || top >= buffer.count) return;
  file.top = top;
  const line = Math.max(top, Math.min(nano.cursor.line, top + nano.height - 1));
  if (line !== nano.cursor.line) vertical(nano, line);
}

function isWordAt(text: string, column: number): boolean {
  const char = text.slice(column, column + 2);
  return char !== '' && /^[\p{L}\p{N}\p{M}]/u.test(char);
}

/** The beginning of the next word, over lines. */
export function wordAfter(lines: readonly string[], from: Place): Place {
  let { line, column } = from;
  let seenSpace = false;
  for (;;) {
    const text = lines[line] as string;
    if (column >= text.length) {
      if (line + 1 >= lines.length) return { line, column };
      line++;
      column = 0;
      seenSpace = true;
    } else column = nextAt(text, column);
    if (isWordAt(lines[line] as string, column)) {
      if (seenSpace) return { line, column };
    } else seenSpace = true;
  }
}

/** The beginning of this word, or of the one before it. */
export function wordBefore(lines: readonly string[], from: Place): Place {
  let { line, column } = from;
  let inWord = false;
  for (;;) {
    if (column === 0) {
      if (inWord) return { line, column };
      if (line === 0) return { line, column };
      line--;
      column = (lines[line] as string).length;
    } else {
      const before = previousAt(lines[line] as string, column);
      if (isWordAt(lines[line] as string, before)) inWord = true;
      else if (inWord) return { line, column };
      column = before;
    }
  }
}

function isBlank(nano: Nano, line: number): boolean {
  return nano.buffer.line(line).trim() === '';
}

/** To the beginning of the next block of text, or of this one or the one before. */
function block(nano: Nano, direction: 1 | -1): void {
  const last = nano.buffer.count - 1;
  let { line } = nano.cursor;
  if (direction > 0) {
    while (line < last && !isBlank(nano, line)) line++;
    while (line < last && isBlank(nano, line)) line++;
  } else {
    if (line > 0) line--;
    while (line > 0 && isBlank(nano, line)) line--;
    while (line > 0 && !isBlank(nano, line - 1)) line--;
  }
  nano.moveTo(line, 0);
}

function paragraphStart(nano: Nano): void {
  let { line } = nano.cursor;
  if (line > 0) line--;
  while (line > 0 && isBlank(nano, line)) line--;
  while (line > 0 && !isBlank(nano, line - 1)) line--;
  nano.moveTo(line, 0);
}

function paragraphEnd(nano: Nano): void {
  const last = nano.buffer.count - 1;
  let { line } = nano.cursor;
  while (line < last && isBlank(nano, line)) line++;
  while (line < last && !isBlank(nano, line)) line++;
  nano.moveTo(line, line === last ? nano.buffer.line(last).length : 0);
}
