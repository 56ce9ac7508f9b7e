/**
 * A line of text as a terminal can show it: what each character looks like and how many columns it takes. Combining
 * marks belong to the character before them; what cannot be shown has a form of its own (`^X`, `<9f>`, `<200b>`).
 */
import { characterWidth } from '../../os';

export interface Cell {
  /** Where the character begins in the line, in UTF-16 units. */
  at: number;
  /** What is drawn; for a tab, blanks. */
  shown: string;
  width: number;
  /** A form that stands for something that cannot be shown. */
  special: boolean;
}

/** Characters without a picture of their own, that an editor had better show. */
const UNPRINTABLE: readonly (readonly [number, number])[] = [
  [0x80, 0x9f],
  [0x070f, 0x070f],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xfffe, 0xffff],
  [0xe0100, 0xe01ef],
];

function isUnprintable(code: number): boolean {
  return UNPRINTABLE.some(([low, high]) => code >= low && code <= high);
}

/** A mark that is drawn over the character before it. */
export function isCombining(code: number): boolean {
  return code >= 0x300 && characterWidth(code) === 0 && !isUnprintable(code);
}

/** Where the character after the one at `at` begins. */
export function nextAt(line: string, at: number): number {
  if (at >= line.length) return at;
  let next = at + ((line.codePointAt(at) as number) > 0xffff ? 2 : 1);
  while (next < line.length) {
    const code = line.codePointAt(next) as number;
    if (!isCombining(code)) break;
    next += code > 0xffff ? 2 : 1;
  }
  return next;
}

/** Where the character that holds the unit before `at` begins. */
export function previousAt(line: string, at: number): number {
  let previous = Math.min(at, line.length);
  while (previous > 0) {
    previous--;
    const unit = line.charCodeAt(previous);
    if (previous > 0 && unit >= 0xdc00 && unit <= 0xdfff && isHigh(line.charCodeAt(previous - 1))) previous--;
    if (!isCombining(line.codePointAt(previous) as number)) break;
  }
  return previous;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** A character boundary at or before `at`. */
export function boundaryAt(line: string, at: number): number {
  if (at <= 0) return 0;
  if (at >= line.length) return line.length;
  const previous = previousAt(line, at);
  return nextAt(line, previous) === at ? at : previous;
}

/** What one character (with its marks) looks like at this column. */
function cellOf(text: string, at: number, column: number, tabStop: number): Cell {
  const code = text.codePointAt(0) as number;
  if (code === 9) {
    const width = tabStop - (column % tabStop);
    return { at, shown: ' '.repeat(width), width, special: false };
  }
  const form = specialForm(code);
  if (form !== undefined) return { at, shown: form, width: form.length, special: true };
  if (isCombining(code)) return { at, shown: ` ${text}`, width: 1, special: false };
  return { at, shown: text, width: characterWidth(code), special: false };
}

function specialForm(code: number): string | undefined {
  if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
  if (code === 0x7f) return '^?';
  // A byte that is not UTF-8 (see os/utf8.ts).
  if (code >= 0xdc80 && code <= 0xdcff) return `<${(code - 0xdc00).toString(16).padStart(2, '0')}>`;
  if ((code >= 0xd800 && code <= 0xdfff) || isUnprintable(code)) return `<${code.toString(16).padStart(code < 0x100 ? 2 : 4, '0')}>`;
  return undefined;
}

const PRINTABLE_ASCII = /^[ -~]*$/;

/** The line's characters with their looks. */
export function cellsOf(line: string, tabStop = 8): Cell[] {
  const cells: Cell[] = [];
  if (PRINTABLE_ASCII.test(line)) {
    for (let at = 0; at < line.length; at++) cells.push({ at, shown: line[at] as string, width: 1, special: false });
    return cells;
  }
  let column = 0;
  for (let at = 0; at < line.length;) {
    const next = nextAt(line, at);
    const cell = cellOf(line.slice(at, next), at, column, tabStop);
    cells.push(cell);
    column += cell.width;
    at = next;
  }
  return cells;
}

/** Columns before `at`, and how many the character there takes (1 at the end of the line). */
export function columnsAt(line: string, at: number, tabStop = 8): { column: number; width: number } {
  const ascii = line.slice(0, at + 1);
  if (PRINTABLE_ASCII.test(ascii)) return { column: Math.min(at, line.length), width: 1 };
  let column = 0;
  for (const cell of cellsOf(line, tabStop)) {
    if (cell.at >= at) return { column, width: cell.width };
    column += cell.width;
  }
  return { column, width: 1 };
}

/** The character that covers this column; the last one when the line is shorter. */
export function indexAtColumn(line: string, column: number, tabStop = 8): number {
  let reached = 0;
  let last = 0;
  for (const cell of cellsOf(line, tabStop)) {
    last = cell.at;
    reached += cell.width;
    if (reached > column) return cell.at;
  }
  return last;
}

/** Columns of the whole line. */
export function lineWidth(line: string, tabStop = 8): number {
  if (PRINTABLE_ASCII.test(line)) return line.length;
  return cellsOf(line, tabStop).reduce((sum, { width }) => sum + width, 0);
}
