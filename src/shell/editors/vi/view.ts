/**
 * Which part of the text is on the screen: the first line, how many rows each line takes when it wraps, and where to
 * scroll so that the cursor is seen. Scrolling goes as Vim's does: by a line or two at the edge, to the middle from afar.
 */
import { cellsOf, columnsAt } from '../display-line';
import type { Cell } from '../display-line';
import type { TextBuffer } from '../text-buffer';
import type { ViOptions } from './options';

export class View {
  /** The first line on the screen. */
  top = 0;
  /** Rows of it that are above the screen: only of a line that is taller than the screen. */
  skip = 0;
  /** Columns to the left of the screen, without wrapping. */
  left = 0;
  /** Lines that Ctrl-D and Ctrl-U scroll; 0 means half a screen. */
  scroll = 0;

  constructor(
    private options: ViOptions,
    public columns: number,
    public height: number,
  ) {}

  /** Columns that line numbers take. */
  numberWidth(buffer: TextBuffer): number {
    if (!this.options.number && !this.options.relativenumber) return 0;
    return Math.max(3, String(buffer.count).length) + 1;
  }

  textWidth(buffer: TextBuffer): number {
    return Math.max(1, this.columns - this.numberWidth(buffer));
  }

  /** A line cut into rows as it is drawn; one row without wrapping. */
  rowsOf(buffer: TextBuffer, line: string): Piece[][] {
    const { list, tabstop, wrap } = this.options;
    const cells = list ? listed(line) : cellsOf(line, tabstop);
    const width = wrap ? this.textWidth(buffer) : Infinity;
    const rows: Piece[][] = [];
    let row: Piece[] = [];
    let used = 0;
    const put = (piece: Piece): void => {
      if (used + piece.width > width) {
        // What is too wide for the last column leaves a mark there.
        if (used < width) row.push({ at: -1, text: '>', width: 1, special: true });
        rows.push(row);
        row = [];
        used = 0;
      }
      row.push(piece);
      used += piece.width;
    };
    for (const { at, shown, width: wide, special } of cells) {
      if (special || line[at] === '\t') for (const char of shown) put({ at, text: char, width: 1, special });
      else put({ at, text: shown, width: wide, special });
    }
    rows.push(row);
    return rows;
  }

  heightOf(buffer: TextBuffer, line: number): number {
    if (!this.options.wrap) return 1;
    const text = buffer.line(line);
    const width = this.textWidth(buffer);
    if (text.length * 8 <= width) return 1;
    if (!this.options.list && /^[ -~]*$/.test(text)) return Math.max(1, Math.ceil(text.length / width));
    return this.rowsOf(buffer, text).length;
  }

  /** The line after the last one that is wholly on the screen, when `top` is first. */
  bottom(buffer: TextBuffer, top = this.top): number {
    let rows = top === this.top ? -this.skip : 0;
    let line = top;
    while (line < buffer.count) {
      rows += this.heightOf(buffer, line);
      if (rows > this.height) break;
      line++;
    }
    return Math.max(line, Math.min(top + 1, buffer.count));
  }

  /** The first line when `last` is to be wholly on the screen, as low as may be. */
  topFor(buffer: TextBuffer, last: number): number {
    let rows = this.heightOf(buffer, last);
    let line = last;
    while (line > 0) {
      rows += this.heightOf(buffer, line - 1);
      if (rows > this.height) break;
      line--;
    }
    return line;
  }

  /**
   * Puts a line in the middle. `pastEnd` lets rows beyond the text count, as `zz` does; `more` says which side gets the
   * odd row.
   */
  centre(buffer: TextBuffer, line: number, more: 'above' | 'below', pastEnd = false): void {
    let used = this.heightOf(buffer, line);
    let above = 0;
    let below = 0;
    let top = line;
    let bottom = line;
    while (top > 0) {
      if (more === 'above' ? above <= below : above < below) {
        const rows = this.heightOf(buffer, top - 1);
        if (used + rows > this.height) break;
        used += rows;
        above += rows;
        top--;
      } else if (bottom + 1 < buffer.count) {
        const rows = this.heightOf(buffer, bottom + 1);
        if (used + rows > this.height) break;
        used += rows;
        below += rows;
        bottom++;
      } else {
        below++;
        if (pastEnd && ++used > this.height) break;
      }
    }
    this.top = top;
    this.skip = 0;
  }

  /** Scrolls so that the cursor is on the screen. */
  follow(buffer: TextBuffer): void {
    const { line, column } = buffer.cursor;
    const last = buffer.count - 1;
    this.top = Math.max(0, Math.min(this.top, last));
    const tall = this.heightOf(buffer, line) > this.height;
    if (tall) {
      this.top = line;
      const row = this.rowInLine(buffer, line, column);
      if (row < this.skip) this.skip = row;
      else if (row >= this.skip + this.height) this.skip = row - this.height + 1;
    } else {
      this.skip = 0;
      const margin = Math.min(this.options.scrolloff, Math.floor((this.height - 1) / 2));
      const first = Math.max(0, line - margin);
      const lowest = Math.min(last, line + margin);
      if (first < this.top) {
        const half = Math.max(2, Math.floor(this.height / 2) - 1);
        if (this.top - first >= half) this.centre(buffer, line, 'below');
        else this.top = first;
      } else {
        const bottom = this.bottom(buffer);
        if (lowest >= bottom) {
          const wanted = this.topFor(buffer, lowest);
          // A few lines scroll; from farther away the line comes to the middle.
          if (lowest - bottom + 1 > this.height + 1) this.centre(buffer, line, 'below');
          else if (wanted - this.top > Math.floor(this.height / 2) + 1) this.centre(buffer, line, 'above');
          else this.top = Math.max(this.top, wanted);
        }
      }
    }
    if (this.options.wrap) this.left = 0;
    else this.followSideways(buffer, column);
  }

  private followSideways(buffer: TextBuffer, column: number): void {
    const width = this.textWidth(buffer);
    const at = columnsAt(buffer.current, column, this.options.tabstop).column;
    const half = Math.floor(width / 2);
    if (at < this.left) this.left = Math.max(0, at - half + 1);
    else if (at >= this.left + width) this.left = at - half;
  }

  /** Which row of its line a column is in. */
  rowInLine(buffer: TextBuffer, line: number, column: number): number {
    return this.placeOf(buffer, buffer.line(line), column, false).row;
  }

  /** Where a column of a line is drawn; at a tab its last cell when `onLast`, as the cursor of Normal mode stands. */
  placeOf(buffer: TextBuffer, text: string, column: number, onLast: boolean): { row: number; column: number } {
    const rows = this.rowsOf(buffer, text);
    let found: { row: number; column: number } | undefined;
    let end = { row: 0, column: 0 };
    rows.forEach((pieces, row) => {
      let x = 0;
      for (const piece of pieces) {
        if (piece.at === column && (!found || (onLast && text[column] === '\t'))) found = { row, column: x };
        x += piece.width;
      }
      end = { row, column: x };
    });
    if (found) return found;
    const width = this.options.wrap ? this.textWidth(buffer) : Infinity;
    return end.column >= width ? { row: end.row + 1, column: 0 } : end;
  }
}

/** A part of a line that is drawn in one go: a character, or one column of a tab or of a form such as `^X`. */
export interface Piece {
  at: number;
  text: string;
  width: number;
  special: boolean;
}

/** `:set list`: tabs as ^I and the end of the line as $. */
function listed(line: string): Cell[] {
  const cells = cellsOf(line, 8).map((cell): Cell => (line[cell.at] === '\t' ? { at: cell.at, shown: '^I', width: 2, special: true } : cell));
  return [...cells, { at: line.length, shown: '$', width: 1, special: true }];
}
