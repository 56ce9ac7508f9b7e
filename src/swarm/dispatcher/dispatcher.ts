/**
 * The dispatcher on the leader (swarmkit manager/dispatcher): agents register, beat, and report what their tasks
 * do; they are told what to have. It knows no transport: the world calls its methods and carries what it sends.
 * Reports are written every 100 ms, only forward; assignments leave 100 ms after the last change. A node that is
 * silent for three of its periods is down; one down for 24 h loses its tasks as orphaned.
 */
import { isRefusal, NS_PER_MS, refuseRpc, TASK_STATE_ORDER } from '../../model';
import type { Node, NodeDescription, NodeState, Refusal, SessionMessage, SessionRequest, TaskStatus, TaskStatusUpdate } from '../../model';
import { assert } from '../../sim';
import type { Cancel, Sim } from '../../sim';
import type { Change, Commit, Store, Transaction } from '../../store';
import type { ControlLoop } from '../control-loop';
import type { RaftView } from '../controlapi/context';
import { AssignmentSet } from './assignment-set';
import { GRACE_FACTOR, RegisteredNodes } from './registered-nodes';
import type { RegisteredNode, Send } from './registered-nodes';

/** Reports and node states are written at most this late. */
export const UPDATE_INTERVAL_MS = 100;
export const UPDATES_MAX = 10_000;
/** Assignments go out this long after the last change, or at the hundredth. */
export const ASSIGNMENT_WAIT_MS = 100;
export const ASSIGNMENTS_MAX = 100;
/** After this long down, a node's tasks are given up. */
export const ORPHAN_AFTER_MS = 86_400_000;

const UNKNOWN_MESSAGE = 'Node moved to "unknown" state due to leadership change in cluster';

interface NodeUpdate {
  readonly state: NodeState;
  readonly message: string;
  readonly address?: string;
  readonly description?: NodeDescription;
}

export class Dispatcher implements ControlLoop {
  private stopWatching: Cancel | undefined;
  private stopUpdates: Cancel | undefined;
  private startedAtMs = 0;
  private readonly nodes: RegisteredNodes;
  /** Ends of the 24 h, by node. */
  private readonly orphaning = new Map<string, Cancel>();
  private taskUpdates = new Map<string, TaskStatus>();
  private nodeUpdates = new Map<string, NodeUpdate>();

  constructor(private readonly store: Store, private readonly sim: Sim, private readonly raft: Pick<RaftView, 'members'>) {
    this.nodes = new RegisteredNodes(sim, sim.random('dispatcher'));
  }

  start(): void {
    assert(this.stopWatching === undefined, 'the dispatcher is started once per term');
    this.startedAtMs = this.sim.nowMs;
    this.readPeriod();
    this.stopWatching = this.store.watch((commit) => this.follow(commit));
    this.markUnknown();
  }

  stop(): void {
    this.stopWatching?.();
    this.stopUpdates?.();
    this.stopWatching = undefined;
    this.stopUpdates = undefined;
    this.nodes.clear();
    for (const cancel of this.orphaning.values()) cancel();
    this.orphaning.clear();
    this.taskUpdates = new Map();
    this.nodeUpdates = new Map();
  }

  /**
   * Opens a session. The node is `ready` with the next batch of updates; then the session message and the complete
   * set of assignments are sent, and increments from there on.
   */
  register(request: SessionRequest, send: Send): { readonly sessionId: string } | Refusal {
    const refusal = this.checkCaller(request.nodeId);
    if (refusal) return refusal;
    const rate = this.nodes.checkRate(request.nodeId);
    if (isRefusal(rate)) return rate;
    if (!this.store.get('node', request.nodeId)) return refuseRpc('Unknown', 'node not found');
    this.orphaning.get(request.nodeId)?.();
    this.orphaning.delete(request.nodeId);
    const { nodeId, address, description } = request;
    const node = this.nodes.add(
      nodeId,
      rate.attempts,
      send,
      () => this.markDown(nodeId, 'heartbeat failure'),
      (registered) => this.flush(registered),
    );
    this.queueNode(nodeId, { state: 'ready', message: '', address, description });
    return { sessionId: node.sessionId };
  }

  /** Answers when the next beat is due. */
  heartbeat(nodeId: string, sessionId: string): { readonly periodMs: number } | Refusal {
    const refusal = this.checkCaller(nodeId);
    if (refusal) return refusal;
    const node = this.nodes.inSession(nodeId, sessionId);
    if (isRefusal(node)) return node;
    const periodMs = this.nodes.choosePeriodMs();
    node.heartbeat.push(periodMs * GRACE_FACTOR);
    return { periodMs };
  }

  /** Reports of a node on its own tasks; tasks that are gone are passed over. */
  updateTaskStatus(nodeId: string, sessionId: string, updates: readonly TaskStatusUpdate[]): Refusal | undefined {
    const refusal = this.checkCaller(nodeId);
    if (refusal) return refusal;
    const node = this.nodes.inSession(nodeId, sessionId);
    if (isRefusal(node)) return node;
    for (const { taskId } of updates) {
      const task = this.store.get('task', taskId);
      if (task && task.NodeID !== nodeId) return refuseRpc('PermissionDenied', 'cannot update a task not assigned this node');
    }
    for (const { taskId, status } of updates) this.taskUpdates.set(taskId, status);
    this.planUpdates(this.taskUpdates.size >= UPDATES_MAX);
    return undefined;
  }

  /** The agent closed its stream. Nothing is concluded from that: the node is down when its heartbeat is overdue. */
  leave(nodeId: string, sessionId: string): void {
    const node = this.nodes.inSession(nodeId, sessionId);
    if (isRefusal(node)) return;
    node.send = undefined;
    node.assignments = undefined;
    node.batch.stop();
  }

  /** The raft group changed: every session learns the new list of managers. */
  managersChanged(): void {
    for (const [nodeId, node] of this.nodes.all()) this.sendSession(nodeId, node);
  }

  private checkCaller(nodeId: string): Refusal | undefined {
    if (this.stopWatching === undefined) return refuseRpc('Aborted', 'dispatcher is stopped');
    if (!this.store.cluster()?.blacklistedNodes.includes(nodeId)) return undefined;
    return refuseRpc('PermissionDenied', `Permission denied: node ${nodeId} was removed from swarm`);
  }

  private readPeriod(): void {
    const periodNs = this.store.cluster()?.Spec.Dispatcher.HeartbeatPeriod ?? 0;
    if (periodNs > 0) this.nodes.periodMs = periodNs / NS_PER_MS;
  }

  /** A new leader has heard of nobody: who is not down is unknown, and has six periods to register. */
  private markUnknown(): void {
    const nodes = this.store.list('node');
    for (const node of nodes) {
      if (node.Status.State === 'down') this.planOrphaning(node.ID);
      else this.nodes.addUnknown(node.ID, () => this.markDown(node.ID, 'heartbeat failure for node in "unknown" state'));
    }
    const ids = nodes.map((node) => node.ID);
    this.store.batch('nodes unknown', ids, (tx, id) => {
      const node = tx.get('node', id);
      // One that has registered meanwhile keeps what it is.
      if (!node || node.Status.State === 'down' || this.nodes.get(id)?.sessionId) return;
      tx.update('node', id, { ...node, Status: { ...node.Status, State: 'unknown', Message: UNKNOWN_MESSAGE } });
    });
  }

  private markDown(nodeId: string, message: string): void {
    this.nodes.delete(nodeId);
    if (!this.store.get('node', nodeId)) return;
    this.planOrphaning(nodeId);
    // A description that has not been written yet is not to be lost.
    const description = this.nodeUpdates.get(nodeId)?.description;
    this.queueNode(nodeId, { state: 'down', message, ...(description ? { description } : {}) });
  }

  private planOrphaning(nodeId: string): void {
    this.orphaning.get(nodeId)?.();
    this.orphaning.set(nodeId, this.sim.after(ORPHAN_AFTER_MS, 'dispatcher.orphan', () => this.orphan(nodeId)));
  }

  /** Only what may have gone on unseen is given up; the message stays. */
  private orphan(nodeId: string): void {
    this.orphaning.delete(nodeId);
    const ids = this.store.tasksOfNode(nodeId).map((task) => task.ID);
    this.store.batch('orphan tasks', ids, (tx, id) => {
      const task = tx.get('task', id);
      const state = task ? TASK_STATE_ORDER[task.Status.State] : -1;
      if (!task || state < TASK_STATE_ORDER.assigned || state > TASK_STATE_ORDER.running) return;
      tx.update('task', id, { ...task, Status: { ...task.Status, State: 'orphaned' } });
    });
  }

  private queueNode(nodeId: string, update: NodeUpdate): void {
    this.nodeUpdates.set(nodeId, update);
    this.planUpdates(this.nodeUpdates.size >= UPDATES_MAX);
  }

  /** Writes at the next tick of a clock of 100 ms that began with the term; at once when there is very much. */
  private planUpdates(atOnce: boolean): void {
    if (atOnce) {
      this.stopUpdates?.();
      this.stopUpdates = undefined;
      this.processUpdates();
    } else if (this.stopUpdates === undefined) {
      const delayMs = UPDATE_INTERVAL_MS - ((this.sim.nowMs - this.startedAtMs) % UPDATE_INTERVAL_MS);
      this.stopUpdates = this.sim.after(delayMs, 'dispatcher.updates', () => {
        this.stopUpdates = undefined;
        this.processUpdates();
      });
    }
  }

  private processUpdates(): void {
    const { taskUpdates, nodeUpdates } = this;
    this.taskUpdates = new Map();
    this.nodeUpdates = new Map();
    if (taskUpdates.size > 0) {
      this.store.batch('task statuses', [...taskUpdates], (tx, [id, status]) => applyStatus(tx, id, status));
    }
    if (nodeUpdates.size > 0) {
      this.store.batch('node statuses', [...nodeUpdates], (tx, [id, update]) => applyNode(tx, id, update, this.sim.nowMs), (outcome) => {
        if (!outcome.ok) return;
        for (const nodeId of nodeUpdates.keys()) this.beginSession(nodeId);
      });
    }
  }

  private beginSession(nodeId: string): void {
    const node = this.nodes.get(nodeId);
    if (!node?.send || node.assignments) return;
    const assignments = new AssignmentSet();
    node.assignments = assignments;
    this.sendSession(nodeId, node);
    for (const task of this.store.tasksOfNode(nodeId)) assignments.put(this.store, task);
    node.send(assignments.take('complete', node.sessionId));
  }

  private sendSession(nodeId: string, node: RegisteredNode): void {
    const object = this.store.get('node', nodeId);
    if (!node.send || !node.assignments || !object) return;
    node.send(this.sessionMessage(object, node.sessionId));
  }

  private sessionMessage(node: Node, sessionId: string): SessionMessage {
    const attachments = Object.entries(node.attachments ?? {}).flatMap(([networkId, address]) => {
      const network = this.store.get('network', networkId);
      return network ? [{ network, address }] : [];
    });
    return {
      sessionId,
      nodeId: node.ID,
      role: node.observedRole,
      managers: this.raft.members().map((member) => member.addr),
      attachments,
      heartbeatPeriodMs: this.nodes.periodMs,
      ...(node.rotateCertificate ? { rotateCertificate: true } : {}),
    };
  }

  private follow(commit: Commit): void {
    for (const change of commit.changes) this.followChange(change);
  }

  private followChange(change: Change): void {
    if (change.table === 'task') {
      const task = change.after ?? change.before;
      const node = task && task.NodeID !== '' ? this.nodes.get(task.NodeID) : undefined;
      if (!task || !node?.assignments) return;
      if (change.after ? node.assignments.put(this.store, task) : node.assignments.remove(task)) this.modified(node);
    } else if (change.table === 'node') {
      this.followNode(change.id, change.before, change.after);
    } else if (change.table === 'cluster' && change.before?.Spec.Dispatcher.HeartbeatPeriod !== change.after?.Spec.Dispatcher.HeartbeatPeriod) {
      this.readPeriod();
      this.managersChanged();
    }
  }

  /** Agents hear of their role, their endpoints, and of certificates to renew. */
  private followNode(id: string, before: Node | undefined, after: Node | undefined): void {
    const node = this.nodes.get(id);
    if (!after) {
      this.nodes.delete(id);
      this.orphaning.get(id)?.();
      this.orphaning.delete(id);
      return;
    }
    const keys = ['observedRole', 'attachments', 'rotateCertificate'] as const;
    if (node && keys.some((key) => before?.[key] !== after[key])) this.sendSession(id, node);
  }

  private modified(node: RegisteredNode): void {
    node.modifications++;
    if (node.modifications >= ASSIGNMENTS_MAX) this.flush(node);
    else node.batch.push(ASSIGNMENT_WAIT_MS);
  }

  private flush(node: RegisteredNode): void {
    node.batch.stop();
    node.modifications = 0;
    if (node.send && node.assignments) node.send(node.assignments.take('incremental', node.sessionId));
  }
}

/** States only go forward; a report that changes nothing is not written. */
function applyStatus(tx: Transaction, id: string, status: TaskStatus): void {
  const task = tx.get('task', id);
  if (!task || TASK_STATE_ORDER[task.Status.State] > TASK_STATE_ORDER[status.State]) return;
  if (isSameStatus(task.Status, status)) return;
  tx.update('task', id, { ...task, Status: status });
}

function isSameStatus(a: TaskStatus, b: TaskStatus): boolean {
  // Nearly every report is of another instant: what is costly is compared last.
  return a === b || (a.Timestamp === b.Timestamp && a.State === b.State && JSON.stringify(a) === JSON.stringify(b));
}

function applyNode(tx: Transaction, id: string, update: NodeUpdate, nowMs: number): void {
  const node = tx.get('node', id);
  if (!node) return;
  const { downAt: _before, ...rest } = node;
  tx.update('node', id, {
    ...rest,
    ...(update.description ? { Description: update.description } : {}),
    Status: {
      State: update.state,
      ...(update.message === '' ? {} : { Message: update.message }),
      Addr: update.address ? update.address : node.Status.Addr,
    },
    ...(update.state === 'down' ? { downAt: nowMs } : {}),
  });
}
