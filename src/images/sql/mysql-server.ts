/** MySQL and MariaDB: the entry point's preparations and the server, the same with other names. */
import { isFileError, type Main, type Process } from '../../os';
import { sleep, type Program } from '../../sim';
import { optionValue } from '../_database';
import { complain, endOn, entrypoint, fileEnv, forever, print } from '../_programs';
import { Engine, type Session } from './engine';
import { mysqlWords } from './mysql-words';
import { serveSql } from './server';
import { Store } from './store';
import { splitStatements } from './tokens';
import type { Words } from './trouble';
import type { Hello } from './wire';

export interface MysqlNames {
  /** `MYSQL`, and for MariaDB `MARIADB` first. */
  prefixes: readonly string[];
  product: 'MySQL' | 'MariaDB';
  version: string;
  server: string;
}

const DATA = '/var/lib/mysql';
const MARKER = `${DATA}/ibdata1`;
const INIT_FOLDER = '/docker-entrypoint-initdb.d';
const OWN_DATABASES = ['information_schema', 'mysql', 'performance_schema', 'sys'];

function stamp(process: Process): string {
  return `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
}

function settingsOf({ version, product }: MysqlNames, port: number): Record<string, string> {
  return {
    character_set_server: 'utf8mb4', collation_server: 'utf8mb4_0900_ai_ci', datadir: `${DATA}/`, default_storage_engine: 'InnoDB', hostname: '', innodb_buffer_pool_size: '134217728',
    max_connections: '151', port: String(port), read_only: 'OFF', server_id: '1', socket: '/var/run/mysqld/mysqld.sock', time_zone: 'SYSTEM', version: versionOf(version, product),
    version_comment: product === 'MySQL' ? 'MySQL Community Server - GPL' : 'mariadb.org binary distribution', Threads_connected: '1', Uptime: '60',
  };
}

function versionOf(version: string, product: string): string {
  return product === 'MySQL' ? version : `${version}-MariaDB`;
}

export function mysqlEntry(names: MysqlNames): Main {
  const { product, version, server } = names;
  const get = (process: Process, name: string): string | undefined => names.prefixes.map((prefix) => fileEnv(process, `${prefix}_${name}`)).find((value) => value !== undefined);
  const note = (process: Process, text: string): Program => print(process, `${stamp(process)} [Note] [Entrypoint]: ${text}\n`);
  return entrypoint('docker-entrypoint.sh', 20, function* prepare(process, given) {
    const argv = given[0]?.startsWith('-') ? [server, ...given] : given;
    if (argv[0] !== server && argv[0] !== 'mysqld' && argv[0] !== 'mariadbd') return argv;
    yield* note(process, `Entrypoint script for ${product} Server ${version} started.`);
    if (!isFileError(process.machine.files.stat(MARKER))) return argv;
    let password = get(process, 'ROOT_PASSWORD');
    const empty = get(process, 'ALLOW_EMPTY_PASSWORD') ?? get(process, 'ALLOW_EMPTY_ROOT_PASSWORD');
    const random = get(process, 'RANDOM_ROOT_PASSWORD');
    if (password === undefined && empty === undefined && random === undefined) {
      const wanted =
        names.prefixes[0] === 'MARIADB'
          ? ['MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_HASH', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'MARIADB_RANDOM_ROOT_PASSWORD']
          : ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'];
      yield* complain(
        process,
        `${stamp(process)} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n` +
          `    You need to specify one of the following as an environment variable:\n${wanted.map((name) => `    - ${name}\n`).join('')}`,
      );
      return 1;
    }
    yield* note(process, 'Initializing database files');
    yield* process.busy(1_800);
    if (random !== undefined) {
      password = process.sim.random('image.mysql').base36(32);
      yield* note(process, `GENERATED ROOT PASSWORD: ${password}`);
    }
    const store = new Store(process.machine.files, MARKER);
    for (const name of OWN_DATABASES) store.createDatabase(name);
    store.putUser('root', { password: password ?? '', superuser: true });
    const database = get(process, 'DATABASE');
    if (database !== undefined) {
      yield* note(process, `Creating database ${database}`);
      if (!store.databases.has(database)) store.createDatabase(database);
    }
    const user = get(process, 'USER');
    if (user !== undefined && user !== 'root') {
      yield* note(process, `Creating user ${user}`);
      store.putUser(user, { password: get(process, 'PASSWORD') ?? '', superuser: false });
      if (database !== undefined) yield* note(process, `Giving user ${user} access to schema ${database}`);
    }
    store.commit();
    if (yield* runScripts(process, store, names, { user: 'root', database: database ?? '', transaction: 'none' })) return 1;
    yield* note(process, `${product} init process done. Ready for start up.`);
    return argv;
  });
}

function* runScripts(process: Process, store: Store, names: MysqlNames, session: Session): Program<boolean> {
  const { files } = process.machine;
  const scripts = files.list(INIT_FOLDER);
  const engine = new Engine(store, 'mysql', versionOf(names.version, names.product), process.sim, settingsOf(names, 3306));
  for (const name of isFileError(scripts) ? [] : scripts.filter((each) => !each.startsWith('.'))) {
    const text = files.read(`${INIT_FOLDER}/${name}`);
    if (isFileError(text) || !name.endsWith('.sql')) {
      yield* print(process, `${stamp(process)} [Warn] [Entrypoint]: /usr/local/bin/docker-entrypoint.sh: ignoring ${INIT_FOLDER}/${name}\n`);
      continue;
    }
    yield* print(process, `${stamp(process)} [Note] [Entrypoint]: /usr/local/bin/docker-entrypoint.sh: running ${INIT_FOLDER}/${name}\n`);
    const { statements, rest } = splitStatements(text, 'mysql');
    for (const statement of [...statements, ...(rest.trim() === '' ? [] : [rest])]) {
      const result = engine.run(statement, session);
      if ('tag' in result) {
        if (result.database !== undefined) session.database = result.database;
        continue;
      }
      const words = 'trouble' in result ? mysqlWords(result.trouble, names.product) : { errno: 1114, state: 'HY000', message: result.failed };
      yield* complain(process, `ERROR ${words.errno} (${words.state}) at line ${text.slice(0, text.indexOf(statement)).split('\n').length}: ${words.message}\n`);
      return true;
    }
  }
  return false;
}

function refuses(hello: Hello, store: Store): Words | undefined {
  const user = store.users.get(hello.user);
  if (user && (user.password ?? '') === (hello.password ?? '')) return undefined;
  const using = hello.password === undefined || hello.password === '' ? 'NO' : 'YES';
  return { errno: 1045, state: '28000', message: `Access denied for user '${hello.user}'@'${hello.from}' (using password: ${using})` };
}

export function mysqlServer(names: MysqlNames): Main {
  const { server, version, product } = names;
  return function* mysqld(process) {
    process.memoryBytes = (product === 'MySQL' ? 380 : 110) * 1024 * 1024;
    endOn(process, ['SIGTERM', 'SIGINT', 'SIGQUIT'], 0);
    const port = Number(optionValue(process.argv, '-P', '--port') ?? 3306);
    const time = (): string => `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19)}.000000Z 0 [System]`;
    yield* print(process, `${time()} [MY-010116] [Server] /usr/sbin/${server} (${server} ${version}) starting as process 1\n`);
    yield* sleep(process.sim, 900);
    const store = new Store(process.machine.files, MARKER);
    store.load();
    const served = serveSql(
      {
        process,
        store,
        dialect: 'mysql',
        version: versionOf(version, product),
        settings: settingsOf(names, port),
        words: (trouble) => mysqlWords(trouble, product),
        databaseFor: () => '',
        refuses,
      },
      port,
    );
    if (!served) {
      yield* complain(process, `${time().replace('System', 'ERROR')} [MY-010262] [Server] Can't start server: Bind on TCP/IP port: Address already in use\n`);
      return 1;
    }
    yield* print(
      process,
      `${time()} [MY-010931] [Server] /usr/sbin/${server}: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${port}  ${product} Server.\n`,
    );
    return yield* forever();
  };
}
