/**
 * Between bytes and the text of streams (see stream.ts): UTF-8, where a byte that is not part of valid UTF-8 stands as
 * the lone surrogate U+DC80..U+DCFF, so that decoding and encoding lose nothing.
 */

/** The code point if the unit at `index` of `text` is an escaped byte, else undefined. */
function escapedByte(code: number): number | undefined {
  return code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : undefined;
}

/** How many bytes this text is. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00 && isLow(text, i + 1)) {
      bytes += 4;
      i++;
    } else if (code >= 0xdc80 && code <= 0xdcff) bytes += 1;
    else bytes += 3;
  }
  return bytes;
}

function isLow(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff;
}

export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(byteLength(text));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) as number;
    if (code > 0xffff) i++;
    const byte = escapedByte(code);
    if (byte !== undefined) out[at++] = byte;
    else if (code < 0x80) out[at++] = code;
    else if (code < 0x800) {
      out[at++] = 0xc0 | (code >> 6);
      out[at++] = 0x80 | (code & 0x3f);
    } else if (code <= 0xffff) {
      out[at++] = 0xe0 | (code >> 12);
      out[at++] = 0x80 | ((code >> 6) & 0x3f);
      out[at++] = 0x80 | (code & 0x3f);
    } else {
      out[at++] = 0xf0 | (code >> 18);
      out[at++] = 0x80 | ((code >> 12) & 0x3f);
      out[at++] = 0x80 | ((code >> 6) & 0x3f);
      out[at++] = 0x80 | (code & 0x3f);
    }
  }
  return out;
}

/** Bytes to text; what is not valid UTF-8 (overlong forms and surrogates included) is escaped byte by byte. */
export function decodeUtf8(bytes: Uint8Array | readonly number[]): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length; ) {
    const { code, length } = decodeAt(bytes, i);
    if (code === undefined) {
      units.push(0xdc00 + (bytes[i] as number));
      i++;
    } else {
      if (code > 0xffff) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
      else units.push(code);
      i += length;
    }
    if (units.length > 8000) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
}

function decodeAt(bytes: Uint8Array | readonly number[], at: number): { code: number | undefined; length: number } {
  const first = bytes[at] as number;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xc2 && first < 0xe0 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return { code: undefined, length: 1 };
  let code = first & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const next = bytes[at + k] as number;
    if ((next & 0xc0) !== 0x80) return { code: undefined, length: 1 };
    code = (code << 6) | (next & 0x3f);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const valid = code >= least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? { code, length } : { code: undefined, length: 1 };
}

/**
 * Where to cut `text` so that the first part has at most `max` units (but at least one character) and no surrogate
 * pair is torn apart.
 */
export function cutAt(text: string, max: number): number {
  if (text.length <= max) return text.length;
  const code = text.charCodeAt(max - 1);
  if (code >= 0xd800 && code < 0xdc00 && isLow(text, max)) return max === 1 ? 2 : max - 1;
  return max;
}
