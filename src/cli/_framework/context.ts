/** What a command is handed: the process it runs in, the API client, and its three streams. */
import type { Process } from '../../os';
import type { Program, Sim } from '../../sim';
import type { Client } from '../_client/client';
import type { ClientConfig } from '../_client/client-config';
import type { OpenFile } from '../../os/stream';
import type { Signals } from './signals';

/** A stream for output, with the short forms that commands use. */
export class Output {
  constructor(readonly file: OpenFile) {}

  get isTerminal(): boolean {
    return this.file.tty !== undefined;
  }

  /** Columns of the terminal, or undefined where there is none. */
  get columns(): number | undefined {
    return this.file.tty?.columns;
  }

  *write(text: string): Program {
    // A reader that went away raises SIGPIPE in the process itself, so the answer needs no look.
    if (text !== '') yield* this.file.write(text);
  }

  *line(text: string): Program {
    yield* this.write(`${text}\n`);
  }
}

export interface Context {
  readonly process: Process;
  readonly sim: Sim;
  readonly api: Client;
  readonly out: Output;
  readonly err: Output;
  readonly config: ClientConfig;
  /** For commands that answer Ctrl-C and its like themselves. */
  readonly signals: Signals;
  /** The words that led here: `docker service create`. */
  readonly path: string;
  /** The whole help of this command, for those that print it themselves. */
  help(): string;
  /** A warning as the client's logger writes it. */
  warn(text: string): Program;
}
