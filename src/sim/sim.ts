/**
 * The clock and its queue: the only way anything in the world waits. Time is in whole or fractional
 * milliseconds of virtual time since the Unix epoch; it moves only from event to event.
 */
import { Broken } from './assert';
import { EventQueue } from './queue';
import { Random } from './random';
import { Trace } from './trace';

/** Cancels a planned event; calling it late or twice does nothing. */
export type Cancel = () => void;

export class Sim {
  readonly queue = new EventQueue();
  readonly trace = new Trace();
  private now: number;
  private streams = new Map<string, Random>();
  /** Events run so far: a cheap fingerprint of progress and the unit of the driver's budget. */
  events = 0;

  constructor(readonly seed: number, readonly startMs: number) {
    this.now = startMs;
  }

  get nowMs(): number {
    return this.now;
  }

  /** The stream of chance with this name; each role asks for its own and keeps to it. */
  random(name: string): Random {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = Random.named(this.seed, name)));
    return stream;
  }

  after(delayMs: number, name: string, run: () => void): Cancel {
    const event = this.queue.push(this.now + (delayMs > 0 ? delayMs : 0), name, run);
    return () => this.queue.cancel(event);
  }

  at(atMs: number, name: string, run: () => void): Cancel {
    return this.after(atMs - this.now, name, run);
  }

  /** In this instant, but after what is already planned for it. */
  soon(name: string, run: () => void): Cancel {
    return this.after(0, name, run);
  }

  every(periodMs: number, name: string, run: () => void): Cancel {
    let cancel: Cancel;
    const again = () => {
      cancel = this.after(periodMs, name, again);
      run();
    };
    cancel = this.after(periodMs, name, again);
    return () => cancel();
  }

  /** Runs the next event. False when nothing is planned. */
  step(): boolean {
    const event = this.queue.peek();
    if (!event) return false;
    this.now = event.atMs;
    this.events++;
    this.trace.event(event.atMs, event.name);
    const run = this.queue.pop() as () => void;
    try {
      run();
    } catch (error) {
      if (error instanceof Broken && error.seed === undefined) throw new Broken(error.message, this.seed, this.now);
      throw error;
    }
    return true;
  }

  /**
   * Runs everything due up to `untilMs` and then sets the clock there. With a budget it may stop early and
   * answers false: the clock then stands at the last event, and calling again goes on from it.
   */
  runUntil(untilMs: number, maxEvents = Infinity): boolean {
    for (let left = maxEvents; ; left--) {
      const next = this.queue.nextAtMs();
      if (next === undefined || next > untilMs) break;
      if (left <= 0) return false;
      this.step();
    }
    if (untilMs > this.now) this.now = untilMs;
    return true;
  }

  /**
   * The same, but leaves what is due at `untilMs` itself: whoever calls acts first in that instant. Inputs from
   * outside come in this way, so that a replay finds the same order whatever the pace was.
   */
  runBefore(untilMs: number, maxEvents = Infinity): boolean {
    for (let left = maxEvents; ; left--) {
      const next = this.queue.nextAtMs();
      if (next === undefined || next >= untilMs) break;
      if (left <= 0) return false;
      this.step();
    }
    if (untilMs > this.now) this.now = untilMs;
    return true;
  }
}
