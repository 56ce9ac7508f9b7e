/**
 * What goes between ssh and sshd of this lab once they have greeted each other: frames of a letter, a length and a text.
 * It is not the real protocol (nothing is encrypted here, and nobody listens), but the greeting lines are, so that `nc`
 * shows what it would show.
 */
import type { OpenFile } from '../../os';
import type { Program } from '../../sim';

export const GREETING = 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n';

/** i: input, e: its end, w: the window's size, o: output, r: errors, x: how it ended, k: the host's key, q: the request. */
export type FrameKind = 'i' | 'e' | 'w' | 'o' | 'r' | 'x' | 'k' | 'q';

export interface Frame {
  kind: FrameKind;
  text: string;
}

/** What a client asks for. */
export interface SshRequest {
  user: string;
  /** Undefined: a login shell. */
  command?: string;
  tty?: { columns: number; rows: number; term: string };
  /** Instead of a command: files as an archive. */
  copy?: { way: 'get'; path: string; recursive: boolean } | { way: 'put'; path: string; archive: string; isDirectory: boolean };
}

/** How a request ended; `error` is what sftp says of a copy. */
export interface SshEnd {
  code: number;
  denied?: boolean;
  error?: string;
  archive?: string;
}

export function* send(connection: OpenFile, kind: FrameKind, text: string): Program<boolean> {
  return yield* connection.write(`${kind}${text.length}\n${text}`);
}

/** Frames of a connection, one after the other. */
export class FrameReader {
  private pending = '';

  constructor(private connection: OpenFile) {}

  /** A line of the greeting; undefined at the end. */
  *line(): Program<string | undefined> {
    while (!this.pending.includes('\n')) if (!(yield* this.more())) return undefined;
    const end = this.pending.indexOf('\n');
    const line = this.pending.slice(0, end).replace(/\r$/, '');
    this.pending = this.pending.slice(end + 1);
    return line;
  }

  *next(): Program<Frame | undefined> {
    const head = yield* this.line();
    if (head === undefined) return undefined;
    const length = Number(head.slice(1));
    if (!/^[iewotrxkq]\d+$/.test(head)) return undefined;
    const parts: string[] = [];
    let held = this.pending.length;
    while (held < length) {
      parts.push(this.pending);
      this.pending = '';
      if (!(yield* this.more())) return undefined;
      held += this.pending.length;
    }
    const all = parts.join('') + this.pending;
    this.pending = all.slice(length);
    return { kind: head[0] as FrameKind, text: all.slice(0, length) };
  }

  private *more(): Program<boolean> {
    const chunk = yield* this.connection.read();
    if (chunk === undefined) return false;
    this.pending += chunk;
    return true;
  }
}
