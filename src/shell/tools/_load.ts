/**
 * What ab, hey and wrk have in common: a number of clients that ask one after the other, over connections kept or made
 * anew, and the times of every request in virtual milliseconds.
 */
import type { HttpConnection, HttpRequest, HttpResponse, NetError, Process } from '../../os';
import { byteLength } from '../../os/utf8';
import { sleep, spawn } from '../../sim';
import type { Fiber, Program } from '../../sim';
import { reasonOf, shownHeaders } from './_http-client';

export interface LoadTarget {
  host: string;
  port: number;
  tls: boolean;
}

export interface Sample {
  startMs: number;
  /** Until the connection stood; 0 on one that was kept. */
  connectMs: number;
  /** From then until the first byte. */
  waitMs: number;
  /** All of it. */
  totalMs: number;
  status: number;
  headerBytes: number;
  bodyBytes: number;
  kept: boolean;
  server: string;
}

export type Attempt = { kind: 'answered'; sample: Sample } | { kind: 'failed'; error: NetError; at: 'connect' | 'receive' };

export interface LoadPlan {
  target: LoadTarget;
  request: HttpRequest;
  clients: number;
  /** Requests in all; Infinity when time limits it. */
  requests: number;
  /** How many of them each client makes; undefined shares them as they come. */
  each?: number;
  durationMs?: number;
  keepAlive: boolean;
  timeoutMs: number;
  /** Each client waits so long between two requests. */
  paceMs?: number;
  /** After each attempt; false ends the test. */
  onAttempt(attempt: Attempt): boolean;
}

/** What a request costs the machine that asks. */
const CLIENT_MS = 0.02;

/** Runs the plan; answers how long it took, in virtual milliseconds. */
export function* runLoad(process: Process, plan: LoadPlan): Program<number> {
  const { sim } = process;
  const startMs = sim.nowMs;
  const untilMs = plan.durationMs === undefined ? Infinity : startMs + plan.durationMs;
  const shared = { started: 0, ended: false };
  const fibers: Fiber<void>[] = [];
  for (let i = 0; i < plan.clients; i++) fibers.push(spawn(sim, 'load client', client(process, plan, shared, untilMs), process.fiber as Fiber));
  for (const fiber of fibers) yield* fiber.join();
  return sim.nowMs - startMs;
}

function* client(process: Process, plan: LoadPlan, shared: { started: number; ended: boolean }, untilMs: number): Program {
  const { sim } = process;
  let connection: HttpConnection | undefined;
  let made = 0;
  while (!shared.ended && sim.nowMs < untilMs && shared.started < plan.requests && made < (plan.each ?? Infinity)) {
    shared.started++;
    made++;
    const beganMs = sim.nowMs;
    yield* process.busy(CLIENT_MS);
    const { attempt, open } = yield* once(process, plan, connection);
    connection = plan.keepAlive && open?.open ? open : undefined;
    if (!connection) open?.close();
    // What was under way when time was up does not count.
    if (sim.nowMs > untilMs) break;
    if (!plan.onAttempt(attempt)) {
      shared.ended = true;
      break;
    }
    const restMs = plan.paceMs === undefined ? 0 : plan.paceMs - (sim.nowMs - beganMs);
    if (restMs > 0) yield* sleep(sim, restMs);
  }
  connection?.close();
}

function* once(process: Process, plan: LoadPlan, kept: HttpConnection | undefined): Program<{ attempt: Attempt; open?: HttpConnection }> {
  const { sim, machine } = process;
  const startMs = sim.nowMs;
  let connection = kept;
  if (!connection) {
    const { host, port, tls } = plan.target;
    const opened = yield* machine.net.openHttp({ host, port, tls }, plan.timeoutMs);
    if (!opened.ok) return { attempt: { kind: 'failed', error: opened.error, at: 'connect' } };
    connection = opened.value;
  }
  const connectedMs = sim.nowMs;
  const result = yield* connection.request({ ...plan.request, headers: { ...plan.request.headers } }, plan.timeoutMs);
  if (!result.ok) {
    connection.close();
    return { attempt: { kind: 'failed', error: result.error, at: 'receive' } };
  }
  const firstByteMs = sim.nowMs;
  const bodyBytes = yield* drain(result.value);
  const { status, headers } = result.value;
  const sample: Sample = {
    startMs,
    connectMs: connectedMs - startMs,
    waitMs: firstByteMs - connectedMs,
    totalMs: sim.nowMs - startMs,
    status,
    headerBytes: headerBytesOf(result.value),
    bodyBytes,
    kept: kept !== undefined,
    server: headers['server'] ?? '',
  };
  const closes = /close/i.test(headers['connection'] ?? '');
  return { attempt: { kind: 'answered', sample }, ...(closes ? {} : { open: connection }) };
}

function* drain({ body }: HttpResponse): Program<number> {
  if (typeof body === 'string') return byteLength(body);
  let bytes = 0;
  for (;;) {
    const chunk = yield* body.read();
    if (chunk === undefined) break;
    bytes += byteLength(chunk);
  }
  body.close();
  return bytes;
}

function headerBytesOf(response: HttpResponse): number {
  const lines = shownHeaders(response).map(([name, value]) => `${name}: ${value}`);
  return byteLength([`HTTP/1.1 ${response.status} ${reasonOf(response.status)}`, ...lines, '', ''].join('\r\n'));
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample. */
export function deviation(values: readonly number[], around = mean(values)): number {
  if (values.length < 2) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - around) * (value - around), 0) / (values.length - 1));
}

/** `http://host:port/path`; undefined when it is none. */
export function parseTarget(text: string): { target: LoadTarget; path: string; authority: string } | undefined {
  const match = /^(?:(https?):\/\/)?([A-Za-z0-9._-]+)(?::(\d+))?(\/[^#]*)?$/.exec(text);
  if (!match) return undefined;
  const tls = match[1] === 'https';
  const port = match[3] === undefined ? (tls ? 443 : 80) : Number(match[3]);
  if (port < 1 || port > 65535) return undefined;
  const host = match[2] as string;
  return { target: { host, port, tls }, path: match[4] ?? '', authority: match[3] === undefined ? host : `${host}:${port}` };
}
