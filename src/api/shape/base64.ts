/** Base64 of text in stream form (secrets and configs travel so), without anything of the platform. */
import { decodeUtf8, encodeUtf8 } from '../../os';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64Text(text: string): string {
  const bytes = encodeUtf8(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET[(word >>> 18) & 63] as string;
    out += ALPHABET[(word >>> 12) & 63] as string;
    out += i + 1 < bytes.length ? (ALPHABET[(word >>> 6) & 63] as string) : '=';
    out += i + 2 < bytes.length ? (ALPHABET[word & 63] as string) : '=';
  }
  return out;
}

/** Undefined when it is not base64. The URL-safe letters are accepted as well. */
export function decodeBase64Text(text: string): string | undefined {
  const plain = text.replace(/[\r\n]/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (/[^A-Za-z0-9+/]/.test(plain) || plain.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((plain.length * 3) / 4));
  let at = 0;
  for (let i = 0; i < plain.length; i += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) word = (word << 6) | (i + k < plain.length ? ALPHABET.indexOf(plain[i + k] as string) : 0);
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = (word >>> shift) & 255;
  }
  return decodeUtf8(bytes);
}
