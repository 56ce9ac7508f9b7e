/**
 * What the mirror of the recorded swarms held: small stand-ins under well-known names, one busybox and one script each.
 * Scenarios are played against the same, so that a comparison with real Docker compares Docker and not images. Names
 * that share a script share their content, digest and all.
 */
import { isFileError, textResponse, type HttpHandler, type Main, type Process } from '../os';
import { sleep } from '../sim';
import { digestOf } from './_digest';
import { image, NS_PER_SECOND, type ImageDefinition } from './_image';
import { complain, endOn, execOrComplain, forever, pathOf, print } from './_programs';

interface StandIn {
  /** Repository to tags. */
  names: Readonly<Record<string, readonly string[]>>;
  /** Names the content; two with the same are the same image. */
  content: string;
  command?: readonly string[];
  port?: number;
  volume?: string;
  stopSignal?: string;
  health?: boolean;
  main: Main;
}

const NOT_FOUND = '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n';

/** busybox httpd over /www. */
function httpd(process: Process): HttpHandler {
  return function* answer(request) {
    const path = pathOf(request);
    const content = process.machine.files.read(`/www${path.endsWith('/') ? `${path}index.html` : path}`);
    return isFileError(content) || path.includes('..') ? textResponse(404, NOT_FOUND, 'text/html') : textResponse(200, content, 'text/html');
  };
}

/** `trap "exit 0" TERM INT; ... httpd -f -p PORT -h /www & wait`. */
function serve(port: number, page: string | ((process: Process) => string), before?: (process: Process) => string): Main {
  return function* main(process) {
    process.title = '/bin/sh /main';
    process.memoryBytes = 1_200_000;
    endOn(process, ['SIGTERM', 'SIGINT'], 0);
    if (before) yield* print(process, before(process));
    const { files } = process.machine;
    files.mkdir('/www/cgi-bin', { parents: true });
    files.put('/www/index.html', { content: `${typeof page === 'string' ? page : page(process)}\n` });
    const argv = ['httpd', '-f', '-p', String(port), '-h', '/www'];
    process.machine.processes.spawn({
      argv,
      env: process.env,
      cwd: '/',
      fds: process.fds,
      parent: process,
      main: function* child(self) {
        self.memoryBytes = 600_000;
        const listener = self.machine.net.listenHttp(port, httpd(self));
        if (listener.ok) return yield* forever();
        yield* complain(self, 'httpd: bind: Address already in use\n');
        return 1;
      },
    });
    return yield* forever();
  };
}

const shell: Main = (process) => execOrComplain(process, process.argv.slice(1), '/main', 1);

const delayStop: Main = function* delayStop(process) {
  process.title = '/bin/sh /main';
  process.onSignal('SIGTERM', () => process.sim.after(10_000, 'delaystop.exit', () => process.exit(0)));
  return yield* forever();
};

const worker: Main = function* worker(process) {
  process.title = '/bin/sh /main';
  endOn(process, ['SIGTERM'], 0);
  return yield* forever();
};

const broken: Main = function* broken(process) {
  process.title = '/bin/sh /main';
  yield* print(process, 'fatal: cannot reach catalogue\n');
  yield* sleep(process.sim, 1_000);
  return 143;
};

const mysql: Main = function* mysql(process) {
  const set = ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE'].some((name) => (process.env.get(name) ?? '') !== '');
  if (!set) {
    yield* complain(
      process,
      'error: database is uninitialized and password option is not specified \n' +
        '  You need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD\n',
    );
    return 1;
  }
  return yield* serve(3306, 'mysql')(process);
};

const api = (process: Process) => `CUSTOMER_API = http://${process.env.get('CUSTOMER_API') || 'localhost:3000'}\n`;
const LATEST = ['latest'];

const STANDINS: readonly StandIn[] = [
  {
    names: { busybox: LATEST, alpine: ['latest', '3.19'], debian: LATEST, ubuntu: LATEST },
    content: 'shell',
    command: ['sh'],
    main: shell,
  },
  {
    names: { nginx: ['latest', '1.25', '1.26', '1.27', 'alpine', '1.24-alpine', '1.25-alpine'], httpd: ['latest', '2.4'] },
    content: 'nginx',
    port: 80,
    stopSignal: 'SIGTERM',
    main: serve(80, 'Welcome to nginx!'),
  },
  {
    names: { redis: ['latest', '3.0.6', '3.0.7', '6', '7', '7.2', '7.4', 'alpine'] },
    content: 'redis',
    port: 6379,
    volume: '/data',
    main: serve(6379, 'redis'),
  },
  {
    names: { 'dockersamples/linux-hostname': LATEST },
    content: 'hostname',
    port: 8080,
    main: serve(8080, (process) => `Served by host: ${process.machine.hostname}`),
  },
  { names: { 'markchurch/cats': LATEST }, content: 'cats', port: 5000, main: serve(5000, 'cats') },
  {
    names: { 'dockersamples/visualizer': ['latest', 'stable'], 'manomarks/visualizer': LATEST, 'google/cadvisor': LATEST },
    content: 'visualizer',
    port: 8080,
    main: serve(8080, 'visualizer'),
  },
  ...['1.0', '2.0', '3.0'].map((tag) => ({
    names: { 'mikegcoleman/atsea_appserver': [tag], 'solarwinds/awesomeapp': [tag] },
    content: `atsea ${tag}`,
    port: 8080,
    main: tag === '2.0' ? broken : serve(8080, `AtSea ${tag}`),
  })),
  { names: { 'sixeyed/atsea-db': ['mssql'] }, content: 'atsea-db', port: 1433, main: serve(1433, 'db') },
  ...['1', '2', '3', 'latest'].map((tag) => ({
    names: { 'swarmgs/payroll': [tag] },
    content: `payroll ${tag}`,
    port: 3000,
    main: serve(3000, `payroll ${tag}`),
  })),
  {
    names: { 'swarmgs/customer': LATEST, 'swarmgs/balance': LATEST, 'swarmgs/nodewebstress': LATEST },
    content: 'customer',
    port: 3000,
    main: serve(3000, 'ok', api),
  },
  { names: { 'swarmgs/delaystop': ['1', '2', 'latest'] }, content: 'delaystop', main: delayStop },
  { names: { 'swarmgs/calc': LATEST, 'swarmgs/cowsay': LATEST }, content: 'calc', port: 80, main: serve(80, 'ok') },
  { names: { 'swarmgs/cowsayhealth': LATEST }, content: 'cowsayhealth', port: 80, health: true, main: serve(80, 'ok') },
  { names: { mysql: ['latest', '8.0', '5.7'] }, content: 'mysql', port: 3306, volume: '/var/lib/mysql', main: mysql },
  {
    names: { postgres: ['latest', '15-alpine', '9.4'] },
    content: 'postgres',
    port: 5432,
    volume: '/var/lib/postgresql/data',
    main: serve(5432, 'pg'),
  },
  ...['vote', 'result'].map((part) => ({
    names: { [`dockersamples/examplevotingapp_${part}`]: ['latest', 'before', 'after'] },
    content: part,
    port: 80,
    main: serve(80, part),
  })),
  { names: { 'dockersamples/examplevotingapp_worker': LATEST }, content: 'worker', main: worker },
];

/** One definition per repository: its tags may hold different contents. */
export function standIns(): ImageDefinition[] {
  const repositories = new Map<string, Map<string, StandIn>>();
  for (const standIn of STANDINS) {
    for (const [name, tags] of Object.entries(standIn.names)) {
      const known = repositories.get(name) ?? new Map<string, StandIn>();
      for (const tag of tags) known.set(tag, standIn);
      repositories.set(name, known);
    }
  }
  return [...repositories].map(([name, tags]) =>
    image({
      name,
      about: 'A stand-in, as the recorded swarms had.',
      tags: Object.fromEntries([...tags.keys()].map((tag) => [tag, tag])),
      build: ({ tag }) => {
        const { content, command, port, volume, stopSignal, health, main } = tags.get(tag) as StandIn;
        const run = command === undefined ? ['/main'] : command;
        return {
          base: 'recorded',
          classicNth: STANDINS.findIndex((each) => each.content === content),
          content,
          config: {
            Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'],
            Cmd: run,
            ...(port === undefined ? {} : { ExposedPorts: [`${port}/tcp`] }),
            ...(volume === undefined ? {} : { Volumes: [volume] }),
            ...(stopSignal === undefined ? {} : { StopSignal: stopSignal }),
            ...(health ? { Healthcheck: { Test: ['CMD-SHELL', 'test -e /bin/sh || exit 1'], Interval: 5 * NS_PER_SECOND, Retries: 3 } } : {}),
          },
          layers: [[`/bin/sh -c #(nop) COPY file:${digestOf(content).slice(7)} in /main `, 320]],
          programs: { '/main': main },
        };
      },
    }),
  );
}
