/**
 * Deletes old tasks: 250 ms after the last task event, or at once when a thousand slots are waiting
 * (swarmkit manager/orchestrator/taskreaper/task_reaper.go).
 */
import type { Task } from '../../model';
import type { Cancel } from '../../sim';
import type { Commit, ReadView } from '../../store';
import type { ControlLoop } from '../control-loop';
import type { LoopDeps } from '../orchestrator/loop-deps';
import { isGlobal, isReplicated } from '../orchestrator/service';
import { historyLimitOf, isToBeCleaned, reapSlot } from './reap';

const REAPER_DELAY_MS = 250;
const DIRTY_MAX = 1_000;
const HISTORY_LIMIT_DEFAULT = 5;

interface DirtySlot {
  readonly serviceId: string;
  readonly slot: number;
  readonly nodeId: string;
}

export class TaskReaper implements ControlLoop {
  /** Slots in which a task was created, by their key. */
  private dirty = new Map<string, DirtySlot>();
  private cleanup = new Set<string>();
  private cancelTimer: Cancel | undefined;
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {}

  start(): void {
    const { store } = this.deps;
    this.cancelWatch = store.watch((commit) => this.observe(commit));
    for (const task of store.list('task')) if (isToBeCleaned(task)) this.cleanup.add(task.ID);
    if (this.cleanup.size > 0) this.reap();
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelTimer?.();
    this.cancelWatch = this.cancelTimer = undefined;
    this.dirty.clear();
    this.cleanup.clear();
  }

  private observe(commit: Commit): void {
    let relevant = false;
    for (const change of commit.changes) {
      if (change.table === 'cluster') relevant = true;
      if (change.table !== 'task' || change.after === undefined) continue;
      relevant = true;
      if (change.before === undefined) this.created(change.after);
      else if (isToBeCleaned(change.after)) this.cleanup.add(change.id);
    }
    if (!relevant) return;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.dirty.size + this.cleanup.size > DIRTY_MAX) this.reap();
    else if (this.dirty.size + this.cleanup.size > 0) {
      this.cancelTimer = this.deps.sim.after(REAPER_DELAY_MS, 'reaper.tick', () => this.reap());
    }
  }

  private created(task: Task): void {
    if (task.ServiceID === '') return;
    const key = `${task.ServiceID}/${task.Slot}/${task.NodeID}`;
    this.dirty.set(key, { serviceId: task.ServiceID, slot: task.Slot, nodeId: task.NodeID });
  }

  /** Planned when its turn comes, so that nothing that was deleted meanwhile is named. */
  private reap(): void {
    this.cancelTimer = undefined;
    const dirty = [...this.dirty];
    const cleanup = [...this.cleanup];
    this.dirty.clear();
    this.cleanup.clear();
    this.deps.store.batch(
      'reap tasks',
      (view) => this.plan(view, dirty, cleanup),
      (tx, taskId) => {
        if (tx.get('task', taskId) !== undefined) tx.delete('task', taskId);
      },
    );
  }

  private plan(view: ReadView, dirty: readonly (readonly [string, DirtySlot])[], cleanup: readonly string[]): string[] {
    const doomed = new Set(cleanup);
    const clusterLimit = view.cluster()?.Spec.Orchestration.TaskHistoryRetentionLimit ?? HISTORY_LIMIT_DEFAULT;
    for (const [key, slot] of dirty) {
      const service = view.get('service', slot.serviceId);
      if (service === undefined) continue;
      let tasks: Task[] = [];
      if (isReplicated(service)) tasks = view.tasksOfSlot(slot.serviceId, slot.slot);
      else if (isGlobal(service)) tasks = view.tasksOfNode(slot.nodeId).filter((task) => task.ServiceID === slot.serviceId);
      const reaping = reapSlot(tasks, historyLimitOf(service, clusterLimit));
      for (const taskId of reaping.deleteTaskIds) doomed.add(taskId);
      if (reaping.lookAgain) this.dirty.set(key, slot);
    }
    return [...doomed];
  }
}
