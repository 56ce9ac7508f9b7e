/**
 * The restart supervisor: shuts a task down, creates its replacement at once with desired state `ready`, and
 * lets it run when the restart delay is over and the old task has stopped
 * (swarmkit manager/orchestrator/restart/restart.go). Each orchestrator has its own.
 */
import type { Service, Task } from '../../../model';
import type { Cancel, Wait } from '../../../sim';
import type { ChangeOf, Transaction } from '../../../store';
import type { LoopDeps } from '../loop-deps';
import { isPerNode } from '../service';
import { desire, desiredOrder, isOver, isWanted, newTask, restartDelayMsOf } from '../task';
import { RestartHistory, shouldRestart } from './history';

/** How long a start waits for the old task to stop, counted from the beginning. */
export const OLD_TASK_TIMEOUT_MS = 60_000;

/** A task with desired state `ready` whose start is to come. */
export interface DelayedStart {
  readonly taskId: string;
  /** Wakes when the start was written, or given up. */
  readonly ended: Wait<void>;
}

class Delay implements DelayedStart {
  over = false;
  delayOver = false;
  oldOver = false;
  restartWaits = false;
  timers: Cancel[] = [];
  listeners = new Set<() => void>();
  /** What would end the wait for the old task. */
  oldTaskId: string | undefined;
  oldNodeId: string | undefined;

  constructor(readonly taskId: string) {}

  readonly ended: Wait<void> = (wake) => {
    if (this.over) {
      wake();
      return () => {};
    }
    const listener = (): void => wake();
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export class RestartSupervisor {
  readonly history = new RestartHistory();
  private delays = new Map<string, Delay>();
  private waitingForTask = new Map<string, Set<Delay>>();
  private waitingForNode = new Map<string, Set<Delay>>();
  private due: Delay[] = [];
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {}

  start(): void {
    this.cancelWatch = this.deps.store.watch((commit) => {
      if (this.waitingForTask.size === 0 && this.waitingForNode.size === 0) return;
      for (const change of commit.changes) {
        if (change.table === 'task') this.observeTask(change);
        else if (change.table === 'node') this.observeNode(change);
      }
    });
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    for (const delay of [...this.delays.values()]) this.finish(delay);
    this.due = [];
    this.history.clear();
  }

  /**
   * Replaces the task as its policy allows. A task that is itself still waiting for its start is replaced when
   * that wait is over, so a task that cannot even be prepared is tried once per restart delay.
   */
  restart(tx: Transaction, service: Service, task: Task): void {
    const pending = this.delays.get(task.ID);
    if (pending !== undefined) {
      if (!pending.restartWaits) {
        pending.restartWaits = true;
        pending.listeners.add(() => this.restartLater(task.ID));
      }
      return;
    }
    if (desiredOrder(task.DesiredState) > desiredOrder('complete')) return;
    desire(tx, task.ID, 'shutdown');
    if (!shouldRestart(service, task, this.history)) return;

    const node = tx.get('node', task.NodeID);
    const perNode = isPerNode(service);
    const fresh = newTask(this.deps.sim, tx.cluster(), service, perNode ? 0 : task.Slot, perNode ? task.NodeID : '', 'ready');
    const replacement = tx.create('task', fresh);
    this.history.record(replacement, replacement.NodeID);
    // A drained node's tasks move without delay; a stopped task or a dead node's is not waited for.
    const delayMs = node?.Spec.Availability === 'drain' ? 0 : restartDelayMsOf(task);
    const waitStop = !isOver(task) && node?.Status.State !== 'down';
    this.delayStart(tx, waitStop ? task : undefined, replacement.ID, delayMs);
  }

  /**
   * Lets the task run after the delay and, where an old task is given, after that one has stopped, its node is
   * down or gone, or a minute has passed. To be called in the transaction that makes it wait, so that no event
   * is missed.
   */
  delayStart(_tx: Transaction, oldTask: Task | undefined, taskId: string, delayMs: number): DelayedStart {
    const { sim } = this.deps;
    const former = this.delays.get(taskId);
    if (former !== undefined) this.finish(former);
    const delay = new Delay(taskId);
    this.delays.set(taskId, delay);
    if (delayMs > 0) delay.timers.push(sim.after(delayMs, 'restart.delay', () => this.progress(delay, 'delayOver')));
    else delay.delayOver = true;
    if (oldTask !== undefined && !isOver(oldTask)) {
      delay.oldTaskId = oldTask.ID;
      delay.oldNodeId = oldTask.NodeID;
      join(this.waitingForTask, oldTask.ID, delay);
      if (oldTask.NodeID !== '') join(this.waitingForNode, oldTask.NodeID, delay);
      delay.timers.push(sim.after(OLD_TASK_TIMEOUT_MS, 'restart.old-task-timeout', () => this.progress(delay, 'oldOver')));
    } else {
      delay.oldOver = true;
    }
    this.maybeStart(delay);
    return delay;
  }

  /** Sets the desired state at which the task goes on from `ready`: running, or complete for a job's task. */
  startNow(tx: Transaction, taskId: string): void {
    const task = tx.get('task', taskId);
    if (task !== undefined) desire(tx, taskId, task.JobIteration !== undefined ? 'complete' : 'running');
  }

  /** The task is gone: its start is given up. */
  cancel(taskId: string): void {
    const delay = this.delays.get(taskId);
    if (delay !== undefined) this.finish(delay);
  }

  /** True while the task waits for its start. */
  isDelayed(taskId: string): boolean {
    return this.delays.has(taskId);
  }

  /**
   * The tasks by which a slot counts as live: those wanted to run; or, where there are none, the newest one if
   * its policy forbids a restart, so that a finished slot is not filled again but can be updated. During a
   * rollback such a slot is dead.
   */
  updatableTasks(service: Service, slot: readonly Task[]): Task[] {
    const wanted = slot.filter(isWanted);
    if (wanted.length > 0 || slot.length === 0) return wanted;
    if (service.UpdateStatus?.State === 'rollback_started') return [];
    let newest = slot[0] as Task;
    for (const task of slot) if (task.Status.Timestamp > newest.Status.Timestamp) newest = task;
    return shouldRestart(service, newest, this.history) ? [] : [newest];
  }

  private restartLater(taskId: string): void {
    if (this.cancelWatch === undefined) return;
    this.deps.store.update('restart after delay', (tx) => {
      const task = tx.get('task', taskId);
      if (task === undefined || !(isWanted(task) || task.DesiredState === 'complete')) return;
      const service = tx.get('service', task.ServiceID);
      if (service !== undefined) this.restart(tx, service, task);
    });
  }

  private observeTask(change: ChangeOf<'task'>): void {
    if (change.after === undefined || !isOver(change.after)) return;
    for (const delay of [...(this.waitingForTask.get(change.id) ?? [])]) this.progress(delay, 'oldOver');
  }

  private observeNode(change: ChangeOf<'node'>): void {
    if (change.after !== undefined && change.after.Status.State !== 'down') return;
    for (const delay of [...(this.waitingForNode.get(change.id) ?? [])]) this.progress(delay, 'oldOver');
  }

  private progress(delay: Delay, step: 'delayOver' | 'oldOver'): void {
    if (delay[step] || delay.over) return;
    delay[step] = true;
    if (step === 'oldOver') this.stopWaitingForOld(delay);
    this.maybeStart(delay);
  }

  /** Starts that fall due together are written together. */
  private maybeStart(delay: Delay): void {
    if (!delay.delayOver || !delay.oldOver) return;
    this.due.push(delay);
    if (this.due.length > 1) return;
    let taken: Delay[] = [];
    this.deps.store.batch(
      'start tasks',
      () => {
        taken = this.due;
        this.due = [];
        return taken.filter((due) => !due.over);
      },
      (tx, due) => this.startNow(tx, due.taskId),
      () => {
        for (const due of taken) this.finish(due);
      },
    );
  }

  private finish(delay: Delay): void {
    if (delay.over) return;
    delay.over = true;
    for (const cancel of delay.timers) cancel();
    this.stopWaitingForOld(delay);
    if (this.delays.get(delay.taskId) === delay) this.delays.delete(delay.taskId);
    for (const listener of [...delay.listeners]) listener();
  }

  private stopWaitingForOld(delay: Delay): void {
    if (delay.oldTaskId === undefined) return;
    leave(this.waitingForTask, delay.oldTaskId, delay);
    leave(this.waitingForNode, delay.oldNodeId ?? '', delay);
    delay.oldTaskId = undefined;
  }
}

function join(waiting: Map<string, Set<Delay>>, id: string, delay: Delay): void {
  const delays = waiting.get(id);
  if (delays === undefined) waiting.set(id, new Set([delay]));
  else delays.add(delay);
}

function leave(waiting: Map<string, Set<Delay>>, id: string, delay: Delay): void {
  const delays = waiting.get(id);
  if (delays === undefined || !delays.delete(delay) || delays.size > 0) return;
  waiting.delete(id);
}
