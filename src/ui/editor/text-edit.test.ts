import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceOf } from './text-edit';

test('only what differs is replaced', () => {
  expect(differenceOf('replicas: 2\n', 'replicas: 3\n')).toEqual({ start: 10, end: 11, text: '3' });
  expect(differenceOf('a\nc\n', 'a\nb\nc\n')).toMatchObject({ text: 'b\n' });
  expect(differenceOf('same', 'same')).toBeUndefined();
});

test('applied, it gives the new text, whatever the two are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', '🐝', '😀', ' ')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = differenceOf(before, after);
      const applied = change ? before.slice(0, change.start) + change.text + before.slice(change.end) : before;
      expect(applied).toBe(after);
    }),
  );
});
