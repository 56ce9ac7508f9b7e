import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckBlock } from '../../lab/guide-model';
import type { CheckView, WorldView } from '../../session/protocol';
import { AutoCheck, CHECK_AGAIN_MS, hasChanged } from './auto-check';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(states: Record<string, CheckView['state']>) {
  const asked: string[] = [];
  const scene = {
    settled: true,
    checks: Object.keys(states).map((id) => ({ id }) as CheckBlock),
    lab: { slug: 'x', checks: [] as CheckView[], hintsShown: [], sectionsShown: [], quizAnswers: {}, quizErrors: {}, stepsRun: [], variables: {} },
  };
  const set = (): void => void (scene.lab.checks = Object.entries(states).map(([id, state]) => ({ id, section: '', state })));
  set();
  const auto = new AutoCheck(
    () => scene,
    (id) => void asked.push(id),
    () => Date.now(),
  );
  return { asked, scene, auto, states, set };
}

test('after a quiet moment the open checks are asked for, once', async () => {
  const { asked, auto } = open({ a: 'passed', b: 'open', c: 'failed', d: 'running' });
  for (let i = 0; i < 5; i++) {
    auto.touch();
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(['b', 'c']);
});

test('it waits until the cluster rests, but not for ever', async () => {
  const { asked, auto, scene } = open({ a: 'open' });
  scene.settled = false;
  auto.touch();
  await vi.advanceTimersByTimeAsync(3000);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toEqual(['a']);
});

test('a check that was just asked for is asked again later, not now', async () => {
  const { asked, auto } = open({ a: 'open' });
  auto.asked('a');
  auto.touch();
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(CHECK_AGAIN_MS + 1000);
  expect(asked).toEqual(['a']);
});

test('once stopped it asks nothing', async () => {
  const { asked, auto } = open({ a: 'open' });
  auto.touch();
  auto.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
});

test('the clock and the progress of the lab are no change', () => {
  const view = { nowMs: 1, tasks: [], services: [], machines: [], networks: [] } as unknown as WorldView;
  expect(hasChanged(view, { ...view, nowMs: 2, settled: true })).toBe(false);
  expect(hasChanged(view, { ...view, tasks: [] })).toBe(true);
});
