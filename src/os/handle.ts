/**
 * Open file descriptions and the handles that share them: `dup` makes another handle, the last `close` ends the
 * description. Pipes, files, devices and sockets bring a `Description`; programs hold `OpenFile` handles.
 */
import { assert, type Program } from '../sim';
import type { Errno } from './files';
import type { OpenFile } from './stream';
import type { Tty } from './tty';

/** What a handle points at. Only the handle calls it; `release` runs once, when the last handle is closed. */
export interface Description {
  readonly kind: OpenFile['kind'];
  readonly tty?: Tty;
  readonly path?: string;
  read(maxChars?: number): Program<string | undefined>;
  /** At most one line with its delimiter; where absent the handle reads character by character. */
  readLine?(delimiter: string, maxChars?: number): Program<string | undefined>;
  write(text: string): Program<boolean>;
  readonly writeError?: Errno;
  release(): void;
}

class Handle implements OpenFile {
  private closed = false;

  constructor(private description: Description, private count: { handles: number }) {}

  get kind(): OpenFile['kind'] {
    return this.description.kind;
  }

  get tty(): Tty | undefined {
    return this.description.tty;
  }

  get path(): string | undefined {
    return this.description.path;
  }

  get writeError(): Errno | undefined {
    return this.closed ? 'EBADF' : this.description.writeError;
  }

  *read(maxChars?: number): Program<string | undefined> {
    if (this.closed) return undefined;
    return yield* this.description.read(maxChars);
  }

  *readLine(delimiter: string, maxChars = Infinity): Program<string | undefined> {
    if (this.closed) return undefined;
    if (this.description.readLine) return yield* this.description.readLine(delimiter, maxChars);
    return yield* readLineByCharacters(this.description, delimiter, maxChars);
  }

  *write(text: string): Program<boolean> {
    if (this.closed) return false;
    if (text === '') return true;
    return yield* this.description.write(text);
  }

  dup(): OpenFile {
    assert(!this.closed, 'a closed file cannot be duplicated');
    this.count.handles++;
    return new Handle(this.description, this.count);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.count.handles--;
    if (this.count.handles === 0) this.description.release();
  }
}

function* readLineByCharacters(source: Pick<Description, 'read'>, delimiter: string, maxChars: number): Program<string | undefined> {
  let line = '';
  while (line.length < maxChars) {
    const character = yield* source.read(1);
    if (character === undefined) return line === '' ? undefined : line;
    line += character;
    if (character === delimiter) break;
  }
  return line;
}

/** The first handle on a description. */
export function openDescription(description: Description): OpenFile {
  return new Handle(description, { handles: 1 });
}

/**
 * Reads one line with its delimiter and nothing beyond it, from any open file: several readers may share a stream (a
 * shell and what it starts). Undefined at the end; the last line may lack the delimiter.
 */
export function* readLine(file: OpenFile, delimiter = '\n', maxChars = Infinity): Program<string | undefined> {
  if (file.readLine) return yield* file.readLine(delimiter, maxChars);
  return yield* readLineByCharacters(file, delimiter, maxChars);
}

/** Everything until the end, at most `maxChars`; `complete` is false when the limit cut it. */
export function* readAll(file: OpenFile, maxChars = 64 * 1024 * 1024): Program<{ text: string; complete: boolean }> {
  const chunks: string[] = [];
  let length = 0;
  for (;;) {
    const chunk = yield* file.read();
    if (chunk === undefined) return { text: chunks.join(''), complete: true };
    length += chunk.length;
    if (length > maxChars) return { text: chunks.join(''), complete: false };
    chunks.push(chunk);
  }
}
