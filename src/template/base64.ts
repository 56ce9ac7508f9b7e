/** Base64 as the API carries secrets, configs and registry credentials. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += LETTERS[group >> 18];
    out += LETTERS[(group >> 12) & 63];
    out += left > 1 ? LETTERS[(group >> 6) & 63] : '=';
    out += left > 2 ? LETTERS[group & 63] : '=';
  }
  return out;
}

export function decodeBase64(text: string): Uint8Array {
  const letters = text.replace(/[^A-Za-z0-9+/]/g, '');
  const out = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let at = 0;
  for (let i = 0; i < letters.length; i += 4) {
    let group = 0;
    for (let j = 0; j < 4; j++) group = (group << 6) | Math.max(0, LETTERS.indexOf(letters[i + j] ?? 'A'));
    for (const shift of [16, 8, 0]) if (at < out.length) out[at++] = (group >> shift) & 255;
  }
  return out;
}
