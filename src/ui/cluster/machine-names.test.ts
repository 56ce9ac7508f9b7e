import { expect, test } from 'vitest';
import { freeName, refuseName } from './machine-names';

test('the next name in the row', () => {
  expect(freeName(['node1', 'node2', 'node4'], 'linux')).toBe('node3');
  expect(freeName(['manager1'], 'linux')).toBe('manager2');
  expect(freeName(['node1'], 'windows')).toBe('win1');
  expect(freeName([], 'linux')).toBe('node1');
});

test.each([
  ['', 'A machine needs a name.'],
  ['Node 1', 'Small letters, digits and dashes, and no dash at the ends.'],
  ['-a', 'Small letters, digits and dashes, and no dash at the ends.'],
  ['node1', 'There is a machine node1 already.'],
  ['node2', undefined],
])('%j: %s', (name, refusal) => {
  expect(refuseName(name, ['node1'])).toBe(refusal);
});
