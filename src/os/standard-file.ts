/**
 * A process's own view of fds 0, 1 and 2: looks the descriptor up at each use (a shell swaps them under a builtin),
 * raises SIGPIPE where nobody reads, and stops a background process that reads the terminal.
 */
import type { Program } from '../sim';
import type { Errno } from './files';
import { openDescription, readLine } from './handle';
import type { Process } from './process';
import type { OpenFile } from './stream';
import type { Tty } from './tty';

/** What a closed descriptor does: ends at once, takes nothing. */
export const closedFile: OpenFile = openDescription({
  kind: 'null',
  writeError: 'EBADF',
  *read() {
    return undefined;
  },
  *write() {
    return false;
  },
  release() {},
});

export class StandardFile implements OpenFile {
  constructor(private process: Process, private fd: number) {}

  private get file(): OpenFile {
    return this.process.fds.get(this.fd) ?? closedFile;
  }

  get kind(): OpenFile['kind'] {
    return this.file.kind;
  }

  get tty(): Tty | undefined {
    return this.file.tty;
  }

  get path(): string | undefined {
    return this.file.path;
  }

  get writeError(): Errno | undefined {
    return this.file.writeError;
  }

  *read(maxChars?: number): Program<string | undefined> {
    if (!(yield* this.mayRead())) return undefined;
    return yield* this.file.read(maxChars);
  }

  *readLine(delimiter: string, maxChars?: number): Program<string | undefined> {
    if (!(yield* this.mayRead())) return undefined;
    return yield* readLine(this.file, delimiter, maxChars);
  }

  *write(text: string): Program<boolean> {
    return yield* writeOrSignal(this.process, this.file, text);
  }

  close(): void {
    this.file.close();
    this.process.fds.delete(this.fd);
  }

  dup(): OpenFile {
    return this.file.dup();
  }

  /** From the background a read means SIGTTIN; whoever ignores that reads nothing (EIO). */
  private *mayRead(): Program<boolean> {
    for (let asked = false; ; asked = true) {
      const tty = this.file.tty;
      if (!tty || tty !== this.process.tty || tty.foregroundGroup === undefined || tty.foregroundGroup === this.process.group) return true;
      if (asked && !this.process.stopped) return false;
      this.process.signal('SIGTTIN');
      yield* this.process.busy(0);
    }
  }
}

/** Writes to any descriptor of a process; where nobody reads, the process gets SIGPIPE. */
export function* writeOrSignal(process: Process, file: OpenFile, text: string): Program<boolean> {
  const written = yield* file.write(text);
  if (!written && file.writeError === undefined && file.kind !== 'tty') {
    process.signal('SIGPIPE');
    // Ends here unless the signal is handled or ignored.
    yield* process.busy(0);
  }
  return written;
}
