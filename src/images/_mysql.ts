/** MySQL and MariaDB: the same entry point with other names. */
import type { Process } from '../os';
import type { Program } from '../sim';
import type { ImageBuild } from './_image';
import { complain, entrypoint, fileEnv, print } from './_programs';
import { databaseMain, isInitialized, markInitialized, optionValue, reachable } from './_database';

const DATA = '/var/lib/mysql';
const MARKER = `${DATA}/ibdata1`;

function stamp(process: Process): string {
  return `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
}

export interface MysqlFlavour {
  /** `MYSQL`, and for MariaDB `MARIADB` first. */
  prefixes: readonly string[];
  product: string;
  version: string;
  server: string;
  client: string;
  admin: string;
  base: ImageBuild['base'];
  megabytes: number;
  env: readonly string[];
}

export function mysqlBuild(flavour: MysqlFlavour): ImageBuild {
  const { product, version, server } = flavour;
  const get = (process: Process, name: string) =>
    flavour.prefixes.map((prefix) => fileEnv(process, `${prefix}_${name}`)).find((value) => value !== undefined);
  const note = (process: Process, text: string) => print(process, `${stamp(process)} [Note] [Entrypoint]: ${text}\n`);
  return {
    base: flavour.base,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'GOSU_VERSION=1.17', ...flavour.env],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: [server],
      ExposedPorts: ['3306/tcp'],
      Volumes: [DATA],
    },
    layers: [
      [`RUN /bin/sh -c set -eux; groupadd --system --gid 999 mysql; useradd mysql # ${version}`, 12_000_000],
      [`RUN /bin/sh -c set -eux; install ${product} ${version} # buildkit`, flavour.megabytes * 1_000_000],
      ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 14_200],
    ],
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': entrypoint('docker-entrypoint.sh', 20, function* prepare(process, given) {
        const argv = given[0]?.startsWith('-') ? [server, ...given] : given;
        if (argv[0] !== server && argv[0] !== 'mysqld' && argv[0] !== 'mariadbd') return argv;
        yield* note(process, `Entrypoint script for ${product} Server ${version} started.`);
        if (isInitialized(process, MARKER)) return argv;
        const password = get(process, 'ROOT_PASSWORD');
        const empty = get(process, 'ALLOW_EMPTY_PASSWORD') ?? get(process, 'ALLOW_EMPTY_ROOT_PASSWORD');
        const random = get(process, 'RANDOM_ROOT_PASSWORD');
        if (password === undefined && empty === undefined && random === undefined) {
          const names =
            flavour.prefixes.at(0) === 'MARIADB'
              ? ['MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_HASH', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'MARIADB_RANDOM_ROOT_PASSWORD']
              : ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'];
          yield* complain(
            process,
            `${stamp(process)} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n` +
              `    You need to specify one of the following as an environment variable:\n` +
              `${names.map((name) => `    - ${name}\n`).join('')}`,
          );
          return 1;
        }
        yield* note(process, 'Initializing database files');
        yield* process.busy(1_800);
        if (random !== undefined) yield* note(process, `GENERATED ROOT PASSWORD: ${process.sim.random('image.mysql').base36(32)}`);
        const database = get(process, 'DATABASE');
        if (database !== undefined) yield* note(process, `Creating database ${database}`);
        const user = get(process, 'USER');
        if (user !== undefined) yield* note(process, `Creating user ${user}`);
        markInitialized(
          process,
          MARKER,
          JSON.stringify({
            password: password ?? '',
            databases: ['information_schema', 'mysql', 'performance_schema', ...(database === undefined ? [] : [database]), 'sys'],
            user: user ?? null,
            userPassword: get(process, 'PASSWORD') ?? null,
          }),
        );
        yield* note(process, `${product} init process done. Ready for start up.`);
        return argv;
      }),
      [`/usr/sbin/${server}`]: databaseMain({
        port: (process) => Number(optionValue(process.argv, '-P', '--port') ?? 3306),
        memoryMegabytes: product === 'MySQL' ? 380 : 110,
        startMs: 900,
        stopsOn: ['SIGTERM', 'SIGINT', 'SIGQUIT'],
        greeting: '',
        starting: (process) => `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19)}.000000Z 0 [System] [MY-010116] ` +
            `[Server] /usr/sbin/${server} (${server} ${version}) starting as process 1\n`,
        ready: (process) => `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19)}.000000Z 0 [System] [MY-010931] ` +
            `[Server] /usr/sbin/${server}: ready for connections. Version: '${version}'  socket: ` +
            `'/var/run/mysqld/mysqld.sock'  port: 3306  ${product} Server.\n`,
      }),
      [`/usr/bin/${flavour.admin}`]: function* admin(process) {
        const host = optionValue(process.argv, '-h', '--host') ?? 'localhost';
        if (yield* reachable(process, host, 3306)) {
          yield* print(
            process,
            process.argv.includes('status')
              ? 'Uptime: 60  Threads: 2  Questions: 8  Slow queries: 0  Opens: 119  Open tables: 38  Queries per second avg: 0.133\n'
              : 'mysqld is alive\n',
          );
          return 0;
        }
        yield* complain(
          process,
          `${flavour.admin}: connect to server at '${host}' failed\n` +
            `error: 'Can't connect to ${host === 'localhost' ? 'local ' : ''}MySQL ` +
            `server${host === 'localhost' ? " through socket '/var/run/mysqld/mysqld.sock' (2)" : ` on '${host}:3306' (111)`}'\n`,
        );
        return 1;
      },
      [`/usr/bin/${flavour.client}`]: (process) => client(process),
    },
    links: { ...(server === 'mysqld' ? {} : { '/usr/bin/mysql': flavour.client, '/usr/bin/mysqladmin': flavour.admin }) },
  };
}

/** The client: knows the password and the databases, and says plainly that there is no SQL behind it. */
function* client(process: Process): Program<number> {
  const host = optionValue(process.argv, '-h', '--host') ?? 'localhost';
  const user = optionValue(process.argv, '-u', '--user') ?? 'root';
  const password = optionValue(process.argv, '-p', '--password') ?? process.env.get('MYSQL_PWD') ?? '';
  if (!(yield* reachable(process, host, 3306))) {
    yield* complain(
      process,
      host === 'localhost'
        ? "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n"
        : `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:3306' (111)\n`,
    );
    return 1;
  }
  const stored = host === 'localhost' || host === '127.0.0.1' ? process.machine.files.read(MARKER) : undefined;
  const known =
    typeof stored === 'string'
      ? (JSON.parse(stored) as { password: string; databases: string[]; user: string | null; userPassword: string | null })
      : undefined;
  const right = user === 'root' ? known?.password : user === known?.user ? known?.userPassword : undefined;
  if (known && right !== password) {
    yield* complain(
      process,
      `ERROR 1045 (28000): Access denied for user '${user}'@'localhost' (using password: ${password === '' ? 'NO' : 'YES'})\n`,
    );
    return 1;
  }
  const statement = (optionValue(process.argv, '-e', '--execute') ?? '').trim().replace(/;$/, '');
  if (/^show databases$/i.test(statement) && known) {
    yield* print(process, `Database\n${known.databases.join('\n')}\n`);
    return 0;
  }
  if (/^select (1|version\(\))$/i.test(statement)) {
    yield* print(
      process,
      /version/i.test(statement) ? `version()\n${process.env.get('MYSQL_VERSION') ?? process.env.get('MARIADB_VERSION') ?? ''}\n` : '1\n1\n',
    );
    return 0;
  }
  yield* complain(process, `${process.argv[0]}: this database is simulated and runs no SQL beyond SHOW DATABASES, SELECT 1 and SELECT VERSION()\n`);
  return 1;
}
