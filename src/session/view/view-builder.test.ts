/** The view that grew with the world against one that is made of it afresh, while a lot happens. */
import { expect, test } from 'vitest';
import { Random } from '../../sim';
import type { SessionStart, WorldView } from '../protocol';
import { runLine } from '../run-line';
import { Session } from '../session';
import { applyViewPatches } from './view-patches';
import { ViewBuilder } from './view-builder';

const names = ['node1', 'node2', 'node3', 'node4', 'node5'];
const join = (on: string, role: string) => ({ on, run: `docker swarm join --token \${${role}_TOKEN} 192.168.0.11:2377` });
const start = (seed: number): SessionStart => ({
  lab: 'playground', seed, startMs: Date.UTC(2026, 0, 5, 9), machines: names.map((name) => ({ name, platform: 'linux' })),
  setup: [{ on: 'node1', run: 'docker swarm init' }, join('node2', 'MANAGER'), join('node3', 'MANAGER'), join('node4', 'WORKER'), join('node5', 'WORKER')],
});

/** Things a person may do; `n` makes them differ. */
const COMMANDS = (n: number): string[] => [
  `docker service create -d --name web${n % 4} --replicas ${1 + (n % 7)} -p ${8000 + (n % 4)}:80 nginx`,
  `docker service update -d --image nginx:1.2${6 + (n % 2)} --update-delay 1s web${n % 4}`,
  `docker service scale -d web${n % 4}=${n % 9}`,
  `docker service rm web${n % 4}`,
  `docker service create -d --name host${n % 3} --mode global --publish published=${9000 + (n % 3)},target=80,mode=host nginx`,
  `docker service create -d --name sick${n % 2} --health-cmd 'exit ${n % 2}' --health-interval 1s --health-retries 2 nginx`,
  `docker run -d --name box${n % 5} -p ${7000 + (n % 5)}:80 nginx`,
  `docker rm -f box${n % 5}`,
  `docker node update --availability ${n % 2 === 0 ? 'drain' : 'active'} node${1 + (n % 5)}`,
  `docker node update --label-add zone=${n % 3} node${1 + (n % 5)}`,
  `docker network create -d overlay net${n % 3}`,
  `docker service create -d --mode replicated-job --name job${n % 3} busybox true`,
];

function everything(view: WorldView) {
  const byId = <T extends { id: string }>(rows: readonly T[]) => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...view, tasks: byId(view.tasks), services: byId(view.services) };
}

for (const seed of [1, 2, 3]) {
  test(`seed ${seed}: patches make the very view that a fresh look at the world does`, () => {
    const random = new Random(seed);
    const session = new Session(start(seed), { output: () => {}, edit: () => {} });
    let view = session.beginView(1);
    for (let step = 0; step < 120; step++) {
      const n = random.int(0, 1_000_000);
      const machine = random.pick(names);
      const what = random.int(0, 9);
      if (what === 0) session.send({ kind: 'machine.power', machine, action: random.pick(['kill', 'stop', 'restart-docker']) });
      else if (what <= 2) for (const name of names) session.send({ kind: 'machine.power', machine: name, action: 'start' });
      else if (what === 3) session.send({ kind: 'machine.cable', machine, action: random.pick(['cut', 'heal']) });
      else if (what === 4) session.send(random.chance(0.5) ? { kind: 'machine.add', name: 'extra', platform: 'linux' } : { kind: 'machine.remove', machine: 'extra' });
      else runLine(session.machine(random.pick(names.slice(0, 3))), random.pick(COMMANDS(n)));
      session.advance(session.sim.nowMs + random.int(1, 9_000));
      view = applyViewPatches(view, session.viewPatches(1));
      const fresh = new ViewBuilder(session.world, session.start.startMs).view({ pace: 1, terminals: [], lab: undefined });
      expect(everything(view), `step ${step}`).toEqual(everything(fresh));
    }
    expect(view.tasks.length).toBeGreaterThan(0);
  }, 60_000);
}

test('looking leaves no mark in the world', () => {
  const fingerprint = (looks: boolean) => {
    const session = new Session(start(7), { output: () => {}, edit: () => {} });
    runLine(session.machine('node1'), 'docker service create -d --name web --replicas 8 nginx');
    for (let i = 0; i < 100; i++) {
      session.advance(session.sim.nowMs + 100);
      if (looks) session.viewPatches(1);
      if (looks && i % 10 === 0) session.view(1);
    }
    return session.sim.trace.fingerprint();
  };
  expect(fingerprint(true)).toBe(fingerprint(false));
});

test('what changed is what travels: one task of many is one row', () => {
  const session = new Session(start(9), { output: () => {}, edit: () => {} });
  runLine(session.machine('node1'), 'docker service create -d --name web --replicas 60 nginx');
  session.advance(session.sim.nowMs + 60_000);
  session.beginView(1);
  runLine(session.machine('node1'), 'docker service scale -d web=61');
  session.advance(session.sim.nowMs + 900);
  const rows = session.viewPatches(1).find((patch) => 'rows' in patch && patch.rows === 'tasks');
  expect(rows && 'rows' in rows ? rows.at.length : 0).toBe(1);
});
