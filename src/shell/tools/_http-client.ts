/** One HTTP exchange for curl and wget: status words, header names, time limits, redirects' methods. */
import type { HttpRequest, HttpResponse, NetResult, Process, Source } from '../../os';
import { byteLength } from '../../os/utf8';
import { race, spawn, timer } from '../../sim';
import type { Outcome, Program } from '../../sim';
import { wordTable } from '../../os/word-table';

const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'UPGRADED',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function reasonOf(status: number): string {
  return REASONS[status] ?? '';
}

const SPELLINGS: Readonly<Record<string, string>> = wordTable({
  etag: 'ETag',
  'www-authenticate': 'WWW-Authenticate',
  te: 'TE',
  dnt: 'DNT',
  'x-xss-protection': 'X-XSS-Protection',
});

/** `content-type` as servers write it: `Content-Type`. */
export function headerName(name: string): string {
  return SPELLINGS[name] ?? name.replace(/(^|-)([a-z])/g, (_all, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** The headers as they came over the wire, with a length where the server left it to the connection. */
export function shownHeaders({ headers, body }: HttpResponse): [string, string][] {
  const rows = Object.entries(headers).map(([name, value]): [string, string] => [headerName(name), value]);
  if (typeof body === 'string' && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
    rows.push(['Content-Length', String(byteLength(body))]);
  return rows;
}

export interface Endpoint {
  host: string;
  port: number;
  tls: boolean;
  /** Over a socket of this machine instead. */
  unixSocket?: string;
}

/** The exchange, or `late` when `limitMs` passed first; what was under way is then given up. */
export function* exchange(
  process: Process,
  to: Endpoint,
  request: HttpRequest,
  connectMs: number | undefined,
  limitMs: number,
): Program<NetResult<HttpResponse> | 'late'> {
  const { net } = process.machine;
  const program =
    to.unixSocket === undefined
      ? net.http(
          { host: to.host, port: to.port, tls: to.tls },
          request,
          connectMs === undefined && limitMs === Infinity ? undefined : Math.min(connectMs ?? Infinity, limitMs + 1),
        )
      : net.httpUnix(to.unixSocket, request);
  if (limitMs === Infinity) return yield* program;
  const fiber = spawn(process.sim, 'http exchange', program, process.fiber as Parameters<typeof spawn>[3]);
  const first = yield* race<Outcome<NetResult<HttpResponse>> | void>(fiber.ended, timer(process.sim, limitMs));
  if (first.index === 1) {
    fiber.cancel('too late');
    return 'late';
  }
  const outcome = first.value as Outcome<NetResult<HttpResponse>>;
  return outcome.kind === 'returned' ? outcome.value : 'late';
}

/** The next piece of a body within a limit. */
export function* readWithin(process: Process, body: Source, limitMs: number): Program<string | undefined | 'late'> {
  if (limitMs === Infinity) return yield* body.read();
  const fiber = spawn(process.sim, 'http body', body.read(), process.fiber as Parameters<typeof spawn>[3]);
  const first = yield* race<Outcome<string | undefined> | void>(fiber.ended, timer(process.sim, Math.max(0, limitMs)));
  if (first.index === 1) {
    fiber.cancel('too late');
    return 'late';
  }
  const outcome = first.value as Outcome<string | undefined>;
  return outcome.kind === 'returned' ? outcome.value : 'late';
}

/** After 301, 302 and 303 a POST becomes a GET; 307 and 308 keep the method. */
export function methodAfter(status: number, method: string): string {
  return (status === 301 || status === 302) && method === 'POST' ? 'GET' : status === 303 && method !== 'HEAD' ? 'GET' : method;
}

export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}
