import { beforeAll, describe, expect, test } from 'vitest';
import { loadJq } from '../jq';
import { fuzzCompose } from './compose';
import { drawComposeFile } from './compose-documents';
import { Draw } from './draw';
import { drawLine, fuzzLines } from './lines';
import { shrinkList, shrinkText } from './shrink';

beforeAll(loadJq);

/** Seeds that once broke a law, kept for ever. */
const PINNED: readonly number[] = [];

describe('any command line ends with an answer', () => {
  test.each([...PINNED, 1, 2, 3, 4, 5, 6])('seed %i', (seed) => expect(fuzzLines(seed).violation).toBeUndefined(), 60_000);
});

describe('any compose file ends with an answer', () => {
  test.each([1, 2, 3, 4])('seed %i', (seed) => expect(fuzzCompose(seed).violation).toBeUndefined(), 60_000);
});

test('a seed is one world: two runs are equal', () => {
  expect(fuzzLines(7, { lines: 60 }).trace).toBe(fuzzLines(7, { lines: 60 }).trace);
}, 60_000);

test('what one line draws depends on its seed and number alone', () => {
  expect(drawLine(3, 17)).toEqual(drawLine(3, 17));
  expect(drawLine(3, 18)).not.toEqual(drawLine(3, 17));
  expect(drawComposeFile(Draw.of(3, 'x'))).toBe(drawComposeFile(Draw.of(3, 'x')));
});

test('a failing input shrinks to what makes it fail', () => {
  expect(shrinkList([1, 2, 3, 4, 5, 6, 7], (some) => some.includes(3) && some.includes(6))).toEqual([3, 6]);
  expect(shrinkText('the needle in the hay', (text) => text.includes('needle'))).toBe('needle');
});
