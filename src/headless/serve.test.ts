import { expect, test } from 'vitest';
import { parseOptions } from './serve';

test('options have a default each, in both spellings', () => {
  expect(parseOptions([])).toMatchObject({ machines: 3, managers: 0, pace: 1, portBase: 23750, seed: 1 });
  expect(parseOptions(['--machines=5', '--managers', '3', '--pace', 'max', '--port-base', '0', '--dir', '/tmp/x'])).toMatchObject({ machines: 5, managers: 3, pace: 'max', portBase: 0, dir: '/tmp/x' });
});

test('what cannot be is said in words', () => {
  expect(parseOptions(['--machines', '0'])).toBe('--machines takes a number up to 60');
  expect(parseOptions(['--machines', '1e3'])).toBe('--machines takes a number up to 60');
  expect(parseOptions(['--machines'])).toBe('--machines needs a value');
  expect(parseOptions(['--nope', 'x'])).toBe('unknown option --nope');
  expect(parseOptions(['stray'])).toBe('unknown option stray');
  expect(parseOptions(['--pace', 'fast'])).toBe('a pace is a number (1 is real time) up to 1000, or max');
  expect(parseOptions(['--port-base', '65535'])).toBe('--port-base takes a whole number');
  expect(parseOptions(['--lab', 'a', '--scenario', 'b'])).toBe('--lab and --scenario exclude each other');
  expect(parseOptions(['--managers', '4'])).toBe('4 managers need as many machines');
});
