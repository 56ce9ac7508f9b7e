/** What the API's filters have in common (moby api/types/filters): known keys, exact and prefix matches, labels, `until`. */
import { parseInstant, refuse, type Labels, type Refusal } from '../model';
import type { Filters } from './engine';

/** Refuses keys that the command does not know. */
export function checkFilters(filters: Filters | undefined, known: readonly string[]): Refusal | undefined {
  for (const key of Object.keys(filters ?? {})) if (!known.includes(key)) return refuse(400, key === '' ? 'invalid filter' : `invalid filter '${key}'`);
  return undefined;
}

export function wordsOf(filters: Filters | undefined, key: string): readonly string[] {
  return filters?.[key] ?? [];
}

/** Every label asked for is there: `key` or `key=value`. */
export function matchesLabels(filters: Filters | undefined, labels: Labels | null | undefined, key = 'label'): boolean {
  return wordsOf(filters, key).every((wanted) => hasLabel(labels, wanted));
}

/** None of the labels in `label!` is there. */
export function lacksLabels(filters: Filters | undefined, labels: Labels | null | undefined): boolean {
  return wordsOf(filters, 'label!').every((wanted) => !hasLabel(labels, wanted));
}

function hasLabel(labels: Labels | null | undefined, wanted: string): boolean {
  const equals = wanted.indexOf('=');
  const name = equals < 0 ? wanted : wanted.slice(0, equals);
  const value = labels?.[name];
  return value !== undefined && (equals < 0 || value === wanted.slice(equals + 1));
}

/** Boolean filters take what Go's ParseBool takes. */
export function booleanFilter(filters: Filters | undefined, key: string): boolean | undefined | Refusal {
  const words = wordsOf(filters, key);
  if (words.length === 0) return undefined;
  const value = words.length === 1 ? (words[0] as string) : '';
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  return refuse(400, `invalid filter '${key}=[${[...words].sort().join(' ')}]'`);
}

/** Names match as regular expressions do, anywhere in the name; a bad pattern matches its own text. */
export function matchesPattern(words: readonly string[], texts: readonly string[]): boolean {
  if (words.length === 0) return true;
  return words.some((word) => {
    try {
      const pattern = new RegExp(word);
      return texts.some((text) => pattern.test(text));
    } catch {
      return texts.some((text) => text.includes(word));
    }
  });
}

const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1h30m` in milliseconds, as Go's ParseDuration; undefined for none. */
export function parseDurationMs(text: string): number | undefined {
  if (!/^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)) sum += Number(amount) * (UNIT_MS[unit as string] as number);
  return text.startsWith('-') ? -sum : sum;
}

/** A moment as clients write it: `10m` before now, Unix seconds, or RFC 3339 and its shortenings. */
export function parseMomentMs(text: string, nowMs: number): number | undefined {
  const duration = parseDurationMs(text);
  if (duration !== undefined) return nowMs - duration;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const full = /^\d{4}-\d\d-\d\d$/.test(text)
    ? `${text}T00:00:00Z`
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
      ? `${text.length === 16 ? `${text}:00` : text}Z`
      : text;
  return parseInstant(full);
}

/** The moment before which things must have been made to be pruned. */
export function pruneMoment(filters: Filters | undefined, nowMs: number): number | undefined | Refusal {
  const words = wordsOf(filters, 'until');
  if (words.length === 0) return undefined;
  if (words.length > 1) return refuse(400, 'more than one until filter specified');
  const at = parseMomentMs(words[0] as string, nowMs);
  return at ?? refuse(400, `failed to parse value as time or duration: ${JSON.stringify(words[0])}`);
}
