/**
 * A container's network as its own programs see it: what they listen on, and every connection they have, belongs to this
 * life of the container and closes with it (also with `--network host`), and while it is paused nobody answers.
 */
import { wait, type Program } from '../sim';
import type { DnsAnswer, HttpConnection, HttpHandler, HttpRequest, HttpResponse, HttpTarget, Listener, Net, NetInterface, NetResult, OpenFile, PingReply } from '../os';
import type { Container } from './container';

export class RunNet implements Net {
  private listeners: readonly Listener[] = [];
  private sockets: Set<string> | undefined;
  /** Open TCP connections, to and from its programs: the other side learns of its end. */
  private connections: Set<OpenFile> | undefined;

  constructor(
    private readonly inner: Net,
    private readonly container: Container,
    private readonly ownName: boolean,
    private readonly name: () => string,
  ) {}

  get hostname(): string {
    return this.ownName ? this.name() : this.inner.hostname;
  }

  interfaces(): NetInterface[] {
    return this.inner.interfaces();
  }

  resolve(name: string): Program<NetResult<DnsAnswer>> {
    return this.inner.resolve(name);
  }

  reverse(address: string): Program<string | undefined> {
    return this.inner.reverse(address);
  }

  http(target: HttpTarget, request: HttpRequest, timeoutMs?: number): Program<NetResult<HttpResponse>> {
    return this.inner.http(target, request, timeoutMs);
  }

  openHttp(target: HttpTarget, timeoutMs?: number): Program<NetResult<HttpConnection>> {
    return this.inner.openHttp(target, timeoutMs);
  }

  httpUnix(socketPath: string, request: HttpRequest): Program<NetResult<HttpResponse>> {
    const canonical = socketPath.replace(/^\/run\//, '/var/run/');
    return this.inner.httpUnix(this.sockets?.has(canonical) ? canonical : socketPath, request);
  }

  *connect(host: string, port: number, timeoutMs?: number): Program<NetResult<OpenFile>> {
    const result = yield* this.inner.connect(host, port, timeoutMs);
    if (!result.ok) return result;
    const { value: connection } = result;
    this.follow(connection);
    return { ok: true, value: untilClosed(connection, () => this.connections?.delete(connection)) };
  }

  listenHttp(port: number, handler: HttpHandler): NetResult<Listener> {
    return this.keep(this.inner.listenHttp(port, (request) => this.gated(handler(request))));
  }

  listenTcp(port: number, handler: (connection: OpenFile) => Program): NetResult<Listener> {
    return this.keep(this.inner.listenTcp(port, (connection) => this.accepted(connection, handler)));
  }

  listenUnix(socketPath: string, handler: HttpHandler): Listener {
    (this.sockets ??= new Set()).add(socketPath);
    const listener = this.inner.listenUnix(socketPath, handler);
    this.listeners = [...this.listeners, listener];
    return listener;
  }

  listening(): { port: number; protocol: 'tcp' | 'udp'; program: string }[] {
    return this.inner.listening();
  }

  ping(address: string, timeoutMs: number): Program<PingReply> {
    return this.inner.ping(address, timeoutMs);
  }

  /** The container stopped. */
  close(): void {
    for (const listener of this.listeners) listener.close();
    this.listeners = [];
    for (const connection of this.connections ?? []) connection.close();
    this.connections = undefined;
  }

  private follow(connection: OpenFile): void {
    (this.connections ??= new Set()).add(connection);
  }

  private *accepted(connection: OpenFile, handler: (connection: OpenFile) => Program): Program {
    this.follow(connection);
    try {
      yield* this.gated(handler(connection));
    } finally {
      this.connections?.delete(connection);
    }
  }

  private keep(result: NetResult<Listener>): NetResult<Listener> {
    if (result.ok) this.listeners = [...this.listeners, result.value];
    return result;
  }

  private *gated<T>(answer: Program<T>): Program<T> {
    while (this.container.status === 'paused') yield* wait(this.container.changed.wait);
    return yield* answer;
  }
}

/** The same connection, whose closing is heard of. */
function untilClosed(connection: OpenFile, closed: () => void): OpenFile {
  const { readLine } = connection;
  return {
    kind: connection.kind,
    dup: () => connection.dup(),
    read: (maxChars) => connection.read(maxChars),
    write: (text) => connection.write(text),
    close: () => {
      closed();
      connection.close();
    },
    ...(readLine ? { readLine: readLine.bind(connection) } : {}),
  };
}
