/** The comparison rules of sort(1): keys, field splitting, numeric, human, version and month order. */
import { compareBytes } from './_text';

export interface Ordering {
  ignoreBlanks: boolean;
  dictionary: boolean;
  fold: boolean;
  general: boolean;
  human: boolean;
  month: boolean;
  numeric: boolean;
  printable: boolean;
  random: boolean;
  reverse: boolean;
  version: boolean;
}

export interface SortKey extends Ordering {
  startField: number;
  startChar: number;
  /** 0 means to the end of the line. */
  endField: number;
  /** 0 means to the end of the field. */
  endChar: number;
  ignoreEndBlanks: boolean;
  /** No ordering letters of its own: takes the global ones. */
  inherits: boolean;
}

export function plainOrdering(): Ordering {
  return {
    ignoreBlanks: false,
    dictionary: false,
    fold: false,
    general: false,
    human: false,
    month: false,
    numeric: false,
    printable: false,
    random: false,
    reverse: false,
    version: false,
  };
}

const LETTERS: Readonly<Record<string, keyof Ordering>> = {
  b: 'ignoreBlanks',
  d: 'dictionary',
  f: 'fold',
  g: 'general',
  h: 'human',
  M: 'month',
  n: 'numeric',
  i: 'printable',
  R: 'random',
  r: 'reverse',
  V: 'version',
};

/** `2,2nr`, `1.3b,1.5`; or sort's complaint. */
export function parseKey(text: string): SortKey | { error: string } {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?(.*)$/.exec(text);
  if (!match) return { error: `invalid number at field start: invalid count at start of \u2018${text}\u2019` };
  const [, startField, startChar, startLetters, endField, endChar, endLetters, rest] = match as unknown as string[];
  if (rest !== '') return { error: `stray character in field spec: invalid field specification \u2018${text}\u2019` };
  if (Number(startField) === 0) return { error: `field number is zero: invalid field specification \u2018${text}\u2019` };
  if (startChar !== undefined && Number(startChar) === 0)
    return { error: `character offset is zero: invalid field specification \u2018${text}\u2019` };
  const key: SortKey = {
    ...plainOrdering(),
    startField: Number(startField),
    startChar: startChar === undefined ? 1 : Number(startChar),
    endField: endField === undefined ? 0 : Number(endField),
    endChar: endChar === undefined ? 0 : Number(endChar),
    ignoreEndBlanks: false,
    inherits: (startLetters ?? '') === '' && (endLetters ?? '') === '',
  };
  for (const [letters, isEnd] of [
    [startLetters ?? '', false],
    [endLetters ?? '', true],
  ] as const) {
    for (const letter of letters) {
      const name = LETTERS[letter];
      if (!name) return { error: `stray character in field spec: invalid field specification \u2018${text}\u2019` };
      if (name === 'ignoreBlanks' && isEnd) key.ignoreEndBlanks = true;
      else key[name] = true;
    }
  }
  return key;
}

/** Where each field begins and ends. Without a separator a field begins with its leading blanks. */
function fieldBounds(line: string, separator: string | undefined): [number, number][] {
  const bounds: [number, number][] = [];
  if (separator !== undefined) {
    let from = 0;
    for (;;) {
      const at = line.indexOf(separator, from);
      if (at < 0) break;
      bounds.push([from, at]);
      from = at + separator.length;
    }
    bounds.push([from, line.length]);
    return bounds;
  }
  let at = 0;
  while (at < line.length) {
    const from = at;
    while (at < line.length && isBlank(line.charCodeAt(at))) at++;
    while (at < line.length && !isBlank(line.charCodeAt(at))) at++;
    bounds.push([from, at]);
  }
  return bounds;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** The part of a line that a key compares. */
export function keyText(line: string, key: SortKey, separator: string | undefined): string {
  const bounds = fieldBounds(line, separator);
  const first = bounds[key.startField - 1];
  if (!first) return '';
  let from = first[0];
  if (key.ignoreBlanks) while (from < line.length && isBlank(line.charCodeAt(from))) from++;
  from += key.startChar - 1;
  let to = line.length;
  if (key.endField > 0) {
    const last = bounds[key.endField - 1];
    if (last) {
      if (key.endChar === 0) to = last[1];
      else {
        let start = last[0];
        if (key.ignoreEndBlanks) while (start < line.length && isBlank(line.charCodeAt(start))) start++;
        to = Math.min(line.length, start + key.endChar);
      }
    }
  }
  return from >= to ? '' : line.slice(from, to);
}

type Compare = (a: string, b: string) => number;

/** How two key texts compare, before `reverse`. `collate` is the locale's order for plain text. */
export function comparator(order: Ordering, collate: Compare): Compare {
  if (order.numeric) return compareNumeric;
  if (order.general) return compareGeneral;
  if (order.human) return compareHuman;
  if (order.month) return (a, b) => monthNumber(a) - monthNumber(b);
  if (order.version) return compareVersions;
  const prepare = (text: string): string => {
    let out = order.ignoreBlanks ? text.replace(/^[ \t]+/, '') : text;
    if (order.dictionary) out = out.replace(/[^A-Za-z0-9 \t\u0080-\uffff]/g, '');
    if (order.printable) out = out.replace(/[^\x20-\x7e\u0080-\uffff]/g, '');
    return order.fold ? out.toUpperCase() : out;
  };
  if (!order.ignoreBlanks && !order.dictionary && !order.printable && !order.fold) return collate;
  return (a, b) => collate(prepare(a), prepare(b));
}

/** Leading blanks, sign, digits, fraction: compared as decimal text, so of any length. */
export function compareNumeric(a: string, b: string): number {
  const x = /^[ \t]*(-?)0*(\d*)(?:\.(\d*))?/.exec(a) as RegExpExecArray;
  const y = /^[ \t]*(-?)0*(\d*)(?:\.(\d*))?/.exec(b) as RegExpExecArray;
  const xWhole = x[2] as string;
  const yWhole = y[2] as string;
  const xPart = (x[3] ?? '').replace(/0+$/, '');
  const yPart = (y[3] ?? '').replace(/0+$/, '');
  const xSign = xWhole === '' && xPart === '' ? 0 : x[1] === '-' ? -1 : 1;
  const ySign = yWhole === '' && yPart === '' ? 0 : y[1] === '-' ? -1 : 1;
  if (xSign !== ySign) return xSign - ySign;
  if (xSign === 0) return 0;
  const magnitude = xWhole.length !== yWhole.length ? xWhole.length - yWhole.length : compareBytes(xWhole, yWhole) || compareBytes(xPart, yPart);
  return xSign * magnitude;
}

/** -g: as a floating number; what is none sorts first, then NaN. */
function compareGeneral(a: string, b: string): number {
  const x = generalNumber(a);
  const y = generalNumber(b);
  if (x === undefined || y === undefined) return (x === undefined ? 0 : 1) - (y === undefined ? 0 : 1);
  return x < y ? -1 : x > y ? 1 : 0;
}

function generalNumber(text: string): number | undefined {
  const match = /^[ \t]*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?))/i.exec(text);
  if (!match) return undefined;
  const found = (match[1] as string).toLowerCase();
  return found.includes('inf') ? (found.startsWith('-') ? -Infinity : Infinity) : Number(found);
}

/** -h: first the sign, then the unit, then the number (so 900M is below 1G but 2000M too). */
function compareHuman(a: string, b: string): number {
  const rank = (text: string): number => {
    const match = /^[ \t]*(-?)(\d*\.?\d*)([kKMGTPEZY]?)/.exec(text) as RegExpExecArray;
    if (Number(match[2] || 0) === 0) return 0;
    const unit = match[3] === '' ? 1 : ' KMGTPEZY'.indexOf((match[3] as string).toUpperCase()) + 1;
    return match[1] === '-' ? -unit : unit;
  };
  return rank(a) - rank(b) || compareNumeric(a, b);
}

const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function monthNumber(text: string): number {
  return (
    MONTH_NAMES.indexOf(
      text
        .replace(/^[ \t]+/, '')
        .slice(0, 3)
        .toUpperCase(),
    ) + 1
  );
}

/** -V: runs of digits compare as numbers, the rest by character with `~` before everything and letters before others. */
export function compareVersions(a: string, b: string): number {
  const strip = (text: string): string => text.replace(/(\.[A-Za-z~][A-Za-z0-9~]*)*$/, '');
  const special = (text: string): number => (text === '' ? 0 : text === '.' ? 1 : text === '..' ? 2 : text.startsWith('.') ? 3 : 4);
  if (special(a) !== special(b)) return special(a) - special(b);
  return compareRuns(strip(a), strip(b)) || compareRuns(a, b);
}

function compareRuns(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const x = versionRank(a, i);
      const y = versionRank(b, j);
      if (x !== y) return x - y;
      i++;
      j++;
    }
    const x = /^\d*/.exec(a.slice(i))?.[0] as string;
    const y = /^\d*/.exec(b.slice(j))?.[0] as string;
    i += x.length;
    j += y.length;
    const m = x.replace(/^0+/, '');
    const n = y.replace(/^0+/, '');
    if (m.length !== n.length) return m.length - n.length;
    const order = compareBytes(m, n);
    if (order !== 0) return order;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}

function versionRank(text: string, at: number): number {
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  if (isDigit(text, at)) return 0;
  if ((unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a)) return unit;
  return unit === 0x7e ? -1 : unit + 256;
}
