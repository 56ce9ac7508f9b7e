/** Scanning scalars: plain ones, quoted ones with their escapes and folds, and block scalars with chomping. */
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, type Mark, scannerProblem } from './cursor';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface ScannedScalar {
  value: string;
  style: ScalarStyle;
  /** Offset behind its last character. */
  end: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0', a: '\u0007', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\u001b', ' ': ' ',
  '"': '"', "'": "'", '\\': '\\', N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A run of blanks and breaks between two parts of a scalar, and what becomes of it when the text goes on. */
class Gap {
  private blanks = '';
  private first = '';
  private more = '';

  constructor(public broken = false) {}

  /** Takes blanks and breaks from the cursor; `onBlank` may object to a blank after a break. */
  scan(cursor: Cursor, onBlank?: () => void): void {
    for (let c = cursor.at(); isBlank(c) || isBreak(c); c = cursor.at()) {
      if (isBlank(c)) {
        if (this.broken) onBlank?.();
        const blank = cursor.take();
        if (!this.broken) this.blanks += blank;
      } else if (this.broken) this.more += cursor.takeBreak();
      else {
        this.blanks = '';
        this.first = cursor.takeBreak();
        this.broken = true;
      }
    }
  }

  /** One break folds into a blank; more keep all but the first. */
  folded(): string {
    if (!this.broken) return this.blanks;
    if (this.first === '\n') return this.more === '' ? ' ' : this.more;
    return this.first + this.more;
  }
}

/** A scalar in quotes; the cursor stands on the opening one. */
export function scanQuoted(cursor: Cursor): ScannedScalar {
  const start = cursor.mark();
  const quote = cursor.take();
  const single = quote === "'";
  let value = '';
  for (;;) {
    if (cursor.documentIndicator()) throw scannerProblem('found unexpected document indicator', start, cursor);
    if (cursor.at() === '') throw scannerProblem('found unexpected end of stream', start, cursor);
    let escapedBreak = false;
    while (!isBlankOrEnd(cursor.at())) {
      const c = cursor.at();
      if (c === quote) {
        if (!single || cursor.at(1) !== "'") break;
        cursor.take(2);
        value += "'";
      } else if (single || c !== '\\') value += cursor.take();
      else if (isBreak(cursor.at(1))) {
        cursor.take();
        cursor.takeBreak();
        escapedBreak = true;
        break;
      } else value += scanEscape(cursor, start);
    }
    if (cursor.at() === quote) break;
    const gap = new Gap(escapedBreak);
    gap.scan(cursor);
    value += gap.folded();
  }
  cursor.take();
  return { value, style: single ? 'single' : 'double', end: cursor.index };
}

function scanEscape(cursor: Cursor, start: Mark): string {
  const letter = cursor.at(1);
  const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (plain !== undefined) {
    cursor.take(2);
    return plain;
  }
  const digits = HEX_DIGITS[letter];
  if (digits === undefined) throw scannerProblem('found unknown escape character', start, cursor);
  cursor.take(2);
  let code = 0;
  for (let i = 0; i < digits; i++) {
    const digit = cursor.at(i);
    if (!/^[0-9A-Fa-f]$/.test(digit)) throw scannerProblem('did not find expected hexdecimal number', start, cursor);
    code = code * 16 + parseInt(digit, 16);
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw scannerProblem('found invalid Unicode character escape code', start, cursor);
  cursor.take(digits);
  return String.fromCodePoint(code);
}

/** A plain scalar; `multiline` tells whether blanks after it went over a break, so that a new key may begin. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): ScannedScalar & { multiline: boolean } {
  const start = cursor.mark();
  const least = indent + 1;
  let value = '';
  let end = start.index;
  let gap = new Gap();
  for (;;) {
    if (cursor.documentIndicator() || cursor.at() === '#') break;
    while (!isBlankOrEnd(cursor.at())) {
      const c = cursor.at();
      if (c === ':' && isBlankOrEnd(cursor.at(1))) break;
      if (inFlow && ',?[]{}'.includes(c)) break;
      value += gap.folded() + cursor.take();
      end = cursor.index;
      gap = new Gap();
    }
    if (!isBlank(cursor.at()) && !isBreak(cursor.at())) break;
    gap.scan(cursor, () => {
      if (cursor.column < least && cursor.at() === '\t') throw scannerProblem('found a tab character that violates indentation', start, cursor);
    });
    if (!inFlow && cursor.column < least) break;
  }
  return { value, style: 'plain', end, multiline: gap.broken };
}

/** A literal or folded block; the cursor stands on its indicator. */
export function scanBlock(cursor: Cursor, parentIndent: number): ScannedScalar {
  const start = cursor.mark();
  const literal = cursor.take() === '|';
  const { chomping, increment } = scanBlockHeader(cursor, start);
  let indent = increment ? Math.max(parentIndent, 0) + increment : 0;
  let breaks = '';
  const scanBreaks = () => {
    let widest = 0;
    for (;;) {
      while ((!indent || cursor.column < indent) && cursor.at() === ' ') cursor.take();
      widest = Math.max(widest, cursor.column);
      if ((!indent || cursor.column < indent) && cursor.at() === '\t') {
        throw scannerProblem('found a tab character where an indentation space is expected', start, cursor);
      }
      if (!isBreak(cursor.at())) break;
      breaks += cursor.takeBreak();
    }
    if (!indent) indent = Math.max(widest, parentIndent + 1, 1);
  };
  scanBreaks();
  let value = '';
  let lineBreak = '';
  let leadingBlank = false;
  while (cursor.column === indent && cursor.at() !== '') {
    const blank = isBlank(cursor.at());
    const folds = !literal && !leadingBlank && !blank && lineBreak === '\n';
    value += (folds ? (breaks === '' ? ' ' : '') : lineBreak) + breaks;
    breaks = '';
    leadingBlank = blank;
    while (!isBreakOrEnd(cursor.at())) value += cursor.take();
    lineBreak = cursor.takeBreak();
    scanBreaks();
  }
  if (chomping !== '-') value += lineBreak;
  if (chomping === '+') value += breaks;
  return { value, style: literal ? 'literal' : 'folded', end: cursor.index };
}

/** `|2-`, `>+`: the marks may come in either order; the rest of the line is a comment at most. */
function scanBlockHeader(cursor: Cursor, start: Mark): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  const takeChomping = () => {
    if (chomping === '' && (cursor.at() === '+' || cursor.at() === '-')) chomping = cursor.take();
  };
  takeChomping();
  if (isDigit(cursor.at())) {
    if (cursor.at() === '0') throw scannerProblem('found an indentation indicator equal to 0', start, cursor);
    increment = Number(cursor.take());
    takeChomping();
  }
  while (isBlank(cursor.at())) cursor.take();
  if (cursor.at() === '#') while (!isBreakOrEnd(cursor.at())) cursor.take();
  if (!isBreakOrEnd(cursor.at())) throw scannerProblem('did not find expected comment or line break', start, cursor);
  cursor.takeBreak();
  return { chomping, increment };
}
