/** `skep serve`: the simulated machines behind real sockets, until Ctrl-C. */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { labSlugs } from '../lab/catalogue';
import type { SessionStart } from '../session/protocol';
import { labStart } from '../session/lab-player';
import { startOfScenario } from '../session/scenario-player';
import { readScenario } from './scenario-file';
import { ServedWorld } from './served-world';
import { control, CONTROL_HELP, parsePace } from './world-control';
import type { ServePace } from './world-clock';

const MACHINES_MAX = 60;
const PORT_BASE = 23750;
/** Machines that join a swarm before anybody comes get this much time to do so; the world then begins now. */
const SETUP_MS = 10 * 60_000;

const USAGE = `Usage: skep serve [OPTIONS]

Serves simulated machines: each one's Docker Engine API on a unix socket and a loopback port.

  --machines N       so many machines, node1 to nodeN (3)
  --managers M       the first M of them form a swarm already, the others are its workers (0)
  --lab SLUG         the machines, files and state of a lab instead
  --scenario FILE    the machines and files of a scenario instead; its steps are not played
  --dir DIR          folder of the sockets (${join(tmpdir(), 'skep')})
  --pace PACE        virtual seconds for a real one, or max: as fast as it goes while a client waits (1)
  --port-base N      machine k answers on 127.0.0.1:N+k; 0 lets the system choose (${PORT_BASE})
  --seed N           the world's chance (1)
`;

interface Options {
  machines: number;
  managers: number;
  lab?: string;
  scenario?: string;
  dir: string;
  pace: ServePace;
  portBase: number;
  seed: number;
}

export async function serveCommand(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const options = parseOptions(args);
  if (typeof options === 'string') {
    process.stderr.write(`skep: ${options}\n${USAGE}`);
    return 2;
  }
  const start = startOf(options);
  if (typeof start === 'string') {
    process.stderr.write(`skep: ${start}\n`);
    return 1;
  }
  let fail: (problem: string) => void = () => {};
  const failed = new Promise<string>((broken) => (fail = broken));
  const world = new ServedWorld({ start, dir: options.dir, pace: options.pace, portBase: options.portBase, complain: (problem) => fail(problem) });
  // Clients reckon ages and `--since` by their own clock, so the world's begins with it.
  world.session.advance(Date.now());
  try {
    await world.open();
  } catch (error) {
    process.stderr.write(`skep: ${(error as Error).message}\n`);
    return 1;
  }
  process.stdout.write(wordsOf(world, options));
  const ended = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
  });
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    void control(world, line).then(({ text }) => process.stdout.write(`${text}\n`));
  });
  const problem = await Promise.race([ended, failed]);
  lines.close();
  process.stdin.pause();
  await world.close();
  if (problem !== undefined) process.stderr.write(`skep: ${problem}\n`);
  return problem === undefined ? 0 : 1;
}

/** The options, or in words what is wrong with them. */
export function parseOptions(args: readonly string[]): Options | string {
  const options: Options = { machines: 3, managers: 0, dir: join(tmpdir(), 'skep'), pace: 1, portBase: PORT_BASE, seed: 1 };
  for (let i = 0; i < args.length; ) {
    const [flag = '', inline] = (args[i] ?? '').split(/=(.*)/s);
    const value = inline ?? args[i + 1];
    i += inline === undefined ? 2 : 1;
    if (!/^--(machines|managers|lab|scenario|dir|pace|port-base|seed)$/.test(flag)) return `unknown option ${flag}`;
    if (value === undefined || value === '') return `${flag} needs a value`;
    const whole = (min: number, max: number) => (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined);
    if (flag === '--machines' || flag === '--managers') {
      const count = whole(flag === '--machines' ? 1 : 0, MACHINES_MAX);
      if (count === undefined) return `${flag} takes a number up to ${MACHINES_MAX}`;
      options[flag === '--machines' ? 'machines' : 'managers'] = count;
    } else if (flag === '--seed' || flag === '--port-base') {
      const number = whole(0, flag === '--seed' ? 999_999_999 : 65_535 - MACHINES_MAX);
      if (number === undefined) return `${flag} takes a whole number`;
      options[flag === '--seed' ? 'seed' : 'portBase'] = number;
    } else if (flag === '--pace') {
      const pace = parsePace(value);
      if (pace === undefined) return 'a pace is a number (1 is real time) up to 1000, or max';
      options.pace = pace;
    } else if (flag === '--lab') options.lab = value;
    else if (flag === '--scenario') options.scenario = value;
    else options.dir = resolve(value);
  }
  if (options.lab !== undefined && options.scenario !== undefined) return '--lab and --scenario exclude each other';
  if (options.managers > options.machines) return `${options.managers} managers need as many machines`;
  return options;
}

/** What the world starts with, or in words why there is no such start. */
function startOf(options: Options): SessionStart | string {
  if (options.lab !== undefined) {
    const start = labStart(options.lab, options.seed === 1 ? {} : { seed: options.seed });
    return start ? { ...start, startMs: Date.now() - (start.setup ? SETUP_MS : 0) } : `there is no lab "${options.lab}". There are: ${labSlugs().join(', ')}`;
  }
  if (options.scenario !== undefined) {
    const scenario = readScenario(options.scenario);
    return typeof scenario === 'string' ? `${options.scenario}: ${scenario}` : { ...startOfScenario(scenario), startMs: Date.now() };
  }
  const names = Array.from({ length: options.machines }, (_, i) => `node${i + 1}`);
  const join = names.slice(1).map((on, i) => ({ on, run: `docker swarm join --token \${${i + 1 < options.managers ? 'MANAGER' : 'WORKER'}_TOKEN} node1:2377` }));
  return {
    lab: 'playground',
    seed: options.seed,
    startMs: Date.now() - (options.managers > 0 ? SETUP_MS : 0),
    machines: names.map((name) => ({ name, platform: 'linux' })),
    ...(options.managers > 0 ? { setup: [{ on: 'node1', run: 'docker swarm init' }, ...join] } : {}),
  };
}

function wordsOf(world: ServedWorld, { dir, pace }: Options): string {
  const first = world.machines[0];
  const width = Math.max(...world.machines.map(({ host }) => host.name.length));
  const rows = world.machines.map(({ host, where, port }) => `  ${host.name.padEnd(width)}  ${host.address.padEnd(15)} unix://${where.socketPath}  tcp://127.0.0.1:${port}`);
  const count = rows.length === 1 ? 'One simulated machine answers' : `${rows.length} simulated machines answer`;
  return `${count} as Docker ${world.session.world.engineVersion}${pace === 1 ? '' : `, at pace ${pace}`}:

${rows.join('\n')}

In another terminal, with any Docker client, library or dashboard:

  export DOCKER_HOST=unix://${first?.where.socketPath}
  docker info
  curl --unix-socket ${first?.where.socketPath} http://localhost/v1.51/containers/json

Among themselves the machines are known by the addresses of the second column (docker swarm join … ${first?.host.address}:2377).
Faults and time, typed here or sent with curl --unix-socket ${join(dir, 'world.sock')} -d LINE http://world/ :

${CONTROL_HELP.replace(/^/gm, '  ').trimEnd()}

Ctrl-C ends the world and removes the sockets.
`;
}

