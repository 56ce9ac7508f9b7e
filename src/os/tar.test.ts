import { expect, test } from 'vitest';
import { tarProblem, writeTar } from './tar';

const one = writeTar([{ name: 'a', kind: 'file', mode: 0o644, modifiedMs: 0, content: 'text\n' }]);

test("what is no archive is told in Go's words, as real Docker did", () => {
  expect(tarProblem('x')).toBe('unexpected EOF');
  expect(tarProblem('x'.repeat(511))).toBe('unexpected EOF');
  expect(tarProblem('x'.repeat(512))).toBe('archive/tar: invalid tar header');
  expect(tarProblem('\0'.repeat(100))).toBe('unexpected EOF');
  expect(tarProblem(one.slice(0, 515))).toBe('unexpected EOF');
  expect([one, '', '\0'.repeat(1024)].map(tarProblem)).toEqual([undefined, undefined, undefined]);
});
