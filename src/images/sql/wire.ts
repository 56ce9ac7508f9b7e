/**
 * How clients and servers of the simulated databases talk: lines of JSON on a TCP connection. The real protocols are
 * binary; nothing in a lab looks at them.
 */
import type { OpenFile, Process } from '../../os';
import type { Program } from '../../sim';
import type { Answer } from './engine';
import type { Words } from './trouble';

export interface Hello {
  user: string;
  /** Absent when none was given. */
  password?: string;
  database?: string;
  /** The client's address, for the words of a refusal. */
  from: string;
  /** Over the socket of the same container, which both servers treat in their own way. */
  local: boolean;
}

/** What a client asks of the catalogue, for psql's backslash commands. */
export type CatalogueQuestion = { list: 'databases' | 'tables' | 'users' } | { describe: string };

export type Question = { hello: Hello } | { sql: string } | { catalogue: CatalogueQuestion };

export interface Described {
  name: string;
  columns: { name: string; type: string; notNull: boolean; default: string }[];
  keys: { name: string; primary: boolean; columns: string[] }[];
}

export type Reply = { welcome: { version: string; database: string } } | { answer: Answer } | { words: Words; fatal?: boolean } | { rows: string[][] } | { described: Described | null };

/** The next line of a connection, however it was cut into chunks. */
export class Lines {
  private buffer = '';

  constructor(private readonly connection: OpenFile) {}

  *next(): Program<string | undefined> {
    for (;;) {
      const end = this.buffer.indexOf('\n');
      if (end >= 0) {
        const line = this.buffer.slice(0, end);
        this.buffer = this.buffer.slice(end + 1);
        return line;
      }
      const chunk = yield* this.connection.read();
      if (chunk === undefined) return undefined;
      this.buffer += chunk;
    }
  }
}

export type ConnectFailure = { failure: 'unknown-host' | 'refused' | 'timeout'; address?: string } | { words: Words };

/** A client's end. */
export class Client {
  private readonly lines: Lines;

  private constructor(
    private readonly connection: OpenFile,
    public database: string,
    public version: string,
  ) {
    this.lines = new Lines(connection);
  }

  static *open(process: Process, host: string, port: number, hello: Hello): Program<Client | ConnectFailure> {
    const connection = yield* process.machine.net.connect(host, port, 5_000);
    if (!connection.ok) return { failure: connection.error.kind === 'unknown-host' ? 'unknown-host' : connection.error.kind === 'refused' ? 'refused' : 'timeout' };
    const client = new Client(connection.value, '', '');
    const reply = yield* client.ask({ hello });
    if (reply === undefined) return { failure: 'refused' };
    if ('words' in reply) {
      client.close();
      return { words: reply.words };
    }
    if ('welcome' in reply) {
      client.version = reply.welcome.version;
      client.database = reply.welcome.database;
    }
    return client;
  }

  /** Undefined when the server has gone. */
  *ask(question: Question): Program<Reply | undefined> {
    if (!(yield* this.connection.write(`${JSON.stringify(question)}\n`))) return undefined;
    const line = yield* this.lines.next();
    if (line === undefined) return undefined;
    const reply = JSON.parse(line) as Reply;
    if ('answer' in reply && reply.answer.database !== undefined) this.database = reply.answer.database;
    return reply;
  }

  close(): void {
    this.connection.close();
  }
}

/** The address by which a server sees a client of this machine. */
export function addressOf(process: Process): string {
  const own = process.machine.net.interfaces().flatMap((each) => each.addresses).map((each) => each.replace(/\/.*/, ''));
  return own.find((each) => !each.startsWith('127.') && !each.includes(':')) ?? 'localhost';
}

/** For the applications of labs: rows of one statement, or why there are none. */
export function* query(client: Client, sql: string): Program<{ rows: (string | null)[][] } | { words: Words } | undefined> {
  const reply = yield* client.ask({ sql });
  if (reply === undefined) return undefined;
  if ('words' in reply) return { words: reply.words };
  return { rows: 'answer' in reply ? (reply.answer.rows ?? []) : [] };
}

/** A text as SQL has it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
}
