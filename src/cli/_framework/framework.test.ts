/** Parsing, help and completion, which all derive from the declarations. */
import { describe, expect, test } from 'vitest';
import { Programs, type Process } from '../../os';
import { testMachine } from '../../os/testing';
import { spawn } from '../../sim';
import { fakeEngine, refusal, type Routes, runDocker } from '../_testing';
import { completeDocker, docker } from '../index';
import * as flag from './flags';
import { flagUsages } from './help';
import { isFlagProblem, parseFlags } from './pflag';

describe('flags', () => {
  const flags = {
    all: flag.bool('a', ''),
    filter: flag.list('f', ''),
    replicas: flag.uint('', ''),
    time: flag.int('t', '', { deprecated: 'use --timeout instead' }),
    name: flag.string('n', '', { initial: 'x' }),
  };
  const parse = (line: string, stops = false) => {
    const parsed = parseFlags(line.split(' ').filter(Boolean), flags, { stopsAtArguments: stops });
    return isFlagProblem(parsed)
      ? parsed.reason
      : { values: Object.fromEntries([...parsed.given].map((name) => [name, parsed.values[name]])), args: parsed.args };
  };
  test.each([
    ['--all x', { values: { all: true }, args: ['x'] }],
    ['--all=false -n y z', { values: { all: false, name: 'y' }, args: ['z'] }],
    ['-af name=web -fb=c', { values: { all: true, filter: ['name=web', 'b=c'] }, args: [] }],
    ['-n=y x -a', { values: { name: 'y', all: true }, args: ['x'] }],
    ['-- -a --all', { values: {}, args: ['-a', '--all'] }],
    ['- -a', { values: { all: true }, args: ['-'] }],
    ['--replicas 0x10', { values: { replicas: 16 }, args: [] }],
    ['--fil x', 'unknown flag: --fil'],
    ['-x', "unknown shorthand flag: 'x' in -x"],
    ['-ax', "unknown shorthand flag: 'x' in -x"],
    ['--replicas', 'flag needs an argument: --replicas'],
    ['-af', "flag needs an argument: 'f' in -f"],
    ['---x', 'bad flag syntax: ---x'],
    ['--replicas x', 'invalid argument "x" for "--replicas" flag: strconv.ParseUint: parsing "x": invalid syntax'],
    ['--all=maybe', 'invalid argument "maybe" for "-a, --all" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  ])('%s', (line, expected) => expect(parse(line)).toEqual(expected));

  test('where a command follows, its flags are its own', () => {
    expect(parse('-a nginx -f x', true)).toEqual({ values: { all: true }, args: ['nginx', '-f', 'x'] });
  });

  test('deprecated flags work and are told of', () => {
    const parsed = parseFlags(['--time', '3'], flags);
    expect(isFlagProblem(parsed) ? [] : parsed.notices).toEqual(['Flag --time has been deprecated, use --timeout instead']);
  });
});

describe('help', () => {
  test('flags are sorted, aligned and wrapped', () => {
    const text = flagUsages(
      {
        zone: flag.string('', 'one two three four five six seven eight nine ten'),
        all: flag.bool('a', 'short'),
        last: flag.int('n', 'n', { initial: -1 }),
      },
      50,
    );
    expect(text).toBe(
      '  -a, --all           short\n  -n, --last int      n (default -1)\n' +
        '      --zone string   one two three four\n                      five six seven eight\n                      nine ten\n',
    );
  });

  test('a noun alone shows its help on stderr and exits 0, --help on stdout', () => {
    const alone = runDocker('volume');
    const asked = runDocker('volume --help');
    expect([alone.code, alone.stdout, asked.code, asked.stderr]).toEqual([0, '', 0, '']);
    expect(alone.stderr).toBe(asked.stdout);
    expect(asked.stdout).toMatch(/^Usage: {2}docker volume COMMAND\n\n.*\n\nCommands:\n {2}create {6}/);
    expect(asked.stdout).toMatch(/\n\nRun 'docker volume COMMAND --help' for more information on a command\.\n$/);
  });

  test('an alias shows the usage it was called by and all spellings', () => {
    const lines = runDocker('ps --help').stdout.split('\n');
    expect(lines[0]).toBe('Usage:  docker ps [OPTIONS]');
    expect(lines[5]).toBe('  docker container ls, docker container list, docker container ps, docker ps');
  });

  test('-h still helps, with a notice; in run it is the host name', () => {
    expect(runDocker('ps -h').stdout.split('\n')[0]).toBe('Flag shorthand -h has been deprecated, use --help');
    expect(runDocker('run -h').stderr.split('\n')[0]).toBe("flag needs an argument: 'h' in -h");
    expect(runDocker('run --help').stdout).toContain('      --help ');
  });

  test('help hides what a worker cannot do', () => {
    const root = (swarm: string) => runDocker('--help', { 'HEAD /_ping': () => ({ swarm }) }).stdout;
    expect(root('')).toContain('  service     ');
    const worker = runDocker('--help', { 'HEAD /_ping': () => pong('active/worker') }).stdout;
    expect(worker).not.toContain('  service     ');
    expect(worker).toContain('  swarm       ');
    const inactive = runDocker('swarm --help', { 'HEAD /_ping': () => pong('inactive') }).stdout;
    expect(inactive.match(/^ {2}[a-z-]+/gm)).toEqual(['  init', '  join']);
  });

  test.each([
    ['help foo', 1, '', 'unknown help topic: foo\n'],
    ['--version', 0, 'Docker version 28.2.2, build e6534b4\n', ''],
    ['-l foo ps', 1, '', 'Unable to parse logging level: foo\n'],
    ['-H a -H b ps', 1, '', 'Failed to initialize: unable to resolve docker endpoint: Specify only one -H\n'],
    ['-H a -c b ps', 1, '', 'conflicting options: cannot specify both --host and --context\n'],
    ['--foo', 125, '', "unknown flag: --foo\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n"],
    ['nonsense', 1, '', "docker: unknown command: docker nonsense\n\nRun 'docker --help' for more information\n"],
    ['compose up', 1, '', "docker compose: this lab runs compose files with 'docker stack deploy -c FILE STACK'\n"],
    ['context use', 1, '', 'accepts 1 arg(s), received 0\n'],
  ])('docker %s', (line, code, stdout, stderr) => {
    const run = runDocker(line);
    expect([run.code, run.stdout, run.stderr]).toEqual([code, stdout, stderr]);
  });

  test('without a daemon commands say so', () => {
    const run = runDocker('ps', {}, { daemon: false });
    expect([run.code, run.stderr]).toEqual([
      1,
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
    ]);
  });
});

function pong(swarm: string): unknown {
  return Object.assign(Object.create(AnswerLike.prototype) as object, { status: 200, body: '', headers: { swarm } });
}
const AnswerLike = refusal(200, '').constructor as new () => object;

describe('completion', () => {
  const routes: Routes = {
    'GET /services': [{ Spec: { Name: 'web' } }, { Spec: { Name: 'worker' } }],
    'GET /nodes': refusal(503, 'This node is not a swarm manager.'),
    'GET /networks': [{ Name: 'front' }],
    'GET /containers/json': [{ Names: ['/web.1'] }],
  };
  function complete(line: string): string[] {
    const machine = testMachine({ programs: new Programs().add('docker', docker) });
    machine.net.listenUnix('/var/run/docker.sock', fakeEngine(routes, []));
    const words = line.split(' ');
    const shell = { machine, env: new Map([['HOME', '/root']]) } as unknown as Process;
    const fiber = spawn(machine.sim, 'complete', completeDocker(words, words.length - 1, shell));
    machine.sim.runUntil(machine.sim.nowMs + 1000);
    return fiber.outcome?.kind === 'returned' ? fiber.outcome.value : ['?'];
  }
  test.each([
    ['docker se', ['search', 'secret', 'service']],
    ['docker service r', ['rm', 'rollback']],
    ['docker service update w', ['web', 'worker']],
    ['docker service update --update-o', ['--update-order']],
    ['docker service update --update-order st', ['start-first', 'stop-first']],
    ['docker service update --update-order=st', ['--update-order=start-first', '--update-order=stop-first']],
    ['docker service create --network f', ['front']],
    ['docker service update web w', []],
    ['docker service rm web w', ['worker']],
    ['docker service scale w', ['web=', 'worker=']],
    ['docker node promote ', []],
    ['docker exec -it web', ['web.1']],
    ['docker exec web.1 -', []],
    ['docker -H x --he', ['--help']],
    ['docker --log-', ['--log-level']],
    ['docker compo', []],
    ['docker nonsense x', []],
  ])('%s', (line, expected) => expect(complete(line)).toEqual(expected));
});
