/**
 * What may be said to a served world besides Docker's API: faults, pace, time. The same lines are typed on the terminal
 * of `skep serve` and posted to `world.sock` in its folder, so that scripts can pull plugs too.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { sleep, spawn } from '../sim';
import type { FaultKind } from '../session/scenario';
import { applyFault, waitSettled } from '../session/scenario-player';
import { runLine } from '../session/run-line';
import type { Session } from '../session/session';
import type { ServedMachine } from './served-machine';
import type { ServePace, WorldClock } from './world-clock';

export interface Controlled {
  readonly session: Session;
  readonly clock: WorldClock;
  readonly machines: readonly ServedMachine[];
}

export interface Reply {
  ok: boolean;
  text: string;
}

const BODY_BYTES_MAX = 1024 * 1024;
const WAIT_SECONDS_MAX = 100 * 86_400;
/** A tool that runs on its own (`ping` without a count) ends here, in virtual milliseconds. */
const RUN_LIMIT_MS = 90_000;
const FAULTS: readonly FaultKind[] = ['kill', 'start', 'stop', 'partition', 'heal'];

export const CONTROL_HELP = `kill MACHINE      a power cut            start MACHINE   power on, or its Docker started
stop MACHINE      its Docker is stopped  cut|heal MACHINE  its network cable out, or in again
pace 1|10|max     how fast time passes   wait SECONDS    that much time passes at once
settle            time passes until nothing moves any more
machines          who is there           help            these lines
`;

export function parsePace(text: string): ServePace | undefined {
  if (text === 'max') return 'max';
  const rate = Number(text);
  return /^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= 1000 ? rate : undefined;
}

/** Does what a line says; the answer is for people. */
export async function control(world: Controlled, line: string): Promise<Reply> {
  const [word = '', argument = '', ...more] = line.trim().split(/\s+/);
  const no = (text: string): Reply => ({ ok: false, text });
  if (more.length > 0) return no(`"${line.trim()}" has too many words: say help`);
  const fault = word === 'cut' ? 'partition' : FAULTS.find((one) => one === word);
  if (fault) {
    const machine = world.machines.find((one) => one.host.name === argument);
    if (!machine) return no(`there is no machine "${argument}": ${world.machines.map((one) => one.host.name).join(', ')}`);
    applyFault(world.session, { fault, node: argument });
    await machine.settled();
    world.clock.poke();
    return { ok: true, text: `${argument}: ${stateOf(machine)}` };
  }
  switch (word) {
    case 'pace': {
      const pace = parsePace(argument);
      if (pace === undefined) return no('a pace is a number (1 is real time) up to 1000, or max');
      world.clock.pace = pace;
      return { ok: true, text: `pace ${pace}` };
    }
    case 'wait':
    case 'alarm': {
      const seconds = Number(argument);
      if (argument === '' || !(seconds >= 0 && seconds <= WAIT_SECONDS_MAX)) return no('say how many seconds');
      // An alarm only rings: it leaves the pace to those who are at work meanwhile.
      if (word === 'wait') await world.clock.skip(seconds * 1000);
      else await new Promise<void>((ring) => void world.clock.after(seconds * 1000, 'serve.alarm', ring));
      return { ok: true, text: instantOf(world.session) };
    }
    case 'settle':
      waitSettled(world.session, world.session.world.hostNames());
      world.clock.poke();
      return { ok: true, text: instantOf(world.session) };
    case 'machines':
      return { ok: true, text: world.machines.map((one) => `${one.host.name}: ${stateOf(one)}`).join('\n') };
    case 'help':
      return { ok: true, text: CONTROL_HELP.trimEnd() };
    default:
      return no(`"${word}" is none of the words: say help`);
  }
}

function stateOf({ host }: ServedMachine): string {
  return host.power !== 'on' ? host.power : host.engineRunning ? 'on' : 'on, its Docker is stopped';
}

const instantOf = (session: Session) => new Date(session.sim.nowMs).toISOString();

/** The server of `world.sock`: `POST /` with a line, `POST /run` with `{on, argv}` for one of the machine's own tools. */
export function controlServer(world: Controlled): Server {
  return createServer((request, response) => void serve(world, request, response));
}

async function serve(world: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await textOf(request);
  const say = (status: number, text: string) => response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
  if (body === undefined) say(413, 'too much\n');
  else if (request.method === 'POST' && request.url === '/') {
    const { ok, text } = await control(world, body);
    say(ok ? 200 : 400, `${text}\n`);
  } else if (request.method === 'POST' && request.url === '/run') runTool(world, body, response, say);
  else say(404, `POST / takes one of these lines:\n${CONTROL_HELP}`);
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const piece of request) {
    text += String(piece);
    if (text.length > BODY_BYTES_MAX) return undefined;
  }
  return text;
}

function runTool({ session, clock }: Controlled, body: string, response: ServerResponse, say: (status: number, text: string) => unknown): void {
  const asked = askedRun(body);
  if (!asked || !session.world.hasHost(asked.on) || !session.world.isPowered(asked.on)) {
    say(400, 'say {"on": MACHINE, "argv": [WORD, ...]} of a machine that is on\n');
    return;
  }
  const machine = session.machine(asked.on);
  const owed = clock.claim('answer');
  const running = runLine(machine, asked.argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '));
  const untilMs = session.sim.nowMs + RUN_LIMIT_MS;
  const stop = () => running.process && machine.processes.signalGroup(running.process.group, 'SIGKILL');
  const follow = spawn(session.sim, 'serve.run', (function* () {
    while (!running.result()) {
      yield* sleep(session.sim, 1);
      if (session.sim.nowMs > untilMs) stop();
    }
    return running.result();
  })());
  follow.ended((outcome) => {
    owed.end();
    if (outcome.kind === 'returned') response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(outcome.value));
  });
  response.on('close', () => {
    if (follow.done) return;
    follow.cancel('nobody waits for it');
    stop();
    clock.poke();
  });
}

function askedRun(body: string): { on: string; argv: string[] } | undefined {
  try {
    const { on, argv } = JSON.parse(body) as { on?: unknown; argv?: unknown };
    if (typeof on === 'string' && Array.isArray(argv) && argv.length > 0 && argv.every((word) => typeof word === 'string')) return { on, argv };
  } catch {
    // Not JSON: refused like anything else that is no such question.
  }
  return undefined;
}
