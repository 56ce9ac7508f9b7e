/**
 * Asks at a steady rate, from outside and from inside, and keeps a line for every request: when it was asked, of whom,
 * and what came of it. What the wire's own feed tells of the same requests is counted beside it.
 */
import type { HttpResponse, Net, NetResult } from '../../../src/os';
import { spawn, type Sim } from '../../../src/sim';
import type { RequestRecord } from '../../../src/wire';

export interface Source {
  readonly name: string;
  /** The stack that asks; undefined while there is none (its container is being replaced). */
  net(): Net | undefined;
  /** Whom it asks next. */
  target(): { host: string; port: number; path: string };
  /** The service that has to answer. */
  readonly service: string;
}

export interface Asked {
  readonly source: Source;
  readonly sentMs: number;
  answeredMs: number | undefined;
  result: NetResult<HttpResponse> | undefined;
  record: RequestRecord | undefined;
}

const TIMEOUT_MS = 3_000;

export class Load {
  readonly sent: Asked[] = [];
  /** The feed told of a request that nobody had asked, or twice of one. */
  strays = 0;
  private running = false;
  private next = 0;
  /** Whom we ask. */
  private readonly targets = new Set<string>();
  /** Open ones by instant and target: no two begin at the same. */
  private readonly expected = new Map<string, Asked>();

  constructor(
    private readonly sim: Sim,
    private readonly sources: readonly Source[],
    private readonly perSecond: number,
  ) {}

  start(): void {
    this.running = true;
    this.fire();
  }

  stop(): void {
    this.running = false;
  }

  /** What the wire tells of a connection; others than ours are of no interest. */
  hear(record: RequestRecord): void {
    if (!this.targets.has(record.target)) return;
    const key = `${record.atMs} ${record.target}`;
    const asked = this.expected.get(key);
    if (!asked) {
      this.strays++;
      return;
    }
    this.expected.delete(key);
    asked.record = record;
  }

  /** Asked, and not over yet. */
  get open(): number {
    return this.sent.reduce((n, one) => n + (one.result === undefined ? 1 : 0), 0);
  }

  private fire(): void {
    if (!this.running) return;
    const source = this.sources[this.next++ % this.sources.length] as Source;
    const net = source.net();
    if (net) this.ask(source, net);
    this.sim.after(1000 / this.perSecond, 'storm.request', () => this.fire());
  }

  private ask(source: Source, net: Net): void {
    const asked: Asked = { source, sentMs: this.sim.nowMs, answeredMs: undefined, result: undefined, record: undefined };
    this.sent.push(asked);
    const { host, port, path } = source.target();
    this.targets.add(`${host}:${port}`);
    this.expected.set(`${this.sim.nowMs} ${host}:${port}`, asked);
    const request = { method: 'GET', path, headers: { host, 'x-storm': String(this.sent.length - 1) }, body: '' };
    const asking = spawn(this.sim, 'storm.ask', net.http({ host, port }, request, TIMEOUT_MS));
    asking.ended((outcome) => {
      asked.answeredMs = this.sim.nowMs;
      asked.result = outcome.kind === 'returned' ? outcome.value : { ok: false, error: { kind: 'reset' } };
    });
  }
}
