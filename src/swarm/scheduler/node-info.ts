/**
 * What the scheduler keeps in mind about nodes: free resources, held host ports, active tasks in total and per
 * service, recent failures. Kept step by step with the store's changes, never recounted
 * (swarmkit manager/scheduler/{nodeinfo,nodeset}.go).
 */
import type { GenericResource, Instant, Node, Task } from '../../model';
import { without } from '../generic-resource';

/** A node with this many failures of a service version within the window goes behind those with fewer. */
export const FAILURES_MAX = 5;
const FAILURE_WINDOW_MS = 5 * 60_000;
const NO_RESOURCES: readonly GenericResource[] = [];

export class NodeInfo {
  /** Ready and active: may get new tasks. */
  ready = false;
  /** Free: reported less reserved; below zero when the node shrank. */
  nanoCpus = 0;
  memoryBytes = 0;
  generic: readonly GenericResource[] = NO_RESOURCES;
  /** Tasks of all services there with a desired state up to complete. */
  activeTasks = 0;
  /** Where it stands in the set's array. */
  position = -1;
  /** The rank computed last; only good within one pass of the scheduler. */
  rank = 0;
  /** Host ports in use, by protocol and port. */
  hostPorts: Map<string, number> | undefined;
  /** Generic resources given to tasks there, by task. */
  given: Map<string, readonly GenericResource[]> | undefined;
  private failures: Map<string, Instant[]> | undefined;
  private reservedNanoCpus = 0;
  private reservedMemoryBytes = 0;

  /** `index` is never used again for another node; `tie` decides between equals. */
  constructor(public node: Node, readonly index: number, readonly tie: number) {
    this.refresh(node);
  }

  /** The node object changed: what it reports, less what tasks hold there. */
  refresh(node: Node): void {
    this.node = node;
    this.ready = node.Status.State === 'ready' && node.Spec.Availability === 'active';
    const reported = node.Description?.Resources;
    this.nanoCpus = (reported?.NanoCPUs ?? 0) - this.reservedNanoCpus;
    this.memoryBytes = (reported?.MemoryBytes ?? 0) - this.reservedMemoryBytes;
    this.generic = reported?.GenericResources ?? NO_RESOURCES;
    if (this.given !== undefined) for (const given of this.given.values()) this.generic = without(this.generic, given);
  }

  /** Resources and host ports: held from assignment until the task is over or deleted. */
  hold(task: Task, given: readonly GenericResource[] | undefined): void {
    const reservations = task.Spec.Resources?.Reservations;
    if (reservations !== undefined) this.reserve(reservations.NanoCPUs ?? 0, reservations.MemoryBytes ?? 0);
    if (given !== undefined && given.length > 0) {
      (this.given ??= new Map()).set(task.ID, given);
      this.generic = without(this.generic, given);
    }
    for (const key of hostPortsOf(task)) {
      const ports = (this.hostPorts ??= new Map());
      ports.set(key, (ports.get(key) ?? 0) + 1);
    }
  }

  release(task: Task): void {
    const reservations = task.Spec.Resources?.Reservations;
    if (reservations !== undefined) this.reserve(-(reservations.NanoCPUs ?? 0), -(reservations.MemoryBytes ?? 0));
    for (const key of hostPortsOf(task)) {
      const left = (this.hostPorts?.get(key) ?? 1) - 1;
      if (left > 0) this.hostPorts?.set(key, left);
      else this.hostPorts?.delete(key);
    }
    if (this.given?.delete(task.ID)) this.refresh(this.node);
  }

  /** A task that the scheduler had placed here failed or was rejected. */
  taskFailed(task: Task, nowMs: Instant): void {
    const key = failureKey(task);
    const recent = (this.failures?.get(key) ?? []).filter((atMs) => nowMs - atMs < FAILURE_WINDOW_MS);
    recent.push(nowMs);
    (this.failures ??= new Map()).set(key, recent);
  }

  /** How often tasks of this service version failed here lately. */
  recentFailures(task: Task, nowMs: Instant): number {
    if (this.failures === undefined) return 0;
    let count = 0;
    for (const atMs of this.failures.get(failureKey(task)) ?? []) if (nowMs - atMs <= FAILURE_WINDOW_MS) count++;
    return count;
  }

  private reserve(nanoCpus: number, memoryBytes: number): void {
    this.reservedNanoCpus += nanoCpus;
    this.reservedMemoryBytes += memoryBytes;
    this.nanoCpus -= nanoCpus;
    this.memoryBytes -= memoryBytes;
  }
}

/** Active tasks of one service, by node index. Nodes without any are not in it. */
export type ServiceCounts = ReadonlyMap<number, number>;

export class NodeSet {
  /** In no particular order. */
  readonly nodes: NodeInfo[] = [];
  private byId = new Map<string, NodeInfo>();
  private byService = new Map<string, Map<number, number>>();
  private nextIndex = 0;

  /** `drawTie` gives each node a number that decides between equals. */
  constructor(private drawTie: () => number) {}

  get(nodeId: string): NodeInfo | undefined {
    return this.byId.get(nodeId);
  }

  upsert(node: Node): NodeInfo {
    const known = this.byId.get(node.ID);
    if (known !== undefined) {
      known.refresh(node);
      return known;
    }
    const info = new NodeInfo(node, this.nextIndex++, this.drawTie());
    info.position = this.nodes.length;
    this.nodes.push(info);
    this.byId.set(node.ID, info);
    return info;
  }

  remove(nodeId: string): void {
    const info = this.byId.get(nodeId);
    if (info === undefined) return;
    this.byId.delete(nodeId);
    const last = this.nodes.pop() as NodeInfo;
    if (last !== info) {
      this.nodes[info.position] = last;
      last.position = info.position;
    }
    info.position = -1;
  }

  /** The service's counts, which go on changing with `count`; to be closed when no longer looked at. */
  openCounts(serviceId: string): ServiceCounts {
    let counts = this.byService.get(serviceId);
    if (counts === undefined) this.byService.set(serviceId, (counts = new Map()));
    return counts;
  }

  closeCounts(serviceId: string): void {
    if (this.byService.get(serviceId)?.size === 0) this.byService.delete(serviceId);
  }

  /** One active task of the service more or less on the node. */
  count(info: NodeInfo, serviceId: string, step: 1 | -1): void {
    info.activeTasks += step;
    let counts = this.byService.get(serviceId);
    if (counts === undefined) this.byService.set(serviceId, (counts = new Map()));
    const count = (counts.get(info.index) ?? 0) + step;
    if (count > 0) counts.set(info.index, count);
    else if (counts.delete(info.index) && counts.size === 0) this.byService.delete(serviceId);
  }
}

const NONE: readonly string[] = [];

/** Host-mode ports with a fixed number; the address does not count. */
export function hostPortsOf(task: Task): readonly string[] {
  const ports = task.endpointSpec?.Ports;
  if (ports === undefined || ports.length === 0) return NONE;
  return ports.filter((port) => port.PublishMode === 'host' && port.PublishedPort).map((port) => `${port.Protocol}/${port.PublishedPort}`);
}

/** An updated service begins without failures. */
function failureKey(task: Task): string {
  return `${task.ServiceID}/${task.specVersion}`;
}
