/**
 * Go's text/tabwriter with blanks for padding: cells end with a tab, a column is a run of neighbouring lines
 * that have a cell there, and what follows a line's last tab is in no column.
 */
import { displayWidth } from './human';

export interface TabOptions {
  minWidth: number;
  padding: number;
}

/** The layout of all lists (docker/cli formatter). */
export const LIST_TABS: TabOptions = { minWidth: 10, padding: 3 };

export function alignTabs(text: string, { minWidth, padding }: TabOptions = LIST_TABS): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths: number[] = [];
  const out: string[] = [];

  /** Lays out lines from..to, of which the columns before `column` have their widths. */
  const layout = (from: number, to: number, column: number): void => {
    let done = from;
    for (let at = from; at < to; at++) {
      if ((lines[at] as string[]).length - 1 <= column) continue;
      write(done, at);
      let end = at;
      let width = minWidth;
      for (; end < to && (lines[end] as string[]).length - 1 > column; end++)
        width = Math.max(width, displayWidth((lines[end] as string[])[column] as string) + padding);
      widths.push(width);
      layout(at, end, column + 1);
      widths.pop();
      done = end;
      at = end - 1;
    }
    write(done, to);
  };

  const write = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const cells = lines[at] as string[];
      let line = '';
      cells.forEach((cell, i) => {
        line += cell;
        if (i < cells.length - 1) line += ' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(cell)));
      });
      out.push(line);
    }
  };

  layout(0, lines.length, 0);
  return out.join('\n');
}
