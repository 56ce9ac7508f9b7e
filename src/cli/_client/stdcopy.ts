/**
 * Docker's multiplexed output: frames of an 8-byte header (1 stdout, 2 stderr, 3 a system error; three zeroes;
 * the length in bytes, big-endian) and a payload. Streams here are text with escaped bytes (os/stream.ts), so a
 * length counts the UTF-8 bytes that the text stands for.
 */
import type { Source } from '../../os/stream';
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import type { Program } from '../../sim';
import { Failure } from '../_framework/failure';

export interface Frame {
  stream: 'stdout' | 'stderr';
  text: string;
}

export class FrameReader {
  private held = new Uint8Array(0);

  constructor(private source: Source) {}

  /** The next frame; undefined at the end. A system error frame is thrown as the daemon's failure. */
  *next(): Program<Frame | undefined> {
    const header = yield* this.take(8);
    if (!header) return undefined;
    const length = (header[4] as number) * 0x1000000 + (((header[5] as number) << 16) | ((header[6] as number) << 8) | (header[7] as number));
    const payload = length === 0 ? new Uint8Array(0) : yield* this.take(length);
    if (!payload) return undefined;
    const text = decodeUtf8(payload);
    if (header[0] === 3) throw new Failure(`error from daemon in stream: ${text}`);
    return { stream: header[0] === 2 ? 'stderr' : 'stdout', text };
  }

  private *take(count: number): Program<Uint8Array | undefined> {
    while (this.held.length < count) {
      const chunk = yield* this.source.read();
      if (chunk === undefined) return undefined;
      const bytes = encodeUtf8(chunk);
      const joined = new Uint8Array(this.held.length + bytes.length);
      joined.set(this.held);
      joined.set(bytes, this.held.length);
      this.held = joined;
    }
    const taken = this.held.slice(0, count);
    this.held = this.held.slice(count);
    return taken;
  }
}
