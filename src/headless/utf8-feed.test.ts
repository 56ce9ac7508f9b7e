import { expect, test } from 'vitest';
import { decodeUtf8 } from '../os';
import { Random } from '../sim';
import { Utf8Feed } from './utf8-feed';

test('however bytes are cut, the text is that of the whole', () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const pieces = ['a', 'é', '☕', '𝄞', '\xff', '\xe2\x98', '\xf0\x9d', '\x80'];
    const text = Array.from({ length: 40 }, () => random.pick(pieces)).map((piece) => Buffer.from(piece, /[\x80-\xff]/.test(piece) && piece !== 'é' ? 'latin1' : 'utf8'));
    const bytes = Buffer.concat(text);
    const feed = new Utf8Feed();
    let got = '';
    for (let at = 0; at < bytes.length; ) {
      const next = at + random.int(1, 4);
      got += feed.push(bytes.subarray(at, next));
      at = next;
    }
    expect(got + feed.end(), `seed ${seed}`).toBe(decodeUtf8(bytes));
  }
});

test('what is complete does not wait', () => {
  const feed = new Utf8Feed();
  expect(feed.push(Buffer.from('abc☕'))).toBe('abc☕');
  expect(feed.push(Buffer.from([0xe2, 0x98]))).toBe('');
  expect(feed.push(Buffer.from([0x95, 0x41]))).toBe('☕A');
});
