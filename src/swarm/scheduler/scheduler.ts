/**
 * The scheduler's loop: follows the store, waits 50 ms after the last commit (at most a second), decides and
 * writes (swarmkit manager/scheduler/scheduler.go). Decisions are made when the write's turn has come, on the
 * state of that moment, so none can be overtaken; SwarmKit decides first and takes back what was.
 */
import type { Instant, TaskStatus } from '../../model';
import type { Cancel } from '../../sim';
import type { Change, Commit, ReadView, Transaction } from '../../store';
import type { ControlLoop } from '../control-loop';
import type { LoopDeps } from '../orchestrator/loop-deps';
import { Placement } from './placement';
import type { Decision } from './placement';

export const COMMIT_DEBOUNCE_MS = 50;
const LATENCY_MAX_MS = 1_000;

export class Scheduler implements ControlLoop {
  private placement: Placement;
  private queueIsDirty = false;
  private writing = false;
  private debouncingSinceMs: Instant | undefined;
  private cancelTimer: Cancel | undefined;
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {
    this.placement = new Placement(deps.sim.random('scheduler'));
  }

  start(): void {
    const { store, sim } = this.deps;
    this.placement = new Placement(sim.random('scheduler'));
    this.writing = false;
    for (const node of store.list('node')) this.placement.upsertNode(node);
    for (const task of store.list('task')) this.placement.adoptTask(task);
    this.cancelWatch = store.watch((commit) => this.observe(commit));
    this.queueIsDirty = true;
    this.schedule();
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelTimer?.();
    this.cancelWatch = this.cancelTimer = this.debouncingSinceMs = undefined;
  }

  private observe(commit: Commit): void {
    for (const change of commit.changes) if (this.follow(change)) this.queueIsDirty = true;
    // Nothing to do: a commit that only resets the timer need not start one.
    if (this.cancelTimer === undefined && !this.queueIsDirty && !this.placement.hasPreassigned) return;
    this.debounce();
  }

  /** True when the queue has to be looked at. A deleted node alone does not make room. */
  private follow(change: Change): boolean {
    const { placement } = this;
    if (change.table === 'node') {
      if (change.after === undefined) {
        placement.removeNode(change.id);
        return false;
      }
      placement.upsertNode(change.after);
      return true;
    }
    if (change.table !== 'task') return false;
    if (change.after === undefined) return placement.deleteTask(change.id);
    if (change.before === undefined) return placement.createTask(change.after);
    return placement.updateTask(change.after, this.deps.sim.nowMs);
  }

  private debounce(): void {
    const { sim } = this.deps;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.debouncingSinceMs ??= sim.nowMs;
    if (sim.nowMs - this.debouncingSinceMs > LATENCY_MAX_MS) this.schedule();
    else this.cancelTimer = sim.after(COMMIT_DEBOUNCE_MS, 'scheduler.debounce', () => this.schedule());
  }

  private schedule(): void {
    const { store } = this.deps;
    this.cancelTimer = this.debouncingSinceMs = undefined;
    if (this.writing || (!this.queueIsDirty && !this.placement.hasPreassigned)) return;
    this.writing = true;
    store.batch(
      'schedule',
      (view) => this.decide(view),
      (tx, decision) => this.write(tx, decision),
    );
  }

  /** Preassigned tasks come first. */
  private decide(view: ReadView): Decision[] {
    this.writing = false;
    if (this.cancelWatch === undefined) return [];
    const decisions = this.placement.confirmPreassigned();
    if (this.queueIsDirty) {
      this.queueIsDirty = false;
      decisions.push(...this.placement.schedule(this.deps.sim.nowMs, (id) => view.get('service', id)));
    }
    // A reason is written only when its words have changed.
    return decisions.filter((decision) => decision.kind !== 'refused' || decision.err !== (decision.task.Status.Err ?? ''));
  }

  private write(tx: Transaction, decision: Decision): void {
    const task = tx.get('task', decision.task.ID);
    if (task === undefined) return;
    const Timestamp = this.deps.sim.nowMs;
    let Status: TaskStatus;
    switch (decision.kind) {
      case 'assigned':
        Status = { Timestamp, State: 'assigned', Message: 'scheduler assigned task to node' };
        tx.update('task', task.ID, { ...task, NodeID: decision.nodeId, Status, ...given(decision) });
        break;
      case 'confirmed':
        Status = { Timestamp, State: 'assigned', Message: 'scheduler confirmed task can run on preassigned node' };
        tx.update('task', task.ID, { ...task, Status, ...given(decision) });
        break;
      case 'refused':
        tx.update('task', task.ID, { ...task, Status: { ...task.Status, Timestamp, Err: decision.err } });
        break;
      case 'superseded':
        tx.update('task', task.ID, { ...task, Status: { ...task.Status, Timestamp, State: 'shutdown', Err: undefined } });
        break;
    }
  }
}

function given(decision: Decision): object | undefined {
  return 'given' in decision && decision.given !== undefined ? { GenericResources: decision.given } : undefined;
}
