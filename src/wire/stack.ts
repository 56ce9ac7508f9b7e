/**
 * One network stack: what a host or a container listens on, and the `Net` that its programs use. The stack
 * itself knows no routes; it asks its `Router` where an address leads, and speaks to the stack found there.
 */
import type {
  DnsAnswer, HttpConnection, HttpHandler, HttpRequest, HttpResponse, HttpTarget, Listener, Net, NetError, NetInterface, NetResult, OpenFile, PingReply, TlsServer,
} from '../os';
import { createSocketPair } from '../os/pipe';
import type { Program, Sim, Wait } from '../sim';
import { race, sleep, spawn, timer, wait } from '../sim';
import { parseAddress } from './address';
import { Connection } from './connection';
import { rawHttp } from './raw-http';
import type { RequestFeed, RequestOutcome, RequestRecord } from './requests';
import type { Destination, PingRoute } from './router';

/** Linux gives up on a silent peer after 127 s of SYN retries. */
export const CONNECT_TIMEOUT_MS = 127_000;
/** The kernel asks for a neighbour's address three times before it says that there is none. */
const NEIGHBOUR_MS = 3_050;
/** A question to a resolver, there and back. */
const LOOKUP_MS = 0.3;

export interface Router {
  readonly requests: RequestFeed;
  route(from: Stack, address: string, port: number): Destination;
  /** Names beyond /etc/hosts; the addresses in the order to try. */
  lookup(from: Stack, name: string): DnsAnswer | { error: 'nxdomain' | 'no-server' };
  reverse(from: Stack, address: string): string | undefined;
  pingRoute(from: Stack, address: string): PingRoute;
  internetHttp(host: string, request: HttpRequest): HttpResponse;
}

/** What a stack is told of its surroundings. */
export interface StackPlace {
  interfaces(): NetInterface[];
  /** Names of /etc/hosts. */
  knownHosts(): { name: string; address: string }[];
}

export type Service = { kind: 'http'; handler: HttpHandler; tls?: TlsServer | undefined } | { kind: 'tcp'; handler: (connection: OpenFile) => Program };

/** A destination with somebody at it. */
export type Reached = Extract<Destination, { kind: 'port' | 'internet' }>;

export class Stack implements Net {
  /** Made with the first listener: most containers have one of these at most. */
  private ports: Map<number, Service> | undefined;
  private sockets: Map<string, HttpHandler> | undefined;
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
    private place: StackPlace,
  ) {}

  interfaces(): NetInterface[] {
    return this.place.interfaces();
  }

  *resolve(name: string): Program<NetResult<DnsAnswer>> {
    if (parseAddress(name) !== undefined) return { ok: true, value: { addresses: [name], server: '', ttlSeconds: 0 } };
    const lower = name.toLowerCase().replace(/\.$/, '');
    const local = lower === 'localhost' ? '127.0.0.1' : this.place.knownHosts().find((line) => line.name.toLowerCase() === lower)?.address;
    if (local !== undefined) return { ok: true, value: { addresses: [local], server: '', ttlSeconds: 0 } };
    yield* sleep(this.sim, LOOKUP_MS);
    const answer = this.router.lookup(this, lower);
    if ('error' in answer) return { ok: false, error: { kind: 'unknown-host', reason: answer.error } };
    return { ok: true, value: answer };
  }

  *reverse(address: string): Program<string | undefined> {
    yield* sleep(this.sim, LOOKUP_MS);
    return this.router.reverse(this, address);
  }

  *http(target: HttpTarget, request: HttpRequest, timeoutMs = CONNECT_TIMEOUT_MS): Program<NetResult<HttpResponse>> {
    const opened = yield* this.openHttp(target, timeoutMs);
    if (!opened.ok) return opened;
    try {
      return yield* opened.value.request(request, timeoutMs);
    } finally {
      opened.value.close();
    }
  }

  *openHttp(target: HttpTarget, timeoutMs = CONNECT_TIMEOUT_MS): Program<NetResult<HttpConnection>> {
    const atMs = this.sim.nowMs;
    const found = yield* this.dial(target.host, target.port, timeoutMs, 'http');
    if (!found.ok) return found;
    const { to, address } = found.value;
    return { ok: true, value: new Connection(this, target, address, to, atMs) };
  }

  *httpUnix(socketPath: string, request: HttpRequest): Program<NetResult<HttpResponse>> {
    const handler = this.sockets?.get(socketPath);
    if (!handler) return failure({ kind: 'refused' });
    return { ok: true, value: yield* handler(request) };
  }

  *connect(host: string, port: number, timeoutMs = CONNECT_TIMEOUT_MS): Program<NetResult<OpenFile>> {
    const atMs = this.sim.nowMs;
    const found = yield* this.dial(host, port, timeoutMs, 'tcp');
    if (!found.ok) return found;
    const { to } = found.value;
    // Nobody out there speaks anything but HTTP.
    if (to.kind === 'internet') return failure(yield* this.silence(timeoutMs));
    const service = to.stack.service(to.port) as Service;
    const [ours, theirs] = createSocketPair();
    this.account(to.stack, 60);
    if (service.kind === 'tcp') spawn(this.sim, 'net.connection', closing(theirs, service.handler(theirs)));
    else spawn(this.sim, 'net.connection', closing(theirs, rawHttp(theirs, service.handler, to.from)));
    this.record({ kind: 'tcp', atMs, target: `${host}:${port}`, route: to.route, outcome: 'answered', bytes: 0 });
    return { ok: true, value: ours };
  }

  listenHttp(port: number, handler: HttpHandler, tls?: TlsServer): NetResult<Listener> {
    return this.listen(port, { kind: 'http', handler, tls });
  }

  listenTcp(port: number, handler: (connection: OpenFile) => Program): NetResult<Listener> {
    return this.listen(port, { kind: 'tcp', handler });
  }

  listenUnix(socketPath: string, handler: HttpHandler): Listener {
    (this.sockets ??= new Map()).set(socketPath, handler);
    return {
      port: 0,
      close: () => {
        if (this.sockets?.get(socketPath) === handler) this.sockets.delete(socketPath);
      },
    };
  }

  listening(): { port: number; protocol: 'tcp' | 'udp'; program: string }[] {
    return [...(this.ports?.keys() ?? [])].sort((a, b) => a - b).map((port) => ({ port, protocol: 'tcp', program: '' }));
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

  /** It has gone with its host or container. */
  get over(): boolean {
    return this.ended;
  }

  /** The service behind a port here, while there is one. */
  service(port: number): Service | undefined {
    return this.ended ? undefined : this.ports?.get(port);
  }

  /** Tells the watchers of requests, if there are any. */
  record(what: Omit<RequestRecord, 'endMs' | 'from'>): void {
    const { requests } = this.router;
    if (!requests.watched) return;
    requests.tell({ ...what, endMs: this.sim.nowMs, from: { machine: this.host, ...(this.containerId === '' ? {} : { container: this.containerId }) } });
  }

  internetHttp(host: string, request: HttpRequest): HttpResponse {
    return this.router.internetHttp(host, request);
  }

  /** Whether somebody listens here. */
  serves(port: number): boolean {
    return !this.ended && this.ports?.has(port) === true;
  }

  /** Everything it listened on closes; connections on their way are refused. */
  end(): void {
    this.ended = true;
    this.ports = this.sockets = undefined;
  }

  account(to: Stack, bytes: number): void {
    this.sentBytes += bytes;
    to.receivedBytes += bytes;
  }

  /** Resolves, finds the way and shakes hands; a failure has been recorded. */
  private *dial(host: string, port: number, timeoutMs: number, kind: 'http' | 'tcp'): Program<NetResult<{ to: Reached; address: string }>> {
    const atMs = this.sim.nowMs;
    const fail = (error: NetError, route?: Destination['route']): { ok: false; error: NetError } => {
      this.record({ kind, atMs, target: `${host}:${port}`, ...(route ? { route } : {}), outcome: outcomeOf(error), bytes: 0 });
      return failure(error);
    };
    const resolved = yield* this.resolve(host);
    if (!resolved.ok) return fail(resolved.error);
    const address = resolved.value.addresses[0];
    if (address === undefined) return fail({ kind: 'unknown-host', reason: 'nxdomain' });
    const to = this.router.route(this, address, port);
    if (to.kind === 'internet') {
      yield* sleep(this.sim, to.latencyMs * 2);
      return { ok: true, value: { to, address } };
    }
    if (to.kind !== 'port') return fail(yield* this.misses(to, timeoutMs), to.route);
    yield* sleep(this.sim, to.latencyMs * 2);
    if (!to.stack.service(to.port)) return fail({ kind: 'refused' }, to.route);
    if (!to.reachable()) return fail(yield* this.silence(timeoutMs), to.route);
    return { ok: true, value: { to, address } };
  }

  private listen(port: number, service: Service): NetResult<Listener> {
    if (this.ports?.has(port)) return failure({ kind: 'in-use' });
    (this.ports ??= new Map()).set(port, service);
    return { ok: true, value: new PortListener(this, port, service) };
  }

  /** Nobody listens there any more, unless somebody else does by now. */
  unlisten(port: number, service: Service): void {
    if (this.ports?.get(port) === service) this.ports.delete(port);
  }

  /** Runs a handler on the server's side, so that a caller who gives up cancels it. */
  *serve(program: Program<HttpResponse>): Program<HttpResponse | undefined> {
    const start: Wait<HttpResponse | undefined> = (wake) => {
      const fiber = spawn(this.sim, 'net.serve', program);
      fiber.ended((outcome) => wake(outcome.kind === 'returned' ? outcome.value : undefined));
      return () => fiber.cancel('client went away');
    };
    return yield* wait(start);
  }

  private *misses(to: Exclude<Destination, Reached>, timeoutMs: number): Program<NetError> {
    switch (to.kind) {
      case 'refused':
        yield* sleep(this.sim, to.latencyMs * 2);
        return { kind: 'refused' };
      case 'unreachable':
        yield* sleep(this.sim, Math.min(NEIGHBOUR_MS, timeoutMs));
        return timeoutMs < NEIGHBOUR_MS ? { kind: 'timeout' } : { kind: 'unreachable' };
      default:
        return yield* this.silence(timeoutMs);
    }
  }

  /** Waits for an answer that does not come. */
  *silence(timeoutMs: number): Program<NetError> {
    yield* race(timer(this.sim, timeoutMs));
    return { kind: 'timeout' };
  }
}

class PortListener implements Listener {
  constructor(private readonly stack: Stack, readonly port: number, private readonly service: Service) {}

  close(): void {
    this.stack.unlisten(this.port, this.service);
  }
}

export function failure(error: NetError): { ok: false; error: NetError } {
  return { ok: false, error };
}

export function outcomeOf(error: NetError): RequestOutcome {
  return error.kind === 'in-use' ? 'refused' : error.kind;
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
