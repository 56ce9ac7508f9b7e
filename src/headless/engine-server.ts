/**
 * One simulated machine's Engine API behind a real HTTP server. A request is read whole, asked on the machine's own
 * docker.sock, and the answer goes back as it comes: at once, in chunks, or over a connection that is upgraded
 * (`Upgrade: tcp`, 101), as attach and exec need it. A client that vanishes ends what it asked for.
 */
import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex, Writable } from 'node:stream';
import { decodeUtf8, encodeUtf8 } from '../os';
import type { HttpRequest, HttpResponse, Machine } from '../os';
import type { Program } from '../sim';
import { spawn } from '../sim';
import { pourInto, SocketSource } from './socket-streams';
import { readUpgradeBody } from './upgrade-body';
import type { WorldClock } from './world-clock';

/** Far beyond any specification or compose file; archives for `docker cp` fit too. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024;
const HEAD_BYTES_MAX = 1024 * 1024;
const CONNECTIONS_MAX = 1024;
const RAW_STREAM = 'application/vnd.docker.raw-stream';
const DOCKER_SOCKET = '/var/run/docker.sock';

/** A server that answers for this machine; whoever calls lets it listen, and closes it while the daemon is down. */
export function engineServer(machine: Machine, clock: WorldClock): Server {
  // As Go's server: as large a head as that, no idle connection closed (a client might just be sending on it).
  const server = createServer({ maxHeaderSize: HEAD_BYTES_MAX, keepAliveTimeout: 0, requestTimeout: 0 });
  server.maxConnections = CONNECTIONS_MAX;
  server.on('connection', (socket) => {
    const client = clock.claim('client');
    socket.on('close', client.end);
    socket.on('error', () => socket.destroy());
  });
  server.on('request', (request, response) => void answer(machine, clock, request, response));
  server.on('upgrade', (request, socket, head) => void answerUpgraded(machine, clock, request, socket, head));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseGarbage(error, socket));
  return server;
}

async function answer(machine: Machine, clock: WorldClock, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(incoming);
  if (body === undefined) return;
  if (body === 'too large') {
    const words = `${JSON.stringify({ message: `request body too large: this server takes ${BODY_BYTES_MAX} bytes at most` })}\n`;
    response.writeHead(413, { 'Content-Type': 'application/json', Connection: 'close' }).end(words);
    return;
  }
  const exchange = function* (): Program {
    const owed = clock.claim('answer');
    let answered: HttpResponse | undefined;
    let stream: { end(): void } | undefined;
    try {
      const result = yield* machine.net.httpUnix(DOCKER_SOCKET, requestOf(incoming, body));
      if (!result.ok) {
        incoming.socket.destroy();
        return;
      }
      answered = result.value;
      // Go keeps connections without saying so.
      response.removeHeader('Connection');
      // A connection that is taken over without an upgrade carries bare bytes until it is closed.
      if (answered.headers['content-type'] === RAW_STREAM && incoming.method === 'POST') response.useChunkedEncodingByDefault = false;
      response.writeHead(answered.status, headersOf(answered, machine));
      if (typeof answered.body === 'string') {
        response.end(encodeUtf8(answered.body));
        return;
      }
      response.flushHeaders();
      owed.end();
      stream = clock.claim('stream');
      yield* pourInto(response, answered.body, () => clock.poke());
      response.end();
    } finally {
      owed.end();
      stream?.end();
      if (answered && typeof answered.body !== 'string') answered.body.close();
    }
  };
  if (response.destroyed) return;
  run(machine, clock, exchange(), response);
}

async function answerUpgraded(machine: Machine, clock: WorldClock, incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const sent = await readUpgradeBody(incoming, socket, head, BODY_BYTES_MAX);
  if (!sent) {
    socket.destroy();
    return;
  }
  const exchange = function* (): Program {
    const owed = clock.claim('answer');
    const upgrade = new SocketSource(socket, sent.rest, () => clock.poke());
    let stream: { end(): void } | undefined;
    let answered: HttpResponse | undefined;
    try {
      const result = yield* machine.net.httpUnix(DOCKER_SOCKET, { ...requestOf(incoming, sent.body), upgrade });
      if (!result.ok) return;
      answered = result.value;
      if (typeof answered.body === 'string') {
        const bytes = encodeUtf8(answered.body);
        writeHead(socket, answered.status, { ...headersOf(answered, machine), 'Content-Length': String(bytes.length), Connection: 'close' });
        socket.write(bytes);
        return;
      }
      writeHead(socket, 101, { ...headersOf(answered, machine), Connection: 'Upgrade', Upgrade: 'tcp' });
      owed.end();
      stream = clock.claim('stream');
      yield* pourInto(socket, answered.body, () => clock.poke());
    } finally {
      owed.end();
      stream?.end();
      upgrade.close();
      if (answered && typeof answered.body !== 'string') answered.body.close();
      socket.end();
    }
  };
  if (socket.destroyed) return;
  run(machine, clock, exchange(), socket);
}

/** Runs an exchange in the world until it is over or the other side has gone. */
function run(machine: Machine, clock: WorldClock, exchange: Program, connection: Writable): void {
  const fiber = spawn(machine.sim, 'serve.exchange', exchange);
  connection.on('close', () => {
    fiber.cancel('the client went away');
    clock.poke();
  });
  clock.poke();
}

/** The whole body; undefined when the client went away before its end. */
function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large' | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return Promise.resolve('too large');
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > BODY_BYTES_MAX) resolve('too large');
      else parts.push(part);
    });
    incoming.on('end', () => resolve(Buffer.concat(parts)));
    incoming.on('close', () => resolve(undefined));
    incoming.on('error', () => resolve(undefined));
  });
}

function requestOf(incoming: IncomingMessage, body: Buffer): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return { method: incoming.method ?? 'GET', path: pathOf(incoming.url ?? '/'), headers, body: decodeUtf8(body), remoteAddress: incoming.socket.remoteAddress ?? '' };
}

/** Path and query, also where a client sends the absolute form, as towards a proxy. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

/** As Go writes them: `api-version` is `Api-Version`. The date is the world's. */
function headersOf(response: HttpResponse, machine: Machine): Record<string, string> {
  const headers: Record<string, string> = { Date: new Date(machine.sim.nowMs).toUTCString() };
  for (const [name, value] of Object.entries(response.headers)) headers[name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())] = value;
  if (typeof response.body === 'string' && response.status !== 204 && response.status !== 304) headers['Content-Length'] = String(encodeUtf8(response.body).length);
  return headers;
}

function writeHead(socket: Writable, status: number, headers: Record<string, string>): void {
  // moby says "UPGRADED" (api/server/router/container/exec.go).
  const reason = status === 101 ? 'UPGRADED' : (STATUS_CODES[status] ?? '');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`);
}

/** What is no HTTP gets Go's answer to it. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket | Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const words = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${words}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${words}`);
}
