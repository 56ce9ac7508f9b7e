/**
 * A submission in a link: deflated, in the letters that addresses may have. Anybody may send one, so what unfolds from
 * it is bounded.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';

/** `…#/handed-in/DATA`, alone in a file or in a line of one. */
const LINK = /#\/handed-in\/([A-Za-z0-9_-]+)/;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function packed(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => LETTERS.charAt((group >> shift) & 63)).join('');
    out += letters.slice(0, Math.min(4, bytes.length - i + 1));
  }
  return out;
}

/** The data of the link in this text, if it holds one and is no JSON itself. */
export function packedIn(text: string): string | undefined {
  return text.trimStart().startsWith('{') ? undefined : LINK.exec(text)?.[1];
}

/** Undefined when it was cut short, was changed, or is longer than `charsMax`. */
export function unpacked(data: string, charsMax: number): string | undefined {
  const bytes = new Uint8Array(Math.floor((data.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (const letter of data) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
  }
  try {
    // Given its room, the inflater stops where that ends: a small link does not unfold without end.
    return strFromU8(inflateSync(bytes, { out: new Uint8Array(Math.min(charsMax, bytes.length * 200 + 1024)) }));
  } catch {
    return undefined;
  }
}
