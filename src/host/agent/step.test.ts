import { expect, test } from 'vitest';
import { failureState, nextStep } from './step';

test('a task wanted running walks accepted, preparing, ready, starting, running', () => {
  expect(nextStep('assigned', 'running')).toBe('accept');
  expect(nextStep('accepted', 'running')).toBe('begin');
  expect(nextStep('preparing', 'running')).toBe('prepare');
  expect(nextStep('ready', 'running')).toBe('launch');
  expect(nextStep('starting', 'running')).toBe('start');
  expect(nextStep('running', 'running')).toBe('wait');
  expect(nextStep('complete', 'running')).toBeUndefined();
});

test('a task wanted ready pauses there', () => {
  expect(nextStep('preparing', 'ready')).toBe('prepare');
  expect(nextStep('ready', 'ready')).toBeUndefined();
});

test('whatever is alive is shut down when that is wanted, whatever is over stays as it ended', () => {
  for (const state of ['assigned', 'preparing', 'ready', 'running'] as const) expect(nextStep(state, 'shutdown')).toBe('shutdown');
  for (const state of ['complete', 'shutdown', 'failed', 'rejected'] as const) expect(nextStep(state, 'remove')).toBeUndefined();
});

test('what breaks before starting is rejected, after it failed', () => {
  expect(failureState('preparing')).toBe('rejected');
  expect(failureState('starting')).toBe('failed');
});
