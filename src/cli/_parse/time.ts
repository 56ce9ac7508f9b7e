/**
 * Instants in text: RFC 3339 as the API writes it, Go's `time.Time.String`, and what `--since` accepts
 * (docker/cli opts, moby api/types/time). All zones here are UTC.
 */
import { parseDuration } from './duration';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

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

/** Go's String of a time in UTC: `2026-11-20 16:04:37.974171461 +0000 UTC`. */
export function formatGoTime(text: string): string {
  const match = RFC3339.exec(text);
  if (!match) return text;
  const digits = (match[7] ?? '').slice(0, 9).replace(/0+$/, '');
  const zone = match[8] ? `${match[8]}${match[9]}${match[10]}` : '+0000';
  const clock = `${match[4]}:${match[5]}:${match[6]}${digits ? `.${digits}` : ''}`;
  return `${match[1]}-${match[2]}-${match[3]} ${clock} ${zone} ${zone === '+0000' ? 'UTC' : zone}`;
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
 * The `since`/`until` of logs and events as the API wants it: `seconds.nanos`. Accepts a duration back from
 * now, RFC 3339 and its shorter forms, or seconds. Undefined when it is none of these: the daemon refuses then.
 */
export function timestampParameter(text: string, nowMs: number): string | { problem: string } {
  const duration = parseDuration(text);
  if (typeof duration === 'number') return unixText(nowMs - duration / 1e6);
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  const forms: [RegExp, string][] = [
    [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/, 'Z'],
    [/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, ':00Z'],
    [/^\d{4}-\d\d-\d\dT\d\d$/, ':00:00Z'],
    [/^\d{4}-\d\d-\d\d$/, 'T00:00:00Z'],
    [/^\d{4}-\d\d-\d\dZ$/, ''],
  ];
  const form = forms.find(([pattern]) => pattern.test(text));
  const full = form ? (form[1] === '' ? text.replace('Z', 'T00:00:00Z') : text + form[1]) : text;
  const atMs = parseInstant(full);
  if (atMs !== undefined) return unixText(atMs);
  return { problem: `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${text}" as "2006"` };
}

function unixText(atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  const nanos = Math.round((atMs - seconds * 1000) * 1e6);
  return `${seconds}.${String(nanos).padStart(9, '0')}`;
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
