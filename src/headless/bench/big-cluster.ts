/**
 * A thousand machines with fifty thousand tasks: brought up, updated, and a tenth of it drained. Heaps are live ones, of
 * the world alone: what the page draws is measured there. A stage that does not come to its end is not within its budget.
 */
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
const LOOK_MS = 2_000;

/** Three managers, the rest workers, all joined. */
export function bigCluster(nodes: number): SessionStart {
  const machines = Array.from({ length: nodes }, (_, i) => ({ name: `node${i + 1}`, platform: 'linux' as const }));
  const join = (name: string, i: number) => ({ on: name, run: `docker swarm join --token \${${i < 2 ? 'MANAGER' : 'WORKER'}_TOKEN} 192.168.0.11:2377` });
  return {
    lab: 'playground', seed: 1, startMs: Date.UTC(2026, 0, 5), machines,
    setup: [{ on: 'node1', run: 'docker swarm init' }, ...machines.slice(1).map(({ name }, i) => join(name, i))],
  };
}

/** Smaller ones on demand: `bench cluster 100 5000`. */
export function bigClusterRows([nodes = NODES, tasks = TASKS]: number[] = []): Row[] {
  const rows: Row[] = [];
  const drained = Math.min(DRAINED, Math.floor(nodes / 10));
  let session: Session | undefined;
  const stage = (what: string, run: () => boolean) => {
    const startedMs = cpuMs();
    const virtualMs = session?.sim.nowMs ?? Date.UTC(2026, 0, 5);
    const done = run();
    const seconds = round((cpuMs() - startedMs) / 1000, 1);
    const on = session as Session;
    rows.push({ name: `${nodes} nodes: ${what}`, value: seconds, unit: 's', done, virtualSeconds: Math.round((on.sim.nowMs - virtualMs) / 1000), ...(done ? {} : { within: false }) });
    rows.push(atMost(`${nodes} nodes: ${what}, heap`, round(heapMb()), 'MB', HEAP_BUDGET_MB));
    console.error(JSON.stringify(rows.slice(-2)));
  };
  const after = (command: string, isDone: () => boolean) => () => {
    const on = session as Session;
    runOn(on, 'node1', command);
    const untilMs = on.sim.nowMs + STAGE_LIMIT_MS;
    do on.advance(on.sim.nowMs + LOOK_MS);
    while (!isDone() && on.sim.nowMs < untilMs);
    return isDone();
  };
  const store = () => (session as Session).world.member('node1').manager?.store;
  const service = () => store()?.list('service')[0];
  const running = () => {
    const id = service()?.ID;
    const all = id === undefined ? [] : (store()?.tasksOfService(id) ?? []);
    return all.filter((task) => task.DesiredState === 'running' && task.Status.State === 'running');
  };
  stage('brought up', () => {
    session = openSession(bigCluster(nodes));
    return store()?.list('node').every((node) => node.Status.State === 'ready') === true && store()?.count('node') === nodes;
  });
  stage(`${tasks} tasks created`, after(`docker service create -d --name web --replicas ${tasks} nginx`, () => running().length === tasks));
  stage(
    `${tasks} tasks updated`,
    after(`docker service update -d --image nginx:1.27 --update-parallelism ${Math.ceil(tasks / 50)} --update-monitor 1s web`, () => service()?.UpdateStatus?.State === 'completed' && running().length === tasks),
  );
  const names = Array.from({ length: drained }, (_, i) => `node${nodes - i}`);
  stage(`${drained} nodes with ${(tasks / nodes) * drained} tasks drained`, after(`for n in ${names.join(' ')}; do docker node update --availability drain $n; done`, () => {
    const away = new Set(store()?.list('node').filter((node) => node.Spec.Availability === 'drain').map((node) => node.ID));
    const all = running();
    return away.size === drained && all.length === tasks && all.every((task) => !away.has(task.NodeID));
  }));
  return rows;
}
