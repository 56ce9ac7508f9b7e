/**
 * A little swarm for tests: the real store and the real loops of a leader, with an allocator and agents that do
 * the least that makes tasks live, and the control API's writes in their barest form. No raft, no network.
 */
import { CLUSTER_DEFAULTS, NS_PER_S } from '../model';
import type { Cluster, Node, NodeSpec, Resources, Service, ServiceSpec, Task, TaskSpec, TaskState, TaskStatus } from '../model';
import { assert, Sim } from '../sim';
import type { Cancel } from '../sim';
import { Store } from '../store';
import type { Change, Commit, Proposer } from '../store';
import type { ControlLoop } from './control-loop';
import { LeaderLoops } from './leader';
import { isBefore, isOver } from './orchestrator/task';

/** Commits every entry after the same short time, as a quiet raft group does. */
export class SimProposer implements Proposer {
  private committed = 1;

  constructor(private sim: Sim, private delayMs: number) {}

  index(): number {
    return this.committed;
  }

  propose(_changes: readonly Change[], done: (commit: { index: number; atMs: number } | undefined) => void): void {
    if (this.delayMs === 0) done({ index: ++this.committed, atMs: this.sim.nowMs });
    else this.sim.after(this.delayMs, 'raft.commit', () => done({ index: ++this.committed, atMs: this.sim.nowMs }));
  }
}

/** New tasks become pending at once. */
export class FakeAllocator implements ControlLoop {
  private cancelWatch: Cancel | undefined;

  constructor(private store: Store, private sim: Sim) {}

  start(): void {
    this.cancelWatch = this.store.watch((commit) => this.allocate(commit));
  }

  stop(): void {
    this.cancelWatch?.();
  }

  private allocate(commit: Commit): void {
    const fresh = commit.changes.flatMap((change) => (change.table === 'task' && change.after?.Status.State === 'new' ? [change.id] : []));
    if (fresh.length === 0) return;
    this.store.batch('allocate', fresh, (tx, id) => {
      const task = tx.get('task', id);
      if (task?.Status.State !== 'new') return;
      tx.update('task', id, { ...task, Status: { Timestamp: this.sim.nowMs, State: 'pending', Message: 'pending task scheduling' } });
    });
  }
}

/** How the containers of a service behave. */
export interface Behaviour {
  /** From assigned to ready. */
  readonly prepareMs: number;
  /** From ready to running. */
  readonly startMs: number;
  /** From desired shutdown to shutdown. */
  readonly stopMs: number;
  /** Exits this long after running. */
  readonly exitsAfterMs?: number;
  readonly exitCode?: number;
  /** The image is missing: rejected while preparing. */
  readonly rejects?: boolean;
}

const CALM: Behaviour = { prepareMs: 200, startMs: 100, stopMs: 2_000 };

/** All agents at once: moves assigned tasks on, one step per timer, as the transition rule of an agent says. */
export class FakeAgents {
  /** By image; the first part that fits (`crash` in `crash:1`). */
  readonly behaviours = new Map<string, Behaviour>();
  private off = new Set<string>();
  private timers = new Map<string, { cancel: Cancel; step: string }>();

  constructor(private store: Store, private sim: Sim) {
    store.watchTable('task', (change) => {
      if (change.after !== undefined) this.consider(change.after);
      else this.drop(change.id);
    });
  }

  /** Power off: nothing is reported any more. */
  powerOff(nodeId: string): void {
    this.off.add(nodeId);
    for (const task of this.store.tasksOfNode(nodeId)) this.drop(task.ID);
  }

  powerOn(nodeId: string): void {
    this.off.delete(nodeId);
    for (const task of this.store.tasksOfNode(nodeId)) this.consider(task);
  }

  /** A container of this task ends now. */
  exit(taskId: string, exitCode: number): void {
    this.report(taskId, exitCode === 0 ? 'complete' : 'failed', exitCode === 0 ? undefined : `task: non-zero exit (${exitCode})`);
  }

  private consider(task: Task): void {
    if (task.NodeID === '' || isBefore(task.Status.State, 'assigned') || this.off.has(task.NodeID)) return;
    const behaviour = this.behaviourOf(task);
    const state = task.Status.State;
    if (isOver(task)) {
      this.drop(task.ID);
    } else if (task.DesiredState === 'shutdown' || task.DesiredState === 'remove') {
      this.plan(task, 'shutdown', isBefore(state, 'starting') ? 0 : behaviour.stopMs);
    } else if (isBefore(state, 'ready')) {
      this.plan(task, behaviour.rejects ? 'rejected' : 'ready', behaviour.prepareMs);
    } else if (state === 'ready') {
      if (task.DesiredState !== 'ready') this.plan(task, 'running', behaviour.startMs);
    } else if (state === 'running' && behaviour.exitsAfterMs !== undefined) {
      this.plan(task, behaviour.exitCode === 0 ? 'complete' : 'failed', behaviour.exitsAfterMs);
    }
  }

  private behaviourOf(task: Task): Behaviour {
    const image = task.Spec.ContainerSpec?.Image ?? '';
    return this.behaviours.get(image) ?? this.behaviours.get(image.split(':')[0] as string) ?? CALM;
  }

  private plan(task: Task, state: TaskState, delayMs: number): void {
    const planned = this.timers.get(task.ID);
    if (planned?.step === state) return;
    planned?.cancel();
    const errors: Partial<Record<TaskState, string>> = {
      rejected: `No such image: ${task.Spec.ContainerSpec?.Image}`,
      failed: `task: non-zero exit (${this.behaviourOf(task).exitCode ?? 1})`,
    };
    const cancel = this.sim.after(delayMs, 'agent.step', () => {
      this.timers.delete(task.ID);
      this.report(task.ID, state, errors[state]);
    });
    this.timers.set(task.ID, { cancel, step: state });
  }

  private report(taskId: string, state: TaskState, err: string | undefined): void {
    const messages: Partial<Record<TaskState, string>> = { ready: 'prepared', running: 'started', complete: 'finished', shutdown: 'shutdown' };
    this.store.update('agent status', (tx) => {
      const task = tx.get('task', taskId);
      if (task === undefined || !isBefore(task.Status.State, state)) return;
      const message = messages[state] ?? (task.Status.State === 'running' ? 'started' : 'preparing');
      const Status: TaskStatus = { Timestamp: this.sim.nowMs, State: state, Message: message, ...(err === undefined ? undefined : { Err: err }) };
      tx.update('task', taskId, { ...task, Status });
    });
  }

  private drop(taskId: string): void {
    this.timers.get(taskId)?.cancel();
    this.timers.delete(taskId);
  }
}

export interface LittleSwarmOptions {
  readonly seed?: number;
  readonly nodes?: number;
  readonly commitMs?: number;
}

const META = { Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0 };

export class LittleSwarm {
  readonly sim: Sim;
  readonly store: Store;
  readonly agents: FakeAgents;
  leader: LeaderLoops;

  constructor({ seed = 1, nodes = 3, commitMs = 2 }: LittleSwarmOptions = {}) {
    this.sim = new Sim(seed, 1_700_000_000_000);
    this.store = new Store(new SimProposer(this.sim, commitMs), () => this.sim.nowMs);
    this.agents = new FakeAgents(this.store, this.sim);
    this.leader = this.newLeader();
    this.store.update('init', (tx) => {
      tx.create('cluster', fakeCluster());
      for (let i = 1; i <= nodes; i++) tx.create('node', fakeNode(`n${i}`));
    });
    this.leader.start();
    this.run(500);
  }

  /** Another manager takes over, knowing only what is committed. */
  failOver(): void {
    this.leader.stop();
    this.store.abandon();
    this.leader = this.newLeader();
    this.leader.start();
  }

  /** Lets virtual time pass. */
  run(ms: number): void {
    const done = this.sim.runUntil(this.sim.nowMs + ms, 2_000_000);
    assert(done, 'the little swarm does not come to rest');
  }

  service(nameOrId: string): Service {
    const service = this.store.byName('service', nameOrId)[0] ?? this.store.get('service', nameOrId);
    assert(service, `no service ${nameOrId}`);
    return service;
  }

  tasks(name: string): Task[] {
    return this.store.tasksOfService(this.service(name).ID);
  }

  running(name: string): Task[] {
    const wanted = (task: Task): boolean => task.DesiredState === 'running' || task.DesiredState === 'complete';
    return this.tasks(name).filter((task) => task.Status.State === 'running' && wanted(task));
  }

  create(name: string, spec: Partial<ServiceSpec> & { template?: Partial<TaskSpec>; image?: string; replicas?: number } = {}): Service {
    const { template, image = 'calm', replicas = 1, ...rest } = spec;
    const TaskTemplate: TaskSpec = { ContainerSpec: { Image: image }, ...template };
    const full: ServiceSpec = { Name: name, Labels: {}, TaskTemplate, Mode: { Replicated: { Replicas: replicas } }, ...rest };
    const job = full.Mode.ReplicatedJob !== undefined || full.Mode.GlobalJob !== undefined;
    this.store.update('create service', (tx) => {
      const JobStatus = job ? { JobStatus: { JobIteration: { Index: 0 }, LastExecution: this.sim.nowMs } } : undefined;
      tx.create('service', { ID: this.sim.random('service').id(), ...META, Spec: full, specVersion: 0, ...JobStatus });
    });
    this.run(10);
    return this.service(name);
  }

  /** What every `service update` does to the object (reference 5.4). */
  update(name: string, edit: (spec: ServiceSpec) => ServiceSpec): void {
    const { ID, Version } = this.service(name);
    this.store.update('update service', (tx) => {
      const service = tx.get('service', ID) as Service;
      const JobStatus = service.JobStatus && { JobIteration: { Index: service.JobStatus.JobIteration.Index + 1 }, LastExecution: this.sim.nowMs };
      tx.update('service', ID, {
        ...service,
        PreviousSpec: service.Spec,
        previousSpecVersion: service.specVersion,
        Spec: edit(service.Spec),
        specVersion: Version.Index,
        UpdateStatus: undefined,
        ...(JobStatus === undefined ? undefined : { JobStatus }),
      });
    });
    this.run(10);
  }

  scale(name: string, replicas: number): void {
    this.update(name, (spec) => ({ ...spec, Mode: { Replicated: { Replicas: replicas } } }));
  }

  image(name: string, image: string): void {
    this.update(name, (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { Image: image } } }));
  }

  /** `service rollback`: spec and previous spec change places. */
  rollBack(name: string): void {
    const { ID } = this.service(name);
    this.store.update('roll back', (tx) => {
      const service = tx.get('service', ID) as Service;
      assert(service.PreviousSpec, 'no previous spec');
      tx.update('service', ID, {
        ...service,
        Spec: service.PreviousSpec,
        PreviousSpec: service.Spec,
        specVersion: service.previousSpecVersion ?? 0,
        previousSpecVersion: service.specVersion,
        UpdateStatus: { State: 'rollback_started', Message: 'manually requested rollback', StartedAt: this.sim.nowMs },
      });
    });
    this.run(10);
  }

  remove(name: string): void {
    const { ID } = this.service(name);
    this.store.update('remove service', (tx) => tx.delete('service', ID));
    this.run(10);
  }

  node(id: string, spec: Partial<NodeSpec>): void {
    this.store.update('update node', (tx) => {
      const node = tx.get('node', id) as Node;
      tx.update('node', id, { ...node, Spec: { ...node.Spec, ...spec } });
    });
    this.run(10);
  }

  addNode(id: string, options: { resources?: Resources; labels?: Record<string, string> } = {}): void {
    this.store.update('add node', (tx) => tx.create('node', fakeNode(id, options)));
    this.run(10);
  }

  /** The agents fall silent, and the dispatcher has noticed. */
  down(id: string): void {
    this.agents.powerOff(id);
    this.setState(id, 'down');
  }

  up(id: string): void {
    this.setState(id, 'ready');
    this.agents.powerOn(id);
  }

  private setState(id: string, State: Node['Status']['State']): void {
    this.store.update('node state', (tx) => {
      const node = tx.get('node', id) as Node;
      tx.update('node', id, { ...node, Status: { ...node.Status, State } });
    });
    this.run(10);
  }

  private newLeader(): LeaderLoops {
    return new LeaderLoops({ store: this.store, sim: this.sim, others: [new FakeAllocator(this.store, this.sim)] });
  }
}

export function fakeCluster(): Cluster {
  return {
    ID: 'cluster', ...META, Spec: CLUSTER_DEFAULTS, RootRotationInProgress: false,
    DefaultAddrPool: ['10.0.0.0/8'], SubnetSize: 24, DataPathPort: 4789,
    JoinTokens: { Worker: '', Manager: '' }, rootCert: '', rootGeneration: 0, blacklistedNodes: [],
  };
}

export function fakeNode(id: string, { resources, labels = {} }: { resources?: Resources; labels?: Record<string, string> } = {}): Node {
  return {
    ID: id,
    ...META,
    Spec: { Labels: labels, Role: 'worker', Availability: 'active' },
    Description: {
      Hostname: id,
      Platform: { OS: 'linux', Architecture: 'x86_64' },
      Resources: resources ?? { NanoCPUs: 4 * NS_PER_S, MemoryBytes: 8 * 1024 * 1024 * 1024 },
      Engine: { EngineVersion: '28.5.0', Plugins: [{ Type: 'Network', Name: 'overlay' }] },
      TLSInfo: { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' },
    },
    Status: { State: 'ready', Addr: '192.168.0.11' },
    observedRole: 'worker',
    certGeneration: 0,
  };
}

export function fakeTask(id: string, over: Partial<Task> = {}): Task {
  return {
    ID: id, ...META, Labels: {}, Spec: {}, ServiceID: 's', Slot: 1, NodeID: '', DesiredState: 'running',
    Status: { Timestamp: 0, State: 'new', Message: 'created' }, serviceName: 'web', serviceLabels: {}, specVersion: 0, ...over,
  };
}
