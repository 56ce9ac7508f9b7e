/** Go's durations: parsing with its error texts, and its way to print them. Nanoseconds throughout. */
import { encodeUtf8 } from '../os/utf8';

const NS_PER_S = 1_000_000_000;

const UNIT_NS: Record<string, number> = {
  ns: 1,
  us: 1_000,
  µs: 1_000,
  μs: 1_000,
  ms: 1_000_000,
  s: NS_PER_S,
  m: 60 * NS_PER_S,
  h: 3600 * NS_PER_S,
};

const NS_MAX = 9_223_372_036_854_775_807n;

/** time.ParseDuration: nanoseconds, or what is wrong. */
export function parseDuration(text: string): number | { problem: string } {
  const invalid = { problem: `time: invalid duration ${timeQuote(text)}` };
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest) as RegExpExecArray;
    if ((!number[1] && !number[2]) || BigInt(number[1] || '0') > NS_MAX + 1n) return invalid;
    rest = rest.slice(number[0].length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return { problem: `time: missing unit in duration ${timeQuote(text)}` };
    const scale = Object.hasOwn(UNIT_NS, unit) ? UNIT_NS[unit] : undefined;
    if (scale === undefined) return { problem: `time: unknown unit ${timeQuote(unit)} in duration ${timeQuote(text)}` };
    rest = rest.slice(unit.length);
    total += BigInt(number[1] || '0') * BigInt(scale) + BigInt(Math.floor(Number(`0.${number[2] || '0'}`) * scale + 1e-6));
    if (total > NS_MAX + 1n) return invalid;
  }
  if (text.startsWith('-')) return -Number(total);
  return total > NS_MAX ? invalid : Number(total);
}

/** How Go's time package quotes what it could not read: bytes beyond ASCII as \xNN. */
export function timeQuote(text: string): string {
  const shown = [...encodeUtf8(text)].map((byte) =>
    byte < 0x20 || byte >= 0x80 ? `\\x${byte.toString(16).padStart(2, '0')}` : byte === 0x22 || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte),
  );
  return `"${shown.join('')}"`;
}

function fraction(value: number, scale: number): string {
  const whole = Math.floor(value / scale);
  const part = value - whole * scale;
  const digits = String(part)
    .padStart(String(scale).length - 1, '0')
    .replace(/0+$/, '');
  return digits ? `${whole}.${digits}` : String(whole);
}

/** time.Duration's String: 1m30s, 500ms, 0s. */
export function formatDuration(ns: number): string {
  if (ns === 0) return '0s';
  const sign = ns < 0 ? '-' : '';
  const left = Math.abs(ns);
  if (left < 1_000) return `${sign}${left}ns`;
  if (left < 1_000_000) return `${sign}${fraction(left, 1_000)}µs`;
  if (left < NS_PER_S) return `${sign}${fraction(left, 1_000_000)}ms`;
  const hours = Math.floor(left / UNIT_NS.h!);
  const minutes = Math.floor((left % UNIT_NS.h!) / UNIT_NS.m!);
  const seconds = fraction(left % UNIT_NS.m!, NS_PER_S);
  if (hours) return `${sign}${hours}h${minutes}m${seconds}s`;
  if (minutes) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${seconds}s`;
}
