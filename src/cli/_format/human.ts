/** Words for durations, sizes and shortened texts (docker/go-units, docker/cli formatter/displayutils.go). */
import { formatFloat } from '../../template/print';

/** How long ago, in Docker's coarse words: hours round, everything else is cut. */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(ms / 3_600_000 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(Math.floor(ms / 3_600_000) / 24 / 365)} years`;
}

function scaled(size: number, base: number, units: readonly string[], digits: number): string {
  let value = size;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return formatFloat(value, 'g', digits) + units[unit];
}

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** Powers of 1000: 12.35MB; lists use three digits. */
export const humanSize = (bytes: number, digits = 4): string => scaled(bytes, 1000, DECIMAL, digits);

/** Powers of 1024: 64MiB. */
export const bytesSize = (bytes: number): string => scaled(bytes, 1024, BINARY, 4);

/** The scripts and symbols that take two columns. */
const WIDE = new RegExp(
  '[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\uac00-\\ud7a3' +
    '\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}]',
  'u',
);
const NARROW = /[\p{Mn}\p{Me}\u200b-\u200f]/u;

const charWidth = (c: string) => (c < '\u0300' ? 1 : NARROW.test(c) ? 0 : WIDE.test(c) ? 2 : 1);

/** Columns on screen. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const c of text) width += charWidth(c);
  return width;
}

/** At most `limit` columns, the last being an ellipsis where something was cut. */
export function ellipsis(text: string, limit: number): string {
  if (limit <= 0) return '';
  if (displayWidth(text) <= limit) return text;
  if (limit === 1) return [...text][0] as string;
  let kept = '';
  let width = 0;
  for (const c of text) {
    if (width + charWidth(c) > limit - 1) break;
    kept += c;
    width += charWidth(c);
  }
  return `${kept}…`;
}

/** An ID without its digest algorithm, cut to 12 characters. */
export function shortId(id: string): string {
  const colon = id.indexOf(':');
  return (colon < 0 ? id : id.slice(colon + 1)).slice(0, 12);
}

/** First letter upper, the rest lower. */
export function pretty(word: string): string {
  return word === '' ? '' : word[0]!.toUpperCase() + word.slice(1).toLowerCase();
}
