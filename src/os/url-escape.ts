/**
 * Percent signs in URLs, as Go's net/url has them. The platform's own functions throw at text that is not Unicode, and
 * what a shell passes on need not be: a name may hold any bytes (see utf8.ts).
 */
import { decodeUtf8, encodeUtf8 } from './utf8';

/** url.QueryEscape: all but letters, digits and `-_.~` as bytes, a space as `+`. */
export function queryEscape(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_.~]+/g, (part) => [...encodeUtf8(part)].map((byte) => (byte === 0x20 ? '+' : percent(byte))).join(''));
}

export const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** The text without its escapes; undefined where a percent sign is followed by something else than two digits. */
export function percentDecode(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => decodeUtf8((run.match(/[0-9a-fA-F]{2}/g) ?? []).map((digits) => parseInt(digits, 16))));
}
