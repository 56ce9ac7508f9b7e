/** A thousand machines with fifty thousand tasks: brought up, updated, and a tenth of it drained. Heaps are live ones. */
import type { SessionStart } from '../../session/protocol';
import type { Session } from '../../session/session';
import { openSession, runOn } from './five-nodes';
import { atMost, cpuMs, heapMb, round } from './row';
import type { Row } from './row';

const NODES = 1000;
const TASKS = 50_000;
const DRAINED = 100;
const HEAP_BUDGET_MB = 1000;
/** No stage takes longer in the world. */
const STAGE_LIMIT_MS = 1_800_000;

/** Three managers, the rest workers, all joined. */
export function bigCluster(nodes: number): SessionStart {
  const machines = Array.from({ length: nodes }, (_, i) => ({ name: `node${i + 1}`, platform: 'linux' as const }));
  const join = (name: string, i: number) => ({ on: name, run: `docker swarm join --token \${${i < 2 ? 'MANAGER' : 'WORKER'}_TOKEN} 192.168.0.11:2377` });
  return {
    lab: 'playground', seed: 1, startMs: Date.UTC(2026, 0, 5), machines,
    setup: [{ on: 'node1', run: 'docker swarm init' }, ...machines.slice(1).map(({ name }, i) => join(name, i))],
  };
}

export function bigClusterRows(): Row[] {
  const rows: Row[] = [];
  let session: Session | undefined;
  const stage = (what: string, run: () => Session) => {
    const startedMs = cpuMs();
    session = run();
    const seconds = round((cpuMs() - startedMs) / 1000, 1);
    rows.push({ name: `1,000 nodes: ${what}`, value: seconds, unit: 's' });
    rows.push(atMost(`1,000 nodes: ${what}, heap`, round(heapMb()), 'MB', HEAP_BUDGET_MB));
  };
  const after = (command: string, isDone: (running: number, updating: boolean) => boolean) => () => {
    const on = session as Session;
    runOn(on, 'node1', command);
    const untilMs = on.sim.nowMs + STAGE_LIMIT_MS;
    do on.advance(on.sim.nowMs + 1_000);
    while (!isDone(running(on), updating(on)) && on.sim.nowMs < untilMs);
    return on;
  };
  stage('brought up', () => openSession(bigCluster(NODES)));
  stage('50,000 tasks created', after(`docker service create -d --name web --replicas ${TASKS} nginx`, (count) => count === TASKS));
  stage('50,000 tasks updated', after('docker service update -d --image nginx:1.27 --update-parallelism 1000 --update-monitor 1s web', (count, busy) => count === TASKS && !busy));
  const names = Array.from({ length: DRAINED }, (_, i) => `node${NODES - i}`);
  stage('100 nodes with 5,000 tasks drained', after(`for n in ${names.join(' ')}; do docker node update --availability drain $n; done`, (count) => count === TASKS));
  return rows;
}

function running(session: Session): number {
  const service = session.world.member('node1').manager?.store.list('service')[0];
  return session.view(1).services.find((one) => one.id === service?.ID)?.running ?? 0;
}

function updating(session: Session): boolean {
  return session.world.member('node1').manager?.store.list('service')[0]?.UpdateStatus?.State === 'updating';
}
