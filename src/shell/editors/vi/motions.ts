/**
 * Where motions lead: pure functions over lines. A place with `column` at the line's length stands on its end, where a
 * motion may pass but a cursor of Normal mode may not rest.
 */
import { nextAt, previousAt } from '../display-line';
import type { Place } from '../text-buffer';
import { isKeyword } from './pattern-parse';

export type Lines = readonly string[];

export function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

export function isSame(a: Place, b: Place): boolean {
  return a.line === b.line && a.column === b.column;
}

export function isWhite(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}

/** The column of the first character that is not blank; the last one of a blank line. */
export function firstNonBlank(line: string): number {
  let at = 0;
  while (at < line.length && isWhite(line[at])) at++;
  return at < line.length ? at : Math.max(0, previousAt(line, line.length));
}

/** Blanks at the beginning. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** 0 for blanks and line ends, else a number that is the same for characters of one word. */
function classAt(lines: Lines, { line, column }: Place, big: boolean): number {
  const code = lines[line]?.codePointAt(column);
  if (code === undefined || code === 0x20 || code === 9 || code === 0xa0) return 0;
  if (big) return 1;
  if (code >= 0x3040 && code <= 0x309f) return 3;
  if (code >= 0x30a0 && code <= 0x30ff) return 4;
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x3ffff)) return 5;
  if (code >= 0xac00 && code <= 0xd7a3) return 6;
  if (code >= 0x1f000 && code <= 0x1faff) return 7;
  return isKeyword(code) ? 2 : 1;
}

/** A place that walks over the text, line ends included. */
class Walker {
  line: number;
  column: number;

  constructor(
    private lines: Lines,
    from: Place,
  ) {
    this.line = from.line;
    this.column = from.column;
  }

  get place(): Place {
    return { line: this.line, column: this.column };
  }

  get onEmptyLine(): boolean {
    return this.column === 0 && this.lines[this.line] === '';
  }

  /** What a step met. */
  next(): 'same' | 'end' | 'line' | 'stop' {
    const text = this.lines[this.line] as string;
    if (this.column < text.length) {
      this.column = nextAt(text, this.column);
      return this.column < text.length ? 'same' : 'end';
    }
    if (this.line >= this.lines.length - 1) return 'stop';
    this.line++;
    this.column = 0;
    return 'line';
  }

  previous(): 'same' | 'line' | 'stop' {
    if (this.column > 0) {
      this.column = previousAt(this.lines[this.line] as string, this.column);
      return 'same';
    }
    if (this.line === 0) return 'stop';
    this.line--;
    this.column = (this.lines[this.line] as string).length;
    return 'line';
  }

  class(big: boolean): number {
    return classAt(this.lines, this, big);
  }

  /** Past all characters of a class; true at the end of the text. */
  skip(kind: number, big: boolean, backwards: boolean): boolean {
    while (this.class(big) === kind) if ((backwards ? this.previous() : this.next()) === 'stop') return true;
    return false;
  }
}

export interface Moved {
  place: Place;
  ok: boolean;
}

/** `w`, `W`. With an operator the last word's end may be the end of its line. */
export function wordForward(lines: Lines, from: Place, count: number, big: boolean, operator: boolean): Moved {
  const walker = new Walker(lines, from);
  const done = (ok: boolean): Moved => ({ place: walker.place, ok });
  for (let left = count - 1; left >= 0; left--) {
    const isLastLine = walker.line === lines.length - 1;
    const kind = walker.class(big);
    const crossed = (step: string): boolean => step === 'line' || step === 'end';
    let step = walker.next();
    if (step === 'stop' || (crossed(step) && isLastLine)) return done(false);
    if (crossed(step) && operator && left === 0) return done(true);
    if (kind !== 0) {
      while (walker.class(big) === kind) {
        step = walker.next();
        if (step === 'stop' || (crossed(step) && operator && left === 0)) return done(true);
      }
    }
    while (walker.class(big) === 0) {
      if (walker.onEmptyLine) break;
      step = walker.next();
      if (step === 'stop' || (crossed(step) && isLastLine)) return done(true);
    }
  }
  return done(true);
}

/** `b`, `B`. */
export function wordBackward(lines: Lines, from: Place, count: number, big: boolean): Moved {
  const walker = new Walker(lines, from);
  const done = (ok: boolean): Moved => ({ place: walker.place, ok });
  for (let left = count; left > 0; left--) {
    if (walker.previous() === 'stop') return done(false);
    let found = false;
    while (walker.class(big) === 0) {
      if (walker.onEmptyLine) {
        found = true;
        break;
      }
      if (walker.previous() === 'stop') return done(true);
    }
    if (found) continue;
    if (walker.skip(walker.class(big), big, true)) return done(true);
    walker.next();
  }
  return done(true);
}

/** `e`, `E`. `stays` is for `cw`: at the end of a word that end counts; `empty` lets an empty line count as a word. */
export function wordEnd(lines: Lines, from: Place, count: number, big: boolean, stays = false, empty = false): Moved {
  const walker = new Walker(lines, from);
  let stop = stays;
  const done = (ok: boolean): Moved => ({ place: walker.place, ok });
  for (let left = count; left > 0; left--) {
    const kind = walker.class(big);
    if (walker.next() === 'stop') return done(false);
    if (kind !== 0 && walker.class(big) === kind) {
      if (walker.skip(kind, big, false)) return done(false);
    } else if (!stop || kind === 0) {
      let found = false;
      while (walker.class(big) === 0) {
        if (empty && walker.onEmptyLine) {
          found = true;
          break;
        }
        if (walker.next() === 'stop') return done(false);
      }
      if (found) continue;
      if (walker.skip(walker.class(big), big, false)) return done(false);
    }
    walker.previous();
    stop = false;
  }
  return done(true);
}

/** `ge`, `gE`. */
export function wordEndBackward(lines: Lines, from: Place, count: number, big: boolean): Moved {
  const walker = new Walker(lines, from);
  const done = (ok: boolean): Moved => ({ place: walker.place, ok });
  for (let left = count; left > 0; left--) {
    const kind = walker.class(big);
    if (walker.previous() === 'stop') return done(false);
    if (kind !== 0) while (walker.class(big) === kind) if (walker.previous() === 'stop') return done(true);
    while (walker.class(big) === 0) {
      if (walker.onEmptyLine) break;
      if (walker.previous() === 'stop') return done(true);
    }
  }
  return done(true);
}

/** `}` and `{`: undefined when there is nowhere to go. */
export function paragraph(lines: Lines, from: Place, count: number, backwards: boolean): { place: Place; inclusive: boolean } | undefined {
  const step = backwards ? -1 : 1;
  let line = from.line;
  for (let left = count - 1; left >= 0; left--) {
    let passedText = false;
    for (let first = true; ; first = false) {
      if (lines[line] !== '') passedText = true;
      if (!first && passedText && lines[line] === '') break;
      line += step;
      if (line < 0 || line >= lines.length) {
        if (left > 0) return undefined;
        line -= step;
        break;
      }
    }
  }
  const text = lines[line] as string;
  if (line === lines.length - 1 && !backwards && text !== '') return { place: { line, column: previousAt(text, text.length) }, inclusive: true };
  return { place: { line, column: 0 }, inclusive: false };
}

/** `)` and `(`: a sentence ends in . ! or ? and blanks; an empty line ends one too. */
export function sentence(lines: Lines, from: Place, count: number, backwards: boolean): Place | undefined {
  let place = from;
  for (let left = count; left > 0; left--) {
    const next = backwards ? sentenceBefore(lines, place) : sentenceAfter(lines, place);
    if (!next) return undefined;
    place = next;
  }
  return place;
}

function sentenceStarts(line: string): number[] {
  if (line.trim() === '') return line === '' ? [0] : [];
  const starts: number[] = [];
  const first = firstNonBlank(line);
  if (first === 0 || line.trim() !== '') starts.push(first);
  for (const match of line.matchAll(/[.!?][)\]"']*(?:[ \t]+)(?=\S)/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Whether a sentence begins with this line: the one before is empty or ends one. */
function beginsAt(lines: Lines, line: number): boolean {
  const before = lines[line - 1];
  return before === undefined || before.trim() === '' || /[.!?][)\]"']*[ \t]*$/.test(before);
}

function sentenceAfter(lines: Lines, from: Place): Place | undefined {
  for (let line = from.line; line < lines.length; line++) {
    const text = lines[line] as string;
    for (const column of sentenceStarts(text)) {
      if (line === from.line && column <= from.column) continue;
      const isFirst = column === firstNonBlank(text);
      if (isFirst && text !== '' && !beginsAt(lines, line)) continue;
      if (text === '' && (line === from.line || lines[line - 1] === '')) continue;
      return { line, column };
    }
  }
  const line = lines.length - 1;
  const text = lines[line] as string;
  const last = { line, column: Math.max(0, previousAt(text, text.length)) };
  return isBefore(from, last) ? last : undefined;
}

function sentenceBefore(lines: Lines, from: Place): Place | undefined {
  for (let line = from.line; line >= 0; line--) {
    const text = lines[line] as string;
    for (const column of sentenceStarts(text).reverse()) {
      if (line === from.line && column >= from.column) continue;
      const isFirst = column === firstNonBlank(text);
      if (isFirst && text !== '' && !beginsAt(lines, line)) continue;
      if (text === '' && (line === from.line || lines[line + 1] === '')) continue;
      return { line, column };
    }
  }
  return from.line > 0 || from.column > 0 ? { line: 0, column: 0 } : undefined;
}

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** `%`: the partner of the first bracket at or behind the cursor. */
export function matchingBracket(lines: Lines, from: Place): Place | undefined {
  const text = lines[from.line] as string;
  for (let column = from.column; column < text.length; column++) {
    const char = text[column] as string;
    if (PAIRS[char] !== undefined) return partner(lines, { line: from.line, column }, char, PAIRS[char], 1);
    if (OPENERS[char] !== undefined) return partner(lines, { line: from.line, column }, char, OPENERS[char], -1);
  }
  return undefined;
}

function partner(lines: Lines, from: Place, own: string, other: string, step: 1 | -1): Place | undefined {
  let depth = 0;
  for (let line = from.line, column = from.column; line >= 0 && line < lines.length;) {
    const text = lines[line] as string;
    for (; column >= 0 && column < text.length; column += step) {
      if (text[column] === own) depth++;
      else if (text[column] === other && --depth === 0) return { line, column };
    }
    line += step;
    column = step > 0 ? 0 : (lines[line] ?? '').length - 1;
  }
  return undefined;
}

/** The innermost pair of brackets around a place, or the one at it. */
export function enclosingPair(lines: Lines, from: Place, open: string, close: string, count = 1): { start: Place; end: Place } | undefined {
  let depth = 0;
  let left = count;
  const text = lines[from.line] as string;
  let startColumn = text[from.column] === close ? from.column - 1 : from.column;
  for (let line = from.line; line >= 0; line--) {
    const each = lines[line] as string;
    for (let column = line === from.line ? startColumn : each.length - 1; column >= 0; column--) {
      if (each[column] === close) depth++;
      else if (each[column] === open) {
        if (depth > 0) depth--;
        else if (--left === 0) {
          const start = { line, column };
          const end = partner(lines, start, open, close, 1);
          return end ? { start, end } : undefined;
        }
      }
    }
    startColumn = 0;
  }
  return undefined;
}

export interface CharSearch {
  key: 'f' | 'F' | 't' | 'T';
  char: string;
}

/** `f`, `F`, `t`, `T`; `again` is for `;` and `,`, where `t` looks beyond the character it already stands before. */
export function findCharacter(line: string, column: number, { key, char }: CharSearch, count: number, again = false): number | undefined {
  const backwards = key === 'F' || key === 'T';
  const till = key === 't' || key === 'T';
  let at = column;
  if (till && again && count === 1) {
    const beside = backwards ? previousAt(line, at) : nextAt(line, at);
    if (line.startsWith(char, beside)) at = beside;
  }
  for (let left = count; left > 0; left--) {
    at = backwards ? (at === 0 ? -1 : line.lastIndexOf(char, at - 1)) : line.indexOf(char, nextAt(line, at));
    if (at < 0 || (!backwards && at >= line.length)) return undefined;
  }
  if (!till) return at;
  return backwards ? nextAt(line, at) : previousAt(line, at);
}
