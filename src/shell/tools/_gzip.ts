/**
 * The gzip format (RFC 1952) around deflated bytes: header with a name and a time, the sum and the size behind. The
 * header is made here and not by the library, which would ask the wall clock.
 */
import { deflateSync, inflateSync } from 'fflate';

const TABLE = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  TABLE[n] = value >>> 0;
}

export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 255] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

const HAS_NAME = 8;
const UNIX = 3;

export type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** `name` and `modifiedMs` are kept in the header; without them it is as a pipe gives it. */
export function gzip(bytes: Uint8Array, options: { name?: string; modifiedMs?: number; level?: number } = {}): Uint8Array {
  const level = Math.max(1, Math.min(9, options.level ?? 6)) as Level;
  const deflated = deflateSync(bytes, { level });
  const name = options.name === undefined ? [] : [...new TextBytes(options.name), 0];
  const seconds = Math.floor((options.modifiedMs ?? 0) / 1000);
  const head = [0x1f, 0x8b, 8, name.length > 0 ? HAS_NAME : 0, ...four(seconds), level === 9 ? 2 : level === 1 ? 4 : 0, UNIX, ...name];
  const out = new Uint8Array(head.length + deflated.length + 8);
  out.set(head);
  out.set(deflated, head.length);
  out.set([...four(crc32(bytes)), ...four(bytes.length >>> 0)], head.length + deflated.length);
  return out;
}

/** The name as bytes of Latin-1, which the format asks for; what is beyond stands as a question mark. */
class TextBytes implements Iterable<number> {
  constructor(private text: string) {}

  *[Symbol.iterator](): Iterator<number> {
    for (const char of this.text) {
      const code = char.codePointAt(0) as number;
      yield code < 0x100 ? code : 0x3f;
    }
  }
}

function four(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
}

export type Gunzipped = { bytes: Uint8Array; name?: string; modifiedMs: number; crc: number } | { error: 'format' | 'end' | 'crc' | 'data' };

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** `format`: no gzip at all; `end`: cut off; `crc`: the sum is wrong; `data`: what is inside is damaged. */
export function gunzip(bytes: Uint8Array): Gunzipped {
  if (!isGzip(bytes)) return { error: 'format' };
  if (bytes.length < 18) return { error: 'end' };
  const flags = bytes[3] as number;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] as number) + ((bytes[at + 1] as number) << 8);
  let name: string | undefined;
  if (flags & HAS_NAME) {
    const end = bytes.indexOf(0, at);
    name = String.fromCharCode(...bytes.slice(at, end < 0 ? at : end));
    at = end + 1;
  }
  if (flags & 16) at = bytes.indexOf(0, at) + 1;
  if (flags & 2) at += 2;
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(bytes.subarray(at, bytes.length - 8));
  } catch (thrown) {
    return { error: /EOF/i.test(String(thrown)) ? 'end' : 'data' };
  }
  const tail = bytes.length - 8;
  const number = (from: number): number =>
    ((bytes[from] as number) | ((bytes[from + 1] as number) << 8) | ((bytes[from + 2] as number) << 16) | ((bytes[from + 3] as number) << 24)) >>> 0;
  const crc = crc32(inflated);
  if (number(tail + 4) !== inflated.length >>> 0) return { error: 'end' };
  if (number(tail) !== crc) return { error: 'crc' };
  return { bytes: inflated, ...(name === undefined ? {} : { name }), modifiedMs: number(4) * 1000, crc };
}
