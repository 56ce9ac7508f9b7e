/** Small things about text: display width, quoting, sizes. */

/** The characters of a text; an escaped byte counts as one. */
export function chars(text: string): string[] {
  return Array.from(text);
}

/** Columns that a text takes on a terminal: wide East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char.codePointAt(0) as number);
  return width;
}

export function charWidth(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (code < 0x370 || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
    || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60)
    || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff);
  return wide ? 2 : 1;
}

export function padStartTo(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

export function padEndTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A name as GNU tools quote it in messages: 'x', with inner quotes escaped. */
export function quote(name: string): string {
  return `'${name.replace(/'/g, "'\\''")}'`;
}

/** A name as GNU `ls` shows it on a terminal, and messages with "shell-escape-always" lack: quoted only when it must be. */
export function shellQuoteIfNeeded(name: string): string {
  if (name !== '' && !/[\s'"\\$`!*?()[\]{}|&;<>^=]|^[~#]/.test(name)) return name;
  return name.includes("'") && !/["$`\\]/.test(name) ? `"${name}"` : quote(name);
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
