/** Bytes that arrive in pieces, as the text of streams (os/stream.ts): a character torn between two pieces waits for its rest. */
import { decodeUtf8 } from '../os';

export class Utf8Feed {
  private rest: Uint8Array = new Uint8Array(0);

  /** The text that is complete by now; empty when there is none yet. */
  push(bytes: Uint8Array): string {
    const all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const end = all.length - unfinished(all);
    this.rest = Uint8Array.prototype.slice.call(all, end);
    return decodeUtf8(all.subarray(0, end));
  }

  /** What was left over when no more comes. */
  end(): string {
    const text = decodeUtf8(this.rest);
    this.rest = new Uint8Array(0);
    return text;
  }
}

/** How many bytes at the end begin a character and lack its rest: 0 to 3. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0x80 && byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
