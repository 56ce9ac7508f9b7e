/**
 * A machine whose docker socket answers from a table, so that a command's test is its words, the API's answers
 * and what came out. Keys are `GET /services`; a function may look at the request; a missing key is a 404.
 */
import { Programs, type HttpRequest, type HttpResponse, type Machine } from '../os';
import type { Source } from '../os/stream';
import { runArgv, type RunOptions, type RunResult, testMachine } from '../os/testing';
import { readAll } from './_client/client';
import { docker } from './index';
import type { Program, Sim } from '../sim';

export interface Asked {
  method: string;
  /** Without version and query. */
  path: string;
  query: Record<string, string>;
  /** JSON where it is JSON, else the text. */
  body: unknown;
  headers: Record<string, string>;
  /** Keys of an attached session. */
  upgrade?: Source;
}

/** A refusal, a stream, or plain headers: what JSON cannot say. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {}
}

export const refusal = (status: number, message: string) => new Answer(status, { message });
/** JSON values one per line, as pulls and events send them. */
export const jsonLines = (...values: unknown[]) => new Answer(200, values.map((value) => `${JSON.stringify(value)}\n`).join(''));

export type Route = object | string | number | null | ((asked: Asked) => unknown);
export type Routes = Record<string, Route>;

export interface DockerRun extends RunResult {
  asked: Asked[];
  machine: Machine;
}

export interface DockerOptions extends RunOptions {
  files?: Record<string, string>;
  /** The clock to run on. */
  sim?: Sim;
  /** False: no daemon listens. */
  daemon?: boolean;
}

export function fakeEngine(routes: Routes, asked: Asked[]): (request: HttpRequest) => Program<HttpResponse> {
  return function* (request) {
    const [rawPath = '', rawQuery = ''] = request.path.split('?') as [string, string | undefined];
    const path = rawPath.replace(/^\/v\d+\.\d+/, '');
    const query: Record<string, string> = {};
    for (const pair of rawQuery.split('&').filter(Boolean)) {
      const [name, value = ''] = pair.split('=') as [string, string | undefined];
      query[decodeURIComponent(name)] = decodeURIComponent(value.replace(/\+/g, ' '));
    }
    const text = typeof request.body === 'string' ? request.body : '';
    const body = /json/.test(request.headers['content-type'] ?? '') && text ? (JSON.parse(text) as unknown) : text;
    const one: Asked = { method: request.method, path, query, body, headers: request.headers, upgrade: request.upgrade };
    asked.push(one);
    if (typeof request.body !== 'string' && request.headers.upgrade === undefined) one.body = yield* readAll(request.body);
    const route = routes[`${request.method} ${path}`];
    const answer =
      route === undefined
        ? refusal(404, `page not found: ${request.method} ${path}`)
        : typeof route === 'function'
          ? (route as (asked: Asked) => unknown)(one)
          : route;
    if (!(answer instanceof Answer)) return { status: 200, headers: {}, body: answer === null || answer === undefined ? '' : JSON.stringify(answer) };
    const isText = typeof answer.body === 'string' || (typeof answer.body === 'object' && answer.body !== null && 'read' in answer.body);
    return { status: answer.status, headers: answer.headers, body: isText ? (answer.body as string | Source) : JSON.stringify(answer.body) };
  };
}

/** Runs `docker …` against the table; a line is split as a shell would. */
export function runDocker(line: string | readonly string[], routes: Routes = {}, options: DockerOptions = {}): DockerRun {
  const programs = new Programs().add('docker', docker);
  const machine = testMachine({ programs, files: options.files, sim: options.sim });
  const asked: Asked[] = [];
  if (options.daemon !== false) machine.net.listenUnix('/var/run/docker.sock', fakeEngine(routes, asked));
  const words = typeof line === 'string' ? shellWords(line) : line;
  const result = runArgv(machine, ['docker', ...words], options);
  return { ...result, asked, machine };
}

/** A line's words as bash has them: in double quotes a backslash only guards `"`, `\\`, `$` and the backtick. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)) {
    const pieces = match[0].matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^"'\\]+)/g);
    words.push(
      [...pieces].map(([, double, single, guarded, plain]) => double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? guarded ?? plain ?? '').join(''),
    );
  }
  return words;
}
