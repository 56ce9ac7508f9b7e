/** A stretch of text that an operator works on: characters, whole lines, or a block of columns. */
import { cellsOf, nextAt, previousAt } from '../display-line';
import type { Place } from '../text-buffer';
import { firstNonBlank, isBefore } from './motions';
import type { Lines } from './motions';
import type { Register } from './registers';
import type { Vi } from './vi';

export type TextRange =
  /** `end` does not belong to it. */
  | { kind: 'char'; start: Place; end: Place }
  | { kind: 'line'; first: number; last: number; cursor: Place }
  /** Columns of the screen, both inclusive; `right` is Infinity when it goes to the line ends. */
  | { kind: 'block'; first: number; last: number; left: number; right: number };

/** From a motion: `inclusive` takes the character at the farther end. */
export function charRange(lines: Lines, a: Place, b: Place, inclusive: boolean): TextRange & { kind: 'char' } {
  const [start, far] = isBefore(b, a) ? [b, a] : [a, b];
  const text = lines[far.line] ?? '';
  return { kind: 'char', start: { ...start }, end: { line: far.line, column: inclusive ? nextAt(text, far.column) : far.column } };
}

export function lineRange(a: Place, b: Place): TextRange & { kind: 'line' } {
  const [first, last] = a.line <= b.line ? [a, b] : [b, a];
  return { kind: 'line', first: first.line, last: last.line, cursor: { ...first } };
}

/** The blanks at a line's start end at or behind this place. */
function isInIndent(text: string, column: number): boolean {
  return /^[ \t]*$/.test(text.slice(0, column));
}

/**
 * An exclusive motion that ends in the first column takes the end of the line before instead; and whole lines when it
 * began in the indent (`:help exclusive-linewise`).
 */
export function adjustedRange(lines: Lines, range: TextRange & { kind: 'char' }): TextRange {
  const { start, end } = range;
  if (end.column > 0 || end.line <= start.line) return range;
  if (isInIndent(lines[start.line] as string, start.column)) return { kind: 'line', first: start.line, last: end.line - 1, cursor: { ...start } };
  return { kind: 'char', start, end: { line: end.line - 1, column: (lines[end.line - 1] as string).length } };
}

/** `d` over several lines from the indent to trailing blanks takes whole lines. */
export function adjustedForDelete(lines: Lines, range: TextRange): TextRange {
  if (range.kind !== 'char' || range.end.line <= range.start.line) return range;
  const rest = (lines[range.end.line] as string).slice(range.end.column);
  if (rest.trim() !== '' || !isInIndent(lines[range.start.line] as string, range.start.column)) return range;
  return { kind: 'line', first: range.start.line, last: range.end.line, cursor: range.start };
}

/** Where a block cuts a line: characters from `start` up to `end`, which are equal when the line is too short. */
export function blockPart(line: string, left: number, right: number, tabStop: number): { start: number; end: number } {
  let column = 0;
  let start = line.length;
  let end = line.length;
  for (const cell of cellsOf(line, tabStop)) {
    if (start === line.length && column + cell.width > left) start = cell.at;
    if (column > right) {
      end = cell.at;
      break;
    }
    column += cell.width;
  }
  return { start: Math.min(start, end), end };
}

/** The text of a range as a register holds it. */
export function textOf(vi: Vi, range: TextRange): Register {
  const { lines } = vi.buffer;
  if (range.kind === 'line') return { kind: 'line', lines: lines.slice(range.first, range.last + 1) };
  if (range.kind === 'block') {
    const parts: string[] = [];
    for (let line = range.first; line <= range.last; line++) {
      const text = lines[line] as string;
      const { start, end } = blockPart(text, range.left, range.right, vi.options.tabstop);
      parts.push(text.slice(start, end));
    }
    return { kind: 'block', lines: parts };
  }
  const { start, end } = range;
  if (start.line === end.line) return { kind: 'char', lines: [(lines[start.line] as string).slice(start.column, end.column)] };
  return {
    kind: 'char',
    lines: [(lines[start.line] as string).slice(start.column), ...lines.slice(start.line + 1, end.line), (lines[end.line] as string).slice(0, end.column)],
  };
}

/** First and last line. */
export function linesOf(range: TextRange): [first: number, last: number] {
  return range.kind === 'char' ? [range.start.line, range.end.line] : [range.first, range.last];
}

/** Where the cursor goes when a range has been worked on. */
export function startOf(vi: Vi, range: TextRange): Place {
  if (range.kind === 'char') return { ...range.start };
  if (range.kind === 'line') return { line: range.first, column: firstNonBlank(vi.buffer.line(range.first)) };
  return { line: range.first, column: blockPart(vi.buffer.line(range.first), range.left, range.right, vi.options.tabstop).start };
}

/** The last place that belongs to a range, for the mark `]`. */
export function endOf(vi: Vi, range: TextRange): Place {
  if (range.kind !== 'char') return { line: linesOf(range)[1], column: 0 };
  const text = vi.buffer.line(range.end.line);
  return range.end.column > 0 ? { line: range.end.line, column: previousAt(text, range.end.column) } : { ...range.end };
}
