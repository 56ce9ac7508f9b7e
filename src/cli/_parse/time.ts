/**
 * Instants in text: RFC 3339 as the API writes it, and what `--since` accepts
 * (docker/cli opts, moby api/types/time). All zones here are UTC.
 */
import { parseDuration } from '../../template/duration';
import { quote } from '../../template/quote';
import { formatGoTime, RFC3339 } from '../../template/time';
import { parseGoTime } from './go-time';
import { isProblem, problem, type Problem } from './problem';


/** Milliseconds since the epoch, with the fraction of the nanoseconds; undefined when it is no RFC 3339. */
export function parseInstant(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHours, zoneMinutes] = match;
  const date = new Date(Date.UTC(2000, 0, 1, Number(hour), Number(minute), Number(second)));
  // Not Date.UTC: it takes year 1, which Go's zero time is in, for 1901.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const offset = sign ? (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000 * (sign === '+' ? 1 : -1) : 0;
  return date.getTime() - offset + Number(`0.${fraction || '0'}`) * 1000;
}

/** `2006-01-02 15:04:05 +0000 UTC` from seconds since the epoch, as `.CreatedAt` of lists shows it. */
export function formatUnixSeconds(seconds: number): string {
  return formatGoTime(instantText(seconds * 1000));
}

/** RFC 3339 of an instant, to the millisecond where it has a fraction. */
export function instantText(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.000Z$/, 'Z');
}

/** RFC 3339 with nine digits of fraction, for events and logs. */
export function instantNanoText(seconds: number, nanos: number): string {
  const base = new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '');
  return `${base}.${String(nanos).padStart(9, '0')}Z`;
}

/**
 * The `since`/`until` of logs and events as the API wants it: seconds, with nine digits of fraction where the text
 * is a date. Accepts a duration back from now, RFC 3339 and its shorter forms, or seconds (moby api/types/time).
 */
export function timestampParameter(text: string, nowMs: number): string | Problem {
  const duration = parseDuration(text);
  if (typeof duration === 'number' && text !== '0') return String(Math.floor((nowMs - duration / 1e6) / 1000));
  const atMs = parseGoTime(layoutFor(text), text);
  if (!isProblem(atMs)) {
    const seconds = Math.floor(atMs / 1000);
    return `${seconds}.${String(Math.round((atMs - seconds * 1000) * 1e6)).padStart(9, '0')}`;
  }
  if (text.includes('-')) return atMs;
  return /^\+?\d+(\.\d+)?$/.test(text) ? text : problem(`failed to parse value as time or duration: ${quote(text)}`);
}

/** Which of the layouts a text is held against: by its dots, its T, its colons and whether it names a zone. */
function layoutFor(text: string): string {
  const zoned = /[zZ+]/.test(text) || text.split('-').length - 1 === 3;
  const zone = zoned ? 'Z07:00' : '';
  if (text.includes('.')) return `2006-01-02T15:04:05.999999999${zone}`;
  if (!text.includes('T')) return `2006-01-02${zone}`;
  const colons = text.split(':').length - 1 - (zoned && !/[zZ]/.test(text) ? 1 : 0);
  return `2006-01-02T15${colons > 0 ? ':04' : ''}${colons > 1 ? ':05' : ''}${zone}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3339 as C's asctime writes it, for build times; other texts stay. */
export function reformatBuildTime(text: string): string {
  const atMs = parseInstant(text);
  if (atMs === undefined) return text;
  const date = new Date(atMs);
  const clock = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock} ${date.getUTCFullYear()}`;
}
