/** The postgres of the image: its entry point's preparations, and the server. */
import { isFileError, type Main, type Process } from '../../os';
import { sleep, type Program } from '../../sim';
import { complain, endOn, entrypoint, fileEnv, forever, print } from '../_programs';
import { Engine, type Session } from './engine';
import { postgresWords } from './postgres-words';
import { serveSql } from './server';
import { Store } from './store';
import { splitStatements } from './tokens';
import type { Words } from './trouble';
import type { Hello } from './wire';

const REFUSAL = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

const INIT_FOLDER = '/docker-entrypoint-initdb.d';

function dataOf(process: Process): string {
  return process.env.get('PGDATA') ?? '/var/lib/postgresql/data';
}

function storeOf(process: Process): Store {
  return new Store(process.machine.files, `${dataOf(process)}/base/rows`);
}

function engineOf(store: Store, process: Process, version: string): Engine {
  return new Engine(store, 'postgres', fullVersion(version), process.sim, settingsOf(process, version));
}

function settingsOf(process: Process, version: string): Record<string, string> {
  return { server_version: version, max_connections: '100', data_directory: dataOf(process), port: '5432', timezone: 'Etc/UTC', server_encoding: 'UTF8', client_encoding: 'UTF8' };
}

function fullVersion(version: string): string {
  return `PostgreSQL ${version} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit`;
}

/** `docker-entrypoint.sh`: initialises an empty data directory, then hands over. */
export function postgresEntry(version: string): Main {
  return entrypoint('docker-entrypoint.sh', 391, function* prepare(process, given) {
    const argv = given[0]?.startsWith('-') ? ['postgres', ...given] : given;
    if (argv[0] !== 'postgres') return argv;
    const { files } = process.machine;
    const data = dataOf(process);
    if (!isFileError(files.stat(`${data}/PG_VERSION`))) {
      yield* print(process, '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
      return argv;
    }
    const password = fileEnv(process, 'POSTGRES_PASSWORD');
    let method = process.env.get('POSTGRES_HOST_AUTH_METHOD') ?? '';
    if (!password && method !== 'trust') {
      // The old 9.4 of the voting app's stack files only warned, and trusted everybody.
      if (!version.startsWith('9.4')) {
        yield* complain(process, REFUSAL);
        return 1;
      }
      yield* complain(process, 'WARNING: No password has been set for the database.\n');
      method = 'trust';
    }
    yield* print(
      process,
      'The files belonging to this database system will be owned by user "postgres".\n' +
        'This user must also own the server process.\n\n' +
        `fixing permissions on existing directory ${data} ... ok\ncreating subdirectories ... ok\n`,
    );
    yield* process.busy(900);
    yield* print(process, 'performing post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n');
    files.mkdir(`${data}/base`, { parents: true });
    files.put(`${data}/pg_hba.conf`, {
      content: `local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all ::1/128 trust\nhost all all all ${method || 'scram-sha-256'}\n`,
    });
    files.put(`${data}/postgresql.conf`, { content: "listen_addresses = '*'\nmax_connections = 100\n" });
    const store = storeOf(process);
    const user = fileEnv(process, 'POSTGRES_USER') ?? 'postgres';
    const database = fileEnv(process, 'POSTGRES_DB') ?? user;
    for (const name of ['postgres', 'template0', 'template1']) store.createDatabase(name);
    store.putUser(user, { password: password ?? null, superuser: true });
    if (database !== 'postgres') {
      store.createDatabase(database);
      yield* print(process, 'CREATE DATABASE\n\n\n');
    }
    store.commit();
    const failed = yield* runScripts(process, engineOf(store, process, version), { user, database, transaction: 'none' });
    if (failed) return 3;
    files.put(`${data}/PG_VERSION`, { content: `${version.startsWith('9') ? version.slice(0, 3) : version.split('.')[0]}\n` });
    yield* print(process, '\nPostgreSQL init process complete; ready for start up.\n\n');
    return argv;
  });
}

/** What a lab puts into the folder of first scripts; true when one of them fails. */
function* runScripts(process: Process, engine: Engine, session: Session): Program<boolean> {
  const { files } = process.machine;
  const names = files.list(INIT_FOLDER);
  for (const name of isFileError(names) ? [] : names.filter((each) => !each.startsWith('.'))) {
    const path = `${INIT_FOLDER}/${name}`;
    const text = files.read(path);
    if (isFileError(text) || !name.endsWith('.sql')) {
      yield* print(process, `/usr/local/bin/docker-entrypoint.sh: ignoring ${path}\n\n`);
      continue;
    }
    yield* print(process, `/usr/local/bin/docker-entrypoint.sh: running ${path}\n`);
    const { statements, rest } = splitStatements(text, 'postgres');
    for (const statement of [...statements, ...(rest.trim() === '' ? [] : [rest])]) {
      const result = engine.run(statement, session);
      if ('tag' in result) {
        if (result.tag !== '') yield* print(process, `${result.tag}\n`);
        continue;
      }
      const words = 'trouble' in result ? postgresWords(result.trouble).message : result.failed;
      yield* complain(process, `psql:${path}:${text.slice(0, text.indexOf(statement)).split('\n').length}: ERROR:  ${words}\n`);
      return true;
    }
    yield* print(process, '\n\n');
  }
  return false;
}

/** Who may come in: pg_hba.conf trusts those of the same container, and asks others for their password. */
function refuses(process: Process, store: Store, hello: Hello): Words | undefined {
  const user = store.users.get(hello.user);
  const rules = process.machine.files.read(`${dataOf(process)}/pg_hba.conf`);
  const trusted = hello.local || (typeof rules === 'string' && /^host\s+all\s+all\s+all\s+trust/m.test(rules));
  if (!trusted) {
    if (hello.password === undefined) return { state: '28000', message: 'fe_sendauth: no password supplied' };
    if (!user || user.password === null || user.password !== hello.password) return { state: '28P01', message: `password authentication failed for user "${hello.user}"` };
  }
  return user ? undefined : { state: '28000', message: `role "${hello.user}" does not exist` };
}

function stamp(process: Process): string {
  return `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 23).replace('T', ' ')} UTC [${process.pid}]`;
}

export function postgresServer(version: string): Main {
  return function* postgres(process) {
    process.memoryBytes = 28 * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT', 'SIGQUIT'], 0);
    if (isFileError(process.machine.files.stat(`${dataOf(process)}/PG_VERSION`))) {
      yield* complain(
        process,
        `postgres: could not access the server configuration file "${dataOf(process)}/postgresql.conf": No such file or directory\n`,
      );
      return 2;
    }
    yield* print(process, `${stamp(process)} LOG:  starting PostgreSQL ${version} on x86_64-pc-linux-gnu\n${stamp(process)} LOG:  listening on IPv4 address "0.0.0.0", port 5432\n`);
    yield* sleep(process.sim, 250);
    const store = storeOf(process);
    store.load();
    const served = serveSql(
      {
        process,
        store,
        dialect: 'postgres',
        version: fullVersion(version),
        settings: settingsOf(process, version),
        words: postgresWords,
        databaseFor: (hello) => hello.user,
        refuses: (hello) => refuses(process, store, hello),
        *log(kind, words, statement) {
          if (words.message.startsWith('fe_sendauth')) return;
          const lines = [`${kind}:  ${words.message}`, ...(words.detail ? [`DETAIL:  ${words.detail}`] : []), ...(statement === undefined ? [] : [`STATEMENT:  ${statement}`])];
          yield* complain(process, lines.map((line) => `${stamp(process)} ${line}\n`).join(''));
        },
      },
      5432,
    );
    if (!served) {
      yield* complain(process, `${stamp(process)} FATAL:  could not create any TCP/IP sockets\n`);
      return 1;
    }
    yield* print(process, `${stamp(process)} LOG:  database system is ready to accept connections\n`);
    return yield* forever();
  };
}
