/** Offsets of a text as lines and columns, and back. A line ends where an editor ends it: at `\n`, `\r\n` or `\r`. */
import type { Span, Spot } from './diagnostic';

export class TextMap {
  /** Offset of each line's first character. */
  private readonly starts: number[] = [0];

  constructor(readonly text: string) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) this.starts.push(match.index + match[0].length);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  spot(offset: number): Spot {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.starts[low] as number) + 1 };
  }

  offset({ line, column }: Spot): number {
    const start = this.starts[Math.min(line, this.starts.length) - 1] ?? 0;
    return Math.min(start + column - 1, this.text.length);
  }

  /** From one offset to another, at most to the end of the first one's line, and never nothing at all. */
  span(start: number, end: number): Span {
    const from = this.spot(start);
    const line = this.line(from.line);
    const to = Math.min(Math.max(end, start + 1) - (start - from.column + 1), line.length);
    if (to >= from.column) return { from, to: { line: from.line, column: to + 1 } };
    // Behind the end of a line there is nothing to mark but its last character.
    return { from: { line: from.line, column: Math.max(1, line.length) }, to: { line: from.line, column: Math.max(2, line.length + 1) } };
  }

  /** The text of a line, without its break. */
  line(number: number): string {
    const start = this.starts[number - 1];
    if (start === undefined) return '';
    return this.text.slice(start, this.starts[number] ?? this.text.length).replace(/[\r\n]+$/, '');
  }
}
