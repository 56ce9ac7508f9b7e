/**
 * A pipe: 64 KiB of text between processes. A full pipe makes writers wait, an empty one readers; with all write ends
 * closed a reader sees the end, with all read ends closed a writer gets EPIPE. Its size is counted in characters.
 */
import { Signal, wait, type Program } from '../sim';
import { openDescription } from './handle';
import type { OpenFile } from './stream';
import { cutAt } from './utf8';

export const PIPE_CHARS = 65_536;

class Pipe {
  private buffer = '';
  private changed = new Signal();
  private writable = true;
  private readable = true;

  *read(maxChars = Infinity): Program<string | undefined> {
    while (this.buffer === '') {
      if (!this.writable) return undefined;
      yield* wait(this.changed.wait);
    }
    return this.take(cutAt(this.buffer, Math.max(1, maxChars)));
  }

  *readLine(delimiter: string, maxChars = Infinity): Program<string | undefined> {
    const parts: string[] = [];
    for (let left = maxChars; left > 0; ) {
      if (this.buffer === '') {
        if (!this.writable) break;
        yield* wait(this.changed.wait);
        continue;
      }
      const at = this.buffer.indexOf(delimiter);
      const part = this.take(cutAt(this.buffer, Math.min(left, at < 0 ? this.buffer.length : at + delimiter.length)));
      parts.push(part);
      left -= part.length;
      if (part.endsWith(delimiter)) break;
    }
    return parts.length === 0 ? undefined : parts.join('');
  }

  *write(text: string): Program<boolean> {
    let rest = text;
    while (rest !== '') {
      if (!this.readable) return false;
      const room = PIPE_CHARS - this.buffer.length;
      // A character outside the BMP is two units: wait for room for both.
      if (room < 2) {
        yield* wait(this.changed.wait);
        continue;
      }
      const cut = cutAt(rest, room);
      this.buffer += rest.slice(0, cut);
      rest = rest.slice(cut);
      this.changed.fire();
    }
    return this.readable;
  }

  closeReading(): void {
    this.readable = false;
    this.buffer = '';
    this.changed.fire();
  }

  closeWriting(): void {
    this.writable = false;
    this.changed.fire();
  }

  private take(length: number): string {
    const taken = this.buffer.slice(0, length);
    this.buffer = this.buffer.slice(length);
    this.changed.fire();
    return taken;
  }
}

/** The two ends of a new pipe. */
export function createPipe(kind: 'pipe' | 'socket' = 'pipe'): { reader: OpenFile; writer: OpenFile } {
  const pipe = new Pipe();
  const reader = openDescription({
    kind,
    read: (maxChars) => pipe.read(maxChars),
    readLine: (delimiter, maxChars) => pipe.readLine(delimiter, maxChars),
    write: neverWrites,
    release: () => pipe.closeReading(),
  });
  const writer = openDescription({
    kind,
    read: neverReads,
    write: (text) => pipe.write(text),
    release: () => pipe.closeWriting(),
  });
  return { reader, writer };
}

/** Two ends that both read and write: a TCP connection or a terminal's other side. */
export function createSocketPair(): [OpenFile, OpenFile] {
  const there = new Pipe();
  const back = new Pipe();
  const end = (input: Pipe, output: Pipe): OpenFile =>
    openDescription({
      kind: 'socket',
      read: (maxChars) => input.read(maxChars),
      readLine: (delimiter, maxChars) => input.readLine(delimiter, maxChars),
      write: (text) => output.write(text),
      release: () => {
        input.closeReading();
        output.closeWriting();
      },
    });
  return [end(back, there), end(there, back)];
}

function* neverReads(): Program<string | undefined> {
  return undefined;
}

function* neverWrites(): Program<boolean> {
  return false;
}

/** Copies until the end or until nobody reads; for `docker attach`, `nc`, `tee`. Answers false when the writer's reader has gone. */
export function* pump(from: OpenFile, to: OpenFile): Program<boolean> {
  for (;;) {
    const chunk = yield* from.read();
    if (chunk === undefined) return true;
    if (!(yield* to.write(chunk))) return false;
  }
}
