import { describe, expect, it } from 'vitest';
import { byteLength, cutAt, decodeUtf8, encodeUtf8 } from './utf8';

describe('UTF-8 with escaped bytes', () => {
  it('agrees with the platform on valid text', () => {
    for (const text of ['', 'abc', 'äöü', '漢字', '🐝🍯', 'a\u0000b']) {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
    }
  });

  it('carries any bytes there and back', () => {
    const bytes = Array.from({ length: 512 }, (_, i) => (i * 97 + (i >> 3)) & 255);
    const text = decodeUtf8(bytes);
    expect([...encodeUtf8(text)]).toEqual(bytes);
    expect(byteLength(text)).toBe(512);
  });

  it('escapes overlong forms, surrogates and cut sequences', () => {
    expect(decodeUtf8([0xc0, 0x80])).toBe('\udcc0\udc80');
    expect(decodeUtf8([0xed, 0xa0, 0x80])).toBe('\udced\udca0\udc80');
    expect(decodeUtf8([0xe2, 0x82])).toBe('\udce2\udc82');
  });

  it('never cuts a pair apart', () => {
    expect(cutAt('🐝b', 1)).toBe(2);
    expect(cutAt('a🐝', 2)).toBe(1);
    expect(cutAt('abc', 2)).toBe(2);
  });
});
