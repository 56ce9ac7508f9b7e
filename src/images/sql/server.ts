/** A database server's connections: who is let in, and one question after the other. */
import type { OpenFile, Process } from '../../os';
import { Signal, wait, type Program } from '../../sim';
import { changes, Engine, type Session } from './engine';
import type { Dialect } from './tokens';
import type { Trouble, Words } from './trouble';
import { Lines, type CatalogueQuestion, type Described, type Hello, type Question, type Reply } from './wire';
import type { Store } from './store';

export interface ServerOptions {
  process: Process;
  store: Store;
  dialect: Dialect;
  version: string;
  settings: Readonly<Record<string, string>>;
  words(trouble: Trouble): Words;
  /** Why somebody is not let in; undefined when they are. */
  refuses(hello: Hello, store: Store): Words | undefined;
  /** For the server's log, which learns of refusals and errors. */
  log?(kind: 'FATAL' | 'ERROR', words: Words, statement?: string): Program;
  /** The database of those who name none. */
  databaseFor(hello: Hello): string;
}

/** Serves until the process ends; `false` when the port is taken. */
export function serveSql(options: ServerOptions, port: number): boolean {
  const { process, store, dialect } = options;
  const engine = new Engine(store, dialect, options.version, process.sim, options.settings);
  const released = new Signal<void>();
  const listener = process.machine.net.listenTcp(port, (connection) => serve(connection, engine, released, options));
  return listener.ok;
}

function* serve(connection: OpenFile, engine: Engine, released: Signal<void>, options: ServerOptions): Program {
  const lines = new Lines(connection);
  const session: Session = { user: '', database: '', transaction: 'none' };
  let inside = false;
  try {
    for (;;) {
      const line = yield* lines.next();
      if (line === undefined) return;
      const question = questionOf(line);
      if (!question || (!inside && !('hello' in question))) return; // Somebody who speaks something else: telnet, a port scanner.
      let reply: Reply;
      if ('hello' in question) {
        const refused = admit(question.hello, engine, session, options);
        if (refused) {
          if (options.log) yield* options.log('FATAL', refused);
          yield* connection.write(`${JSON.stringify({ words: refused, fatal: true } satisfies Reply)}\n`);
          return;
        }
        inside = true;
        reply = { welcome: { version: engine.version, database: session.database } };
      } else if ('catalogue' in question) reply = catalogue(question.catalogue, engine, session);
      else {
        while (engine.holder && engine.holder !== session && changes(question.sql)) yield* wait<void>((wake) => released.wait(wake));
        reply = answer(question.sql, engine, session, options);
        if ('words' in reply && options.log) yield* options.log('ERROR', reply.words, question.sql);
        if (!engine.holder) released.fire();
      }
      if (!(yield* connection.write(`${JSON.stringify(reply)}\n`))) return;
    }
  } finally {
    engine.leave(session);
    if (!engine.holder) released.fire();
    connection.close();
  }
}

function questionOf(line: string): Question | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Question) : undefined;
  } catch {
    return undefined;
  }
}

function admit(hello: Hello, engine: Engine, session: Session, options: ServerOptions): Words | undefined {
  const database = hello.database ?? options.databaseFor(hello);
  const refused =
    options.refuses(hello, engine.store) ?? (database !== '' && !engine.store.databases.has(database) ? options.words({ kind: 'no-database', database }) : undefined);
  if (refused) return refused;
  session.user = hello.user;
  session.database = database;
  return undefined;
}

function answer(sql: string, engine: Engine, session: Session, options: ServerOptions): Reply {
  const result = engine.run(sql, session);
  if ('tag' in result) {
    if (result.database !== undefined) session.database = result.database;
    return { answer: result };
  }
  const words: Words =
    'trouble' in result
      ? options.words(result.trouble)
      : { state: '53100', errno: 1114, message: `could not write to the data directory: ${result.failed === 'ENOSPC' ? 'No space left on device' : result.failed}` };
  return { words };
}

function catalogue(question: CatalogueQuestion, engine: Engine, session: Session): Reply {
  const { store } = engine;
  if ('describe' in question) return { described: describe(question.describe, engine, session) };
  switch (question.list) {
    case 'databases':
      return { rows: [...store.databases.keys()].sort().map((name) => [name]) };
    case 'tables':
      return { rows: [...(store.databases.get(session.database)?.keys() ?? [])].sort().map((name) => [name]) };
    case 'users':
      return { rows: [...store.users].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, user]) => [name, user.superuser ? 'superuser' : '']) };
  }
}

function describe(name: string, engine: Engine, session: Session): Described | null {
  const table = engine.store.table(session.database, name);
  if (!table) return null;
  return {
    name: table.name,
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type.shown,
      notNull: column.notNull,
      default: column.counts ? `nextval('${table.name}_${column.name}_seq'::regclass)` : (column.defaultText ?? ''),
    })),
    keys: table.keys.map(({ name: title, primary, columns }) => ({ name: title, primary, columns })),
  };
}
