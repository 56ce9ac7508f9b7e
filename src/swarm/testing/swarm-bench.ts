/** For tests: a fresh swarm of some nodes, with the control API and the loops that the test asks for. */
import { isRefusal } from '../../model';
import type { Network, NetworkSpec, Node, Refusal, Service, Task } from '../../model';
import { spawn } from '../../sim';
import type { Program } from '../../sim';
import { Allocator } from '../allocator/allocator';
import { CertificateAuthority, clusterTlsInfo, newNode } from '../ca/certificate-authority';
import { createCluster, initialObjects } from '../ca/create-cluster';
import { ControlApi } from '../controlapi/control-api';
import { convertServiceSpec } from '../controlapi/service-spec';
import type { ServiceSpecJson } from '../controlapi/service-spec';
import { bench, ManualRaft, run } from './manual-raft';
import type { Bench } from './manual-raft';

export interface SwarmBench extends Bench {
  readonly api: ControlApi;
  readonly ca: CertificateAuthority;
  readonly raft: ManualRaft;
  readonly allocator: Allocator;
  readonly managerId: string;
  /** Adds a ready worker. */
  addNode(hostname: string, edit?: (node: Node) => Node): string;
  wait(ms: number): void;
  /** Runs an API call to its end and insists on a value. */
  ok<T>(program: Program<T | Refusal>): T;
  /** Runs an API call to its end and insists on a refusal. */
  refusal(program: Program<unknown>): Refusal;
}

export function swarmBench(options: { seed?: number; allocate?: boolean } = {}): SwarmBench {
  const made = bench(options.seed);
  const { sim, store } = made;
  const objects = initialObjects({ random: sim.random('init'), nowMs: sim.nowMs, managerAddr: '192.168.0.11:2377' });
  store.update('init', (tx) => createCluster(tx, objects));
  sim.runUntil(sim.nowMs + 5);
  const ca = new CertificateAuthority(store, sim);
  const raft = new ManualRaft(objects.node.ID);
  const allocator = new Allocator(store, sim);
  if (options.allocate !== false) allocator.start();
  const wait = (ms: number): void => void sim.runUntil(sim.nowMs + ms);
  let nodes = 1;
  const describe = (node: Node, hostname: string): Node => ({
    ...node,
    Description: {
      Hostname: hostname,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: 2_000_000_000, MemoryBytes: 4_000_000_000 },
      Engine: { EngineVersion: '28.5.2', Plugins: [] },
      TLSInfo: clusterTlsInfo(objects.cluster),
    },
    Status: { State: 'ready', Addr: `192.168.0.${10 + nodes}` },
  });
  store.update('describe', (tx) => tx.update('node', objects.node.ID, describe(tx.get('node', objects.node.ID) as Node, 'node1')));
  wait(10);
  return {
    ...made,
    api: new ControlApi({ store, sim, raft, ca }),
    ca,
    raft,
    allocator,
    managerId: objects.node.ID,
    wait,
    addNode(hostname, edit = (node) => node) {
      nodes++;
      const node = edit(describe(newNode(sim.random('test').id(), 'worker', 'active', objects.cluster), hostname));
      store.update('add node', (tx) => tx.create('node', node));
      wait(10);
      return node.ID;
    },
    ok(program) {
      const value = run(sim, program);
      if (isRefusal(value)) throw new Error(`refused: ${value.message}`);
      wait(10);
      return value as never;
    },
    refusal(program) {
      const value = run(sim, program);
      if (!isRefusal(value)) throw new Error(`not refused: ${JSON.stringify(value)}`);
      return value;
    },
  };
}

/** A stored spec from what a test wants to say of it. */
export function serviceSpec(name: string, extra: ServiceSpecJson = {}) {
  const spec = convertServiceSpec(
    { Name: name, EndpointSpec: { Mode: 'vip' }, ...extra, TaskTemplate: { ContainerSpec: { Image: 'nginx:latest' }, ...extra.TaskTemplate } },
    () => 'random_name',
  );
  if (isRefusal(spec)) throw new Error(spec.message);
  return spec;
}

export function networkSpec(name: string, extra: Partial<NetworkSpec> = {}): NetworkSpec {
  const plain = { Labels: {}, Driver: 'overlay', Internal: false, Attachable: false, Ingress: false, EnableIPv6: false, Scope: 'swarm' };
  return { Name: name, ...plain, ...extra };
}

/** A task of a service as an orchestrator makes it. */
export function newTask(id: string, service: Service, slot: number, edit: Partial<Task> = {}): Task {
  return {
    ID: id, Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0,
    Labels: {}, Spec: service.Spec.TaskTemplate, ServiceID: service.ID, Slot: slot, NodeID: '',
    Status: { Timestamp: 0, State: 'new', Message: 'created' }, DesiredState: 'running',
    serviceName: service.Spec.Name, serviceLabels: service.Spec.Labels, specVersion: service.specVersion,
    ...edit,
  };
}

export function put(made: SwarmBench, ...tasks: Task[]): void {
  made.store.update('put tasks', (tx) => {
    for (const task of tasks) {
      if (tx.get('task', task.ID)) tx.update('task', task.ID, task);
      else tx.create('task', task);
    }
  });
  made.wait(10);
}

export function addressesOf(task: Task | undefined): string[] {
  return (task?.NetworksAttachments ?? []).flatMap((attachment) => attachment.Addresses ?? []);
}

/** Starts a program and leaves it running. */
export function begin<T>(made: SwarmBench, program: Program<T>) {
  return spawn(made.sim, 'test', program);
}

export type { Network };
