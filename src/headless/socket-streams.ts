/** The two directions of a connection between a real socket and the world: bytes in as a `Source`, a `Source` out as bytes. */
import type { Readable, Writable } from 'node:stream';
import { cutAt, encodeUtf8 } from '../os';
import type { Source } from '../os';
import type { Program, Wait } from '../sim';
import { Signal, wait } from '../sim';
import { Utf8Feed } from './utf8-feed';

/** Text that may wait here unread before the sender is asked to pause. */
const WAITING_CHARS_MAX = 256 * 1024;

/** What comes in over a socket, read by the world. */
export class SocketSource implements Source {
  private readonly feed = new Utf8Feed();
  private readonly changed = new Signal();
  private text = '';
  private ended = false;
  private closed = false;

  /** `poke` tells whoever drives the world that there is something to read. */
  constructor(
    private readonly socket: Readable,
    first: Uint8Array,
    private readonly poke: () => void,
  ) {
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('end', () => this.finish());
    socket.on('close', () => this.finish());
    if (first.length > 0) this.take(first);
  }

  *read(maxChars = Infinity): Program<string | undefined> {
    while (this.text === '') {
      if (this.ended) return undefined;
      yield* wait(this.changed.wait);
    }
    const cut = maxChars === Infinity ? this.text.length : cutAt(this.text, maxChars);
    const piece = this.text.slice(0, cut);
    this.text = this.text.slice(cut);
    if (this.text.length < WAITING_CHARS_MAX && !this.ended) this.socket.resume();
    return piece;
  }

  /** Nobody reads any more: what still comes is thrown away, so that the sender is never stuck. */
  close(): void {
    this.closed = true;
    this.text = '';
    this.socket.resume();
  }

  private take(bytes: Uint8Array): void {
    if (this.closed) return;
    this.text += this.feed.push(bytes);
    if (this.text.length >= WAITING_CHARS_MAX) this.socket.pause();
    this.tell();
  }

  private finish(): void {
    if (this.ended) return;
    this.text += this.feed.end();
    this.ended = true;
    this.tell();
  }

  private tell(): void {
    this.changed.fire();
    this.poke();
  }
}

/** Writes all that a source gives, no faster than the other side takes it. The caller ends the stream. */
export function* pourInto(out: Writable, source: Source, poke: () => void): Program {
  for (;;) {
    const text = yield* source.read();
    if (text === undefined || out.destroyed) return;
    if (!out.write(encodeUtf8(text))) yield* wait(drained(out, poke));
  }
}

function drained(out: Writable, poke: () => void): Wait<void> {
  return (wake) => {
    const over = () => {
      stop();
      wake();
      poke();
    };
    const stop = () => {
      out.off('drain', over);
      out.off('close', over);
    };
    out.on('drain', over);
    out.on('close', over);
    return stop;
  };
}
