/** One API call as a route sees it, and the answers in Docker's form (moby api/server/httputils). */
import type { Refusal } from '../model';
import { isRefusal, refuse } from '../model';
import type { HttpRequest, HttpResponse, Source } from '../os';
import { readAll } from '../os';
import type { Program, Sim } from '../sim';
import type { Daemon } from '../world/daemon';

export interface ApiCall {
  readonly daemon: Daemon;
  readonly sim: Sim;
  readonly request: HttpRequest;
  /** What the path's `{name}` parts matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
}

/** A route's answer: a value becomes 200 with JSON, a refusal its status and message. */
export type Route = (call: ApiCall) => Program<HttpResponse>;

/** The query string, decoded; the first value counts, as in Go's Form.Get. */
export class Query {
  private readonly values = new Map<string, string[]>();

  constructor(text: string) {
    for (const part of text.split('&')) {
      if (part === '') continue;
      const equals = part.indexOf('=');
      const name = decode(equals < 0 ? part : part.slice(0, equals));
      const value = equals < 0 ? '' : decode(part.slice(equals + 1));
      const list = this.values.get(name);
      if (list) list.push(value);
      else this.values.set(name, [value]);
    }
  }

  get(name: string): string {
    return this.values.get(name)?.[0] ?? '';
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** moby httputils.BoolValue: anything but these is true. */
  bool(name: string): boolean {
    return !['', '0', 'no', 'false', 'none'].includes(this.get(name).trim().toLowerCase());
  }

  /** A whole number; `fallback` where absent or malformed. */
  number(name: string, fallback: number): number {
    const text = this.get(name);
    return /^-?\d+$/.test(text) ? Number(text) : fallback;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

export type Filters = Record<string, string[]>;

/** `filters` as clients send them: `{"name":["web"]}` or the older `{"name":{"web":true}}`. */
export function filtersOf(query: Query): Filters | Refusal {
  const text = query.get('filters');
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(400, 'invalid filter');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(400, 'invalid filter');
  const out: Filters = {};
  for (const [name, wanted] of Object.entries(value)) {
    if (Array.isArray(wanted)) out[name] = wanted.map(String);
    else if (typeof wanted === 'object' && wanted !== null) out[name] = Object.keys(wanted);
    else return refuse(400, 'invalid filter');
  }
  return out;
}

/** Refuses the first filter that the resource does not know (moby api/types/filters Validate). */
export function unknownFilter(filters: Filters, known: readonly string[]): Refusal | undefined {
  const bad = Object.keys(filters).find((name) => !known.includes(name));
  return bad === undefined ? undefined : refuse(400, `invalid filter '${bad}'`);
}

/** The request's JSON body; Docker's words for what is none. */
export function* bodyOf<T>(call: ApiCall): Program<T | Refusal> {
  const { body } = call.request;
  const text = typeof body === 'string' ? body : (yield* readAll(body as never)).text;
  if (text.trim() === '') return refuse(400, 'invalid JSON: EOF');
  try {
    return JSON.parse(text) as T;
  } catch {
    return refuse(400, 'invalid JSON: invalid character in request body');
  }
}

export function json(status: number, value: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}

export function empty(status: number): HttpResponse {
  return { status, headers: {}, body: '' };
}

export function stream(body: Source, contentType = 'application/json'): HttpResponse {
  return { status: 200, headers: { 'content-type': contentType }, body };
}

export function refused(refusal: Refusal): HttpResponse {
  return json(refusal.status, { message: refusal.message });
}

/** A value as JSON, a refusal as Docker's error. */
export function answer<T>(value: T | Refusal, shape: (value: T) => unknown = (plain) => plain, status = 200): HttpResponse {
  return isRefusal(value) ? refused(value) : json(status, shape(value));
}

/** Success without a body, or the refusal. */
export function done(value: unknown, status = 204): HttpResponse {
  return isRefusal(value) ? refused(value) : empty(status);
}
