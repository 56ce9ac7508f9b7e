/** awk's values: numbers, texts, texts from input that look like numbers, and nothing yet. */
import { general } from './_decimal';
import { formatDouble, formatInteger, formatString, parseFormat } from './_printf';
import type { FormatPiece } from './_printf';

/** Text that came from outside and looks like a number: it compares as one. */
export interface StrNum {
  text: string;
  number: number;
}

export type Value = number | string | StrNum | undefined;
export type AwkArray = Map<string, Value>;

const LEADING_NUMBER = /^[ \t\n\r\f\v]*([-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?:inf(?:inity)?|nan)(?![a-zA-Z])))/;
const WHOLE_NUMBER = /^[ \t\n\r\f\v]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[ \t\n\r\f\v]*$/;

export function textToNumber(text: string): number {
  const unit = text.charCodeAt(0);
  if (text === '' || unit > 0x39) return unit === 0x69 || unit === 0x49 || unit === 0x6e || unit === 0x4e ? wordNumber(text) : 0;
  const match = LEADING_NUMBER.exec(text);
  return match ? parseNumber(match[1] as string) : 0;
}

function wordNumber(text: string): number {
  const match = LEADING_NUMBER.exec(text);
  return match ? parseNumber(match[1] as string) : 0;
}

function parseNumber(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[-+]/, '');
  if (/^inf/i.test(body)) return sign * Infinity;
  if (/^nan/i.test(body)) return NaN;
  return sign * Number(body);
}

/** Input text: a StrNum when all of it is a number. */
export function fromInput(text: string): Value {
  const unit = text.charCodeAt(0);
  // Most fields are words; only what begins like a number is looked at closely.
  if (text === '' || unit > 0x39 || (unit > 0x20 && unit < 0x2b)) return text;
  return WHOLE_NUMBER.test(text) ? { text, number: Number(text.trim()) } : text;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return typeof value === 'string' ? textToNumber(value) : value.number;
}

export function toText(value: Value, format: string, wholeMax = Infinity): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, format, wholeMax);
  return value === undefined ? '' : value.text;
}

/** Whole numbers are written out; mawk does so only where they fit in 32 bits (`wholeMax`). */
export function numberText(value: number, format: string, wholeMax = Infinity): string {
  if (Number.isInteger(value) && Math.abs(value) <= wholeMax)
    return Math.abs(value) < 1e15 ? (value === 0 ? '0' : String(value)) : BigInt(value).toString();
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (format === '%.6g') return (value < 0 ? '-' : '') + general(Math.abs(value), 6);
  return sprintf(format, [value], format) ?? '';
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value !== undefined && value.number !== 0;
}

/** Below, at or above zero; numbers compare as numbers unless one side is text. */
export function compareValues(left: Value, right: Value, format: string): number {
  if (typeof left !== 'string' && typeof right !== 'string') {
    const x = toNumber(left);
    const y = toNumber(right);
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN;
  }
  const x = toText(left, format);
  const y = toText(right, format);
  return x < y ? -1 : x > y ? 1 : 0;
}

const formats = new Map<string, FormatPiece[]>();

/** printf's text; undefined when there are fewer arguments than conversions. */
export function sprintf(format: string, args: readonly Value[], convfmt: string): string | undefined {
  let pieces = formats.get(format);
  if (!pieces) {
    pieces = parseFormat(format);
    if (formats.size < 256) formats.set(format, pieces);
  }
  let out = '';
  let at = 0;
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      out += piece.text;
      continue;
    }
    let { conversion } = piece;
    if (piece.starWidth) {
      const width = Math.trunc(toNumber(args[at++]));
      conversion = { ...conversion, width: Math.abs(width), flags: width < 0 ? `${conversion.flags}-` : conversion.flags };
    }
    if (piece.starPrecision) conversion = { ...conversion, precision: Math.trunc(toNumber(args[at++])) };
    if (at >= args.length) return undefined;
    const value = args[at++];
    switch (conversion.letter) {
      case 'd':
      case 'i':
      case 'o':
      case 'u':
      case 'x':
      case 'X': {
        const number = toNumber(value);
        if (!Number.isFinite(number)) out += formatDouble(number, { ...conversion, letter: 'f' });
        else out += formatInteger(BigInt(Math.trunc(number)), conversion);
        break;
      }
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        out += formatDouble(toNumber(value), conversion);
        break;
      case 'c': {
        const isNumber = typeof value === 'number' || (typeof value === 'object' && value !== null);
        const char = isNumber
          ? String.fromCodePoint(Math.max(0, Math.min(0x10ffff, Math.trunc(toNumber(value)))))
          : (Array.from(toText(value, convfmt))[0] ?? '');
        out += formatString(char, { ...conversion, precision: undefined });
        break;
      }
      case 's':
        out += formatString(toText(value, convfmt), conversion);
        break;
      default:
        out += piece.source;
        at--;
    }
  }
  return out;
}
