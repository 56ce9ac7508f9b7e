/**
 * How far virtual time may go by now: a straight line from an anchor, at the pace that was chosen, or as fast as it goes
 * while a span is skipped or until the cluster has settled.
 */
import type { Pace } from '../session/protocol';
import type { Session } from '../session/session';

/** "Until settled" gives up after this much virtual time, and is satisfied after so much quiet. */
const SETTLE_LIMIT_MS = 120_000;
const SETTLE_QUIET_MS = 1_500;
const SETTLE_STEP_MS = 250;

export class Pacer {
  pace: Pace = 1;
  /** Real and virtual instants that belong together. */
  private anchorRealMs = 0;
  private anchorVirtualMs = 0;
  /** Virtual time that is to pass as fast as it goes. */
  private skipUntilMs = 0;
  private settle: { untilMs: number; quietSinceMs: number | undefined } | undefined;

  /** `nowMs`: milliseconds of real time. */
  constructor(private readonly session: Session, private readonly nowMs: () => number) {
    this.anchor();
  }

  setPace(pace: Pace): void {
    this.settle = pace === 'settled' ? { untilMs: this.session.sim.nowMs + SETTLE_LIMIT_MS, quietSinceMs: undefined } : undefined;
    this.pace = pace;
    this.skipUntilMs = 0;
    this.anchor();
  }

  skip(ms: number): void {
    this.skipUntilMs = this.session.sim.nowMs + ms;
  }

  /** The clock goes on from here: what was missed is not caught up with. */
  anchor(): void {
    this.anchorRealMs = this.nowMs();
    this.anchorVirtualMs = this.session.sim.nowMs;
  }

  /** The instant to go to now. */
  targetMs(): number {
    if (this.settle) return this.session.sim.nowMs + SETTLE_STEP_MS;
    const rate = this.pace === 'paused' || this.pace === 'settled' ? 0 : this.pace;
    return Math.max(this.skipUntilMs, this.anchorVirtualMs + (this.nowMs() - this.anchorRealMs) * rate);
  }

  /** The target was reached. True when there is more to do at once. */
  reached(): boolean {
    if (!this.settle) return false;
    const { settle } = this;
    const { nowMs } = this.session.sim;
    settle.quietSinceMs = this.session.settled ? (settle.quietSinceMs ?? nowMs) : undefined;
    if (nowMs < settle.untilMs && (settle.quietSinceMs === undefined || nowMs - settle.quietSinceMs < SETTLE_QUIET_MS)) return true;
    this.setPace(1);
    return false;
  }

  /** Real time ran out before the target: the clock slows down instead of falling ever further behind. */
  late(): void {
    if (!this.settle && this.skipUntilMs <= this.session.sim.nowMs) this.anchor();
  }
}
