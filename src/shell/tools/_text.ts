/** Small things about text: padding to a display width, quoting, sizes. */
import { characterWidth, textWidth } from '../../os/width';

export const displayWidth = textWidth;
export const charWidth = characterWidth;

/** The characters of a text; an escaped byte counts as one. */
export function chars(text: string): string[] {
  return Array.from(text);
}

export function padStartTo(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

export function padEndTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A word as GNU messages quote it in a UTF-8 locale; `complain` makes the quotes plain in others. */
export function quote(word: string): string {
  return `\u2018${word}\u2019`;
}

/** Plain quotes where the locale has no others. */
export function localQuotes(message: string, isUtf8: boolean): string {
  return isUtf8 ? message : message.replace(/[\u2018\u2019]/g, "'");
}

/** A word in single quotes as a shell would take it: what GNU tools print for file names in every locale. */
export function quoteName(name: string): string {
  return name.includes("'") && !/["$`\\]/.test(name) ? `"${name}"` : `'${name.replace(/'/g, "'\\''")}'`;
}

/** A name as GNU `ls` shows it on a terminal: quoted only when a shell would need it. */
export function shellQuoteIfNeeded(name: string): string {
  return name !== '' && !/[\s'"\\$`!*?()[\]{}|&;<>^=]|^[~#]/.test(name) ? name : quoteName(name);
}

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** As coreutils' `-h`: one decimal below ten, rounded up, `1.5K`, `23M`; bytes have no unit. */
export function humanSize(bytes: number, base = 1024): string {
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < UNITS.length - 1) {
    value /= base;
    unit++;
  }
  if (unit === 0) return String(bytes);
  const tenths = Math.ceil(value * 10 - 1e-9);
  if (tenths < 100) return `${Math.floor(tenths / 10)}.${tenths % 10}${UNITS[unit]}`;
  const whole = Math.ceil(value - 1e-9);
  if (whole >= base && unit < UNITS.length - 1) return `1.0${UNITS[unit + 1]}`;
  return `${whole}${UNITS[unit]}`;
}

/** A count with a suffix as head, tail, split, dd and truncate take: 10, 5k, 2M, 1kB, 3b; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)(?:(b)|([kKMGTPE])(B|iB)?)?$/.exec(text);
  if (!match) return undefined;
  let scale = match[2] ? 512 : 1;
  if (match[3]) {
    const base = match[4] === 'B' ? 1000 : 1024;
    for (let i = 'KMGTPE'.indexOf((match[3] as string).toUpperCase()); i >= 0; i--) scale *= base;
  }
  return Number(match[1]) * scale;
}

/** Names in byte order, as LC_ALL=C sorts; ties cannot be. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return sortUnit(x) - sortUnit(y);
  }
  return a.length - b.length;
}

/** UTF-8 orders by code point, so surrogates (which stand for higher ones) sort after the rest of UTF-16. */
function sortUnit(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}
