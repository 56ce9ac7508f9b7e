/** One API call as a route sees it, and the answers in Docker's form (moby api/server/httputils). */
import type { Refusal } from '../model';
import { isRefusal, refuse } from '../model';
import type { HttpRequest, HttpResponse, Source } from '../os';
import { percentDecode, readAll } from '../os';
import type { Program, Sim } from '../sim';
import type { Daemon } from '../world/daemon';
import { decodeGo, goType } from './go-types';
import { parseJsonText } from './json-text';

export interface ApiCall {
  readonly daemon: Daemon;
  readonly sim: Sim;
  readonly request: HttpRequest;
  /** What the path's `{name}` parts matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The client speaks 1.N of the API; the newest when it does not say. */
  readonly apiMinor: number;
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

const decode = (text: string): string => percentDecode(text.replaceAll('+', ' ')) ?? text;

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
  return bad === undefined ? undefined : refuse(400, bad === '' ? 'invalid filter' : `invalid filter '${bad}'`);
}

/**
 * The request's JSON body as the named Go type: what has the wrong kind is refused in Go's words, unknown names and
 * nulls are left out. Nothing sent counts as an empty value (moby api/server/httputils ReadJSON). The type's last name
 * is the one that errors show, unless `root` says otherwise.
 */
export function* bodyOf<T>(call: ApiCall, typeName: string, root = typeName.split('.').pop() as string): Program<T | Refusal> {
  const text = yield* bodyText(call);
  if (text.trim() === '') return {} as T;
  const badType = mediaTypeProblem(call.request.headers['content-type']);
  if (badType !== undefined) return refuse(400, badType);
  const parsed = parseJsonText(text);
  if (!parsed.ok) return refuse(400, parsed.problem);
  const type = goType(typeName);
  const decoded = decodeGo(type, parsed.value, root);
  return decoded.ok ? (decoded.value as T) : refuse(400, `invalid JSON: ${decoded.problem}`);
}

export function* bodyText({ request: { body } }: ApiCall): Program<string> {
  return typeof body === 'string' ? body : (yield* readAll(body as never)).text;
}

/** moby httputils.CheckForJSON: a body that says what it is must be JSON. */
function mediaTypeProblem(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const type = header.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '') return `malformed Content-Type header (${header}): mime: no media type`;
  return type === 'application/json' ? undefined : `unsupported Content-Type header (${header}): must be 'application/json'`;
}

export function json(status: number, value: unknown): HttpResponse {
  return jsonText(status, JSON.stringify(value));
}

/** What is JSON already. */
export function jsonText(status: number, text: string): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${text}\n` };
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
