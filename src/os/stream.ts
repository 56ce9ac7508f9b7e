/**
 * Byte streams between programs. A chunk is a JavaScript string of Unicode text in which a byte that is not
 * valid UTF-8 stands as the lone surrogate U+DC80..U+DCFF ("surrogate escape"), so text tools see characters
 * and byte tools (`sha256sum`, `base64`, `/dev/urandom`) lose nothing. `utf8.ts` converts.
 */
import type { Program } from '../sim';

/** Where bytes come from. */
export interface Source {
  /** The next chunk, never empty; undefined at the end. With `maxChars` at most that many. */
  read(maxChars?: number): Program<string | undefined>;
  /** The reader is gone: writers get EPIPE from now on. Safe to call twice. */
  close(): void;
}

/** Where bytes go. */
export interface Sink {
  /** Waits while the other side is full. False when nobody reads any more (EPIPE). */
  write(text: string): Program<boolean>;
  close(): void;
}

/** An open file description: what a file descriptor points at. `dup` shares it; the last `close` closes it. */
export interface OpenFile extends Source, Sink {
  readonly kind: 'file' | 'pipe' | 'tty' | 'null' | 'device' | 'socket';
  /** Set when this is a terminal: its size, modes and foreground group. */
  readonly tty?: import('./tty').Tty;
  /** The path it was opened by, for `/proc/self/fd` and messages. */
  readonly path?: string;
  dup(): OpenFile;
  /** Why the last write failed when it was not for want of a reader: ENOSPC, EBADF. */
  readonly writeError?: import('./files').Errno;
  /** At most one line with its delimiter and nothing beyond it; see `readLine` in handle.ts, which works on any open file. */
  readLine?(delimiter: string, maxChars?: number): Program<string | undefined>;
}
