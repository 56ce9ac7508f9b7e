/**
 * The network as a program on a machine or in a container sees it. `wire/` implements it for each of them;
 * programs and tools know only this page. Addresses are IPv4 in dotted form.
 */
import type { Program } from '../sim';
import type { HttpHandler, HttpRequest, HttpResponse } from './http';
import type { OpenFile } from './stream';

export interface NetInterface {
  name: string;
  mac: string;
  /** Address with prefix length: `10.0.1.3/24`; empty when it has none. */
  addresses: string[];
  up: boolean;
  mtu: number;
}

/** Why a connection did not come about, in the kernel's terms; `curl` and `nc` put words to it. */
export type NetError =
  | { kind: 'refused' }
  | { kind: 'timeout' }
  | { kind: 'unreachable' }
  /** `tls` says what the handshake broke off over, where there was one. */
  | { kind: 'reset'; tls?: TlsFailure }
  | { kind: 'in-use' }
  /** DNS: `nxdomain` knows of no such name, `no-server` has nobody to ask. */
  | { kind: 'unknown-host'; reason: 'nxdomain' | 'no-server' };

/** The other side's certificate is of an authority that is not trusted; ours is refused; it does not speak TLS at all. */
export type TlsFailure = 'unknown-authority' | 'bad-certificate' | 'plain-peer';

/** What a client of TLS knows and shows, as PEM text. Without an authority it believes anybody. */
export interface TlsClient {
  authority?: string;
  certificate?: string;
}

/** A server that shows a certificate and wants one of its clients that its authority has signed. */
export interface TlsServer {
  certificate(): string;
  authority(): string;
}

export type NetResult<T> = { ok: true; value: T } | { ok: false; error: NetError };

export interface Listener {
  readonly port: number;
  close(): void;
}

export type PingReply = { kind: 'reply'; ms: number; ttl: number; from: string } | { kind: 'unreachable'; from: string } | { kind: 'lost' };

export interface DnsAnswer {
  addresses: string[];
  /** Who answered: `127.0.0.11` in containers. */
  server: string;
  ttlSeconds: number;
}

/** A TCP connection on which HTTP is spoken, one request after the other, all to the same peer (keep-alive). */
export interface HttpConnection {
  /** The address at the other end; behind a virtual address or a published port still that one, as a client sees it. */
  readonly address: string;
  /** False once either side has closed it: the next request would fail with `reset`. */
  readonly open: boolean;
  request(request: HttpRequest, timeoutMs?: number): Program<NetResult<HttpResponse>>;
  close(): void;
}

export interface HttpTarget {
  host: string;
  port: number;
  tls?: boolean | TlsClient;
}

export interface Net {
  readonly hostname: string;
  interfaces(): NetInterface[];
  /** A lookup as the resolver library does it: /etc/hosts, then DNS; an address resolves to itself. */
  resolve(name: string): Program<NetResult<DnsAnswer>>;
  /** A PTR lookup: the name, or undefined. */
  reverse(address: string): Program<string | undefined>;
  /** One HTTP exchange on a fresh connection; `host` may be a name. Times out like a real client's connect. */
  http(target: HttpTarget, request: HttpRequest, timeoutMs?: number): Program<NetResult<HttpResponse>>;
  /** Connects for several exchanges: load balancers choose once for each connection, not for each request. */
  openHttp(target: HttpTarget, timeoutMs?: number): Program<NetResult<HttpConnection>>;
  /** The same over a unix socket of this machine; `refused` when nobody listens, undefined when there is no such file. */
  httpUnix(socketPath: string, request: HttpRequest): Program<NetResult<HttpResponse>>;
  /** A TCP byte stream. */
  connect(host: string, port: number, timeoutMs?: number): Program<NetResult<OpenFile>>;
  /** Serves HTTP on a port of this machine; `in-use` when it is taken. */
  listenHttp(port: number, handler: HttpHandler, tls?: TlsServer): NetResult<Listener>;
  /** Serves raw TCP; the program runs once per connection. */
  listenTcp(port: number, handler: (connection: OpenFile) => Program): NetResult<Listener>;
  listenUnix(socketPath: string, handler: HttpHandler): Listener;
  /** The sockets this machine listens on, for `ss` and `netstat`. */
  listening(): { port: number; protocol: 'tcp' | 'udp'; program: string }[];
  ping(address: string, timeoutMs: number): Program<PingReply>;
}
