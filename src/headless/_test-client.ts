/** For tests: a served world in a folder of its own, and HTTP over its sockets as an SDK would speak it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServedWorld } from './served-world';
import type { ServeOptions } from './served-world';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface TestWorld {
  world: ServedWorld;
  dir: string;
  problems: string[];
  /** One question to node1, answered whole. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The answer's head, its body still to come. */
  open(method: string, path: string): Promise<IncomingMessage>;
  /** A connection upgraded as docker's client does it. */
  upgrade(path: string, body: unknown): Promise<{ socket: Socket; headers: IncomingHttpHeaders; status: number }>;
  /** Bytes sent to node1's socket as they are, and all that comes back. */
  raw(text: string | Buffer): Promise<string>;
  close(): Promise<void>;
}

export async function serveForTest(options: Partial<ServeOptions> = {}, machines = ['node1']): Promise<TestWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'skep-test-'));
  const problems: string[] = [];
  const start = { lab: 'playground', seed: 5, startMs: Date.UTC(2026, 0, 5, 9), machines: machines.map((name) => ({ name, platform: 'linux' as const })) };
  const world = new ServedWorld({ start, dir: join(dir, 's'), pace: 'max', complain: (problem) => problems.push(problem), ...options });
  await world.open();
  const socketPath = (world.machines[0] as (typeof world.machines)[number]).where.socketPath;
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const text = body === undefined ? undefined : typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body);
    const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    const sent = request({ socketPath, method, path, headers: { ...type, ...headers } });
    sent.end(text);
    return sent;
  };
  return {
    world,
    dir,
    problems,
    ask: (method, path, body, headers) =>
      new Promise((resolve, reject) => {
        send(method, path, body, headers)
          .on('response', (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString('latin1') }));
          })
          .on('error', reject);
      }),
    open: (method, path) => new Promise((resolve, reject) => void send(method, path, undefined).on('response', resolve).on('error', reject)),
    upgrade: (path, body) =>
      new Promise((resolve, reject) => {
        send('POST', path, body, { connection: 'Upgrade', upgrade: 'tcp' })
          .on('upgrade', (answer, socket: Socket, head: Buffer) => {
            if (head.length > 0) socket.unshift(head);
            resolve({ socket, headers: answer.headers, status: answer.statusCode ?? 0 });
          })
          .on('response', (answer) => reject(new Error(`not upgraded: ${answer.statusCode}`)))
          .on('error', reject);
      }),
    raw: (text) =>
      new Promise((resolve) => {
        const socket = connect(socketPath);
        let back = '';
        socket.setEncoding('latin1').on('data', (piece: string) => (back += piece));
        socket.on('close', () => resolve(back)).on('error', () => {});
        socket.write(text);
      }),
    close: async () => {
      await world.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Everything that comes until the other side ends. */
export function drain(stream: Socket | IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => resolve(Buffer.concat(parts).toString('latin1')));
    stream.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
}

/** Docker's frames taken apart: which stream, what text. */
export function framesOf(bytes: string): [number, string][] {
  const frames: [number, string][] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = Buffer.from(bytes.slice(at + 4, at + 8), 'latin1').readUInt32BE();
    frames.push([bytes.charCodeAt(at), Buffer.from(bytes.slice(at + 8, at + 8 + length), 'latin1').toString('utf8')]);
    at += 8 + length;
  }
  return frames;
}
