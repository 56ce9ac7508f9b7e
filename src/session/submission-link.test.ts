import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { packed, packedIn, unpacked } from './submission-link';

const text = JSON.stringify({ format: 'skep-submission-1', inputs: Array.from({ length: 40 }, (_, i) => ({ atMs: i, intent: { kind: 'terminal.input', data: `docker ps # ${i} é` } })) });

test('what is packed comes out the same, whatever its length', () => {
  for (const one of [text, '', 'a', 'ab', 'abc', '{"é":"ü"}']) expect(unpacked(packed(one), 100_000)).toBe(one);
});

test('a link is found in a line, and JSON is left alone', () => {
  const data = packed(text);
  expect(packedIn(`My lab: https://example.org/lab/#/handed-in/${data}\n`)).toBe(data);
  expect(packedIn(text)).toBeUndefined();
  expect(packedIn('{"note":"#/handed-in/abc"}')).toBeUndefined();
});

test('what was cut, changed or unfolds too far is refused', () => {
  const data = packed(text);
  expect(unpacked(data.slice(0, data.length / 2), 100_000)).toBeUndefined();
  expect(unpacked('*', 100_000)).toBeUndefined();
  const bomb = Buffer.from(deflateSync(new Uint8Array(5_000_000), { level: 9 })).toString('base64url');
  expect(unpacked(bomb, 100_000)?.length ?? 0).toBeLessThanOrEqual(100_000);
});
