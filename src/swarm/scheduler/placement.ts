/**
 * The scheduler without its surroundings: it is told of nodes and tasks, keeps its accounts, and decides where
 * pending tasks go (swarmkit manager/scheduler/scheduler.go). It reads no store and waits for nothing. A decision
 * is booked when it is made; the caller writes it before anything else is told.
 */
import type { GenericResource, Instant, Node, Service, Task } from '../../model';
import type { Random } from '../../sim';
import { claim } from '../generic-resource';
import { isBefore, isOver } from '../orchestrator/task';
import { buildTree } from './decision-tree';
import type { DecisionTree } from './decision-tree';
import { NodeSet } from './node-info';
import type { NodeInfo } from './node-info';
import { demandOf, OneOffHeap } from './one-off';
import { Pipeline } from './pipeline';
import { Ranking } from './ranking';

/** What is to be written about one task. */
export type Decision =
  | { readonly kind: 'assigned'; readonly task: Task; readonly nodeId: string; readonly given: readonly GenericResource[] | undefined }
  /** A global task may run on the node it was made for. */
  | { readonly kind: 'confirmed'; readonly task: Task; readonly given: readonly GenericResource[] | undefined }
  /** It stays pending, for this reason. */
  | { readonly kind: 'refused'; readonly task: Task; readonly err: string }
  /** It never ran, and a newer version of its service has taken its place. */
  | { readonly kind: 'superseded'; readonly task: Task };

/** In larger groups nobody could see the order, and walking memory in order is much faster. */
const SHUFFLED_MAX = 1_000;

/** What is known of a task between pending and running. */
interface Tracked {
  task: Task;
  /** The node whose accounts it is in. */
  info: NodeInfo | undefined;
  /** It came with its node; its failures say nothing about placement. */
  preassigned: boolean;
  /** It is in the queue. Cleared when it leaves, so that the queue itself need not be searched. */
  queued: boolean;
}

export class Placement {
  readonly nodes: NodeSet;
  private tracked = new Map<string, Tracked>();
  private queue: Tracked[] = [];
  private preassigned = new Map<string, Task>();

  constructor(private random: Random) {
    // Signed, so that the number fits a machine word and is not boxed.
    this.nodes = new NodeSet(() => random.uint32() | 0);
  }

  /** Preassigned tasks wait to be confirmed. */
  get hasPreassigned(): boolean {
    return this.preassigned.size > 0;
  }

  upsertNode(node: Node): void {
    this.nodes.upsert(node);
  }

  removeNode(nodeId: string): void {
    this.nodes.remove(nodeId);
  }

  /** A task as the leader finds it at the start of its term. Pending tasks that nobody wants are passed over. */
  adoptTask(task: Task): void {
    if (task.Status.State === 'pending' && !isActive(task)) return;
    this.createTask(task);
  }

  /** True when the queue has to be looked at. */
  createTask(task: Task): boolean {
    return isTracked(task) && this.track(task, false);
  }

  /** True when the queue has to be looked at: a task is to be placed, or one has left its node. */
  updateTask(task: Task, nowMs: Instant): boolean {
    if (isBefore(task.Status.State, 'pending')) return false;
    const known = this.tracked.get(task.ID);
    if (isOver(task)) {
      if (known === undefined) return false;
      // So that other nodes are preferred when the service keeps failing on this one.
      const failed = task.Status.State === 'failed' || task.Status.State === 'rejected';
      if (failed && !known.preassigned) this.nodes.get(task.NodeID)?.taskFailed(task, nowMs);
      return this.forget(known);
    }
    if (known !== undefined && known.info !== undefined && task.Status.State !== 'pending') {
      this.recount(known, task);
      return false;
    }
    const preassigned = known?.preassigned ?? false;
    if (known !== undefined) this.forget(known);
    return this.track(task, preassigned);
  }

  /** True when that freed something on a node. */
  deleteTask(taskId: string): boolean {
    const known = this.tracked.get(taskId);
    return known !== undefined && this.forget(known);
  }

  /** Checks the preassigned tasks one by one against the node they were made for. */
  confirmPreassigned(): Decision[] {
    const decisions: Decision[] = [];
    for (const task of this.preassigned.values()) {
      const info = this.nodes.get(task.NodeID);
      const known = this.tracked.get(task.ID);
      if (info === undefined || known === undefined) continue;
      const pipeline = new Pipeline(task, this.nodes.openCounts(task.ServiceID));
      if (pipeline.admits(info)) {
        this.preassigned.delete(task.ID);
        decisions.push({ kind: 'confirmed', task, given: this.place(known, info) });
      } else {
        decisions.push({ kind: 'refused', task, err: pipeline.explain() });
      }
      this.nodes.closeCounts(task.ServiceID);
    }
    return decisions;
  }

  /** Places what can be placed of the queue; what cannot stays in it, with its reason. */
  schedule(nowMs: Instant, serviceById: (id: string) => Service | undefined): Decision[] {
    const groups = new Map<string, Tracked[]>();
    const oneOffs: Tracked[] = [];
    const queue = this.queue;
    this.queue = [];
    let lastKey = '';
    let lastGroup: Tracked[] = [];
    for (const known of queue) {
      if (!known.queued) continue;
      known.queued = false;
      const { ServiceID, specVersion } = known.task;
      if (ServiceID === '') {
        oneOffs.push(known);
        continue;
      }
      const key = `${ServiceID}/${specVersion}`;
      // Tasks of one service mostly come in a row.
      if (key !== lastKey) {
        lastKey = key;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, (lastGroup = []));
        else lastGroup = group;
      }
      lastGroup.push(known);
    }
    const decisions: Decision[] = [];
    for (const group of groups.values()) this.scheduleGroup(group, nowMs, serviceById, decisions);
    this.scheduleOneOffs(oneOffs, nowMs, decisions);
    return decisions;
  }

  /** Tasks of one service and spec version: alike in all that the filters look at. Which slot goes where is chance. */
  private scheduleGroup(tasks: readonly Tracked[], nowMs: Instant, serviceById: (id: string) => Service | undefined, decisions: Decision[]): void {
    const group = tasks.length <= SHUFFLED_MAX ? this.random.shuffle(tasks) : tasks;
    const sample = (group[0] as Tracked).task;
    const counts = this.nodes.openCounts(sample.ServiceID);
    const pipeline = new Pipeline(sample, counts);
    const ranking = new Ranking(sample, counts, nowMs, this.random.uint32());
    const tree = buildTree(this.nodes.nodes, sample, group.length, counts, pipeline, ranking);
    const run: GroupRun = { tasks: group, placed: 0, pipeline, ranking, decisions };
    this.placeOnTree(run, group.length, tree);
    const left = group.slice(run.placed);
    if (left.length > 0) this.refuse(left, pipeline.explain(), serviceById(sample.ServiceID), decisions);
    this.nodes.closeCounts(sample.ServiceID);
  }

  /** How many of `wanted` tasks found room below this branch. */
  private placeOnTree(run: GroupRun, wanted: number, tree: DecisionTree): number {
    if (tree.next.size === 0) return this.placeOnNodes(run, wanted, tree.best.ordered());
    let placed = 0;
    let tasksInUsable = tree.tasks;
    const full = new Set<DecisionTree>();
    // Even out the branches until all tasks are placed or no branch has room.
    while (placed !== wanted && full.size !== tree.next.size) {
      const usable = tree.next.size - full.size;
      const total = tasksInUsable + wanted - placed;
      const share = Math.floor(total / usable);
      let remainder = total % usable;
      let eligible = false;
      for (const branch of this.random.shuffle([...tree.next.values()])) {
        if (full.has(branch)) continue;
        // The branch's count is that of the beginning, also in later rounds; and whoever comes first takes one
        // more while there is a remainder, even if that is the last task (moby/swarmkit#2162).
        if (branch.tasks > share || (branch.tasks === share && remainder === 0)) continue;
        eligible = true;
        const assigned = share - branch.tasks + (remainder > 0 ? 1 : 0);
        const found = this.placeOnTree(run, assigned, branch);
        if (found < assigned) {
          full.add(branch);
          tasksInUsable -= branch.tasks;
        } else if (remainder > 0) {
          remainder--;
        }
        placed += found;
      }
      if (!eligible) break;
    }
    return placed;
  }

  /**
   * Deals tasks over the nodes, best first. The first pass stays on a node until the next one is strictly better;
   * from the last node on, each node gets one task in turn. After each placement the next node is filtered again.
   */
  private placeOnNodes(run: GroupRun, wanted: number, nodes: readonly NodeInfo[]): number {
    if (nodes.length === 0) return 0;
    const { pipeline, ranking } = run;
    const failed = new Uint8Array(nodes.length);
    let at = 0;
    let placed = 0;
    while (run.placed < run.tasks.length) {
      const known = run.tasks[run.placed++] as Tracked;
      const node = nodes[at % nodes.length] as NodeInfo;
      run.decisions.push({ kind: 'assigned', task: known.task, nodeId: node.node.ID, given: this.place(known, node) });
      if (++placed === wanted) return placed;
      if (at + 1 >= nodes.length) at++;
      else if (ranking.rank(nodes[at + 1] as NodeInfo) < ranking.rank(node)) at++;
      const from = at;
      while (failed[at % nodes.length] === 1 || !pipeline.admits(nodes[at % nodes.length] as NodeInfo)) {
        failed[at % nodes.length] = 1;
        at++;
        if (at - from === nodes.length) return placed;
      }
    }
    return placed;
  }

  /** Tasks without a service: those that find no node are dropped without a word, as SwarmKit does. */
  private scheduleOneOffs(tasks: readonly Tracked[], nowMs: Instant, decisions: Decision[]): void {
    if (tasks.length === 0) return;
    const counts = this.nodes.openCounts('');
    const salt = this.random.uint32();
    const heaps = new Map<string, OneOffHeap>();
    for (const known of tasks) {
      const { task } = known;
      const demand = demandOf(task);
      let heap = heaps.get(demand);
      if (heap === undefined) {
        const ranking = new Ranking(task, counts, nowMs, salt);
        heaps.set(demand, (heap = new OneOffHeap(this.nodes.nodes, new Pipeline(task, counts), ranking)));
      }
      const node = heap.best();
      if (node !== undefined) decisions.push({ kind: 'assigned', task, nodeId: node.node.ID, given: this.place(known, node) });
    }
    this.nodes.closeCounts('');
  }

  private refuse(tasks: readonly Tracked[], explanation: string, service: Service | undefined, decisions: Decision[]): void {
    // The service was deleted: nobody waits for these.
    if (service === undefined) return;
    const err = explanation === '' ? 'no suitable node' : `no suitable node (${explanation})`;
    for (const known of tasks) {
      const { task } = known;
      if (service.specVersion > task.specVersion) {
        if (task.Status.State === 'pending' && !isActive(task)) decisions.push({ kind: 'superseded', task });
      } else {
        this.enqueue(known);
        decisions.push({ kind: 'refused', task, err });
      }
    }
  }

  /** Books the task on the node; answers the generic resources it is given. */
  private place(known: Tracked, info: NodeInfo): readonly GenericResource[] | undefined {
    const { task } = known;
    const wanted = task.Spec.Resources?.Reservations?.GenericResources;
    const given = wanted === undefined || wanted.length === 0 ? undefined : claim(info.generic, wanted);
    known.info = info;
    info.hold(task, given);
    if (isActive(task)) this.nodes.count(info, task.ServiceID, 1);
    return given;
  }

  private track(task: Task, wasPreassigned: boolean): boolean {
    const known: Tracked = { task, info: undefined, preassigned: wasPreassigned, queued: false };
    this.tracked.set(task.ID, known);
    if (task.NodeID === '') {
      this.enqueue(known);
      return true;
    }
    if (task.Status.State === 'pending') {
      known.preassigned = true;
      this.preassigned.set(task.ID, task);
      return false;
    }
    const info = this.nodes.get(task.NodeID);
    if (info === undefined) return false;
    known.info = info;
    info.hold(task, task.GenericResources);
    if (isActive(task)) this.nodes.count(info, task.ServiceID, 1);
    return false;
  }

  private enqueue(known: Tracked): void {
    known.queued = true;
    this.queue.push(known);
  }

  /** Its desired state may have passed complete: it no longer counts as active, but holds what it holds. */
  private recount(known: Tracked, task: Task): void {
    const was = isActive(known.task);
    const is = isActive(task);
    known.task = task;
    if (was !== is) this.nodes.count(known.info as NodeInfo, task.ServiceID, is ? 1 : -1);
  }

  /** True when the task was in the accounts of a node that is still there. */
  private forget(known: Tracked): boolean {
    const { task, info } = known;
    this.tracked.delete(task.ID);
    known.queued = false;
    if (known.preassigned) this.preassigned.delete(task.ID);
    if (info === undefined) return false;
    info.release(task);
    if (isActive(task)) this.nodes.count(info, task.ServiceID, -1);
    return info.position >= 0;
  }
}

/** One group on its way through the tree: `placed` tasks from the front are done. */
interface GroupRun {
  readonly tasks: readonly Tracked[];
  placed: number;
  readonly pipeline: Pipeline;
  readonly ranking: Ranking;
  readonly decisions: Decision[];
}

/** Wanted up to complete: what "active" means in the scheduler's counts. */
function isActive(task: Task): boolean {
  return task.DesiredState !== 'shutdown' && task.DesiredState !== 'remove';
}

function isTracked(task: Task): boolean {
  return !isBefore(task.Status.State, 'pending') && !isOver(task);
}
