/** Typing, deleting, cutting and pasting; each says which step of undo it is. */
import { nextAt } from '../display-line';
import type { Place } from '../text-buffer';
import { isBefore } from '../vi/motions';
import { wordAfter, wordBefore } from './moves';
import type { Nano } from './nano';

/** The text may not grow beyond this. */
const TEXT_CHARS_MAX = 32 * 1024 * 1024;

/** From where to where the mark reaches; undefined without a mark. */
export function markedStretch(nano: Nano): { start: Place; end: Place } | undefined {
  const { mark } = nano;
  if (!mark) return undefined;
  const { cursor } = nano;
  const [start, end] = isBefore(cursor, mark) ? [cursor, mark] : [mark, cursor];
  return { start: { ...start }, end: { ...end } };
}

export function textBetween(nano: Nano, start: Place, end: Place): string[] {
  const { lines } = nano.buffer;
  if (start.line === end.line) return [(lines[start.line] as string).slice(start.column, end.column)];
  return [(lines[start.line] as string).slice(start.column), ...lines.slice(start.line + 1, end.line), (lines[end.line] as string).slice(0, end.column)];
}

/** Puts lines in the place of a stretch; the cursor ends behind them. */
function replaceStretch(nano: Nano, start: Place, end: Place, added: readonly string[]): void {
  const { buffer } = nano;
  const head = buffer.line(start.line).slice(0, start.column);
  const tail = buffer.line(end.line).slice(end.column);
  const lines = added.length === 1 ? [head + added[0] + tail] : [head + added[0], ...added.slice(1, -1), (added[added.length - 1] as string) + tail];
  buffer.replace(start.line, end.line - start.line + 1, lines);
  const last = lines[lines.length - 1] as string;
  buffer.cursor = { line: start.line + lines.length - 1, column: last.length - tail.length };
}

/** Text as it is typed or pasted. */
export function insert(nano: Nano, text: string, label = 'addition', continues = true): void {
  if (nano.buffer.chars + text.length > TEXT_CHARS_MAX) return nano.say('Out of memory');
  nano.step(label, continues);
  replaceStretch(nano, nano.cursor, nano.cursor, text.split('\n'));
  nano.changed();
}

export function breakLine(nano: Nano): void {
  nano.step('line break');
  const indent = nano.options.autoindent ? (/^[ \t]*/.exec(nano.line)?.[0] ?? '').slice(0, nano.cursor.column) : '';
  replaceStretch(nano, nano.cursor, nano.cursor, ['', indent]);
  nano.changed();
}

/** Del: the character under the cursor, or the end of the line. */
export function deleteForward(nano: Nano): void {
  const { buffer, cursor } = nano;
  const text = nano.line;
  if (cursor.column < text.length) {
    nano.step('deletion', true);
    buffer.setLine(cursor.line, text.slice(0, cursor.column) + text.slice(nextAt(text, cursor.column)));
  } else if (cursor.line + 1 < buffer.count) {
    // The empty line at the end of the text stays where it is.
    if (cursor.line + 2 === buffer.count && buffer.line(cursor.line + 1) === '' && text !== '' && !nano.options.noNewlines) return;
    nano.step('line join');
    buffer.replace(cursor.line, 2, [text + buffer.line(cursor.line + 1)]);
  } else return;
  nano.changed();
}

export function backspace(nano: Nano): void {
  const { buffer, cursor } = nano;
  const text = nano.line;
  if (cursor.column > 0) {
    nano.step('deletion', true);
    const from = previousCode(text, cursor.column);
    buffer.setLine(cursor.line, text.slice(0, from) + text.slice(cursor.column));
    buffer.cursor = { line: cursor.line, column: from };
  } else if (cursor.line > 0) {
    const above = buffer.line(cursor.line - 1);
    // From the empty last line the cursor goes up, and no more.
    if (cursor.line + 1 === buffer.count && text === '' && above !== '' && !nano.options.noNewlines) {
      nano.moveTo(cursor.line - 1, above.length);
      return;
    }
    nano.step('line join');
    buffer.replace(cursor.line - 1, 2, [above + text]);
    buffer.cursor = { line: cursor.line - 1, column: above.length };
  } else return;
  nano.changed();
}

/** A mark on a character can be taken away by itself. */
function previousCode(text: string, column: number): number {
  const unit = text.charCodeAt(column - 1);
  const isPair = unit >= 0xdc00 && unit <= 0xdfff && column > 1 && (text.codePointAt(column - 2) as number) > 0xffff;
  return column - (isPair ? 2 : 1);
}

/** Ctrl-Del and M-Backspace: a word and what is between it and the cursor. */
export function deleteWord(nano: Nano, backwards: boolean): void {
  const { lines } = nano.buffer;
  const { cursor } = nano;
  const other = backwards ? wordBefore(lines, cursor) : wordAfter(lines, cursor);
  let [start, end] = backwards ? [other, cursor] : [cursor, other];
  // Over the end of a line only when there is nothing else.
  if (start.line !== end.line) {
    if (backwards) start = cursor.column > 0 ? { line: cursor.line, column: 0 } : { line: cursor.line - 1, column: nano.buffer.line(cursor.line - 1).length };
    else end = cursor.column < nano.line.length ? { line: cursor.line, column: nano.line.length } : { line: cursor.line + 1, column: 0 };
  }
  if (start.line === end.line && start.column === end.column) return nano.say('Nothing was cut');
  nano.step('deletion');
  replaceStretch(nano, start, end, ['']);
  nano.changed();
}

/** ^K and M-6 take the marked stretch or the line; one line after the other adds up. */
export function cutOrCopy(nano: Nano, isCopy: boolean): void {
  const { buffer, cursor } = nano;
  const stretch = markedStretch(nano);
  if (stretch) {
    nano.cutText = textBetween(nano, stretch.start, stretch.end);
    nano.mark = undefined;
    if (!isCopy) {
      nano.step('cut');
      replaceStretch(nano, stretch.start, stretch.end, ['']);
      nano.changed();
    }
    nano.wipe();
    return;
  }
  const isLast = cursor.line + 1 >= buffer.count;
  if (isLast && nano.line === '') return nano.say(isCopy ? 'Nothing was copied' : 'Nothing was cut');
  const taken = isLast ? [nano.line] : [nano.line, ''];
  nano.cutText = nano.keepsCut && nano.cutText.length > 0 ? [...nano.cutText.slice(0, -1), (nano.cutText[nano.cutText.length - 1] as string) + taken[0], ...taken.slice(1)] : taken;
  nano.keepsCut = nano.cutting = true;
  nano.wipe();
  if (isCopy) {
    if (!isLast) nano.moveTo(cursor.line + 1, cursor.column);
    return;
  }
  nano.step('cut');
  buffer.cursor = { line: cursor.line, column: cursor.column };
  if (isLast) buffer.setLine(cursor.line, '');
  else buffer.replace(cursor.line, 1, []);
  buffer.cursor = { line: Math.min(cursor.line, buffer.count - 1), column: 0 };
  nano.changed();
}

/** M-T: all from the cursor to the end. */
export function cutTillEnd(nano: Nano): void {
  const { buffer, cursor } = nano;
  const last = buffer.count - 1;
  const end = { line: last, column: buffer.line(last).length };
  if (cursor.line === last && cursor.column === end.column) return nano.say('Nothing was cut');
  nano.cutText = textBetween(nano, cursor, end);
  nano.step('cut');
  replaceStretch(nano, { ...cursor }, end, ['']);
  nano.changed();
  nano.wipe();
}

export function paste(nano: Nano): void {
  if (nano.cutText.length === 0) return nano.say('Cutbuffer is empty');
  if (nano.buffer.chars + nano.cutText.length * 80 > TEXT_CHARS_MAX) return nano.say('Out of memory');
  nano.step('paste');
  replaceStretch(nano, nano.cursor, nano.cursor, nano.cutText);
  nano.changed();
  nano.wipe();
}

/** Lines from the mark to the cursor, or the one of the cursor. */
function chosenLines(nano: Nano): [first: number, last: number] {
  const stretch = markedStretch(nano);
  if (!stretch) return [nano.cursor.line, nano.cursor.line];
  const { start, end } = stretch;
  // A mark that ends in the first column does not take that line.
  return [start.line, end.column === 0 && end.line > start.line ? end.line - 1 : end.line];
}

/** M-} and M-{. */
export function indent(nano: Nano, more: boolean): void {
  const { buffer, options } = nano;
  const [first, last] = chosenLines(nano);
  const step = options.tabsToSpaces ? ' '.repeat(options.tabSize) : '\t';
  const lines = buffer.lines.slice(first, last + 1);
  const changed = lines.map((line) => (more ? (line === '' ? line : step + line) : line.replace(new RegExp(`^(?:\\t| {1,${options.tabSize}}\\t?)`), '')));
  if (changed.every((line, i) => line === lines[i])) return;
  const { line, column } = nano.cursor;
  const shift = (changed[line - first]?.length ?? 0) - (lines[line - first]?.length ?? 0);
  nano.step(more ? 'indent' : 'unindent');
  buffer.replace(first, changed.length, changed);
  nano.moveTo(line, column > 0 && line >= first && line <= last ? Math.max(0, column + shift) : column);
  if (nano.mark) {
    const markLine = nano.mark.line - first;
    const markShift = (changed[markLine]?.length ?? 0) - (lines[markLine]?.length ?? 0);
    if (nano.mark.column > 0) nano.mark = { line: nano.mark.line, column: Math.max(0, nano.mark.column + markShift) };
  }
  nano.changed();
}

/** M-3: a number sign before each line, or away with it when all have one. */
export function comment(nano: Nano): void {
  const { buffer } = nano;
  const [first, last] = chosenLines(nano);
  const lines = buffer.lines.slice(first, last + 1);
  if (last === buffer.count - 1 && lines[lines.length - 1] === '' && lines.length === 1) return nano.say('Cannot comment past end of file');
  const isOff = lines.every((line) => line === '' || line.startsWith('#')) && lines.some((line) => line !== '');
  const changed = lines.map((line) => (line === '' && lines.length > 1 ? line : isOff ? line.slice(1) : `#${line}`));
  const { line, column } = nano.cursor;
  nano.step(isOff ? 'uncomment' : 'comment');
  buffer.replace(first, changed.length, changed);
  nano.moveTo(line, column > 0 ? Math.max(0, column + (isOff ? -1 : 1)) : 0);
  nano.changed();
}

/** ^J: the lines of a paragraph filled anew, up to eight columns from the right edge. */
export function justify(nano: Nano): void {
  const { buffer } = nano;
  const isText = (line: number): boolean => buffer.line(line).trim() !== '';
  const last = buffer.count - 1;
  let first = nano.cursor.line;
  while (first < last && !isText(first)) first++;
  if (!isText(first)) return nano.moveTo(last, 0);
  while (first > 0 && isText(first - 1)) first--;
  let end = first;
  while (end < last && isText(end + 1)) end++;
  const lead = /^[ \t]*/.exec(buffer.line(first))?.[0] ?? '';
  const words = buffer.lines
    .slice(first, end + 1)
    .join(' ')
    .split(/[ \t]+/)
    .filter(Boolean);
  const width = Math.max(8, nano.columns - 8);
  const lines: string[] = [];
  let now = lead;
  for (const word of words) {
    const glue = now === lead ? '' : ' ';
    if (now !== lead && now.length + 1 + word.length > width) {
      // The blank at which a line breaks stays behind it.
      lines.push(`${now} `);
      now = lead + word;
    } else now += glue + word;
  }
  lines.push(now);
  nano.step('justification');
  buffer.replace(first, end - first + 1, lines);
  nano.moveTo(Math.min(first + lines.length, buffer.count - 1), 0);
  nano.changed();
  nano.say('Justified paragraph');
}

/** M-U and M-E. */
export function turnBack(nano: Nano, forward: boolean): void {
  const { buffer } = nano;
  const done = forward ? buffer.redo() : buffer.undo();
  if (!done) return nano.say(forward ? 'Nothing to redo' : 'Nothing to undo');
  nano.mark = undefined;
  const place = forward ? (done.end ?? done.cursor) : done.cursor;
  nano.moveTo(place.line, place.column);
  nano.follow('centring');
  nano.say(`${forward ? 'Redid' : 'Undid'} ${done.label}`);
}
