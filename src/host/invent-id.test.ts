import { expect, test } from 'vitest';
import type { Random } from '../sim';
import { inventId } from './invent-id';

const drawing = (...ids: string[]): Random => ({ hex: () => ids.shift() ?? '' }) as unknown as Random;

test('an ID whose short form would pass for a number is drawn again', () => {
  const number = `123456789012${'a'.repeat(52)}`;
  const id = `12345678901a${'0'.repeat(52)}`;
  expect(inventId(drawing(number, number, id))).toBe(id);
  expect(inventId(drawing(id))).toBe(id);
});
