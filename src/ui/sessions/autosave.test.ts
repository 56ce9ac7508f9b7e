import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Autosave } from './autosave';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many touches make one save, after a quiet moment', async () => {
  const save = vi.fn(async () => undefined);
  const autosave = new Autosave(save, { quietMs: 100, longestMs: 1000 });
  for (let i = 0; i < 5; i++) {
    autosave.touch();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(save).toHaveBeenCalledTimes(1);
});

test('without a quiet moment it saves all the same', async () => {
  const save = vi.fn(async () => undefined);
  const autosave = new Autosave(save, { quietMs: 100, longestMs: 300 });
  for (let i = 0; i < 10; i++) {
    autosave.touch();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(save).toHaveBeenCalledTimes(1);
});

test('a touch during a save makes another, never two at a time', async () => {
  let running = 0;
  let most = 0;
  const save = vi.fn(async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 200));
    running--;
  });
  const autosave = new Autosave(save, { quietMs: 10, longestMs: 50 });
  autosave.touch();
  await vi.advanceTimersByTimeAsync(20);
  autosave.touch();
  await vi.advanceTimersByTimeAsync(1000);
  expect(save).toHaveBeenCalledTimes(2);
  expect(most).toBe(1);
});

test('once stopped it saves no more', async () => {
  const save = vi.fn(async () => undefined);
  const autosave = new Autosave(save);
  autosave.touch();
  autosave.stop();
  autosave.touch();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(save).not.toHaveBeenCalled();
});
