/** What asks about database servers without speaking to them: `pg_isready`, `mysqladmin ping`. */
import type { Process } from '../os';
import type { Program } from '../sim';

/** Can a server be reached? */
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
