/** Cores are shared in turns, limits slow down, and whoever is cancelled gives back what it held. */
import { expect, test } from 'vitest';
import { Sim, spawn, type Program } from '../sim';
import { Cpu, LimitedCpu, type CpuTime } from './cpu';

/** When each of some jobs of so many milliseconds ends, all begun at once. */
function ends(cpu: CpuTime, sim: Sim, jobsMs: readonly number[]): number[] {
  const startMs = sim.nowMs;
  const out: number[] = [];
  jobsMs.forEach((ms, i) =>
    spawn(sim, 'job', (function* job(): Program {
      yield* cpu.use(ms);
      out[i] = Math.round(sim.nowMs - startMs);
    })()),
  );
  sim.runUntil(sim.nowMs + 10_000);
  return out;
}

test('two cores do two jobs at once and the third waits for its turn', () => {
  const sim = new Sim(1, 0);
  expect(ends(new Cpu(sim, 2), sim, [8, 8, 8])).toEqual([8, 8, 16]);
});

test('a long job lets others through every ten milliseconds', () => {
  const sim = new Sim(1, 0);
  expect(ends(new Cpu(sim, 1), sim, [100, 10])).toEqual([110, 20]);
});

test('half a core takes twice as long, and what was used counts against what follows', () => {
  const sim = new Sim(1, 0);
  expect(ends(new LimitedCpu(sim, new Cpu(sim, 4), 0.5), sim, [10, 10])).toEqual([20, 40]);
});

test('a limit above what one job can use costs nothing', () => {
  const sim = new Sim(1, 0);
  expect(ends(new LimitedCpu(sim, new Cpu(sim, 4), 2), sim, [10])).toEqual([10]);
});

test('a cancelled job gives its core back, and one that still waited leaves the queue', () => {
  const sim = new Sim(1, 0);
  const cpu = new Cpu(sim, 1);
  const holder = spawn(sim, 'holder', cpu.use(1_000));
  const waiter = spawn(sim, 'waiter', cpu.use(1_000));
  sim.runUntil(5);
  waiter.cancel();
  holder.cancel();
  expect(ends(cpu, sim, [8])).toEqual([8]);
});
