/** Who waits for whom decides how fast virtual time goes. Real time here is a number that the test moves. */
import { afterEach, expect, test } from 'vitest';
import { Session } from '../session/session';
import { WorldClock } from './world-clock';
import type { ClockOptions } from './world-clock';

let clock: WorldClock;
let realMs = 0;

function open(options: Partial<ClockOptions> = {}) {
  const session = new Session({ lab: 'playground', seed: 3, startMs: 1_000_000, machines: [{ name: 'node1', platform: 'linux' }] }, { output: () => {}, edit: () => {} });
  realMs = 0;
  clock = new WorldClock(session, { pace: 'max', broken: (error) => { throw error; }, holds: () => 0, nowMs: () => realMs, ...options });
  return session.sim;
}

/** So much real time passes, in frames; answers the virtual milliseconds that went by. */
async function pass(ms: number, sim: { nowMs: number }): Promise<number> {
  const fromMs = sim.nowMs;
  for (let left = ms; left > 0; left -= 10) {
    realMs += 10;
    clock.poke();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Math.round(sim.nowMs - fromMs);
}

afterEach(() => clock.stop());

test('at pace 10 a real second is ten virtual ones', async () => {
  const sim = open({ pace: 10 });
  clock.start();
  expect(await pass(1000, sim)).toBe(10_000);
});

test('a connected client that is owed nothing sees real time', async () => {
  const sim = open();
  clock.start();
  clock.claim('client');
  expect(await pass(500, sim)).toBe(500);
});

test('an open stream is brisk', async () => {
  const sim = open();
  clock.start();
  clock.claim('client');
  clock.claim('stream');
  expect(await pass(500, sim)).toBe(10_000);
});

test('an answer that is owed is run for until it is there, and no further', async () => {
  const sim = open();
  clock.start();
  const owed = clock.claim('answer');
  let answeredMs = 0;
  sim.after(3_600_000, 'answer', () => {
    answeredMs = sim.nowMs;
    owed.end();
  });
  while (answeredMs === 0) await pass(10, sim);
  expect(sim.nowMs - answeredMs).toBeLessThan(50);
});

test('between clients only a short while passes where nothing else is to happen', async () => {
  const sim = open({ gapMsMax: 60 });
  clock.start();
  expect(await pass(2000, sim)).toBeLessThanOrEqual(70);
  clock.claim('client').end();
  expect(await pass(2000, sim)).toBeLessThanOrEqual(70);
});

test('an alarm rings at its time but hurries nobody; a wait passes at once', async () => {
  const sim = open();
  clock.start();
  clock.claim('client');
  let rang = 0;
  clock.after(200, 'alarm', () => (rang = sim.nowMs));
  await pass(150, sim);
  expect(rang).toBe(0);
  await pass(100, sim);
  expect(rang).toBe(1_000_200);
  const skipped = clock.skip(86_400_000);
  let over = false;
  void skipped.then(() => (over = true));
  while (!over) await pass(10, sim);
  expect(sim.nowMs).toBeGreaterThan(86_400_000);
});

test('after a stall of the machine the clock is late rather than in a hurry', async () => {
  const sim = open({ pace: 1 });
  clock.start();
  await pass(10, sim);
  const fromMs = sim.nowMs;
  realMs += 60_000;
  await pass(10, sim);
  expect(sim.nowMs - fromMs).toBeLessThan(200);
});

test('while a program waits for jq, time stands', async () => {
  const sim = open({ pace: 1, holds: () => 1 });
  clock.start();
  expect(await pass(500, sim)).toBe(0);
});
