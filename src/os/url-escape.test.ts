import { expect, test } from 'vitest';
import { percentDecode, queryEscape } from './url-escape';

test('a query is escaped as Go does it', () => {
  expect(queryEscape("a b-_.~!'()*/é&")).toBe('a+b-_.~%21%27%28%29%2A%2F%C3%A9%26');
});

test('bytes that are no text survive the way there and back', () => {
  for (const text of ['\udcff\udc80', 'a\udcffb', '🐝', '%41']) expect(percentDecode(queryEscape(text))).toBe(text);
  expect(queryEscape('\udcff')).toBe('%FF');
  // Half a pair, which no byte stands for, is written as its three bytes.
  expect(queryEscape('\ud800')).toBe('%ED%A0%80');
});

test('what is no escape is told', () => {
  expect(percentDecode('%4')).toBeUndefined();
  expect(percentDecode('100%')).toBeUndefined();
  expect(percentDecode('%41+')).toBe('A+');
});
