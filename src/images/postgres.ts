/** postgres: refuses to start without a superuser password; port 5432, `/var/lib/postgresql/data` is a volume. */
import type { Process } from '../os';
import type { Program } from '../sim';
import { databaseMain, isInitialized, markInitialized, optionValue, reachable } from './_database';
import { image } from './_image';
import { complain, entrypoint, fileEnv, print } from './_programs';

const REFUSAL = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

function stamp(process: Process): string {
  return `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 23).replace('T', ' ')} UTC [${process.pid}] LOG: `;
}

function dataOf(process: Process): string {
  return process.env.get('PGDATA') ?? '/var/lib/postgresql/data';
}

function* client(process: Process): Program<number> {
  const host = optionValue(process.argv, '-h', '--host') ?? process.env.get('PGHOST');
  const port = Number(optionValue(process.argv, '-p', '--port') ?? 5432);
  if (!(yield* reachable(process, host ?? 'localhost', port))) {
    yield* complain(
      process,
      host === undefined
        ? 'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or ' +
            'directory\n\tIs the server running locally and accepting connections on that socket?\n'
        : `psql: error: connection to server at "${host}", port ${port} failed: Connection refused\n` +
          `\tIs the server running on that host and accepting TCP/IP connections?\n`,
    );
    return 2;
  }
  const statement = (optionValue(process.argv, '-c', '--command') ?? '').trim().replace(/;$/, '');
  if (/^select 1$/i.test(statement)) {
    yield* print(process, ' ?column? \n----------\n        1\n(1 row)\n\n');
    return 0;
  }
  if (/^select version\(\)$/i.test(statement)) {
    yield* print(
      process,
      '                version                \n---------------------------------------\n' +
        ` PostgreSQL ${process.env.get('PG_VERSION')} on x86_64-pc-linux-gnu\n(1 row)\n\n`,
    );
    return 0;
  }
  yield* complain(process, 'psql: this database is simulated and runs no SQL beyond SELECT 1 and SELECT version()\n');
  return 1;
}

export default image({
  name: 'postgres',
  about: 'Port 5432; needs POSTGRES_PASSWORD, POSTGRES_PASSWORD_FILE or POSTGRES_HOST_AUTH_METHOD=trust.',
  tags: {
    latest: '18.1',
    '18': '18.1',
    '18-alpine': '18.1',
    alpine: '18.1',
    '17': '17.7',
    '17-alpine': '17.7',
    '16': '16.11',
    '16-alpine': '16.11',
    '15': '15.15',
    '15-alpine': '15.15',
    '14': '14.20',
    '14-alpine': '14.20',
    '13': '13.23',
    '13-alpine': '13.23',
    '12': '12.22',
    '12-alpine': '12.22',
    '11': '11.22',
    '11-alpine': '11.22',
    '10': '10.23',
    '9.6': '9.6.24',
    '9.6-alpine': '9.6.24',
    '9.5': '9.5.25',
    '9.4': '9.4.26',
    '9': '9.6.24',
  },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : 'debian-slim',
    config: {
      Env: [
        `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${version.split('.')[0]}/bin`,
        'GOSU_VERSION=1.19',
        'LANG=en_US.utf8',
        `PG_MAJOR=${version.split('.')[0]}`,
        `PG_VERSION=${version}-1.pgdg12+2`,
        'PGDATA=/var/lib/postgresql/data',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      ExposedPorts: ['5432/tcp'],
      Volumes: ['/var/lib/postgresql/data'],
      StopSignal: 'SIGINT',
    },
    layers: [
      [`RUN /bin/sh -c set -eux; groupadd -r postgres --gid=999 # ${version}`, 11_000_000],
      [`RUN /bin/sh -c set -eux; apt-get install -y postgresql ${version} # buildkit`, tag.includes('alpine') ? 260_000_000 : 310_000_000],
      ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 14_000],
    ],
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': entrypoint('docker-entrypoint.sh', 391, function* prepare(process, given) {
        const argv = given[0]?.startsWith('-') ? ['postgres', ...given] : given;
        if (argv[0] !== 'postgres') return argv;
        const marker = `${dataOf(process)}/PG_VERSION`;
        if (isInitialized(process, marker)) {
          yield* print(process, '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
          return argv;
        }
        const password = fileEnv(process, 'POSTGRES_PASSWORD');
        if (!password && process.env.get('POSTGRES_HOST_AUTH_METHOD') !== 'trust') {
          // The old 9.4 of the voting app's stack files only warned.
          if (!version.startsWith('9.4')) {
            yield* complain(process, REFUSAL);
            return 1;
          }
          yield* complain(process, 'WARNING: No password has been set for the database.\n');
        }
        yield* print(
          process,
          'The files belonging to this database system will be owned by user "postgres".\n' +
            'This user must also own the server process.\n\n' +
            `fixing permissions on existing directory ${dataOf(process)} ... ok\ncreating subdirectories ... ok\n`,
        );
        yield* process.busy(900);
        yield* print(process, 'performing post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n');
        const database = fileEnv(process, 'POSTGRES_DB');
        if (database && database !== 'postgres') yield* print(process, 'CREATE DATABASE\n');
        markInitialized(process, marker, `${version.split('.')[0]}\n`);
        yield* print(process, '\nPostgreSQL init process complete; ready for start up.\n\n');
        return argv;
      }),
      '/usr/local/bin/postgres': databaseMain({
        port: () => 5432,
        memoryMegabytes: 28,
        startMs: 250,
        stopsOn: ['SIGTERM', 'SIGINT', 'SIGQUIT'],
        starting: (process) => `${stamp(process)} starting PostgreSQL ${version} on x86_64-pc-linux-gnu\n` +
            `${stamp(process)} listening on IPv4 address "0.0.0.0", port 5432\n`,
        ready: (process) => `${stamp(process)} database system is ready to accept connections\n`,
      }),
      '/usr/bin/pg_isready': function* isReady(process) {
        const host = optionValue(process.argv, '-h', '--host');
        const where = `${host ?? '/var/run/postgresql'}:5432`;
        const ok = yield* reachable(process, host ?? 'localhost', 5432);
        if (!process.argv.includes('-q')) yield* print(process, `${where} - ${ok ? 'accepting connections' : 'no response'}\n`);
        return ok ? 0 : 2;
      },
      '/usr/bin/psql': (process) => client(process),
    },
  }),
});
