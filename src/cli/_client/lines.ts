/** A stream as lines, and as the JSON values that pulls, events and stats send one after another. */
import type { Source } from '../../os/stream';
import type { Program } from '../../sim';

export class LineReader {
  private held = '';
  private ended = false;

  constructor(private source: Source) {}

  /** The next line without its newline; undefined at the end. */
  *next(): Program<string | undefined> {
    for (;;) {
      const at = this.held.indexOf('\n');
      if (at >= 0) {
        const line = this.held.slice(0, at);
        this.held = this.held.slice(at + 1);
        return line;
      }
      if (this.ended) {
        const rest = this.held;
        this.held = '';
        return rest === '' ? undefined : rest;
      }
      const chunk = yield* this.source.read();
      if (chunk === undefined) this.ended = true;
      else this.held += chunk;
    }
  }
}

/** Texts of JSON values, one per line, for those who parse them their own way. */
export class JsonLineReader {
  private lines: LineReader;

  constructor(source: Source) {
    this.lines = new LineReader(source);
  }

  *next(): Program<string | undefined> {
    for (;;) {
      const line = yield* this.lines.next();
      if (line === undefined || line.trim() !== '') return line;
    }
  }
}

/** JSON values, one per line. */
export class JsonReader<T> {
  private lines: JsonLineReader;

  constructor(source: Source) {
    this.lines = new JsonLineReader(source);
  }

  *next(): Program<T | undefined> {
    const line = yield* this.lines.next();
    return line === undefined ? undefined : (JSON.parse(line) as T);
  }
}
