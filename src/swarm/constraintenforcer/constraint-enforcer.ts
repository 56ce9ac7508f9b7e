/**
 * Rejects tasks that a changed node can no longer keep; the orchestrators then restart them elsewhere. Changes of
 * a service are the updater's concern (swarmkit manager/orchestrator/constraintenforcer).
 */
import type { Cancel } from '../../sim';
import type { Transaction } from '../../store';
import type { ControlLoop } from '../control-loop';
import type { LoopDeps } from '../orchestrator/loop-deps';
import { desiredOrder } from '../orchestrator/task';
import { noncompliantTasks } from './noncompliant';

export class ConstraintEnforcer implements ControlLoop {
  private dirty = new Set<string>();
  private queued = false;
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {}

  start(): void {
    const { store } = this.deps;
    this.queued = false;
    this.cancelWatch = store.watchTable('node', (change) => {
      if (change.before === undefined || change.after === undefined) return;
      this.dirty.add(change.id);
      this.enforce();
    });
    for (const node of store.list('node')) this.dirty.add(node.ID);
    this.enforce();
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    this.dirty.clear();
  }

  private enforce(): void {
    if (this.queued || this.dirty.size === 0) return;
    this.queued = true;
    this.deps.store.batch(
      'enforce constraints',
      (view) => {
        this.queued = false;
        const nodeIds = [...this.dirty];
        this.dirty.clear();
        return nodeIds.flatMap((nodeId) => {
          const node = view.get('node', nodeId);
          return node === undefined ? [] : noncompliantTasks(node, view.tasksOfNode(nodeId), (id) => view.get('service', id));
        });
      },
      (tx, taskId) => this.reject(tx, taskId),
    );
  }

  private reject(tx: Transaction, taskId: string): void {
    const task = tx.get('task', taskId);
    if (task === undefined || desiredOrder(task.DesiredState) > desiredOrder('complete') || task.Status.State === 'rejected') return;
    const Status = {
      ...task.Status,
      Timestamp: this.deps.sim.nowMs,
      State: 'rejected' as const,
      Message: 'task rejected by constraint enforcer',
      Err: 'assigned node no longer meets constraints',
    };
    tx.update('task', taskId, { ...task, Status });
  }
}
