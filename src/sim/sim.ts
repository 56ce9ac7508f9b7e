/**
 * The clock and its queue: the only way anything in the world waits. Time is in whole or fractional
 * milliseconds of virtual time since the Unix epoch; it moves only from event to event.
 */
import { assert, Broken } from './assert';
import { Fiber } from './fiber';
import type { Outcome, Program } from './fiber';
import { EventQueue } from './queue';
import { Random } from './random';
import { Trace } from './trace';

/** Cancels a planned event; calling it late or twice does nothing. */
export type Cancel = () => void;

export class Sim {
  queue = new EventQueue();
  readonly trace = new Trace();
  private now: number;
  private streams = new Map<string, Random>();
  /** Events run so far: a cheap fingerprint of progress and the unit of the driver's budget. */
  events = 0;
  private holds = 0;
  /** While something runs aside: the world's own queue and clock, and every program that began aside. */
  private kept: { queue: EventQueue; nowMs: number; fibers: { cancel(reason: unknown): void }[] } | undefined;

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
    const { queue } = this;
    const event = queue.push(this.now + (delayMs > 0 ? delayMs : 0), name, run);
    return () => queue.cancel(event);
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

  /** Something outside of virtual time is waited for: no event runs until it is there. */
  get held(): boolean {
    return this.holds > 0;
  }

  /** The world holds still until the answer is called. */
  hold(): Cancel {
    let over = false;
    this.holds++;
    return () => {
      if (over) return;
      over = true;
      this.holds--;
    };
  }

  get isAside(): boolean {
    return this.kept !== undefined;
  }

  /** A program begins. True when it does so aside: it ends with what it began in. */
  beginsAside(fiber: { cancel(reason: unknown): void }): boolean {
    this.kept?.fibers.push(fiber);
    return this.kept !== undefined;
  }

  /**
   * Runs a program beside the world and answers how it ended: with a queue of its own, while everything else stands
   * still, and afterwards clock, chance and trace are what they were. For questions that change nothing: what they
   * plan is gone when they end. One that has no answer after `limitMs` of its own time is cancelled.
   */
  aside<T>(name: string, program: Program<T>, limitMs: number): Outcome<T> {
    assert(this.kept === undefined, 'nothing runs aside of what runs aside');
    const { queue, now, events, holds } = this;
    const mark = this.trace.save();
    const chance = [...this.streams].map(([of, stream]) => ({ of, stream, state: stream.save() }));
    const fibers: { cancel(reason: unknown): void }[] = [];
    this.kept = { queue, nowMs: now, fibers };
    this.queue = new EventQueue();
    this.holds = 0;
    try {
      const fiber = new Fiber(this, name, program);
      for (let next = this.queue.nextAtMs(); !fiber.done && next !== undefined && next <= now + limitMs; next = this.queue.nextAtMs()) if (!this.step()) break;
      for (const each of fibers) each.cancel('the question is over');
      return fiber.outcome as Outcome<T>;
    } finally {
      this.kept = undefined;
      this.queue = queue;
      this.now = now;
      this.events = events;
      this.holds = holds;
      this.trace.restore(mark);
      this.streams = new Map(chance.map(({ of, stream }) => [of, stream]));
      for (const { stream, state } of chance) stream.restore(state);
    }
  }

  /** For fibers of the world that something aside woke: they go on in the world, not beside it. */
  soonInWorld(name: string, run: () => void): Cancel {
    const { queue, nowMs } = this.kept ?? { queue: this.queue, nowMs: this.now };
    const event = queue.push(nowMs, name, run);
    return () => queue.cancel(event);
  }

  /** Runs the next event. False when nothing is planned, or the world is held. */
  step(): boolean {
    const event = this.queue.peek();
    if (!event || this.holds > 0) return false;
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
   * Runs everything due up to `untilMs` and then sets the clock there. With a budget, or when the world is held, it may
   * stop early and answers false: the clock then stands at the last event, and calling again goes on from it.
   */
  runUntil(untilMs: number, maxEvents = Infinity): boolean {
    if (this.holds > 0) return false;
    for (let left = maxEvents; ; left--) {
      const next = this.queue.nextAtMs();
      if (next === undefined || next > untilMs) break;
      if (left <= 0 || !this.step()) return false;
    }
    if (this.holds > 0) return false;
    if (untilMs > this.now) this.now = untilMs;
    return true;
  }

  /**
   * The same, but leaves what is due at `untilMs` itself: whoever calls acts first in that instant. Inputs from
   * outside come in this way, so that a replay finds the same order whatever the pace was.
   */
  runBefore(untilMs: number, maxEvents = Infinity): boolean {
    if (this.holds > 0) return false;
    for (let left = maxEvents; ; left--) {
      const next = this.queue.nextAtMs();
      if (next === undefined || next >= untilMs) break;
      if (left <= 0 || !this.step()) return false;
    }
    if (this.holds > 0) return false;
    if (untilMs > this.now) this.now = untilMs;
    return true;
  }
}
