import { expect, test } from 'vitest';
import { nearest } from './walk';

const grid = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => ({ x: x * 80, y: y * 40 })));

test('an arrow leads to the neighbour on the same line', () => {
  expect(nearest({ x: 80, y: 40 }, grid, [1, 0])).toBe(5);
  expect(nearest({ x: 80, y: 40 }, grid, [-1, 0])).toBe(3);
  expect(nearest({ x: 80, y: 40 }, grid, [0, -1])).toBe(1);
  expect(nearest({ x: 80, y: 40 }, grid, [0, 1])).toBe(7);
});

test('there is nothing beyond the edge', () => {
  expect(nearest({ x: 160, y: 0 }, grid, [1, 0])).toBe(-1);
});
