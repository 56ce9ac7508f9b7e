/** Instants as Docker prints them: RFC 3339 in UTC with up to nine digits, trailing zeros dropped (Go's RFC3339Nano). */
import type { Instant } from './meta';

/** What Docker shows where a moment has not come yet. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** `2026-11-20T16:04:37.974171461Z`. Fractions of a millisecond are kept to the nanosecond. */
export function formatInstant(atMs: Instant | undefined): string {
  if (atMs === undefined) return ZERO_TIME;
  const wholeMs = Math.floor(atMs);
  const nanos = Math.floor((atMs - wholeMs) * 1_000_000);
  const seconds = new Date(wholeMs).toISOString().slice(0, 19);
  const milliseconds = ((wholeMs % 1000) + 1000) % 1000;
  const fraction = `${String(milliseconds).padStart(3, '0')}${String(nanos).padStart(6, '0')}`.replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** Always nine digits: the form of log lines and events. */
export function formatInstantNano(atMs: Instant): string {
  const wholeMs = Math.floor(atMs);
  const nanos = Math.floor((atMs - wholeMs) * 1_000_000);
  const milliseconds = ((wholeMs % 1000) + 1000) % 1000;
  return `${new Date(wholeMs).toISOString().slice(0, 19)}.${String(milliseconds).padStart(3, '0')}${String(nanos).padStart(6, '0')}Z`;
}

/** Milliseconds since the epoch; undefined for Docker's zero time and for what is no time at all. */
export function parseInstant(text: string): Instant | undefined {
  if (text === ZERO_TIME) return undefined;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const base = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(base)) return undefined;
  return base + (match[2] === undefined ? 0 : Number(match[2].padEnd(9, '0')) / 1_000_000);
}
