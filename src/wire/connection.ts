/**
 * The client's end of a connection on which HTTP is spoken. The way it took was chosen when it was opened and stays:
 * whoever keeps it alive keeps talking to the same container, also when others would be in turn.
 */
import type { HttpConnection, HttpRequest, HttpResponse, HttpTarget, NetError, NetResult } from '../os';
import { textResponse } from '../os';
import { sleep, type Program } from '../sim';
import type { RequestOutcome } from './requests';
import { handshake } from './handshake';
import { CONNECT_TIMEOUT_MS, failure, outcomeOf, type Reached, type Stack } from './stack';

/** What request and answer weigh besides their bodies, in bytes. */
const REQUEST_BYTES = 120;
const RESPONSE_BYTES = 200;
const HTTP_PORTS = [80, 443];

export class Connection implements HttpConnection {
  private closed = false;

  constructor(
    private readonly from: Stack,
    private readonly target: HttpTarget,
    readonly address: string,
    private readonly to: Reached,
    /** When it was asked for: the first request's time includes the handshake. */
    private askedAtMs: number,
  ) {}

  get open(): boolean {
    return !this.closed && (this.to.kind === 'internet' || this.to.stack.service(this.to.port) !== undefined);
  }

  close(): void {
    this.closed = true;
  }

  *request(request: HttpRequest, timeoutMs = CONNECT_TIMEOUT_MS): Program<NetResult<HttpResponse>> {
    const atMs = this.askedAtMs;
    let outcome: RequestOutcome = 'given-up';
    let status: number | undefined;
    let bytes = 0;
    try {
      const result = yield* this.exchange(request, timeoutMs);
      outcome = result.ok ? 'answered' : outcomeOf(result.error);
      if (result.ok) {
        status = result.value.status;
        bytes = typeof result.value.body === 'string' ? result.value.body.length : 0;
      }
      return result;
    } finally {
      if (outcome !== 'answered') this.closed = true;
      this.askedAtMs = this.from.sim.nowMs;
      const { host, port } = this.target;
      this.from.record({ kind: 'http', atMs, target: `${host}:${port}`, route: this.to.route, outcome, ...(status === undefined ? {} : { status }), bytes });
    }
  }

  private *exchange(request: HttpRequest, timeoutMs: number): Program<NetResult<HttpResponse>> {
    const { from, to } = this;
    const { sim } = from;
    if (this.closed) return failure({ kind: 'reset' });
    if (to.kind === 'internet') {
      yield* sleep(sim, to.latencyMs * 2);
      if (!HTTP_PORTS.includes(this.target.port)) return failure({ kind: 'timeout' });
      return { ok: true, value: from.internetHttp(this.target.host, request) };
    }
    const service = to.stack.service(to.port);
    // Somebody speaks HTTP to a port that does not: the connection opens and is closed without an answer.
    if (service?.kind !== 'http') return failure({ kind: 'reset' });
    if (!to.reachable()) return failure(yield* from.silence(timeoutMs));
    const tls = handshake(this.target.tls, service.tls);
    if (tls === 'plain-client') return { ok: true, value: textResponse(400, 'Client sent an HTTP request to an HTTPS server.\n') };
    if (tls !== undefined) return failure({ kind: 'reset', tls });
    from.account(to.stack, REQUEST_BYTES + (typeof request.body === 'string' ? request.body.length : 0));
    yield* sleep(sim, to.latencyMs);
    const served = yield* from.serve(service.handler({ ...request, remoteAddress: to.from }));
    const lost = this.lost(served === undefined);
    if (lost) return failure(lost.kind === 'timeout' ? yield* from.silence(timeoutMs) : lost);
    yield* sleep(sim, to.latencyMs);
    const value = served as HttpResponse;
    to.stack.account(from, RESPONSE_BYTES + (typeof value.body === 'string' ? value.body.length : 0));
    return { ok: true, value };
  }

  /** Why the answer does not come back: the server died, or the way is cut. */
  private lost(died: boolean): NetError | undefined {
    const { to } = this;
    if (to.kind === 'internet') return undefined;
    if (!to.reachable()) return { kind: 'timeout' };
    return died || to.stack.over ? { kind: 'reset' } : undefined;
  }
}
