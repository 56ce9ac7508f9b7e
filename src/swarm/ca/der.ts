/** As much of DER as a certificate of a swarm's root needs: values are tag, length, content (X.690). */

export const DER = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, utf8: 0x0c, printable: 0x13, utcTime: 0x17,
  sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3,
} as const;

export function der(tag: number, ...contents: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  let length = 0;
  for (const content of contents) length += content.length;
  const header = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const content of contents) {
    out.set(content, at);
    at += content.length;
  }
  return out;
}

/** A positive whole number of any size: no leading zeros but the one that keeps it positive. */
export function derInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  return (trimmed[0] as number) >= 128 ? der(DER.integer, [0], trimmed) : der(DER.integer, trimmed);
}

export interface DerValue {
  readonly tag: number;
  /** Header and content. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/** The values that lie one after the other in these bytes; undefined when they are not DER. */
export function readDer(bytes: Uint8Array): DerValue[] | undefined {
  const values: DerValue[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] as number;
    let length = bytes[at + 1];
    let header = 2;
    if (length === undefined) return undefined;
    if (length >= 128) {
      const digits = length & 127;
      if (digits === 0 || digits > 3) return undefined;
      length = 0;
      for (let i = 0; i < digits; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
      header += digits;
    }
    const end = at + header + length;
    if (end > bytes.length) return undefined;
    values.push({ tag, whole: bytes.subarray(at, end), content: bytes.subarray(at + header, end) });
    at = end;
  }
  return values;
}
