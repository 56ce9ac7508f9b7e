/**
 * Storms of requests: a thousand in a simulated second, from outside through the mesh and from containers by name, while
 * services are updated and scaled, containers break, and cables are pulled and plugged in again. Whatever happens:
 *
 * - every answer comes from a container of the service that was asked, on the network that was asked, which was fit
 *   (running, healthy) when it was chosen, as far as the asker could know;
 * - no answer comes over from another network's service of the same alias;
 * - every request is accounted for once: it has one outcome, and the wire's feed has one record of it that agrees;
 * - when all is mended and calm, every request is answered, and every member has its fair share.
 */
import type { Container } from '../../../src/host/container';
import type { Net } from '../../../src/os';
import { runLine } from '../../../src/session/run-line';
import { startWorld, type StartedWorld } from '../../../src/session/start-world';
import { Broken, Random } from '../../../src/sim';
import { Load, type Asked, type Source } from './load';
import { Members } from './members';

const START_MS = Date.UTC(2026, 0, 5, 9);
const PER_SECOND = 1_000;
/**
 * How long a container that broke may still be chosen: its agent has to take it out, and the others to hear of it (200 ms,
 * and the way). An agent takes it out at once, but for one case: a task that is about to be replaced is not watched in the
 * second between the manager's wish and its stop (host/agent/task-manager.ts), and it may break just then.
 * Longer where the way was cut meanwhile.
 */
const GOSSIP_MS = 1_000 + 250;
const GOSSIP_CUT_MS = 8_000;
const CALM_MS = 90_000;

export interface RequestStormReport {
  seed: number;
  weather: Record<string, number>;
  violation: { checker: string; complaint: string; step: number } | undefined;
  trace: string;
  steps: number;
  counts: Record<string, number>;
  lines: string[];
}

/** Faults that a test puts into the world to see that they are noticed. */
export type Mutant = (started: StartedWorld) => void;

export function storm(seed: number, { record = false, seconds = 20, mutant }: { record?: boolean; seconds?: number; mutant?: Mutant } = {}): RequestStormReport {
  const random = Random.named(seed, 'request-storm');
  const weather = { machines: random.int(3, 5), web: random.int(2, 6), api: random.int(1, 3), disturbances: random.int(4, 9) };
  const names = Array.from({ length: weather.machines }, (_, i) => `node${i + 1}`);
  const lines: string[] = [];
  let violation: RequestStormReport['violation'];
  const counts: Record<string, number> = {};
  let started: StartedWorld | undefined;
  try {
    started = startWorld({
      lab: 'playground', seed, startMs: START_MS, machines: names.map((name) => ({ name, platform: 'linux' as const })),
      setup: [
        { on: 'node1', run: 'docker swarm init --advertise-addr eth0' },
        ...names.slice(1).map((on) => ({ on, run: 'docker swarm join --token ${WORKER_TOKEN} 192.168.0.11:2377' })),
        { on: 'node1', run: 'docker network create -d overlay red && docker network create -d overlay blue' },
        {
          on: 'node1',
          run: `docker service create -d --name web --replicas ${weather.web} --network red -p 8080:80 --health-cmd 'curl -fs http://localhost/calc/iseverythingok' --health-interval 1s --health-retries 1 --update-parallelism ${random.int(0, 2)} --update-order ${random.pick(['start-first', 'stop-first'])} --restart-delay 1s swarmgs/calc`,
        },
        ...(['red', 'blue'] as const).map((net) => ({ on: 'node1', run: `docker service create -d --name ${net}-api --replicas ${weather.api} --network name=${net},alias=api --restart-delay 1s traefik/whoami` })),
        ...(['red', 'blue'] as const).map((net) => ({ on: 'node1', run: `docker service create -d --name ${net}-client --network ${net} --restart-delay 1s alpine sleep 100000` })),
      ],
    });
    mutant?.(started);
    violation = play(started, new Members(started.world, START_MS), { random, names, weather, seconds, counts, ...(record ? { lines } : {}) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    violation = { checker: error instanceof Broken ? 'assertion' : 'exception', complaint: error.stack ?? error.message, step: 0 };
  }
  const sim = started?.world.sim;
  return { seed, weather, violation, trace: `${sim?.trace.fingerprint() ?? ''}`, steps: sim?.events ?? 0, counts, lines };
}

interface Play {
  random: Random;
  names: string[];
  weather: { web: number; disturbances: number };
  seconds: number;
  counts: Record<string, number>;
  lines?: string[];
}

function play(started: StartedWorld, members: Members, { random, names, weather, seconds, counts, lines }: Play): RequestStormReport['violation'] {
  const { world } = started;
  const { sim } = world;
  const since = sim.nowMs;
  const say = (text: string): void => void lines?.push(`${((sim.nowMs - since) / 1000).toFixed(1).padStart(6)} ${text}`);
  sim.runUntil(sim.nowMs + 30_000);
  const visitor = world.wire.attachHost({ name: 'visitor', address: '192.168.0.2', powered: true });
  const target = (host: string, port: number, path = '/') => ({ host, port, path });
  const outside: Source = { name: 'outside', service: 'web', net: () => visitor, target: () => target(random.pick(names), 8080, random.chance(0.002) ? '/calc/divide?numerator=1&denominator=0' : '/') };
  const inside = (service: string, asks: string, host: string): Source => ({ name: `${service} asks ${host}`, service: asks, net: () => netOf(world, service), target: () => target(host, 80) });
  const load = new Load(sim, [outside, inside('red-client', 'red-api', 'api'), outside, inside('blue-client', 'blue-api', 'api'), inside('red-client', 'web', 'web')], PER_SECOND);
  world.wire.requests.watch((record) => load.hear(record));
  load.start();

  // While a way is cut or bad, and for a while after, what hosts believe of each other is older.
  const bad: { fromMs: number; untilMs: number }[] = [];
  const worse = (): void => void bad.push({ fromMs: sim.nowMs, untilMs: Infinity });
  const lagOf = ({ sentMs, answeredMs = sentMs }: Asked): number => (bad.some((span) => span.fromMs <= answeredMs && span.untilMs + GOSSIP_CUT_MS >= sentMs) ? GOSSIP_CUT_MS : GOSSIP_MS);
  const cut = new Set<string>();
  for (let i = 0; i < weather.disturbances; i++) {
    const node = random.pick(names.slice(1));
    const what = random.pick(['cut', 'heal', 'update', 'scale', 'loss', 'update'] as const);
    sim.after((1 + random.fraction() * (seconds - 2)) * 1000, 'storm.disturb', () => {
      say(`${what} ${node}`);
      counts[what] = (counts[what] ?? 0) + 1;
      if (what === 'cut' && cut.size < 1) {
        cut.add(node);
        world.cutCable(node);
        worse();
      } else if (what === 'heal') healAll();
      else if (what === 'loss') {
        world.links.setPair('node1', node, { loss: 0.2, delayMs: 20 });
        worse();
      } else if (what === 'update') runLine(started.machine('node1'), `docker service update -d --force --env-add N=${i} web`);
      else runLine(started.machine('node1'), `docker service scale -d web=${random.int(1, 7)}`);
    });
  }
  function healAll(): void {
    for (const one of cut) world.healCable(one);
    cut.clear();
    for (const one of names.slice(1)) world.links.setPair('node1', one, {});
    for (const span of bad) span.untilMs = Math.min(span.untilMs, sim.nowMs);
  }

  const untilMs = sim.nowMs + seconds * 1000;
  let judged = 0;
  const complain = (checker: string, complaint: string): RequestStormReport['violation'] => {
    say(`${checker}: ${complaint}`);
    return { checker, complaint, step: Math.floor(sim.nowMs - since) };
  };
  const look = (): RequestStormReport['violation'] => {
    while (judged < load.sent.length && load.sent[judged]?.result !== undefined) {
      const asked = load.sent[judged] as Asked;
      judged++;
      const wrong = judge(asked, members, lagOf(asked), counts);
      if (wrong) return complain(...wrong);
    }
    return load.strays > 0 ? complain('accounting', `${load.strays} records of requests that nobody made`) : undefined;
  };
  while (sim.nowMs < untilMs) {
    sim.runUntil(Math.min(untilMs, sim.nowMs + 500));
    const wrong = look();
    if (wrong) return wrong;
  }

  // The weather clears: everything has to be answered, and shared fairly.
  load.stop();
  healAll();
  say('all mended');
  sim.runUntil(sim.nowMs + CALM_MS);
  const wrong = look();
  if (wrong) return wrong;
  if (load.open > 0) return complain('accounting', `${load.open} of ${load.sent.length} requests have no outcome`);
  const calm = new Load(sim, [{ ...outside, target: () => target('node1', 8080) }, inside('red-client', 'red-api', 'api'), inside('blue-client', 'blue-api', 'api')], PER_SECOND);
  world.wire.requests.watch((record) => calm.hear(record));
  calm.start();
  sim.runUntil(sim.nowMs + 1_500);
  calm.stop();
  sim.runUntil(sim.nowMs + 5_000);
  const shares = new Map<string, number>();
  for (const asked of calm.sent) {
    const bad = judge(asked, members, lagOf(asked), counts);
    if (bad) return complain(...bad);
    if (!asked.result?.ok || asked.result.value.status !== 200) {
      return complain('calm', `a request of ${asked.source.name} was not answered: ${asked.result?.ok ? asked.result.value.status : asked.result?.error.kind}`);
    }
    const key = `${asked.source.service} ${asked.record?.route?.container ?? ''}`;
    shares.set(key, (shares.get(key) ?? 0) + 1);
  }
  for (const service of ['web', 'red-api', 'blue-api']) {
    const fit = members.fitNow(service);
    const of = fit.map((one) => shares.get(`${service} ${one.id}`) ?? 0);
    if (Math.max(...of) - Math.min(...of) > 1) return complain('fairness', `${service}: shares of ${of.join(', ')} although it goes round`);
  }
  return undefined;
}

type Wrong = [checker: string, complaint: string] | undefined;

function judge({ source, sentMs, answeredMs = sentMs, result, record }: Asked, members: Members, lagMs: number, counts: Record<string, number>): Wrong {
  if (!result) return ['accounting', `${source.name}: no outcome`];
  const outcome = result.ok ? `answered ${result.value.status}` : result.error.kind;
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  if (!record) return ['accounting', `${source.name}: the wire tells nothing of a request that was ${outcome}`];
  if ((record.outcome === 'answered') !== result.ok) return ['accounting', `${source.name}: ${outcome}, and the wire says ${record.outcome}`];
  if (!result.ok) return undefined;
  const { container = '', service } = record.route ?? {};
  const member = members.find(container);
  if (!member) return ['stranger', `${source.name} was answered by ${container === '' ? 'nobody' : container}`];
  if (member.service !== source.service || service !== source.service) return ['foreign', `${source.name} wanted ${source.service} and was answered by ${member.service}`];
  const said = typeof result.value.body === 'string' ? /(?:Hostname: |calc on )(\w{12})/.exec(result.value.body)?.[1] : undefined;
  if (said !== undefined && !container.startsWith(said)) return ['foreign', `${source.name}: ${said} answered, and the way led to ${container.slice(0, 12)}`];
  if (!members.wasFit(member, sentMs - lagMs, answeredMs)) return ['unfit', `${source.name} was answered by ${member.service} on ${member.machine} (${container.slice(0, 12)}), fit ${members.spansOf(member)}, asked ${inSeconds(sentMs)}, answered ${inSeconds(answeredMs)}`];
  return undefined;
}

const inSeconds = (ms: number): string => ((ms - START_MS) / 1000).toFixed(3);

/** The network of the one container of a service, wherever it runs. */
function netOf(world: StartedWorld['world'], service: string): Net | undefined {
  for (const name of world.hostNames()) {
    for (const container of world.host(name).engine.core.containers.values()) {
      if (isOf(container, service) && container.running && container.run) return container.run.net;
    }
  }
  return undefined;
}

const isOf = (container: Container, service: string): boolean => container.config.Labels?.['com.docker.swarm.service.name'] === service;
