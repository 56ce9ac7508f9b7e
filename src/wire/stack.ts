/**
 * One network stack: what a host or a container listens on, and the `Net` that its programs use. The stack
 * itself knows no routes; it asks its `Router` where an address leads, and speaks to the stack found there.
 */
import type { HttpHandler, HttpRequest, HttpResponse, Listener, Net, NetError, NetInterface, NetResult, OpenFile, PingReply, DnsAnswer } from '../os';
import { createSocketPair } from '../os/pipe';
import type { Program, Sim, Wait } from '../sim';
import { race, sleep, spawn, timer, wait } from '../sim';
import { parseAddress } from './address';

/** Linux gives up on a silent peer after 127 s of SYN retries. */
const CONNECT_TIMEOUT_MS = 127_000;

/** Where a connection attempt ends. `silent` answers nothing, so the client waits for its own patience. */
export type Destination =
  | { kind: 'port'; stack: Stack; port: number; latencyMs: number; from: string; reachable: () => boolean }
  | { kind: 'internet'; address: string; latencyMs: number }
  | { kind: 'silent' }
  | { kind: 'refused'; latencyMs: number }
  | { kind: 'unreachable' };

export interface Router {
  route(from: Stack, address: string, port: number): Destination;
  /** Names beyond /etc/hosts; the addresses in the order to try. */
  lookup(from: Stack, name: string): DnsAnswer | { error: 'nxdomain' | 'no-server' };
  reverse(from: Stack, address: string): string | undefined;
  /** A name on the internet, when this stack has a way out. */
  pingRoute(from: Stack, address: string): { kind: 'reply'; latencyMs: number; ttl: number } | { kind: 'lost' } | { kind: 'unreachable' };
  internetHttp(address: string, host: string, request: HttpRequest): HttpResponse;
}

type Service = { kind: 'http'; handler: HttpHandler } | { kind: 'tcp'; handler: (connection: OpenFile) => Program };

export class Stack implements Net {
  private ports = new Map<number, Service>();
  private sockets = new Map<string, HttpHandler>();
  private ended = false;
  receivedBytes = 0;
  sentBytes = 0;

  constructor(
    readonly sim: Sim,
    /** The host whose cable it hangs on. */
    readonly host: string,
    /** Empty for the host itself, else the container's ID. */
    readonly containerId: string,
    readonly hostname: string,
    private router: Router,
    private describe: () => NetInterface[],
    private hostsFile: () => { name: string; address: string }[],
  ) {}

  interfaces(): NetInterface[] {
    return this.describe();
  }

  *resolve(name: string): Program<NetResult<DnsAnswer>> {
    if (parseAddress(name) !== undefined) return { ok: true, value: { addresses: [name], server: '', ttlSeconds: 0 } };
    const lower = name.toLowerCase().replace(/\.$/, '');
    const local = lower === 'localhost' ? '127.0.0.1' : this.hostsFile().find((line) => line.name.toLowerCase() === lower)?.address;
    if (local !== undefined) return { ok: true, value: { addresses: [local], server: '', ttlSeconds: 0 } };
    yield* sleep(this.sim, 0.3);
    const answer = this.router.lookup(this, lower);
    if ('error' in answer) return { ok: false, error: { kind: 'unknown-host', reason: answer.error } };
    return { ok: true, value: answer };
  }

  *reverse(address: string): Program<string | undefined> {
    yield* sleep(this.sim, 0.3);
    return this.router.reverse(this, address);
  }

  *http(target: { host: string; port: number; tls?: boolean }, request: HttpRequest, timeoutMs = CONNECT_TIMEOUT_MS): Program<NetResult<HttpResponse>> {
    const resolved = yield* this.resolve(target.host);
    if (!resolved.ok) return resolved;
    const address = resolved.value.addresses[0];
    if (address === undefined) return failure({ kind: 'unknown-host', reason: 'nxdomain' });
    const to = this.router.route(this, address, target.port);
    if (to.kind === 'internet') {
      yield* sleep(this.sim, to.latencyMs * 4);
      if (target.port !== 80 && target.port !== 443) return failure({ kind: 'timeout' });
      return { ok: true, value: this.router.internetHttp(address, target.host, request) };
    }
    if (to.kind !== 'port') return failure(yield* this.fail(to, timeoutMs));
    yield* sleep(this.sim, to.latencyMs * 2);
    const service = to.stack.ports.get(to.port);
    if (!service || to.stack.ended) return failure({ kind: 'refused' });
    if (!to.reachable()) return failure(yield* this.silence(timeoutMs));
    const sized = typeof request.body === 'string' ? request.body.length : 0;
    this.account(to.stack, 120 + sized);
    if (service.kind === 'tcp') {
      // Somebody speaks HTTP to a port that does not: the connection opens and is closed without an answer.
      return failure({ kind: 'reset' });
    }
    yield* sleep(this.sim, to.latencyMs);
    const served = yield* this.serve(service.handler({ ...request, remoteAddress: to.from }));
    if (!served) return failure({ kind: 'reset' });
    if (to.stack.ended) return failure({ kind: 'reset' });
    if (!to.reachable()) return failure(yield* this.silence(timeoutMs));
    yield* sleep(this.sim, to.latencyMs);
    to.stack.account(this, 200 + (typeof served.body === 'string' ? served.body.length : 0));
    return { ok: true, value: served };
  }

  *httpUnix(socketPath: string, request: HttpRequest): Program<NetResult<HttpResponse>> {
    const handler = this.sockets.get(socketPath);
    if (!handler) return failure({ kind: 'refused' });
    return { ok: true, value: yield* handler(request) };
  }

  *connect(host: string, port: number, timeoutMs = CONNECT_TIMEOUT_MS): Program<NetResult<OpenFile>> {
    const resolved = yield* this.resolve(host);
    if (!resolved.ok) return resolved;
    const to = this.router.route(this, resolved.value.addresses[0] ?? '', port);
    if (to.kind !== 'port') return failure(yield* this.fail(to, timeoutMs));
    yield* sleep(this.sim, to.latencyMs * 2);
    const service = to.stack.ports.get(to.port);
    if (!service || to.stack.ended) return failure({ kind: 'refused' });
    if (!to.reachable()) return failure(yield* this.silence(timeoutMs));
    const [ours, theirs] = createSocketPair();
    this.account(to.stack, 60);
    if (service.kind === 'tcp') spawn(this.sim, 'net.connection', closing(theirs, service.handler(theirs)));
    else spawn(this.sim, 'net.connection', closing(theirs, rawHttp(theirs, service.handler, to.from)));
    return { ok: true, value: ours };
  }

  listenHttp(port: number, handler: HttpHandler): NetResult<Listener> {
    return this.listen(port, { kind: 'http', handler });
  }

  listenTcp(port: number, handler: (connection: OpenFile) => Program): NetResult<Listener> {
    return this.listen(port, { kind: 'tcp', handler });
  }

  listenUnix(socketPath: string, handler: HttpHandler): Listener {
    this.sockets.set(socketPath, handler);
    return {
      port: 0,
      close: () => {
        if (this.sockets.get(socketPath) === handler) this.sockets.delete(socketPath);
      },
    };
  }

  listening(): { port: number; protocol: 'tcp' | 'udp'; program: string }[] {
    return [...this.ports.keys()].sort((a, b) => a - b).map((port) => ({ port, protocol: 'tcp', program: '' }));
  }

  *ping(address: string, timeoutMs: number): Program<PingReply> {
    const way = this.router.pingRoute(this, address);
    if (way.kind === 'reply') {
      if (way.latencyMs * 2 > timeoutMs) {
        yield* sleep(this.sim, timeoutMs);
        return { kind: 'lost' };
      }
      yield* sleep(this.sim, way.latencyMs * 2);
      return { kind: 'reply', ms: way.latencyMs * 2, ttl: way.ttl, from: address };
    }
    yield* sleep(this.sim, timeoutMs);
    return way.kind === 'unreachable' ? { kind: 'unreachable', from: bare(this.interfaces()) } : { kind: 'lost' };
  }

  /** Whether somebody listens here. */
  serves(port: number): boolean {
    return !this.ended && this.ports.has(port);
  }

  /** Everything it listened on closes; connections on their way are refused. */
  end(): void {
    this.ended = true;
    this.ports.clear();
    this.sockets.clear();
  }

  account(to: Stack, bytes: number): void {
    this.sentBytes += bytes;
    to.receivedBytes += bytes;
  }

  private listen(port: number, service: Service): NetResult<Listener> {
    if (this.ports.has(port)) return failure({ kind: 'in-use' });
    this.ports.set(port, service);
    return {
      ok: true,
      value: {
        port,
        close: () => {
          if (this.ports.get(port) === service) this.ports.delete(port);
        },
      },
    };
  }

  /** Runs a handler on the server's side, so that a caller who gives up cancels it. */
  private *serve(program: Program<HttpResponse>): Program<HttpResponse | undefined> {
    const start: Wait<HttpResponse | undefined> = (wake) => {
      const fiber = spawn(this.sim, 'net.serve', program);
      fiber.ended((outcome) => wake(outcome.kind === 'returned' ? outcome.value : undefined));
      return () => fiber.cancel('client went away');
    };
    return yield* wait(start);
  }

  private *fail(to: Exclude<Destination, { kind: 'port' }>, timeoutMs: number): Program<NetError> {
    switch (to.kind) {
      case 'refused':
        yield* sleep(this.sim, to.latencyMs * 2);
        return { kind: 'refused' };
      case 'unreachable':
        // The kernel asks for the neighbour's address three times before it says so.
        yield* sleep(this.sim, Math.min(3_050, timeoutMs));
        return timeoutMs < 3_050 ? { kind: 'timeout' } : { kind: 'unreachable' };
      default:
        return yield* this.silence(timeoutMs);
    }
  }

  private *silence(timeoutMs: number): Program<NetError> {
    yield* race(timer(this.sim, timeoutMs));
    return { kind: 'timeout' };
  }
}

function failure(error: NetError): { ok: false; error: NetError } {
  return { ok: false, error };
}

function bare(interfaces: NetInterface[]): string {
  const first = interfaces.find((one) => one.name !== 'lo' && one.addresses.length > 0);
  return first?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
}

function* closing(connection: OpenFile, program: Program): Program {
  try {
    yield* program;
  } finally {
    connection.close();
  }
}

/** `nc` or `telnet` typed a request by hand at an HTTP server: one exchange, then the connection closes. */
function* rawHttp(connection: OpenFile, handler: HttpHandler, from: string): Program {
  let text = '';
  while (!/\r?\n\r?\n/.test(text) && text.length < 65_536) {
    const chunk = yield* connection.read();
    if (chunk === undefined) break;
    text += chunk;
  }
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const [method = '', path = '', version = ''] = first.trim().split(/\s+/);
  if (!/^[A-Z]+$/.test(method) || !path.startsWith('/') || !/^HTTP\//.test(version)) {
    yield* connection.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    return;
  }
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const response = yield* handler({ method, path, headers, body: rest.join('\r\n\r\n'), remoteAddress: from });
  const head2 = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  yield* connection.write(`HTTP/1.1 ${response.status} ${response.status < 400 ? 'OK' : 'Error'}\r\n${head2}connection: close\r\n\r\n`);
  if (typeof response.body === 'string') {
    yield* connection.write(response.body);
    return;
  }
  for (;;) {
    const chunk = yield* response.body.read();
    if (chunk === undefined || !(yield* connection.write(chunk))) break;
  }
  response.body.close();
}
