import { expect, test } from 'vitest';
import { wordTable } from './word-table';

test('a table has what is written in it and nothing else', () => {
  const table = wordTable({ a: 1 });
  expect(table['a']).toBe(1);
  for (const word of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) expect(table[word]).toBeUndefined();
});
