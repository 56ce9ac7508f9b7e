/**
 * Ties a session's virtual clock to the real one while real clients talk to it. The world is synchronous; this file
 * decides how far it may go before the event loop has its turn. Whoever brings something in from outside (a request,
 * bytes, a fault) does so between slices and calls `poke`.
 *
 * A pace is a rate (virtual seconds for a real one), or `max`: then the clock goes by who waits for whom.
 * - The world owes somebody an answer: only it can go on, so it runs as fast as it can.
 * - A body or an upgraded connection is open: both sides may speak, so time is brisk, but a client that needs some
 *   milliseconds to type or read is not left behind by hours.
 * - A client is connected and nothing is owed: it may wait on its own clock, as progress bars do (asking again every
 *   200 ms, calling a service stable after 5 s), and that clock is the real one.
 * - Nobody is there: real time, or, where nothing is to happen between clients, a short while of it.
 */
import type { Session } from '../session/session';

export type ServePace = number | 'max';

export interface ClockOptions {
  pace: ServePace;
  /** Under `max`, how much virtual time may pass while no client is connected, in milliseconds; endless when absent. */
  gapMsMax?: number;
  /** Our own bug, which stopped the world. */
  broken(error: unknown): void;
  /** Programs in the world that wait for something only the event loop brings (jq): while there are any, time stands. */
  holds(): number;
  /** Real milliseconds, from any start. */
  nowMs?(): number;
}

/** Real time that one slice may take, so that sockets are served in between. */
const SLICE_MS = 8;
/** Real time that one slice may make up for: after a stall the clock is late rather than in a hurry. */
const STALL_MS_MAX = 100;
const STREAM_RATE = 20;
const EVENTS_PER_CHECK = 200;
const NAP_MS_MAX = 50;

/** Somebody waits, is connected, or listens, until `end` is called; calling it twice does nothing. */
export interface Claim {
  end(): void;
}

type ClaimKind = 'answer' | 'stream' | 'client';

export class WorldClock {
  private readonly claims: Record<ClaimKind, number> = { answer: 0, stream: 0, client: 0 };
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private immediate: ReturnType<typeof setImmediate> | undefined;
  private lastRealMs = 0;
  /** Virtual time that has passed since the last client went. */
  private gapMs = 0;
  private paceNow: ServePace;
  private skips: { untilMs: number; reached: () => void }[] = [];

  constructor(
    private readonly session: Session,
    private readonly options: ClockOptions,
  ) {
    this.paceNow = options.pace;
  }

  get pace(): ServePace {
    return this.paceNow;
  }

  set pace(pace: ServePace) {
    this.paceNow = pace;
    this.poke();
  }

  /** Time passes from now on. */
  start(): void {
    this.running = true;
    this.gapMs = 0;
    this.lastRealMs = this.realMs();
    this.poke();
  }

  /** Time stands; whoever wants may drive the session itself. */
  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.timer = this.immediate = undefined;
  }

  /** Something came in from outside: the world looks at it soon. */
  poke(): void {
    if (!this.running || this.immediate) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.immediate = setImmediate(() => {
      this.immediate = undefined;
      this.slice();
    });
  }

  claim(kind: ClaimKind): Claim {
    let open = true;
    this.claims[kind]++;
    this.poke();
    return {
      end: () => {
        if (!open) return;
        open = false;
        this.claims[kind]--;
        if (kind === 'client' && this.claims.client === 0) this.gapMs = 0;
        this.poke();
      },
    };
  }

  /** Lets so much virtual time pass as fast as it goes, whatever the pace. */
  skip(ms: number): Promise<void> {
    return new Promise((reached) => {
      this.skips.push({ untilMs: this.session.sim.nowMs + ms, reached });
      this.poke();
    });
  }

  /** After so much virtual time, `run`. It does not hurry the clock: that is what a claim is for. */
  after(ms: number, name: string, run: () => void): () => void {
    const cancel = this.session.sim.after(ms, name, run);
    this.poke();
    return cancel;
  }

  private realMs(): number {
    return this.options.nowMs?.() ?? performance.now();
  }

  private rate(): number {
    if (this.paceNow !== 'max') return this.paceNow;
    if (this.claims.answer > 0) return Infinity;
    if (this.claims.stream > 0) return STREAM_RATE;
    if (this.claims.client > 0) return 1;
    return this.options.gapMsMax === undefined || this.gapMs < this.options.gapMsMax ? 1 : 0;
  }

  private slice(): void {
    if (!this.running) return;
    const rate = this.rate();
    const startMs = this.realMs();
    const realMs = Math.min(STALL_MS_MAX, startMs - this.lastRealMs);
    this.lastRealMs = startMs;
    let busy = false;
    try {
      if (this.options.holds() === 0) {
        const skip = this.nextSkip();
        if (skip) busy = this.runFor(skip.untilMs - this.session.sim.nowMs, startMs);
        else busy = rate === Infinity ? this.runWhileOwed(startMs) : this.runFor(realMs * rate, startMs);
      }
      busy = this.endSkips() || busy;
    } catch (error) {
      this.stop();
      this.options.broken(error);
      return;
    }
    if (busy) this.poke();
    else this.nap();
  }

  private nextSkip(): { untilMs: number } | undefined {
    return this.skips.reduce<{ untilMs: number } | undefined>((first, one) => (first && first.untilMs <= one.untilMs ? first : one), undefined);
  }

  /** True when some remain. */
  private endSkips(): boolean {
    const due = this.skips.filter((one) => one.untilMs <= this.session.sim.nowMs);
    this.skips = this.skips.filter((one) => !due.includes(one));
    for (const one of due) one.reached();
    return this.skips.length > 0;
  }

  /** As fast as it goes, until nothing is owed or other things want the event loop. True when there is more to do. */
  private runWhileOwed(startMs: number): boolean {
    const { sim } = this.session;
    for (;;) {
      for (let events = 0; events < EVENTS_PER_CHECK && this.claims.answer > 0; events++) {
        if (this.options.holds() > 0 || !sim.step()) return false;
      }
      if (this.claims.answer === 0 || this.realMs() - startMs > SLICE_MS) return true;
    }
  }

  /** So much virtual time; less when the world cannot keep up, so that it slows down instead of falling ever further behind. */
  private runFor(virtualMs: number, startMs: number): boolean {
    const { session } = this;
    const fromMs = session.sim.nowMs;
    const untilMs = fromMs + virtualMs;
    let reached = false;
    while (!reached && this.options.holds() === 0 && this.realMs() - startMs <= SLICE_MS) reached = session.advance(untilMs, EVENTS_PER_CHECK);
    if (this.claims.client === 0) this.gapMs += session.sim.nowMs - fromMs;
    return !reached;
  }

  /** Until the next event is due, or the world is poked. */
  private nap(): void {
    if (!this.running || this.immediate) return;
    const rate = this.rate();
    const next = this.session.sim.queue.nextAtMs();
    // Nothing moves by itself: only a poke can.
    if (rate === 0 || next === undefined || this.options.holds() > 0) return;
    const dueMs = rate === Infinity ? NAP_MS_MAX : (next - this.session.sim.nowMs) / rate;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.slice();
    }, Math.min(NAP_MS_MAX, Math.max(1, dueMs)));
  }
}
