/**
 * The cables: one switch that all hosts are plugged into. Whoever sends asks here whether and when the other
 * side hears it. A cut cable, a host without power, and a lossy or slow pair are faults set from outside;
 * nothing else in the world knows about them.
 */
import type { Program, Random, Sim, Wait } from '../sim';
import { race, spawn, timer, wait } from '../sim';

/** What the wire must know of a host: its name, its address, whether its network card is alive. */
export interface LinkEnd {
  readonly name: string;
  readonly address: string;
  readonly powered: boolean;
  /** A virtual machine: its first card leads out through its host's address translation, the one with the address is its second. */
  readonly behindNat?: boolean;
}

export interface PairFault {
  /** Added to each one-way trip. */
  delayMs?: number;
  /** 0..1 of the messages that vanish. */
  loss?: number;
  cut?: boolean;
}

/** Why a remote call gave no answer. */
export type CallError = 'refused' | 'timeout' | 'unreachable' | 'reset';

export type CallResult<T> = { ok: true; value: T } | { ok: false; error: CallError };

/** One-way delays between two hosts of the same switch, in milliseconds. */
const LATENCY_MIN_MS = 0.15;
const LATENCY_MAX_MS = 0.45;
const HOST_PARTS_MAX = 4096;

export class Links {
  private ends = new Map<string, LinkEnd>();
  private byAddress = new Map<string, LinkEnd>();
  /** The part before the port, by `address:port`: every message asks, and there are few of them. */
  private hostParts = new Map<string, string>();
  private unplugged = new Set<string>();
  /** Faults by direction. */
  private ways = new Map<string, PairFault>();
  private random: Random;
  private watchers = new Set<() => void>();
  /** When a cable, a pair or a host's power last changed. */
  changedAtMs = 0;

  constructor(private sim: Sim) {
    this.random = sim.random('links');
  }

  attach(end: LinkEnd): void {
    this.ends.set(end.name, end);
    this.byAddress.set(end.address, end);
  }

  detach(name: string): void {
    const end = this.ends.get(name);
    if (!end) return;
    this.ends.delete(name);
    this.byAddress.delete(end.address);
    this.unplugged.delete(name);
    this.changed();
  }

  /** The host with this LAN address, or this name. */
  at(address: string): LinkEnd | undefined {
    return this.byAddress.get(address) ?? this.ends.get(address);
  }

  /** Whether an address lies in the /24 of some host here: then silence is noticed on the cable. */
  isNear(address: string): boolean {
    const network = networkOf(address);
    for (const known of this.byAddress.keys()) if (networkOf(known) === network) return true;
    return false;
  }

  /** The host that `address:port` is on. */
  atPort(where: string): LinkEnd | undefined {
    let host = this.hostParts.get(where);
    if (host === undefined) {
      host = where.split(':', 1)[0] as string;
      if (this.hostParts.size < HOST_PARTS_MAX) this.hostParts.set(where, host);
    }
    return this.at(host);
  }

  isCut(name: string): boolean {
    return this.unplugged.has(name);
  }

  cut(name: string): void {
    this.unplugged.add(name);
    this.changed();
  }

  heal(name: string): void {
    this.unplugged.delete(name);
    this.changed();
  }

  /** Every cable in, every way whole. */
  healAll(): void {
    this.unplugged.clear();
    this.ways.clear();
    this.changed();
  }

  /** A fault on the way between two hosts, both directions; an empty one clears it. */
  setPair(a: string, b: string, fault: PairFault): void {
    this.putWay(a, b, fault);
    this.putWay(b, a, fault);
    this.changed();
  }

  /** A fault on one direction only: what `from` sends to `to`. */
  setWay(from: string, to: string, fault: PairFault): void {
    this.putWay(from, to, fault);
    this.changed();
  }

  private putWay(from: string, to: string, fault: PairFault): void {
    if (Object.keys(fault).length === 0) this.ways.delete(wayKey(from, to));
    else this.ways.set(wayKey(from, to), fault);
  }

  /** Calls back when a cable, a pair or the power of a host changed (hosts say so through `changed`). */
  onChange(listener: () => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  changed(): void {
    this.changedAtMs = this.sim.nowMs;
    for (const watcher of [...this.watchers]) watcher();
  }

  /** Whether a packet from one host would reach the other now. A host always reaches itself while it has power. */
  connected(from: string, to: string): boolean {
    const a = this.ends.get(from);
    const b = this.ends.get(to);
    if (!a?.powered || !b?.powered) return false;
    if (from === to) return true;
    if (this.unplugged.has(from) || this.unplugged.has(to)) return false;
    return this.ways.size === 0 || this.ways.get(wayKey(from, to))?.cut !== true;
  }

  /** Whether question and answer would both arrive: what a connection or a ping needs. */
  bothWays(a: string, b: string): boolean {
    return this.connected(a, b) && (this.ways.size === 0 || this.connected(b, a));
  }

  /** A one-way delay drawn for this trip. */
  latencyMs(from: string, to: string): number {
    if (from === to) return 0.02;
    const drawn = LATENCY_MIN_MS + this.random.fraction() * (LATENCY_MAX_MS - LATENCY_MIN_MS);
    return this.ways.size === 0 ? drawn : drawn + (this.ways.get(wayKey(from, to))?.delayMs ?? 0);
  }

  /** One datagram: `arrive` runs at the other side unless the way is cut now or at arrival, or it is lost. */
  deliver(from: string, to: string, name: string, arrive: () => void): void {
    if (!this.connected(from, to)) return;
    const loss = this.ways.size === 0 ? 0 : (this.ways.get(wayKey(from, to))?.loss ?? 0);
    if (loss > 0 && this.random.chance(loss)) return;
    this.sim.after(this.latencyMs(from, to), name, () => {
      if (this.connected(from, to)) arrive();
    });
  }

  /**
   * One direction of a connection: what is sent arrives in order. While the way is cut it waits, as TCP sends again; when
   * one of the two loses its power the connection is gone, and what was on its way with it.
   */
  channel(from: string, to: string, name: string): (arrive: () => void) => void {
    let lastAtMs = 0;
    /** What has not arrived yet; whoever arrives next is its head, so the order stays. */
    let queue: (() => void)[] = [];
    let stalled = 0;
    let stopWatching: (() => void) | undefined;
    const isAlive = () => this.ends.get(from)?.powered === true && this.ends.get(to)?.powered === true;
    const stall = () => {
      stalled++;
      stopWatching ??= this.onChange(() => {
        const alive = isAlive();
        if (alive && !this.connected(from, to)) return;
        stopWatching?.();
        stopWatching = undefined;
        if (!alive) queue = [];
        const again = alive ? stalled : 0;
        stalled = 0;
        for (let i = 0; i < again; i++) plan();
      });
    };
    const plan = () => {
      lastAtMs = Math.max(lastAtMs, this.sim.nowMs + this.latencyMs(from, to));
      this.sim.at(lastAtMs, name, () => {
        if (queue.length === 0) return;
        if (this.connected(from, to)) queue.shift()?.();
        else if (isAlive()) stall();
        else queue = [];
      });
    };
    return (arrive) => {
      if (!isAlive()) return;
      queue.push(arrive);
      if (this.connected(from, to)) plan();
      else stall();
    };
  }

  /**
   * A call over a connection, from one host to another: there, `serve` answers with a program that runs on the
   * other side, or undefined when nobody listens (refused at once). A host that is away answers nothing: the
   * call ends at `timeoutMs`, or at once when the caller's own cable is out. Giving up cancels the served program.
   */
  *call<T>(from: string, to: string, timeoutMs: number, name: string, serve: () => Program<T> | undefined): Program<CallResult<T>> {
    const deadline = timer<CallResult<T>>(this.sim, timeoutMs, { ok: false, error: 'timeout' });
    const exchange: Wait<CallResult<T>> = (wake) => {
      let stop = () => {};
      this.deliver(from, to, name, () => {
        const program = serve();
        if (!program) {
          this.deliver(to, from, name, () => wake({ ok: false, error: 'refused' }));
          return;
        }
        const fiber = spawn(this.sim, name, program);
        stop = () => fiber.cancel('caller gave up');
        fiber.ended((outcome) => {
          const answer: CallResult<T> = outcome.kind === 'returned' ? { ok: true, value: outcome.value } : { ok: false, error: 'reset' };
          this.deliver(to, from, name, () => wake(answer));
        });
      });
      return () => stop();
    };
    return (yield* race(exchange, deadline)).value;
  }

  /** Waits until the way between two hosts opens or closes. */
  *untilChanged(from: string, to: string): Program {
    const before = this.connected(from, to);
    while (this.connected(from, to) === before) yield* wait<void>((wake) => this.onChange(() => wake()));
  }
}

function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'));
}

function wayKey(from: string, to: string): string {
  return `${from} ${to}`;
}
