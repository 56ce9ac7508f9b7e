/**
 * A network of one: a machine that reaches only itself. For tests, and for whatever must run before it is cabled.
 * Everything that is not `localhost` or the own name is unknown or unreachable.
 */
import { spawn, type Program, type Sim } from '../sim';
import type { HttpHandler, HttpRequest, HttpResponse } from './http';
import type { DnsAnswer, HttpConnection, HttpTarget, Listener, Net, NetError, NetInterface, NetResult, PingReply } from './net';
import { createSocketPair } from './pipe';
import type { OpenFile } from './stream';

type Service = { http: HttpHandler } | { tcp: (connection: OpenFile) => Program };

export class LoopbackNet implements Net {
  private services = new Map<number, Service>();
  private sockets = new Map<string, HttpHandler>();

  constructor(private sim: Sim, private name: () => string) {}

  get hostname(): string {
    return this.name();
  }

  interfaces(): NetInterface[] {
    return [{ name: 'lo', mac: '00:00:00:00:00:00', addresses: ['127.0.0.1/8'], up: true, mtu: 65_536 }];
  }

  *resolve(name: string): Program<NetResult<DnsAnswer>> {
    const address = this.addressOf(name);
    if (address === undefined) return refused({ kind: 'unknown-host', reason: 'no-server' });
    return { ok: true, value: { addresses: [address], server: '127.0.0.1', ttlSeconds: 0 } };
  }

  *reverse(address: string): Program<string | undefined> {
    return address.startsWith('127.') ? 'localhost' : undefined;
  }

  *http(target: { host: string; port: number }, request: HttpRequest): Program<NetResult<HttpResponse>> {
    const failed = this.unreachable(target.host);
    if (failed) return refused(failed);
    const service = this.services.get(target.port);
    if (!service) return refused({ kind: 'refused' });
    if (!('http' in service)) return refused({ kind: 'reset' });
    return { ok: true, value: yield* service.http({ ...request, remoteAddress: '127.0.0.1' }) };
  }

  *openHttp(target: HttpTarget): Program<NetResult<HttpConnection>> {
    const failed = this.unreachable(target.host) ?? (this.services.has(target.port) ? undefined : ({ kind: 'refused' } as const));
    if (failed) return refused(failed);
    let open = true;
    return {
      ok: true,
      value: {
        address: '127.0.0.1',
        get open() {
          return open;
        },
        request: (request) => this.http(target, request),
        close: () => {
          open = false;
        },
      },
    };
  }

  *httpUnix(socketPath: string, request: HttpRequest): Program<NetResult<HttpResponse>> {
    const handler = this.sockets.get(socketPath);
    return handler ? { ok: true, value: yield* handler(request) } : refused({ kind: 'refused' });
  }

  *connect(host: string, port: number): Program<NetResult<OpenFile>> {
    const failed = this.unreachable(host);
    if (failed) return refused(failed);
    const service = this.services.get(port);
    if (!service) return refused({ kind: 'refused' });
    const [near, far] = createSocketPair();
    if ('tcp' in service) spawn(this.sim, 'connection', service.tcp(far));
    else far.close();
    return { ok: true, value: near };
  }

  listenHttp(port: number, handler: HttpHandler): NetResult<Listener> {
    return this.listen(port, { http: handler });
  }

  listenTcp(port: number, handler: (connection: OpenFile) => Program): NetResult<Listener> {
    return this.listen(port, { tcp: handler });
  }

  listenUnix(socketPath: string, handler: HttpHandler): Listener {
    this.sockets.set(socketPath, handler);
    return { port: 0, close: () => this.sockets.delete(socketPath) };
  }

  listening(): { port: number; protocol: 'tcp' | 'udp'; program: string }[] {
    return [...this.services.keys()].sort((a, b) => a - b).map((port) => ({ port, protocol: 'tcp' as const, program: '' }));
  }

  *ping(address: string): Program<PingReply> {
    return this.unreachable(address) ? { kind: 'lost' } : { kind: 'reply', ms: 0.05, ttl: 64, from: '127.0.0.1' };
  }

  private listen(port: number, service: Service): NetResult<Listener> {
    if (this.services.has(port)) return refused({ kind: 'in-use' });
    this.services.set(port, service);
    return { ok: true, value: { port, close: () => this.services.delete(port) } };
  }

  private addressOf(name: string): string | undefined {
    if (name === 'localhost' || name === this.name()) return '127.0.0.1';
    return /^\d+\.\d+\.\d+\.\d+$/.test(name) ? name : undefined;
  }

  private unreachable(host: string): NetError | undefined {
    const address = this.addressOf(host);
    if (address === undefined) return { kind: 'unknown-host', reason: 'no-server' };
    return address.startsWith('127.') ? undefined : { kind: 'unreachable' };
  }
}

function refused<T>(error: NetError): NetResult<T> {
  return { ok: false, error };
}
