/** The conversions of C's printf, shared by printf(1), awk, seq, stat, find and the shell's builtin. */
import { fixed, general, scientific } from './_decimal';
import { chars } from './_text';

export interface Conversion {
  flags: string;
  width?: number;
  precision?: number;
  /** d i u o x X c s b q e E f F g G a A */
  letter: string;
}

const SHAPE = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|q|j|z|t)?([a-zA-Z%])/;

export type FormatPiece =
  { kind: 'text'; text: string } | { kind: 'conversion'; conversion: Conversion; starWidth: boolean; starPrecision: boolean; source: string };

/** Cuts a format into text and conversions; a `%` that begins none stays text. */
export function parseFormat(format: string): FormatPiece[] {
  const pieces: FormatPiece[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
  };
  for (let i = 0; i < format.length;) {
    const char = format.charAt(i);
    if (char !== '%') {
      text += char;
      i++;
      continue;
    }
    const match = SHAPE.exec(format.slice(i));
    if (!match) {
      if (format[i + 1] === '%') i++;
      text += '%';
      i++;
      continue;
    }
    i += match[0].length;
    if (match[4] === '%') {
      text += '%';
      continue;
    }
    flush();
    const [source, flags, width, precision, letter] = match;
    pieces.push({
      kind: 'conversion',
      source,
      starWidth: width === '*',
      starPrecision: precision === '*',
      conversion: {
        flags: flags as string,
        width: width === undefined || width === '*' ? undefined : Number(width),
        precision: precision === undefined || precision === '*' ? undefined : Math.max(0, Number(precision)),
        letter: letter as string,
      },
    });
  }
  flush();
  return pieces;
}

function pad(body: string, { flags, width }: Conversion): string {
  if (width === undefined) return body;
  const gap = width - chars(body).length;
  if (gap <= 0) return body;
  return flags.includes('-') ? body + ' '.repeat(gap) : ' '.repeat(gap) + body;
}

/** Puts a sign before and pads with zeros after it where the flags say so. */
function padNumber(sign: string, digits: string, conversion: Conversion, zeroPads: boolean): string {
  const { flags, width } = conversion;
  if (zeroPads && flags.includes('0') && !flags.includes('-') && width !== undefined) {
    return sign + digits.padStart(width - sign.length, '0');
  }
  return pad(sign + digits, conversion);
}

function signOf(negative: boolean, flags: string): string {
  return negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

export function formatString(text: string, conversion: Conversion): string {
  const { precision } = conversion;
  return pad(precision === undefined ? text : chars(text).slice(0, precision).join(''), conversion);
}

/** d i u o x X of a whole number of any size. */
export function formatInteger(value: bigint, conversion: Conversion): string {
  const { flags, precision, letter } = conversion;
  const isSigned = letter === 'd' || letter === 'i';
  const magnitude = isSigned ? (value < 0n ? -value : value) : value < 0n ? value + (1n << 64n) : value;
  const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
  let digits = magnitude.toString(base);
  if (letter === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = precision === 0 && magnitude === 0n ? '' : digits.padStart(precision, '0');
  if (flags.includes("'") && base === 10) digits = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  let sign = isSigned ? signOf(value < 0n, flags) : '';
  if (flags.includes('#') && magnitude !== 0n) {
    if (letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
    if (base === 16) sign = `0${letter}`;
  }
  return padNumber(sign, digits, conversion, precision === undefined);
}

/** e E f F g G of a double. */
export function formatDouble(value: number, conversion: Conversion): string {
  const { flags, letter } = conversion;
  const negative = value < 0 || Object.is(value, -0);
  const sign = signOf(negative, flags);
  const isUpper = letter === letter.toUpperCase();
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'nan' : 'inf';
    return pad((Number.isNaN(value) ? signOf(false, flags) : sign) + (isUpper ? word.toUpperCase() : word), conversion);
  }
  const magnitude = Math.abs(value);
  const precision = conversion.precision ?? 6;
  const kind = letter.toLowerCase();
  let digits =
    kind === 'f'
      ? fixed(magnitude, precision)
      : kind === 'e'
        ? scientific(magnitude, precision)
        : general(magnitude, precision, flags.includes('#'));
  if (isUpper) digits = digits.toUpperCase();
  return padNumber(sign, digits, conversion, true);
}

/** The character escapes of printf's format and of `echo -e`; `\c` ends everything. */
export function unescape(text: string, style: 'format' | 'echo'): { text: string; stops: boolean } {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char !== '\\' || i + 1 >= text.length) {
      out += char;
      continue;
    }
    const next = text.charAt(++i);
    const simple = 'abefnrtv\\'.indexOf(next);
    if (simple >= 0) {
      out += '\x07\b\x1b\f\n\r\t\v\\'.charAt(simple);
      continue;
    }
    if (next === 'c') return { text: out, stops: true };
    if (next === '"' && style === 'format') {
      out += '"';
      continue;
    }
    if (next === 'E') {
      out += '\x1b';
      continue;
    }
    const rest = text.slice(i);
    const match =
      (style === 'echo' ? /^0[0-7]{0,3}/ : /^[0-7]{1,3}/).exec(rest) ??
      /^x[0-9a-fA-F]{1,2}/.exec(rest) ??
      /^u[0-9a-fA-F]{1,4}/.exec(rest) ??
      /^U[0-9a-fA-F]{1,8}/.exec(rest);
    if (!match) {
      out += `\\${next}`;
      continue;
    }
    const [digits] = match;
    i += digits.length - 1;
    if (/^[uU]/.test(digits)) out += String.fromCodePoint(Math.min(0x10ffff, parseInt(digits.slice(1), 16)));
    else out += byteText(digits.startsWith('x') ? parseInt(digits.slice(1), 16) : parseInt(digits, 8) & 0xff);
  }
  return { text: out, stops: false };
}

/** One byte as text: itself below 0x80, else an escaped byte. */
export function byteText(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}
