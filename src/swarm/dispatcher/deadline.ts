/**
 * A limit that is pushed back again and again: one planned event, which looks when it is due whether the limit has
 * moved meanwhile. A thousand heartbeats cost no more events than the limits that they push back.
 */
import type { Cancel, Sim } from '../../sim';

export class Deadline {
  private atMs = 0;
  private planned: Cancel | undefined;

  constructor(private readonly sim: Sim, private readonly name: string, private readonly expire: () => void) {}

  /** Expires this long from now, unless pushed back or stopped before. */
  push(delayMs: number): void {
    this.atMs = this.sim.nowMs + delayMs;
    this.planned ??= this.sim.at(this.atMs, this.name, () => this.due());
  }

  stop(): void {
    this.planned?.();
    this.planned = undefined;
  }

  private due(): void {
    this.planned = undefined;
    if (this.sim.nowMs < this.atMs) this.planned = this.sim.at(this.atMs, this.name, () => this.due());
    else this.expire();
  }
}
