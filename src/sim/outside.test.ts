/** What virtual time must not notice: code that has to be loaded, and questions asked beside the world. */
import { describe, expect, test } from 'vitest';
import { outside, Signal, Sim, sleep, spawn, wait } from './index';
import type { Program } from './index';

function world() {
  const sim = new Sim(7, 0);
  sim.trace.record();
  return sim;
}

describe('a program that waits for something outside', () => {
  /** Two programs, of which one needs what may have to be loaded. */
  function play(loaded: boolean) {
    const sim = world();
    const arrived = new Signal();
    const log: string[] = [];
    spawn(sim, 'needs', (function* () {
      yield* sleep(sim, 5);
      log.push(`asks at ${sim.nowMs}`);
      if (!loaded) yield* outside<void>((wake) => arrived.wait(wake));
      log.push(`has it at ${sim.nowMs}, ${sim.random('x').int(0, 999)}`);
      yield* sleep(sim, 1);
      log.push(`ends at ${sim.nowMs}`);
    })());
    spawn(sim, 'other', (function* () {
      for (let i = 0; i < 4; i++) {
        yield* sleep(sim, 2.5);
        log.push(`other at ${sim.nowMs}, ${sim.random('x').int(0, 999)}`);
      }
    })());
    const reached = sim.runUntil(20);
    if (!loaded) {
      expect(reached).toBe(false);
      expect(sim.held).toBe(true);
      expect(sim.runUntil(20)).toBe(false);
      expect(sim.runBefore(20)).toBe(false);
      expect(sim.nowMs).toBe(5);
      arrived.fire();
      expect(sim.held).toBe(false);
      expect(sim.runUntil(20)).toBe(true);
    }
    return { log, trace: sim.trace.recorded(), fingerprint: sim.trace.fingerprint(), events: sim.events };
  }

  test('leaves the very world that one leaves which found it there', () => {
    expect(play(false)).toEqual(play(true));
  });

  test('lets the world go on when it is cancelled', () => {
    const sim = world();
    const fiber = spawn(sim, 'needs', outside<void>(() => () => {}));
    expect(sim.runUntil(10)).toBe(false);
    fiber.cancel();
    expect(sim.held).toBe(false);
    expect(sim.runUntil(10)).toBe(true);
  });
});

describe('a program aside', () => {
  const heard = new Signal();

  function* question(sim: Sim): Program<string> {
    yield* sleep(sim, 50);
    const drawn = sim.random('chance').int(0, 999) + sim.random('never heard of').int(0, 9);
    const helper = spawn(sim, 'helper', sleep(sim, 30));
    yield* helper.join();
    // One that outlives the question and listens to the world.
    spawn(sim, 'listener', wait(heard.wait));
    yield* sleep(sim, 1);
    return `answered at ${sim.nowMs}, ${drawn > 0}`;
  }

  /** A world that draws and sleeps, with questions between, or without. */
  function play(asks: boolean) {
    const sim = world();
    const drawn: number[] = [];
    spawn(sim, 'life', (function* () {
      for (let i = 0; i < 20; i++) {
        yield* sleep(sim, 10);
        drawn.push(sim.random('chance').int(0, 999));
        heard.fire();
      }
    })());
    for (let i = 1; i <= 10; i++) {
      sim.runUntil(i * 13);
      if (asks) expect(sim.aside('ask', question(sim), 1_000)).toEqual({ kind: 'returned', value: `answered at ${i * 13 + 81}, true` });
    }
    sim.runUntil(500);
    return { drawn, trace: sim.trace.recorded(), fingerprint: sim.trace.fingerprint(), events: sim.events, nowMs: sim.nowMs, left: sim.queue.size };
  }

  test('is answered at once and leaves nothing behind', () => {
    expect(play(true)).toEqual(play(false));
  });

  test('is cancelled when it takes too long, with its helpers', () => {
    const sim = world();
    let cleaned = false;
    const outcome = sim.aside('ask', (function* () {
      try {
        yield* sleep(sim, 10_000);
      } finally {
        cleaned = true;
      }
    })(), 1_000);
    expect(outcome.kind).toBe('cancelled');
    expect([cleaned, sim.nowMs, sim.queue.size]).toEqual([true, 0, 0]);
  });

  test('what it wakes in the world goes on in the world', () => {
    const sim = world();
    const bell = new Signal();
    let rung: number | undefined;
    spawn(sim, 'listener', (function* () {
      yield* wait(bell.wait);
      rung = sim.nowMs;
    })());
    sim.runUntil(5);
    sim.aside('ask', (function* () {
      yield* sleep(sim, 3);
      bell.fire();
    })(), 100);
    expect(rung).toBeUndefined();
    sim.runUntil(6);
    expect(rung).toBe(5);
  });

  test('is answered also while the world is held', () => {
    const sim = world();
    sim.hold();
    expect(sim.aside('ask', question(sim), 1_000).kind).toBe('returned');
    expect(sim.held).toBe(true);
  });
});
