/**
 * What the programs of images have in common: serving, waiting, ending on a signal, and entry points that hand over to
 * another command (`exec "$@"`). Handing over happens in place, so the process keeps its PID and its signals' rules.
 */
import { assert, sleep, type Program } from '../sim';
import { byteLength } from '../os/utf8';
import { LIGHT, paced, type Pace } from './_pace';
import {
  isFileError,
  STAY,
  textResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type Main,
  type Process,
  type SignalName,
} from '../os';

/** What most images do while nobody asks anything of them: nothing, at no cost. To be returned. */
export function* forever(): Program<number> {
  return STAY;
}

export function* print(process: Process, text: string): Program {
  yield* process.stdout.write(text);
}

export function* complain(process: Process, text: string): Program {
  yield* process.stderr.write(text);
}

/** These signals end the process, with 0 unless said otherwise. */
export function endOn(process: Process, signals: readonly SignalName[], code = 0): void {
  const end = () => process.exit(code);
  for (const signal of signals) process.onSignal(signal, end);
}

/** `Accept`ing clients until the end of days. A port that is taken ends the program with code 1 and these words. */
export function* listen(process: Process, port: number, handler: HttpHandler, complaint?: string): Program<boolean> {
  const result = process.machine.net.listenHttp(port, handler);
  if (result.ok) return true;
  yield* complain(process, `${complaint ?? `listen tcp :${port}: bind: address already in use`}\n`);
  return false;
}

export interface Server {
  port: number;
  /** The first thing it says on stdout. */
  banner?: string | ((process: Process) => string);
  handler: (process: Process) => HttpHandler;
  /** Signals that end it, default SIGTERM and SIGINT. */
  stopsOn?: readonly SignalName[];
  /** What it exits with then. */
  code?: number;
  memoryBytes?: number;
  /** Milliseconds until it listens. */
  startMs?: number;
  /** How much work an answer is; little when absent. */
  pace?: Pace;
}

/** A main program that listens on one port. */
export function server(options: Server): Main {
  return function* main(process) {
    process.memoryBytes = options.memoryBytes ?? 12 * 1024 * 1024;
    endOn(process, options.stopsOn ?? ['SIGTERM', 'SIGINT'], options.code ?? 0);
    if (options.startMs) yield* sleep(process.sim, options.startMs);
    const banner = typeof options.banner === 'function' ? options.banner(process) : options.banner;
    if (banner) yield* print(process, banner);
    if (!(yield* listen(process, options.port, paced(process, options.pace ?? LIGHT, options.handler(process))))) return 1;
    return yield* forever();
  };
}

/** A handler that answers every path with the same page. */
export function page(
  body: (process: Process, request: HttpRequest) => string,
  contentType = 'text/html; charset=utf-8',
): (process: Process) => HttpHandler {
  return (process) =>
    function* answer(request) {
      return textResponse(200, request.method === 'HEAD' ? '' : body(process, request), contentType);
    };
}

/** Path to handler; the longest prefix that fits wins, `/` last. Unknown paths are 404. */
export function routes(table: Readonly<Record<string, HttpHandler>>): HttpHandler {
  const paths = Object.keys(table).sort((a, b) => b.length - a.length);
  return function* route(request): Program<HttpResponse> {
    const path = pathOf(request);
    const match = paths.find((each) => path === each || (each.endsWith('/') ? path.startsWith(each) : path.startsWith(`${each}/`)));
    if (match === undefined) return textResponse(404, `Cannot ${request.method} ${path}\n`);
    return yield* (table[match] as HttpHandler)(request);
  };
}

/** The path without its query. */
export function pathOf(request: HttpRequest): string {
  const mark = request.path.indexOf('?');
  return mark < 0 ? request.path : request.path.slice(0, mark);
}

/** One value of the query string; `+` and percent escapes are decoded as far as ASCII goes. */
export function queryOf(request: HttpRequest, name: string): string | undefined {
  const mark = request.path.indexOf('?');
  if (mark < 0) return undefined;
  for (const part of request.path.slice(mark + 1).split('&')) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals);
    if (key !== name) continue;
    return (equals < 0 ? '' : part.slice(equals + 1))
      .replaceAll('+', ' ')
      .replace(/%([0-7][0-9a-fA-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return undefined;
}

/** The whole body of a request, however it comes. */
export function* bodyOf(request: HttpRequest): Program<string> {
  if (typeof request.body === 'string') return request.body;
  let text = '';
  for (;;) {
    const chunk = yield* request.body.read();
    if (chunk === undefined) return text;
    text += chunk;
  }
}

/**
 * `VAR`, or the content of the file that `VAR_FILE` names, without its last newline: how the official images take
 * secrets (`file_env` in their entry points).
 */
export function fileEnv(process: Process, name: string): string | undefined {
  const direct = process.env.get(name);
  if (direct !== undefined && direct !== '') return direct;
  const path = process.env.get(`${name}_FILE`);
  if (path === undefined) return undefined;
  const content = process.machine.files.read(path);
  return isFileError(content) ? undefined : content.replace(/\n+$/, '');
}

interface Found {
  main: Main;
  argv: string[];
}

/** What execvp would run for these words, or why not. */
function findProgram(process: Process, argv: readonly string[]): Found | 'not-found' | 'not-executable' {
  const name = argv[0] ?? '';
  const { machine } = process;
  const path = name.includes('/')
    ? name.startsWith('/')
      ? name
      : `${process.cwd}/${name}`
    : machine.processes.which(name, process.env.get('PATH') ?? '');
  if (path === undefined) return 'not-found';
  const stat = machine.files.stat(path);
  if (isFileError(stat)) return 'not-found';
  if (stat.kind !== 'file' || (stat.mode & 0o111) === 0) return 'not-executable';
  if (stat.program !== undefined) {
    const main = machine.programs.get(stat.program);
    return main ? { main, argv: [...argv] } : 'not-found';
  }
  const text = machine.files.read(path);
  const shebang = isFileError(text) ? null : /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(text.slice(0, 512));
  const interpreter = shebang?.[1] ?? '/bin/sh';
  const argument = shebang?.[2]?.trim() ?? '';
  const inner = findProgram(process, [interpreter, ...(argument === '' ? [] : [argument]), path, ...argv.slice(1)]);
  return inner;
}

/** Becomes another program, as `exec` does; undefined when there is none of that name (nothing has happened then). */
export function* exec(process: Process, argv: readonly string[]): Program<number | undefined> {
  const found = findProgram(process, argv);
  if (typeof found === 'string') return undefined;
  process.argv.splice(0, process.argv.length, ...found.argv);
  process.title = found.argv.join(' ');
  return yield* found.main(process);
}

/** `exec "$@"` at the end of an entry point script: what dash says when that fails. */
export function* execOrComplain(process: Process, argv: readonly string[], script: string, line: number): Program<number> {
  assert(argv.length > 0, 'an entry point hands over to something');
  const code = yield* exec(process, argv);
  if (code !== undefined) return code;
  yield* complain(process, `${script}: ${line}: exec: ${argv[0]}: not found\n`);
  return 127;
}

/** An entry point that only hands over; `prepare` runs first and may end it with a code. */
export function entrypoint(script: string, line: number, prepare?: (process: Process, argv: string[]) => Program<string[] | number>): Main {
  return function* main(process) {
    let argv = process.argv.slice(1);
    if (prepare) {
      const prepared = yield* prepare(process, argv);
      if (typeof prepared === 'number') return prepared;
      argv = prepared;
    }
    if (argv.length === 0) return 0;
    return yield* execOrComplain(process, argv, script, line);
  };
}

/** `2026/11/20 16:04:37`: nginx's and Go's log time. */
export function logTime(process: Process): string {
  const text = new Date(Math.floor(process.sim.nowMs)).toISOString();
  return `${text.slice(0, 10).replaceAll('-', '/')} ${text.slice(11, 19)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `20/Nov/2026:16:04:37 +0000`: the access logs of nginx and Apache. */
export function clfTime(process: Process): string {
  const date = new Date(Math.floor(process.sim.nowMs));
  const text = date.toISOString();
  return `${text.slice(8, 10)}/${MONTHS[date.getUTCMonth()]}/${text.slice(0, 4)}:${text.slice(11, 19)} +0000`;
}

/** `Fri, 20 Nov 2026 16:04:37 GMT`: HTTP's. */
export function httpDate(atMs: number): string {
  const date = new Date(Math.floor(atMs));
  const text = date.toISOString();
  return `${DAYS[date.getUTCDay()]}, ${text.slice(8, 10)} ${MONTHS[date.getUTCMonth()]} ${text.slice(0, 4)} ${text.slice(11, 19)} GMT`;
}

/** Bytes of a body, for access logs; a stream's length is not known and shows as 0. */
export function byteCount(body: HttpResponse['body']): number {
  return typeof body === 'string' ? byteLength(body) : 0;
}
