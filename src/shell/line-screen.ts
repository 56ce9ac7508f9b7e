/**
 * Where the characters of a prompt and a line stand on a terminal that wraps, and the escape sequences that bring the
 * screen from one state to the next. Positions are rows and columns from where the prompt began.
 */
import { characterWidth } from '../os';

export interface Place {
  row: number;
  column: number;
}

/** What the terminal is sent for a buffer: control characters as `^X`, tabs as spaces up to the next stop. */
function shown(char: string, column: number): string {
  if (char === '\n') return '\r\n';
  if (char === '\t') return ' '.repeat(8 - (column % 8));
  const code = char.codePointAt(0) as number;
  if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
  return code === 0x7f ? '^?' : char;
}

/** Walks text from a place; adds what is to be sent to `out`. */
function walk(text: string, from: Place, columns: number, out: string[] | undefined): Place {
  let { row, column } = from;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) as number;
    if (code > 0xffff) i++;
    const char = code > 0xffff ? String.fromCodePoint(code) : (text[i] as string);
    const display = shown(char, column);
    if (char === '\n') {
      // Whatever stood behind the line's end goes.
      out?.push('\x1b[K', display);
      row++;
      column = 0;
      continue;
    }
    const width = display === char ? characterWidth(code) : display.length;
    // A wide character leaves the last column free; a blank makes sure that it is.
    if (display === char && width === 2 && column + 2 > columns) out?.push(' ');
    out?.push(display);
    for (let left = width; left > 0; ) {
      // A wide character does not fit into the last column; a caret pair may be split.
      const step = display === char ? width : 1;
      if (column + step > columns) {
        row++;
        column = 0;
      }
      column += step;
      left -= step;
    }
    if (column >= columns) {
      row++;
      column = 0;
    }
  }
  return { row, column };
}

/** A prompt's text without what takes no room: `\[...\]` marks and escape sequences. */
export function visiblePrompt(prompt: string): string {
   
  return prompt.replace(/\x01[^\x02]*\x02/g, '').replace(/\x1b(?:\[[0-9;?]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)/g, '');
}

/** A prompt as it is sent: without readline's marks. */
function sentPrompt(prompt: string): string {
   
  return prompt.replace(/[\x01\x02]/g, '').replace(/\r?\n/g, '\r\n');
}

/** Keeps what is on the screen, so that a change costs what changed. */
export class LineScreen {
  private text = '';
  private cursor: Place = { row: 0, column: 0 };
  /** Where `text` ends: typing at the end of a long line must not walk it all. */
  private end: Place;
  private promptEnd: Place;

  constructor(private prompt: string, private columns: number) {
    this.promptEnd = walk(visiblePrompt(prompt), { row: 0, column: 0 }, columns, undefined);
    this.end = this.promptEnd;
  }

  /** Prints the prompt anew below whatever is there, with this text and cursor. */
  begin(text: string, cursor: number, prompt = this.prompt): string {
    this.prompt = prompt;
    this.promptEnd = walk(visiblePrompt(prompt), { row: 0, column: 0 }, this.columns, undefined);
    this.cursor = this.end = this.promptEnd;
    this.text = '';
    return sentPrompt(prompt) + this.update(text, cursor);
  }

  /** Goes to the prompt's beginning and draws everything again. */
  redraw(text: string, cursor: number, prompt = this.prompt): string {
    return `${this.moveTo({ row: 0, column: 0 })}\x1b[J${this.begin(text, cursor, prompt)}`;
  }

  resize(columns: number): void {
    this.columns = columns;
    this.promptEnd = walk(visiblePrompt(this.prompt), { row: 0, column: 0 }, columns, undefined);
    this.cursor = this.end = walk(this.text, this.promptEnd, columns, undefined);
  }

  /** Brings the screen to this text with the cursor at that index. */
  update(text: string, cursor: number): string {
    let same = 0;
    const least = Math.min(text.length, this.text.length);
    if (text.startsWith(this.text)) same = this.text.length;
    else while (same < least && text[same] === this.text[same]) same++;
    // Never begin inside a surrogate pair or before a combining mark.
    while (same > 0 && ((same < text.length && joins(text, same)) || (same < this.text.length && joins(this.text, same)))) same--;
    const out: string[] = [];
    if (same < text.length || same < this.text.length) {
      const from = same === this.text.length ? this.end : walk(text.slice(0, same), this.promptEnd, this.columns, undefined);
      out.push(this.moveTo(from));
      const shrinks = this.text.length > same;
      const end = walk(text.slice(same), from, this.columns, out);
      // Right at the margin the terminal waits before wrapping; a blank makes it wrap now.
      if (end.column === 0 && end.row > from.row && !text.endsWith('\n')) out.push(' \r');
      if (shrinks) out.push('\x1b[J');
      this.cursor = this.end = end;
    }
    this.text = text;
    if (cursor < text.length || same === text.length) out.push(this.moveTo(this.placeOf(text, cursor)));
    return out.join('');
  }

  /** Leaves the line: the cursor below its last row. */
  finish(): string {
    const output = `${this.moveTo(this.end)}\r\n`;
    this.text = '';
    this.cursor = this.end = { row: 0, column: 0 };
    return output;
  }

  /** Where an index of the present text stands. */
  private placeOf(text: string, index: number): Place {
    return index >= text.length ? this.end : walk(text.slice(0, index), this.promptEnd, this.columns, undefined);
  }

  private moveTo(place: Place): string {
    const { row, column } = this.cursor;
    this.cursor = place;
    if (place.row === row && place.column === column) return '';
    let out = '';
    if (place.row < row) out += `\x1b[${row - place.row}A`;
    else if (place.row > row) out += `\x1b[${place.row - row}B`;
    if (place.row === row && place.column < column && column - place.column <= 4) return out + '\b'.repeat(column - place.column);
    if (place.column === column) return out;
    out += '\r';
    if (place.column > 0) out += `\x1b[${place.column}C`;
    return out;
  }
}

function joins(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0xdc00 && code <= 0xdfff) || characterWidth(text.codePointAt(at) as number) === 0;
}
