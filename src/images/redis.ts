/** redis: a data structure server on 6379 with its client `redis-cli`; `/data` is a volume. */
import { isFileError, readLine, type Process } from '../os';
import type { Program } from '../sim';
import { image } from './_image';
import { complain, entrypoint, forever, print } from './_programs';
import { RedisStore } from './_redis';
import { ask, showReply, splitWords } from './_redis-protocol';

const DUMP = 'dump.rdb';

function clock(process: Process): string {
  const date = new Date(Math.floor(process.sim.nowMs)).toISOString();
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(date.slice(5, 7)) - 1];
  return `${process.pid}:M ${date.slice(8, 10)} ${month} ${date.slice(0, 4)} ${date.slice(11, 23)}`;
}

/** A setting from the command line (`--port 7000`) or the configuration file. */
function setting(process: Process, name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  if (at >= 0) return process.argv[at + 1];
  const path = process.argv[1];
  const text = path !== undefined && !path.startsWith('-') ? process.machine.files.read(path) : '';
  if (typeof text !== 'string') return undefined;
  return new RegExp(`^${name}\\s+(.+)$`, 'm').exec(text)?.[1]?.trim();
}

function* redisServer(process: Process, version: string): Program<number> {
  const port = Number(setting(process, 'port') ?? 6379);
  const path = process.argv[1];
  if (path !== undefined && !path.startsWith('-') && isFileError(process.machine.files.stat(path))) {
    yield* complain(
      process,
      `*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\nReading the configuration file, at line 1\n>>> '${path}'\nNo such file or directory\n`,
    );
    return 1;
  }
  process.memoryBytes = 8 * 1024 * 1024;
  yield* print(process, `${process.pid}:C ${clock(process).split(':M ')[1]} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n`);
  yield* print(
    process,
    `${process.pid}:C ${clock(process).split(':M ')[1]} * Redis version=${version}, bits=64, commit=00000000, ` +
      `modified=0, pid=${process.pid}, just started\n`,
  );
  const store = new RedisStore(
    process,
    version,
    () => port,
    () => setting(process, 'requirepass'),
  );
  const { files } = process.machine;
  const dump = files.read(`${process.cwd}/${DUMP}`);
  if (typeof dump === 'string') store.load(dump);
  const save = () => {
    if (store.keys().length > 0 || typeof dump === 'string') files.write(`${process.cwd}/${DUMP}`, store.dump());
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.onSignal(signal, () => {
      save();
      process.exit(0);
    });
  }
  const listener = process.machine.net.listenTcp(port, (connection) => store.serve(connection));
  if (!listener.ok) {
    yield* print(
      process,
      `${clock(process)} # Warning: Could not create server TCP listening socket *:${port}: bind: Address in use\n` +
        `${clock(process)} # Failed listening on port ${port} (tcp), aborting.\n`,
    );
    return 1;
  }
  yield* print(
    process,
    `${clock(process)} * Running mode=standalone, port=${port}.\n${clock(process)} * Server initialized\n` +
      `${clock(process)} * Ready to accept connections tcp\n`,
  );
  return yield* forever();
}

function* redisCli(process: Process, version: string): Program<number> {
  let host = '127.0.0.1';
  let port = 6379;
  let password: string | undefined;
  let at = 1;
  for (; at < process.argv.length; at++) {
    const word = process.argv[at] as string;
    if (word === '-h') host = process.argv[++at] ?? host;
    else if (word === '-p') port = Number(process.argv[++at]);
    else if (word === '-a') password = process.argv[++at];
    else if (word === '-n' || word === '-u') at++;
    else if (word === '--version' || word === '-v') {
      yield* print(process, `redis-cli ${version}\n`);
      return 0;
    } else if (!word.startsWith('-')) break;
  }
  const words = process.argv.slice(at);
  const connection = yield* process.machine.net.connect(host, port, 5_000);
  if (!connection.ok) {
    const why =
      connection.error.kind === 'unknown-host'
        ? 'Name or service not known'
        : connection.error.kind === 'refused'
          ? 'Connection refused'
          : 'Connection timed out';
    yield* complain(process, `Could not connect to Redis at ${host}:${port}: ${why}\n`);
    return 1;
  }
  if (password !== undefined) yield* ask(connection.value, ['AUTH', password]);
  const raw = process.stdout.tty === undefined;
  if (words.length > 0) {
    const reply = yield* ask(connection.value, words);
    if (reply === undefined) return 1;
    yield* print(process, `${showReply(reply, raw)}\n`);
    return typeof reply === 'object' && reply !== null && 'error' in reply && !raw ? 1 : 0;
  }
  for (;;) {
    if (!raw) yield* print(process, `${host}:${port}> `);
    const line = yield* readLine(process.stdin);
    if (line === undefined) return 0;
    const command = splitWords(line);
    if (command.length === 0) continue;
    if (command[0] === 'exit' || command[0] === 'quit') return 0;
    const reply = yield* ask(connection.value, command);
    if (reply === undefined) return 1;
    yield* print(process, `${showReply(reply, raw)}\n`);
  }
}

export default image({
  name: 'redis',
  about: 'Port 6379: a data structure server, with redis-cli.',
  tags: {
    latest: '8.4.0',
    '8': '8.4.0',
    '8-alpine': '8.4.0',
    alpine: '8.4.0',
    '7': '7.4.7',
    '7.4': '7.4.7',
    '7.4.1': '7.4.1',
    '7.4.0': '7.4.0',
    '7.2': '7.2.12',
    '7.0': '7.0.15',
    '7-alpine': '7.4.7',
    '6': '6.2.21',
    '6.2': '6.2.21',
    '6-alpine': '6.2.21',
    '6.0': '6.0.20',
    '5': '5.0.14',
    '5-alpine': '5.0.14',
    '5.0': '5.0.14',
    '4': '4.0.14',
    '4.0': '4.0.14',
    '4.0.6': '4.0.6',
    '3': '3.2.12',
    '3-alpine': '3.2.12',
    '3.2': '3.2.12',
    '3.2-alpine': '3.2.12',
    '3.2.5': '3.2.5',
    '3.0': '3.0.7',
    '3.0.5': '3.0.5',
    '3.0.6': '3.0.6',
    '3.0.7': '3.0.7',
    '3.0.7-alpine': '3.0.7',
    '2.8': '2.8.23',
  },
  build: ({ tag, version }) => {
    const alpine = tag.includes('alpine');
    const old = version < '4';
    return {
      base: alpine ? (old ? 'alpine-old' : 'alpine') : old ? 'debian-jessie' : 'debian-slim',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `REDIS_VERSION=${version}`],
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['redis-server'],
        ExposedPorts: ['6379/tcp'],
        Volumes: ['/data'],
        WorkingDir: '/data',
      },
      layers: [
        [`RUN /bin/sh -c groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis # ${version}`, 4_200_000],
        [`RUN /bin/sh -c set -eux; make redis ${version} # buildkit`, alpine ? 33_000_000 : 58_000_000],
        ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 661],
      ],
      programs: {
        // A flag or a configuration file as first word is meant for the server.
        '/usr/local/bin/docker-entrypoint.sh': entrypoint('/usr/local/bin/docker-entrypoint.sh', 29, function* prepare(_process, argv) {
          return argv[0]?.startsWith('-') || argv[0]?.endsWith('.conf') ? ['redis-server', ...argv] : argv;
        }),
        '/usr/local/bin/redis-server': (process) => redisServer(process, version),
        '/usr/local/bin/redis-cli': (process) => redisCli(process, version),
      },
    };
  },
});
