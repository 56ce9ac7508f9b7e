/** The editor's picture: the text with its `~` and `@` rows, and the last row with what is said, typed and where one is. */
import { byteLength, textWidth } from '../../../os';
import { indexAtColumn, nextAt } from '../display-line';
import { fitted, row as plainRow } from '../picture';
import type { Look, Picture, Span } from '../picture';
import { isBefore } from './motions';
import { highlightsOf } from './search';
import type { Vi } from './vi';

/** Where the ruler and the unfinished command stand, counted from the right edge. */
const RULER_WIDTH = 18;
const PENDING_WIDTH = 11;

export function draw(vi: Vi): Picture {
  const { view, buffer } = vi;
  if (vi.mode !== 'command') view.follow(buffer);
  const rows: (readonly Span[])[] = [];
  let line = view.top;
  let skip = view.skip;
  while (rows.length < view.height && line < buffer.count) {
    const drawn = lineRows(vi, line);
    const left = view.height - rows.length;
    if (drawn.length - skip > left && line > view.top) {
      while (rows.length < view.height) rows.push(plainRow('@', 'faint'));
      break;
    }
    const part = drawn.slice(skip, skip + left);
    // Rows of it are above the screen.
    if (skip > 0 && part[0]) part[0] = [{ text: '<<<', look: 'faint' }, ...withoutColumns(part[0], 3)];
    rows.push(...part);
    skip = 0;
    line++;
  }
  while (rows.length < view.height) rows.push(plainRow('~', 'faint'));
  if (vi.showsIntro) rows.splice(0, rows.length, ...withIntro(vi, rows));
  const place = view.placeOf(buffer, buffer.current, vi.cursor.column, vi.mode === 'normal' || vi.mode === 'visual');
  let cursorRow = place.row - view.skip;
  for (let above = view.top; above < vi.cursor.line; above++) cursorRow += view.heightOf(buffer, above);
  if (vi.cursor.line > view.top) cursorRow += view.skip;
  const cursor = {
    row: Math.max(0, Math.min(cursorRow, view.height - 1)),
    column: Math.max(0, Math.min(place.column + view.numberWidth(buffer) - view.left, vi.columns - 1)),
  };
  const all = [...rows, lastRow(vi)].map((spans) => fitted(spans, vi.columns));
  const asked = vi.asks && vi.message ? { row: all.length - 1, column: Math.min(textWidth(vi.message.text), vi.columns - 1) } : undefined;
  const picture = { columns: vi.columns, rows: all, cursor: asked ?? cursor };
  if (vi.pages) return withPages(vi, picture, vi.pages.lines, vi.pages.prompt);
  return vi.prompt ? withPrompt(vi, picture, vi.prompt.lead + vi.prompt.text, vi.prompt.lead.length + vi.prompt.at) : picture;
}

/** What is left of a row behind its first columns. */
function withoutColumns(spans: readonly Span[], columns: number): Span[] {
  let left = columns;
  return spans.flatMap(({ text, look }) => {
    const chars = Array.from(text);
    while (left > 0 && chars.length > 0) left -= textWidth(chars.shift() as string);
    return chars.length > 0 ? [{ text: chars.join(''), look }] : [];
  });
}

/** A line of text as rows of spans. */
function lineRows(vi: Vi, line: number): Span[][] {
  const { view, buffer, options } = vi;
  const text = buffer.line(line);
  const lookAt = looks(vi, line, text);
  const numbers = view.numberWidth(buffer);
  return view.rowsOf(buffer, text).map((pieces, at) => {
    const spans: Span[] = [];
    if (numbers > 0) spans.push({ text: at > 0 ? ' '.repeat(numbers) : numberText(vi, line, numbers), look: 'number' });
    let shown = pieces;
    if (!options.wrap && view.left > 0) {
      let x = 0;
      shown = pieces.filter((piece) => {
        x += piece.width;
        return x > view.left;
      });
    }
    for (const piece of shown) {
      const chosen = piece.at < 0 ? 'plain' : lookAt(piece.at);
      const look: Look = chosen === 'plain' && piece.special ? 'faint' : chosen;
      const last = spans[spans.length - 1];
      if (last?.look === look) last.text += piece.text;
      else spans.push({ text: piece.text, look });
    }
    // A selected line end shows as one reversed blank.
    if (text === '' && lookAt(0) === 'reverse') spans.push({ text: ' ', look: 'reverse' });
    return spans;
  });
}

function numberText({ options, cursor }: Vi, line: number, width: number): string {
  const distance = Math.abs(line - cursor.line);
  if (!options.relativenumber) return `${String(line + 1).padStart(width - 1)} `;
  if (distance > 0) return `${String(distance).padStart(width - 1)} `;
  return options.number ? `${String(line + 1).padEnd(width - 1)} ` : `${'0'.padStart(width - 1)} `;
}

/** How each column of a line is to look: selected, found, plain. */
function looks(vi: Vi, line: number, text: string): (at: number) => Look {
  const selected = selection(vi, line, text);
  const found = vi.options.hlsearch && vi.highlight ? highlightsOf(vi, text) : [];
  if (!selected && found.length === 0) return () => 'plain';
  return (at) => {
    // The cell under the cursor shows the cursor itself.
    if (selected?.(at) && !(line === vi.cursor.line && at === vi.cursor.column)) return 'reverse';
    return found.some(([start, end]) => at >= start && at < end) ? 'found' : 'plain';
  };
}

function selection(vi: Vi, line: number, text: string): ((at: number) => boolean) | undefined {
  const { visual, cursor } = vi;
  if (!visual) return undefined;
  const [start, end] = isBefore(cursor, visual.anchor) ? [cursor, visual.anchor] : [visual.anchor, cursor];
  if (line < start.line || line > end.line) return undefined;
  if (visual.kind === 'line') return () => true;
  if (visual.kind === 'char') return (at) => (line > start.line || at >= start.column) && (line < end.line || at <= end.column);
  const columns = [vi.screenColumn(cursor), vi.screenColumn(visual.anchor)];
  const first = indexAtColumn(text, Math.min(...columns), vi.options.tabstop);
  const last = visual.toEnd ? text.length : indexAtColumn(text, Math.max(...columns), vi.options.tabstop);
  return (at) => at >= first && at <= last;
}

// --- The last row ----------------------------------------------------------------------------------------------

function lastRow(vi: Vi): Span[] {
  const inserting = vi.mode === 'insert' || vi.mode === 'replace';
  const left = inserting && vi.message ? '' : modeText(vi);
  const message: Span[] = left !== '' ? plainRow(left, 'bold') : vi.message ? plainRow(visible(shortened(vi, vi.message.text)), vi.message.isError ? 'error' : 'plain') : [];
  const status = vi.wording.statusLine ? visible(vi.wording.statusLine(vi)) : undefined;
  if (status !== undefined) return message.length > 0 && left === '' ? message : plainRow(status);
  const spans: Span[] = [...message];
  let used = spans.reduce((sum, { text }) => sum + textWidth(text), 0);
  const put = (column: number, text: string): void => {
    if (text === '' || used > column) return;
    spans.push({ text: ' '.repeat(column - used) + text, look: 'plain' });
    used = column + textWidth(text);
  };
  const rulerAt = Math.max(vi.columns - RULER_WIDTH, Math.floor((vi.columns + 1) / 2));
  if (vi.options.showcmd) put(vi.columns - (vi.options.ruler ? RULER_WIDTH + PENDING_WIDTH - 1 : PENDING_WIDTH), visible(vi.pending || selectedSize(vi)).slice(-(PENDING_WIDTH - 1)));
  if (vi.options.ruler) put(rulerAt, ruler(vi, vi.columns - rulerAt - 1));
  return spans;
}

/** A message that would reach the ruler: a file's keeps its end, others lose their middle. */
function shortened(vi: Vi, text: string): string {
  const room = vi.messageRoom;
  if (room < 2) return '';
  if (textWidth(text) <= room || vi.asks) return text;
  if (text.startsWith('"')) return `<${text.slice(text.length - room + 1)}`;
  const half = Math.floor((room - 3) / 2);
  return `${text.slice(0, room - 3 - half)}...${text.slice(text.length - half)}`;
}

function modeText(vi: Vi): string {
  if (!vi.options.showmode) return vi.recording ? `recording @${vi.recording.register}` : '';
  const { mode } = vi;
  const words =
    mode === 'insert'
      ? 'INSERT'
      : mode === 'replace'
        ? 'REPLACE'
        : mode === 'visual'
          ? { char: 'VISUAL', line: 'VISUAL LINE', block: 'VISUAL BLOCK' }[vi.visual?.kind ?? 'char']
          : vi.insertsAgain
            ? '(insert)'
            : '';
  const paste = vi.options.paste && (mode === 'insert' || mode === 'replace') ? ' (paste)' : '';
  return (words === '' ? '' : `-- ${words}${paste} --`) + (vi.recording ? `recording @${vi.recording.register}` : '');
}

/** How much is selected, where an unfinished command would stand. */
function selectedSize(vi: Vi): string {
  const { visual, cursor } = vi;
  if (!visual || vi.mode !== 'visual') return '';
  const lines = Math.abs(cursor.line - visual.anchor.line) + 1;
  if (visual.kind === 'block') return `${lines}x${Math.abs(vi.screenColumn(cursor) - vi.screenColumn(visual.anchor)) + 1}`;
  if (visual.kind === 'line' || lines > 1) return String(lines);
  const [start, end] = [Math.min(cursor.column, visual.anchor.column), Math.max(cursor.column, visual.anchor.column)];
  let characters = 0;
  const text = vi.buffer.current;
  for (let at = start; at <= end && at < text.length; at = nextAt(text, at)) characters++;
  return String(Math.max(1, characters));
}

/** `12,5-9        42%`: line, byte (and column), how much is above. */
function ruler(vi: Vi, width: number): string {
  const { view, buffer, cursor } = vi;
  const text = buffer.current;
  const inserting = vi.mode === 'insert' || vi.mode === 'replace';
  const bytes = byteLength(text.slice(0, cursor.column)) + 1;
  const column = vi.screenColumn() + (text[cursor.column] === '\t' && !inserting ? tabWidth(vi) : 1);
  const where = text === '' && !inserting ? '0-1' : bytes === column ? String(bytes) : `${bytes}-${column}`;
  const left = `${buffer.isEmpty ? 0 : cursor.line + 1},${where}`;
  const above = view.top;
  const below = buffer.count - view.bottom(buffer);
  const position = below <= 0 ? (above === 0 ? 'All' : 'Bot') : above === 0 ? 'Top' : `${String(Math.floor((above * 100) / (above + below))).padStart(2)}%`;
  return left.length + position.length + 1 > width ? left : left.padEnd(width - position.length) + position;
}

function tabWidth(vi: Vi): number {
  const { tabstop } = vi.options;
  return tabstop - (vi.screenColumn() % tabstop);
}

// --- What lies over it -------------------------------------------------------------------------------------------

/** Lines at the bottom that push the picture up. */
function withPages(vi: Vi, picture: Picture, lines: readonly string[], prompt: string): Picture {
  const asked = cutRows(prompt, vi.columns);
  const shown = [...lines.flatMap((line) => cutRows(line, vi.columns)).map((line) => plainRow(line)), ...asked.map((line) => plainRow(line, 'bold'))];
  const kept = picture.rows.slice(0, -1);
  const rows = [...kept, ...shown].slice(-picture.rows.length);
  return { ...picture, rows, cursor: { row: rows.length - 1, column: Math.min(textWidth(asked[asked.length - 1] as string), vi.columns - 1) } };
}

function withPrompt(vi: Vi, picture: Picture, text: string, at: number): Picture {
  const shown = visible(text);
  const before = textWidth(visible(text.slice(0, at)));
  const lines = cutRows(`${shown} `, vi.columns);
  const rows = [...picture.rows.slice(0, -1), ...lines.map((line) => plainRow(line.trimEnd()))];
  const first = rows.length - lines.length;
  const all = rows.slice(-picture.rows.length);
  const cursorRow = first + Math.floor(before / vi.columns) - (rows.length - all.length);
  return { ...picture, rows: all, cursor: { row: Math.max(0, Math.min(cursorRow, all.length - 1)), column: before % vi.columns } };
}

function visible(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, (char) => (char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`));
}

/** A text in rows of at most that many columns. */
export function cutRows(text: string, columns: number): string[] {
  const rows = [''];
  let used = 0;
  for (const char of visible(text)) {
    const width = textWidth(char);
    if (used + width > columns) {
      rows.push('');
      used = 0;
    }
    rows[rows.length - 1] += char;
    used += width;
  }
  return rows;
}

/** What Vim shows when it is started without a file. */
const INTRO = [
  'VIM - Vi IMproved',
  '',
  'version 9.0.2142',
  'by Bram Moolenaar et al.',
  'a small Vim of this lab: what it lacks, it says',
  '',
  'type  i                       to insert, <Esc> to stop ',
  'type  :q<Enter>               to exit                  ',
  'type  :help<Enter>  or  <F1>  for what there is        ',
];

function withIntro(vi: Vi, rows: readonly (readonly Span[])[]): (readonly Span[])[] {
  const first = Math.floor((vi.view.height - INTRO.length) / 2);
  if (first < 1 || vi.columns < 60) return [...rows];
  return rows.map((spans, at) => {
    const text = INTRO[at - first];
    if (!text) return spans;
    return [...spans, { text: ' '.repeat(Math.max(0, Math.floor((vi.columns - text.length) / 2) - 1)) + text, look: 'plain' as const }];
  });
}
