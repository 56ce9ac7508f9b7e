import { expect, test } from 'vitest';
import { Signal, Sim, sleep, spawn, type Program } from '../../sim';
import { interruptible } from './interruptible';

function scene() {
  const sim = new Sim(1, 0);
  const done: string[] = [];
  function* inner(): Program<string> {
    try {
      yield* sleep(sim, 100);
      return 'value';
    } finally {
      done.push('finally');
    }
  }
  const other = new Signal();
  const fiber = spawn(sim, 'test', interruptible(inner(), other.wait));
  return { sim, done, other, fiber };
}

test('a program that ends first gives its value', () => {
  const { sim, done, fiber } = scene();
  sim.runUntil(200);
  expect(fiber.outcome).toEqual({ kind: 'returned', value: { interrupted: false, value: 'value' } });
  expect(done).toEqual(['finally']);
});

test('what wakes first ends the program, its finally blocks included', () => {
  const { sim, done, other, fiber } = scene();
  sim.runUntil(10);
  other.fire();
  sim.runUntil(20);
  expect(fiber.outcome).toEqual({ kind: 'returned', value: { interrupted: true } });
  expect(done).toEqual(['finally']);
});

test('cancelled itself, it still lets the program give back what it holds', () => {
  const { sim, done, fiber } = scene();
  sim.runUntil(10);
  fiber.cancel();
  expect(done).toEqual(['finally']);
});
