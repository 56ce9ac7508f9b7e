/**
 * The allocator loop on the leader (swarmkit manager/allocator): after each commit it looks at what the commit
 * touched, networks first, then services, nodes and tasks. What cannot be had waits without a word in the store,
 * and is tried again when something is given back, or after 5 minutes. Its memory is rebuilt from the store by
 * each new leader. Allocation runs inside the write transaction, so memory and store cannot disagree: either the
 * transaction commits, or the term is over.
 */
import type { Network, Service, Task } from '../../model';
import { isTerminal } from '../../model';
import { assert } from '../../sim';
import type { Cancel, Sim } from '../../sim';
import type { Change, Commit, Store, Transaction } from '../../store';
import type { ControlLoop } from '../control-loop';
import { Grants } from './grants';
import { isServiceAllocated } from './service-needs';

export const RETRY_INTERVAL_MS = 300_000;

/** IDs by kind, in the order in which they came. */
class Work {
  readonly networks = new Set<string>();
  readonly services = new Set<string>();
  readonly nodes = new Set<string>();
  readonly tasks = new Set<string>();

  get size(): number {
    return this.networks.size + this.services.size + this.nodes.size + this.tasks.size;
  }

  moveTo(other: Work): void {
    for (const kind of ['networks', 'services', 'nodes', 'tasks'] as const) {
      for (const id of this[kind]) other[kind].add(id);
      this[kind].clear();
    }
  }
}

const DEFAULT_POOLS = { DefaultAddrPool: [], SubnetSize: 24 };

export class Allocator implements ControlLoop {
  private stopWatching: Cancel | undefined;
  private stopRetry: Cancel | undefined;
  private grants = new Grants(DEFAULT_POOLS);
  /** What the next pass looks at. */
  private dirty = new Work();
  /** What could not be had. */
  private failed = new Work();
  private passPlanned = false;

  constructor(private readonly store: Store, private readonly sim: Sim) {}

  start(): void {
    assert(this.stopWatching === undefined, 'the allocator is started once per term');
    this.grants = new Grants(this.store.cluster() ?? DEFAULT_POOLS);
    this.grants.restore(this.store);
    for (const network of this.store.list('network')) if (!this.grants.hasNetwork(network.ID)) this.dirty.networks.add(network.ID);
    for (const service of this.store.list('service')) this.markService(service);
    for (const node of this.store.list('node')) this.markNode(node.ID);
    for (const task of this.store.list('task')) if (task.Status.State === 'new') this.dirty.tasks.add(task.ID);
    this.stopWatching = this.store.watch((commit) => this.follow(commit));
    this.plan();
  }

  stop(): void {
    this.stopWatching?.();
    this.stopRetry?.();
    this.stopWatching = undefined;
    this.stopRetry = undefined;
    this.dirty = new Work();
    this.failed = new Work();
    this.passPlanned = false;
  }

  private follow(commit: Commit): void {
    for (const change of commit.changes) this.followChange(change);
    this.plan();
  }

  private followChange(change: Change): void {
    switch (change.table) {
      case 'network':
        return this.followNetwork(change.id, change.after);
      case 'service':
        return this.followService(change.id, change.after);
      case 'node':
        return this.followNode(change.id, change.after !== undefined);
      case 'task':
        return this.followTask(change.id, change.before, change.after);
      default:
    }
  }

  private followNetwork(id: string, network: Network | undefined): void {
    const { grants } = this;
    if (network === undefined) {
      for (const nodeId of grants.nodesOn(id)) this.dirty.nodes.add(nodeId);
      grants.releaseNetwork(id);
      this.dirty.networks.delete(id);
      this.failed.networks.delete(id);
      return;
    }
    if (network.Spec.Ingress) grants.ingressId ??= id;
    // Every node has an endpoint on ingress from the moment that it has addresses.
    if (!grants.hasNetwork(id)) this.dirty.networks.add(id);
    else if (id === grants.ingressId) for (const node of this.store.list('node')) this.markNode(node.ID);
  }

  private followService(id: string, service: Service | undefined): void {
    if (service === undefined) {
      this.grants.releaseService(id);
      this.dirty.services.delete(id);
      this.failed.services.delete(id);
    } else if (!this.markService(service)) {
      this.failed.services.delete(id);
      // Its tasks waited for it.
      for (const taskId of this.failed.tasks) if (this.store.get('task', taskId)?.ServiceID === id) this.dirty.tasks.add(taskId);
    }
  }

  private markService(service: Service): boolean {
    if (isServiceAllocated(service, this.grants.ingressId)) return false;
    this.dirty.services.add(service.ID);
    return true;
  }

  private followNode(id: string, exists: boolean): void {
    if (exists) return this.markNode(id);
    this.grants.releaseNode(id);
    this.dirty.nodes.delete(id);
    this.failed.nodes.delete(id);
  }

  private markNode(id: string): void {
    if (!this.grants.nodeFits(id)) this.dirty.nodes.add(id);
  }

  private followTask(id: string, before: Task | undefined, task: Task | undefined): void {
    for (const nodeId of this.grants.followTask(before, task)) this.dirty.nodes.add(nodeId);
    if (task === undefined || isTerminal(task.Status.State)) {
      this.grants.releaseTask(id);
      this.dirty.tasks.delete(id);
      this.failed.tasks.delete(id);
    } else if (task.Status.State !== 'new') {
      this.failed.tasks.delete(id);
    } else if (!this.failed.tasks.has(id)) {
      this.dirty.tasks.add(id);
    }
  }

  /** Queues a pass when there is something to do. Tasks go in batches, for there may be very many. */
  private plan(): void {
    if (this.stopWatching === undefined) return;
    if (this.grants.freed) {
      this.grants.freed = false;
      this.failed.moveTo(this.dirty);
    }
    const { networks, services, nodes, tasks } = this.dirty;
    if (networks.size + services.size + nodes.size > 0 && !this.passPlanned) {
      this.passPlanned = true;
      this.store.update('allocate', (tx) => this.pass(tx), () => this.plan());
    }
    if (tasks.size > 0) {
      this.store.batch('allocate tasks', drain(tasks), (tx, id) => this.passTask(tx, id), () => this.plan());
    }
    if (this.failed.size > 0) this.stopRetry ??= this.sim.after(RETRY_INTERVAL_MS, 'allocator.retry', () => this.retry());
  }

  private retry(): void {
    this.stopRetry = undefined;
    this.failed.moveTo(this.dirty);
    this.plan();
  }

  private pass(tx: Transaction): void {
    this.passPlanned = false;
    const { dirty, failed, grants } = this;
    for (const id of drain(dirty.networks)) if (!grants.allocateNetwork(tx, id)) failed.networks.add(id);
    for (const id of drain(dirty.services)) if (!grants.allocateService(tx, id)) failed.services.add(id);
    for (const id of drain(dirty.nodes)) if (!grants.allocateNode(tx, id)) failed.nodes.add(id);
  }

  private passTask(tx: Transaction, id: string): void {
    if (!this.grants.allocateTask(tx, id, this.sim.nowMs)) this.failed.tasks.add(id);
  }
}

function drain(set: Set<string>): string[] {
  const ids = [...set];
  set.clear();
  return ids;
}
