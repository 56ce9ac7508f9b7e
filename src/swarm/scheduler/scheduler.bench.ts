/**
 * SwarmKit's scheduler benchmark on this scheduler: the same worlds, the same two measures (reference
 * scheduler.md, section 2.3). "Placement only": from node and task records in memory and empty accounts to all
 * decisions booked. "End to end": from the pending transaction's commit, through the watch feed, the debounce
 * (in virtual time, so not slept) and the writes in entries of 200, to one event per task at a subscriber.
 */
import type { Node, Task } from '../../model';
import { Sim } from '../../sim';
import { Store } from '../../store';
import { SimProposer } from '../testing';
import { Placement } from './placement';
import { Scheduler } from './scheduler';

export interface SchedulerBenchmarkResult {
  readonly placementOnlyMs: number;
  /** The part of it after the accounts are built: what SwarmKit's own group function does. */
  readonly decidingMs: number;
  readonly endToEndMs: number;
  /** Most tasks on a qualifying node less fewest: 0 or 1 for an even spread. */
  readonly unevenness: number;
  readonly placed: number;
}

export interface SchedulerBenchmark {
  readonly name: string;
  readonly nodes: number;
  readonly tasks: number;
  readonly shape: 'one-off' | 'one-off, constraints' | 'batched 1' | 'batched 100';
  /** `nowMs` is the driver's clock: nothing in the world knows the real time. */
  run(nowMs: () => number): SchedulerBenchmarkResult;
}

type Shape = SchedulerBenchmark['shape'];

const META = { Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0 };
const SIZES: readonly (readonly [number, number, readonly Shape[]])[] = [
  [1_000, 1_000, ['one-off', 'one-off, constraints', 'batched 1', 'batched 100']],
  [1_000, 10_000, ['one-off', 'one-off, constraints', 'batched 1', 'batched 100']],
  [1_000, 100_000, ['one-off', 'one-off, constraints', 'batched 1', 'batched 100']],
  [5_000, 100_000, ['one-off, constraints', 'batched 1']],
  [100_000, 1_000, ['one-off', 'batched 1']],
  [100_000, 100_000, ['batched 1', 'batched 100']],
];

export function schedulerBenchmarks(): SchedulerBenchmark[] {
  return SIZES.flatMap(([nodes, tasks, shapes]) =>
    shapes.map((shape) => ({
      name: `${short(nodes)} nodes x ${short(tasks)} tasks, ${shape}`,
      nodes,
      tasks,
      shape,
      run: (nowMs: () => number) => run(nodes, tasks, shape, nowMs),
    })),
  );
}

function short(count: number): string {
  return count >= 1_000 ? `${count / 1_000}k` : String(count);
}

function run(nodeCount: number, taskCount: number, shape: Shape, nowMs: () => number): SchedulerBenchmarkResult {
  const sim = new Sim(1, 0);
  const nodes = makeNodes(sim, nodeCount);
  const tasks = makeTasks(taskCount, shape);
  const placementOnly = placementOnlyRun(sim, nodes, tasks, nowMs);
  const endToEndMs = endToEndRun(nodes, tasks, nowMs);
  const counts = new Map(nodes.filter((node) => shape !== 'one-off, constraints' || node.Description?.Engine.Plugins).map((node) => [node.ID, 0]));
  for (const nodeId of placementOnly.nodeIds) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
  let most = 0;
  let fewest = Infinity;
  for (const count of counts.values()) {
    most = Math.max(most, count);
    fewest = Math.min(fewest, count);
  }
  const { placementOnlyMs, decidingMs, nodeIds } = placementOnly;
  return { placementOnlyMs, decidingMs, endToEndMs, unevenness: most - fewest, placed: nodeIds.length };
}

/** Ready and active, an empty engine description; every third lists one plugin, as in SwarmKit's benchmark. */
function makeNodes(sim: Sim, count: number): Node[] {
  return Array.from({ length: count }, (_, i) => ({
    ID: sim.random('node').id(),
    ...META,
    Spec: { Name: `name${i}`, Labels: {}, Role: 'worker', Availability: 'active' },
    Description: {
      Hostname: '',
      Platform: {},
      Resources: {},
      Engine: { EngineVersion: '', ...(i % 3 === 0 ? { Plugins: [{ Type: 'Network', Name: 'network' }] } : undefined) },
      TLSInfo: { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' },
    },
    Status: { State: 'ready', Addr: '' },
    observedRole: 'worker',
    certGeneration: 0,
  }));
}

/** Pending and wanted running, with an empty spec; batched ones share the service and its version. */
function makeTasks(count: number, shape: Shape): Task[] {
  const services = shape === 'batched 1' ? 1 : shape === 'batched 100' ? 100 : 0;
  const spec = { Name: 'net', Labels: {}, Driver: 'network', Internal: false, Attachable: false, Ingress: false, EnableIPv6: false };
  const attachments = [{ Network: { ID: 'net', ...META, Spec: spec } }];
  return Array.from({ length: count }, (_, i) => ({
    ID: `task${i}`,
    ...META,
    Labels: {},
    Spec: {},
    ServiceID: services === 0 ? '' : `service${i % services}`,
    Slot: services === 0 ? 0 : 1 + Math.floor(i / services),
    NodeID: '',
    Status: { Timestamp: 0, State: 'pending', Message: '' },
    DesiredState: 'running',
    serviceName: `task${i}`,
    serviceLabels: {},
    specVersion: 0,
    ...(shape === 'one-off, constraints' ? { NetworksAttachments: attachments } : undefined),
  }));
}

interface PlacementOnly {
  readonly placementOnlyMs: number;
  readonly decidingMs: number;
  readonly nodeIds: readonly string[];
}

function placementOnlyRun(sim: Sim, nodes: readonly Node[], tasks: readonly Task[], nowMs: () => number): PlacementOnly {
  const startedMs = nowMs();
  const placement = new Placement(sim.random('scheduler'));
  for (const node of nodes) placement.upsertNode(node);
  for (const task of tasks) placement.createTask(task);
  const bookedMs = nowMs();
  const decisions = placement.schedule(0, () => undefined);
  const endedMs = nowMs();
  const nodeIds = decisions.flatMap((decision) => (decision.kind === 'assigned' ? [decision.nodeId] : []));
  return { placementOnlyMs: endedMs - startedMs, decidingMs: endedMs - bookedMs, nodeIds };
}

function endToEndRun(nodes: readonly Node[], tasks: readonly Task[], nowMs: () => number): number {
  const sim = new Sim(1, 0);
  const store = new Store(new SimProposer(sim, 0), () => sim.nowMs);
  const scheduler = new Scheduler({ store, sim });
  scheduler.start();
  let assigned = 0;
  store.watchTable('task', (change) => {
    if (change.before !== undefined && change.after !== undefined) assigned++;
  });
  let startedMs = 0;
  store.update('world', (tx) => {
    for (const node of nodes) tx.create('node', node);
    for (const task of tasks) tx.create('task', task);
    startedMs = nowMs();
  });
  while (assigned < tasks.length && sim.step());
  const ms = nowMs() - startedMs;
  scheduler.stop();
  return ms;
}
