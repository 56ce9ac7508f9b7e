/** What the database images share: they refuse to start without a password, then keep a port open and a directory filled. */
import { isFileError, type Main, type Process } from '../os';
import { sleep, type Program } from '../sim';
import { endOn, forever, print } from './_programs';

/** Accepts connections and holds them; nobody here speaks SQL over the wire. */
export function* serveDatabase(process: Process, port: number, greeting: string): Program<boolean> {
  const listener = process.machine.net.listenTcp(port, function* accept(connection) {
    if (greeting !== '') yield* connection.write(greeting);
    while ((yield* connection.read()) !== undefined);
    connection.close();
  });
  return listener.ok;
}

/** Has an earlier container initialised this data directory? */
export function isInitialized(process: Process, marker: string): boolean {
  return !isFileError(process.machine.files.stat(marker));
}

export function markInitialized(process: Process, marker: string, content: string): void {
  process.machine.files.put(marker, { content });
}

/** The server proper: waits a moment as a database does, says that it is ready, and stays. */
export function databaseMain(options: {
  port: (process: Process) => number;
  memoryMegabytes: number;
  startMs: number;
  stopsOn: readonly ('SIGTERM' | 'SIGINT' | 'SIGQUIT')[];
  starting: (process: Process) => string;
  ready: (process: Process) => string;
  greeting?: string;
}): Main {
  return function* database(process) {
    process.memoryBytes = options.memoryMegabytes * 1024 * 1024;
    endOn(process, options.stopsOn, 0);
    yield* print(process, options.starting(process));
    yield* sleep(process.sim, options.startMs);
    if (!(yield* serveDatabase(process, options.port(process), options.greeting ?? ''))) return 1;
    yield* print(process, options.ready(process));
    return yield* forever();
  };
}

/** Can a server be reached? For `pg_isready` and `mysqladmin ping`. */
export function* reachable(process: Process, host: string, port: number): Program<boolean> {
  const connection = yield* process.machine.net.connect(host, port, 3_000);
  if (!connection.ok) return false;
  connection.value.close();
  return true;
}

/** The value after one of these options, also glued on: `-h db`, `-hdb`, `--host=db`. */
export function optionValue(argv: readonly string[], short: string, long: string): string | undefined {
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === short || word === long) return argv[i + 1];
    if (word.startsWith(`${long}=`)) return word.slice(long.length + 1);
    if (short !== '' && word.startsWith(short) && !word.startsWith('--') && word.length > short.length) return word.slice(short.length);
  }
  return undefined;
}
