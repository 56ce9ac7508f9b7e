/** nano's picture: a title, the text, a row for messages and prompts, and two rows of shortcuts. */
import { textWidth } from '../../../os';
import { cellsOf, columnsAt } from '../display-line';
import { fitted } from '../picture';
import type { Look, Picture, Span } from '../picture';
import { isBefore } from '../vi/motions';
import { MENUS } from './menus';
import type { Shortcut } from './menus';
import type { Nano } from './nano';

export const BRANDING = 'GNU nano 7.2';

export function drawNano(nano: Nano): Picture {
  const { columns, rows, height } = nano;
  if (nano.help) return drawHelp(nano);
  const all: Span[][] = [titleBar(nano)];
  for (let row = 0; row < height; row++) all.push(textRow(nano, nano.file.top + row));
  const place = cursorPlace(nano);
  all.push(statusRow(nano));
  if (rows - all.length >= 2) all.push(...(nano.prompt?.isQuestion ? yesNoRows(nano) : shortcutRows(MENUS[nano.prompt?.menu ?? 'main'], nano)));
  while (all.length < rows) all.push([]);
  const picture = all.slice(0, rows).map((spans) => fitted(spans, columns));
  const cursor = nano.prompt
    ? { row: Math.min(height + 1, rows - 1), column: Math.min(promptText(nano).cursor, columns - 1) }
    : { row: Math.min(place.row + 1, rows - 1), column: Math.max(0, Math.min(place.column, columns - 1)) };
  return { columns, rows: picture, cursor };
}

/** `  GNU nano 7.2            web.yml             Modified  `, each at its place as long as there is room. */
function titleBar(nano: Nano): Span[] {
  const { columns, file } = nano;
  const left = nano.buffers.length > 1 || file.isOneOfSeveral ? `[${nano.at + 1}/${nano.buffers.length}]` : BRANDING;
  const state = nano.options.viewOnly ? 'View' : nano.buffer.modified ? 'Modified' : '';
  let path = file.path ?? 'New Buffer';
  let leftWidth = left.length + 2;
  // The state's place is kept free when there is none.
  let stateWidth = (nano.options.viewOnly ? 4 : 8) + 2;
  let shown = left;
  if (leftWidth + textWidth(path) + stateWidth > columns) {
    leftWidth = 2;
    shown = '';
    if (leftWidth + textWidth(path) + stateWidth > columns && state === '') stateWidth = 0;
  }
  const room = columns - leftWidth - stateWidth;
  if (textWidth(path) > room) path = room > 3 ? `...${Array.from(path).slice(-(room - 3)).join('')}` : '';
  const offset = leftWidth + Math.floor((room - textWidth(path)) / 2);
  let text = shown === '' ? '' : `  ${shown}`;
  text = text.padEnd(Math.max(0, offset)) + path;
  if (state !== '') text = text + ' '.repeat(Math.max(0, columns - stateWidth - textWidth(text))) + state;
  return fitted([{ text, look: 'reverse' }], columns, 'reverse');
}

/** The first column that is shown of a line in which the cursor is at this column. */
export function pageStart(column: number, width: number): number {
  if (column === 0 || column + 2 < width) return 0;
  return width > 8 ? column - 6 - ((column - 6) % (width - 8)) : column - (width - 2);
}

/** Columns that line numbers take. */
export function margin(nano: Nano): number {
  if (!nano.options.lineNumbers) return 0;
  const width = Math.max(2, String(nano.buffer.count).length) + 1;
  return width <= nano.columns - 4 ? width : 0;
}

function cursorPlace(nano: Nano): { row: number; column: number } {
  const { cursor, file } = nano;
  const numbers = margin(nano);
  const width = nano.columns - numbers;
  const column = nano.columnOf();
  return { row: cursor.line - file.top, column: numbers + column - pageStart(column, width) };
}

function textRow(nano: Nano, line: number): Span[] {
  const { buffer, cursor } = nano;
  if (line >= buffer.count) return [];
  const numbers = margin(nano);
  const width = nano.columns - numbers;
  const text = buffer.line(line);
  const spans: Span[] = [];
  if (numbers > 0) spans.push({ text: `${String(line + 1).padStart(numbers - 1)} `, look: 'reverse' });
  const from = line === cursor.line ? pageStart(nano.columnOf(), width) : 0;
  const lookAt = looks(nano, line, text);
  let x = 0;
  let used = 0;
  let isCut = false;
  const put = (piece: string, look: Look): void => {
    const last = spans[spans.length - 1];
    if (last?.look === look && (numbers === 0 || spans.length > 1)) last.text += piece;
    else spans.push({ text: piece, look });
    used += textWidth(piece);
  };
  for (const cell of cellsOf(text, nano.options.tabSize)) {
    const start = x;
    x += cell.width;
    if (x <= from) continue;
    const look = lookAt(cell.at);
    // A character that hangs over an edge is shown in part, or as the mark of the edge.
    const splits = cell.width > 1 && (cell.special || text[cell.at] === '\t');
    for (const char of splits ? Array.from(cell.shown) : [cell.shown]) {
      const wide = splits ? 1 : cell.width;
      const at = splits ? start + Array.from(cell.shown).indexOf(char) : start;
      if (splits && at < from && start + cell.width - used <= from) continue;
      if (used + wide > width) {
        isCut = true;
        break;
      }
      put(char, look);
    }
    if (isCut) break;
  }
  return withEdges(spans, numbers > 0 ? 1 : 0, from > 0, isCut, width);
}

/** `<` and `>` where a line goes on beyond the screen. */
function withEdges(spans: Span[], first: number, hasLeft: boolean, hasRight: boolean, width: number): Span[] {
  if (!hasLeft && !hasRight) return spans;
  const before = spans.slice(0, first);
  const cells = spans.slice(first).flatMap(({ text, look }) => Array.from(text, (char) => ({ char, look, width: textWidth(char) })));
  const drop = (fromEnd: boolean): void => {
    let left = 1;
    while (left > 0 && cells.length > 0) {
      const gone = fromEnd ? cells.pop() : cells.shift();
      left -= gone?.width ?? 1;
      if (left < 0) cells.splice(fromEnd ? cells.length : 0, 0, { char: ' ', look: 'plain', width: 1 });
    }
  };
  if (hasLeft) {
    drop(false);
    cells.unshift({ char: '<', look: 'reverse', width: 1 });
  }
  if (hasRight) {
    while (cells.reduce((sum, cell) => sum + cell.width, 0) > width - 1) drop(true);
    while (cells.reduce((sum, cell) => sum + cell.width, 0) < width - 1) cells.push({ char: ' ', look: 'plain', width: 1 });
    cells.push({ char: '>', look: 'reverse', width: 1 });
  }
  const out: Span[] = [...before];
  for (const { char, look } of cells) {
    const last = out[out.length - 1];
    if (out.length > before.length && last?.look === look) last.text += char;
    else out.push({ text: char, look });
  }
  return out;
}

/** Marked text is reversed, and what a replacement asks about. */
function looks(nano: Nano, line: number, _text: string): (at: number) => Look {
  const { mark } = nano;
  const { spotlight } = nano;
  if (spotlight?.line === line) return (at) => (at >= spotlight.start && at < spotlight.end ? 'reverse' : 'plain');
  if (!mark) return () => 'plain';
  const { cursor } = nano;
  const [start, end] = isBefore(cursor, mark) ? [cursor, mark] : [mark, cursor];
  if (line < start.line || line > end.line) return () => 'plain';
  return (at) => ((line > start.line || at >= start.column) && (line < end.line || at < end.column) ? 'reverse' : 'plain');
}

// --- The rows at the bottom --------------------------------------------------------------------------------------

function statusRow(nano: Nano): Span[] {
  if (nano.prompt) {
    const { text } = promptText(nano);
    return fitted([{ text, look: 'reverse' }], nano.columns, 'reverse');
  }
  const text = nano.message !== '' ? nano.message : nano.options.constantShow ? location(nano) : '';
  if (text === '') return [];
  const shown = visible(text);
  // Brackets stand around it where there is room for them.
  const wide = textWidth(shown);
  if (wide + 4 > nano.columns) return [{ text: shown, look: 'reverse' }];
  return [
    { text: ' '.repeat(Math.floor((nano.columns - wide - 4) / 2)), look: 'plain' },
    { text: `[ ${shown} ]`, look: 'reverse' },
  ];
}

/** The question with what was typed; what does not fit is cut from the left. */
function promptText(nano: Nano): { text: string; cursor: number } {
  const { prompt, columns } = nano;
  if (!prompt) return { text: '', cursor: 0 };
  if (prompt.isQuestion) return { text: prompt.question, cursor: textWidth(prompt.question) };
  let lead = `${visible(prompt.question)}: `;
  if (textWidth(lead) > columns - 4) lead = `${Array.from(lead).slice(0, Math.max(0, columns - 7)).join('')}: `;
  const room = Math.max(1, columns - textWidth(lead) - 1);
  const typed = visible(prompt.text);
  const before = textWidth(visible(prompt.text.slice(0, prompt.at)));
  const skip = before < room ? 0 : before - (before % room);
  let width = 0;
  let shown = '';
  for (const char of typed) {
    if (width >= skip && textWidth(shown) + textWidth(char) <= room) shown += char;
    width += textWidth(char);
  }
  return { text: lead + shown, cursor: textWidth(lead) + before - skip };
}

function visible(text: string): string {
  return cellsOf(text, 1)
    .map(({ shown }) => shown)
    .join('');
}

/** Shortcuts in columns, the first in the upper row, the second below it. */
function shortcutRows(shortcuts: readonly Shortcut[], nano: Nano): Span[][] {
  const { columns } = nano;
  const labels = nano.buffers.length > 1 && !nano.prompt ? shortcuts.map((each): Shortcut => (each[1] === 'Exit' ? [each[0], 'Close'] : each)) : shortcuts;
  const most = Math.floor((columns + 40) / 20) * 2;
  const count = Math.min(labels.length, most);
  const width = Math.floor(columns / Math.ceil(count / 2));
  if (width < 3) return [[], []];
  const rows: Span[][] = [[], []];
  labels.slice(0, count).forEach(([key, label], i) => {
    const isLast = i + 2 >= count;
    const room = width + (isLast ? columns % width : 0) - textWidth(key) - 1;
    const row = rows[i % 2] as Span[];
    row.push({ text: key, look: 'reverse' });
    const shown = Array.from(label).slice(0, Math.max(0, room)).join('');
    row.push({ text: ` ${shown}`.padEnd(Math.max(0, width - textWidth(key))), look: 'plain' });
  });
  return rows;
}

function yesNoRows(nano: Nano): Span[][] {
  const width = nano.columns < 32 ? Math.floor(nano.columns / 2) : 16;
  const item = (key: string, label: string): Span[] => [
    { text: key, look: 'reverse' },
    { text: ` ${label}`.padEnd(Math.max(0, width - key.length)), look: 'plain' },
  ];
  const withAll = nano.prompt?.menu === 'yesno';
  return [
    [...item(' Y', 'Yes'), ...(withAll ? item(' A', 'All') : [])],
    [...item(' N', 'No'), ...item('^C', 'Cancel')],
  ];
}

/** Where the cursor is, as ^C says it. */
export function location(nano: Nano): string {
  const { buffer, cursor } = nano;
  const digits = (n: number): number => Math.max(2, String(n).length);
  const line = cursor.line + 1;
  const column = nano.columnOf() + 1;
  const columns = columnsAt(nano.line, nano.line.length, nano.options.tabSize).column + 1;
  let before = 0;
  for (let at = 0; at < cursor.line; at++) before += Array.from(buffer.line(at)).length + 1;
  before += Array.from(nano.line.slice(0, cursor.column)).length;
  const total = buffer.lines.reduce((sum, each) => sum + Array.from(each).length + 1, -1);
  const percent = (part: number, all: number): number => (all === 0 ? 0 : Math.floor((100 * part) / all));
  return (
    `line ${String(line).padStart(digits(buffer.count))}/${buffer.count} (${String(percent(line, buffer.count)).padStart(2)}%), ` +
    `col ${String(column).padStart(2)}/${String(columns).padStart(2)} (${String(percent(column, columns)).padStart(3)}%), ` +
    `char ${String(before).padStart(digits(total))}/${total} (${String(percent(before, total)).padStart(2)}%)`
  );
}

// --- Help --------------------------------------------------------------------------------------------------------

function drawHelp(nano: Nano): Picture {
  const { columns, rows, height } = nano;
  const title = 'Main nano help text';
  const lines = (nano.help?.lines ?? []).slice(nano.help?.top ?? 0, (nano.help?.top ?? 0) + height + 1);
  const all: Span[][] = [
    fitted([{ text: ' '.repeat(Math.max(0, Math.floor((columns - title.length) / 2) + 1)) + title, look: 'reverse' }], columns, 'reverse'),
    ...lines.map((text): Span[] => [{ text, look: 'plain' }]),
  ];
  while (all.length < height + 2) all.push([]);
  if (rows - all.length >= 2) all.push(...shortcutRows(MENUS.help, nano));
  while (all.length < rows) all.push([]);
  const picture = all.slice(0, rows).map((spans) => fitted(spans, columns));
  return { columns, rows: picture, cursor: { row: 0, column: 0 } };
}
