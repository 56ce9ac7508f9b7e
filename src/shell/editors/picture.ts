/**
 * What an editor wants on the screen, and the escape sequences that bring a terminal from one picture to the next. A
 * picture says everything: whoever draws it from nothing gets the same screen (proved in `painter.test.ts`).
 */
import { textWidth } from '../../os';

/** `faint` is what is not text (`~`), `number` a line number. */
export type Look = 'plain' | 'reverse' | 'bold' | 'faint' | 'number' | 'error' | 'found';

/** A piece of a row in one look; printable characters only. */
export interface Span {
  text: string;
  look: Look;
}

export interface Picture {
  columns: number;
  /** One for each row of the terminal; each at most `columns` wide. */
  rows: readonly (readonly Span[])[];
  cursor: { row: number; column: number };
}

const LOOKS: Readonly<Record<Look, string>> = {
  plain: '',
  reverse: '\x1b[7m',
  bold: '\x1b[1m',
  faint: '\x1b[94m',
  number: '\x1b[33m',
  error: '\x1b[97;41m',
  found: '\x1b[30;43m',
};

/** A row in one look. */
export function row(text: string, look: Look = 'plain'): Span[] {
  return text === '' ? [] : [{ text, look }];
}

/** The text of a row, for tests and measures. */
export function rowText(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('');
}

export function rowWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** A row filled up to a width, or cut to it. */
export function fitted(spans: readonly Span[], columns: number, fill: Look = 'plain'): Span[] {
  const out: Span[] = [];
  let width = 0;
  for (const { text, look } of spans) {
    let part = '';
    for (const char of text) {
      const wide = textWidth(char);
      if (width + wide > columns) break;
      part += char;
      width += wide;
    }
    if (part !== '') out.push({ text: part, look });
    if (part.length < text.length) break;
  }
  if (width < columns && fill !== 'plain') out.push({ text: ' '.repeat(columns - width), look: fill });
  return out;
}

/** Keeps what is on the screen, so that a change sends the rows that changed and no others. */
export class Painter {
  private shown: string[] = [];
  private columns = 0;

  /** The screen is no longer what it was: the next picture is drawn whole. */
  forget(): void {
    this.columns = 0;
  }

  draw(picture: Picture): string {
    const all = picture.columns !== this.columns || picture.rows.length !== this.shown.length;
    const rows = picture.rows.map((spans) => sent(spans, picture.columns));
    let out = all ? '\x1b[H\x1b[2J' : '';
    rows.forEach((text, at) => {
      if (all ? text !== '' : text !== this.shown[at]) out += `\x1b[${at + 1};1H${text}${all ? '' : cleared(picture.rows[at] as readonly Span[], picture.columns)}`;
    });
    this.shown = rows;
    this.columns = picture.columns;
    const hidden = out === '' ? '' : '\x1b[?25l';
    const back = out === '' ? '' : '\x1b[?25h';
    return `${hidden}${out}\x1b[${picture.cursor.row + 1};${picture.cursor.column + 1}H${back}`;
  }
}

function sent(spans: readonly Span[], columns: number): string {
  return fitted(spans, columns)
    .map(({ text, look }) => (look === 'plain' ? text : `${LOOKS[look]}${text}\x1b[m`))
    .join('');
}

/** Nothing is cleared behind a full row: the cursor still stands on its last column. */
function cleared(spans: readonly Span[], columns: number): string {
  return rowWidth(spans) < columns ? '\x1b[K' : '';
}
