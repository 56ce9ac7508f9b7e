/**
 * One run of a service's update: workers take dirty slots one by one, replace the tasks and wait until the new
 * one runs; failures of tasks made by this run are counted; after the last slot comes the monitor period
 * (swarmkit manager/orchestrator/update/updater.go). Workers are fibers, so cancelling the run abandons their
 * waits at once, while replacements that were already created go on through the restart supervisor.
 */
import type { Instant, Service, Task } from '../../../model';
import type { Cancel, Fiber, Program } from '../../../sim';
import { sleep, spawn, wait } from '../../../sim';
import type { Transaction } from '../../../store';
import type { LoopDeps } from '../loop-deps';
import type { DelayedStart, RestartSupervisor } from '../restart/supervisor';
import { isPerNode } from '../service';
import { desire, isBefore, isTaskDirty, isWanted, newTask } from '../task';
import { completeUpdate, pauseUpdate, rollBackUpdate, startUpdate, updateParametersOf } from './status';
import type { UpdateParameters } from './status';

/** The live tasks of a slot as they were when the update began. */
export type Slot = readonly Task[];

/** Where a run stands: failures are looked at only while slots are left to hand out, and while monitoring. */
type Phase = 'dispatching' | 'finishing' | 'monitoring' | 'over';

export class Updater {
  private phase: Phase = 'dispatching';
  private stopped = false;
  private next = 0;
  private working = 0;
  private workers: Fiber<void>[] = [];
  /** Tasks of this run: when each was first seen running, or undefined before that. */
  private startedAtMs = new Map<string, Instant | undefined>();
  /** Tasks that a worker waits for, and how to tell it. */
  private awaited = new Map<string, (task: Task) => void>();
  private unexamined: Task[] = [];
  private failed = new Set<string>();
  private cancelMonitor: Cancel | undefined;
  private readonly parameters: UpdateParameters;
  /** How long after its start a task's end counts as a failure. */
  private monitorMs: number;

  constructor(
    private deps: LoopDeps,
    private restarts: RestartSupervisor,
    readonly service: Service,
    private slots: readonly Slot[],
    private ended: () => void,
  ) {
    this.parameters = updateParametersOf(service);
    this.monitorMs = this.parameters.monitorMs;
  }

  run(): void {
    const { store, sim } = this.deps;
    if (this.service.UpdateStatus === undefined) store.update('start update', (tx) => startUpdate(tx, this.service.ID, sim.nowMs));
    const width = this.parameters.parallelism === 0 ? this.slots.length : Math.min(this.parameters.parallelism, this.slots.length);
    this.working = width;
    for (let i = 0; i < width; i++) this.workers.push(spawn(sim, 'update.worker', this.work()));
  }

  /** Abandons the run: a newer spec takes over, or the loop stops. */
  cancel(): void {
    if (this.phase === 'over') return;
    this.phase = 'over';
    this.cancelMonitor?.();
    for (const worker of this.workers) worker.cancel();
    this.ended();
  }

  /** Every committed state of this service's tasks comes by here. */
  taskChanged(task: Task): void {
    if (this.phase === 'over') return;
    this.awaited.get(task.ID)?.(task);
    if (isBefore(task.Status.State, 'complete') || this.parameters.failureAction === 'continue') return;
    this.unexamined.push(task);
    if (this.phase !== 'finishing') this.examine();
  }

  /** A worker: one slot after the other, with the delay after each, also after the last. */
  private *work(): Program {
    for (;;) {
      const slot = this.take();
      if (slot === undefined) break;
      yield* this.renew(slot);
      if (this.parameters.delayMs > 0) yield* sleep(this.deps.sim, this.parameters.delayMs);
    }
    if (--this.working === 0) this.finish();
  }

  private take(): Slot | undefined {
    if (this.stopped) return undefined;
    const slot = this.slots[this.next++];
    // With the last slot handed out, failures wait until the workers are done.
    if (this.next >= this.slots.length && this.phase === 'dispatching') this.phase = 'finishing';
    return slot;
  }

  private finish(): void {
    if (this.phase === 'over') return;
    if (this.stopped) {
      this.end();
      return;
    }
    this.phase = 'monitoring';
    // A monitor shorter than the delay would look away before the last slot's delay is over.
    const { delayMs } = this.parameters;
    if (delayMs >= this.monitorMs) this.monitorMs = delayMs + 1_000;
    this.cancelMonitor = this.deps.sim.after(this.monitorMs, 'update.monitor', () => this.complete());
    this.examine();
  }

  private complete(): void {
    const { store, sim } = this.deps;
    store.update('complete update', (tx) => completeUpdate(tx, this.service.ID, sim.nowMs));
    this.end();
  }

  private end(): void {
    this.phase = 'over';
    this.cancelMonitor?.();
    this.ended();
  }

  /** Counts failures, and acts when they pass the ratio. */
  private examine(): void {
    const tasks = this.unexamined;
    this.unexamined = [];
    for (const task of tasks) {
      if (this.stopped || !this.isFailure(task)) continue;
      if (this.failed.size / this.slots.length > this.parameters.maxFailureRatio) this.act(task);
    }
    if (this.stopped && this.phase === 'monitoring') this.end();
  }

  /**
   * Once per task, only for tasks that this run created (their later replacements do not count), and only if it
   * never ran or ended soon after it began to.
   */
  private isFailure(task: Task): boolean {
    if (this.failed.has(task.ID) || !this.startedAtMs.has(task.ID)) return false;
    const startedAtMs = this.startedAtMs.get(task.ID);
    if (startedAtMs !== undefined && this.deps.sim.nowMs - startedAtMs > this.monitorMs) return false;
    this.failed.add(task.ID);
    return true;
  }

  private act(task: Task): void {
    const { store } = this.deps;
    const serviceId = this.service.ID;
    const because = `due to failure or early termination of task ${task.ID}`;
    if (this.parameters.failureAction === 'pause') {
      this.stopped = true;
      store.update('pause update', (tx) => pauseUpdate(tx, serviceId, `update paused ${because}`));
    } else if (this.service.UpdateStatus?.State === 'rollback_started') {
      // A rollback is never rolled back. SwarmKit pauses the status here, hands out no more slots, and yet lets the run
      // end in "completed".
      this.next = this.slots.length;
      store.update('pause rollback', (tx) => pauseUpdate(tx, serviceId, `rollback paused ${because}`));
    } else {
      this.stopped = true;
      store.update('roll back update', (tx) => rollBackUpdate(tx, serviceId, `update rolled back ${because}`));
    }
  }

  /** Brings one slot up to date: with a clean task that it has already (after an interrupted update), or a new one. */
  private *renew(slot: Slot): Program {
    const clean = slot.filter((task) => !this.isDirty(task));
    const existing = clean.find((task) => task.DesiredState === 'running') ?? clean.find((task) => task.DesiredState === 'ready');
    if (existing !== undefined) yield* this.keepExisting(slot, existing);
    else yield* this.replace(slot);
  }

  private isDirty(task: Task): boolean {
    return isTaskDirty(this.service, task, this.deps.store.get('node', task.NodeID));
  }

  private *keepExisting(slot: Slot, existing: Task): Program {
    const others = slot.filter((task) => task.ID !== existing.ID);
    if (others.length === 0 && existing.DesiredState === 'running') return;
    const start = yield* this.write('keep updated task', (tx) => {
      const plan = planShutdown(tx, others);
      if (plan.refused) return undefined;
      for (const task of plan.tasks) desire(tx, task.ID, 'shutdown');
      return existing.DesiredState === 'running' ? undefined : this.restarts.delayStart(tx, plan.tasks.at(-1), existing.ID, 0);
    });
    if (start !== undefined) yield* wait(start.ended);
  }

  private *replace(slot: Slot): Program {
    const { store, sim } = this.deps;
    const [first] = slot as readonly [Task];
    const nodeId = isPerNode(this.service) ? first.NodeID : '';
    const updated = newTask(sim, store.cluster(), this.service, first.Slot, nodeId, 'ready');
    // From now on its failure counts; and what it reaches meanwhile must not be missed.
    this.startedAtMs.set(updated.ID, undefined);
    const up = this.awaitRunning(updated.ID);
    const stopFirst = this.parameters.order === 'stop-first';

    const start = yield* this.write('replace task', (tx): DelayedStart | undefined => {
      if (tx.get('service', this.service.ID) === undefined) return undefined;
      if (!stopFirst) {
        tx.create('task', updated);
        return this.restarts.delayStart(tx, undefined, updated.ID, 0);
      }
      const plan = planShutdown(tx, slot);
      // The slot has moved on by itself: a replacement made by the restart supervisor has the new spec already.
      if (plan.refused || (plan.tasks.length === 0 && this.isFilled(tx, first))) return undefined;
      tx.create('task', updated);
      for (const task of plan.tasks) desire(tx, task.ID, 'shutdown');
      return this.restarts.delayStart(tx, plan.tasks.at(-1), updated.ID, 0);
    });
    if (start === undefined) {
      this.awaited.delete(updated.ID);
      return;
    }
    yield* wait(start.ended);
    // Without a time limit: a new task that stays pending holds the update here.
    const reached = yield* up;
    if (!stopFirst && reached.Status.State === 'running') {
      yield* this.write('stop old tasks', (tx) => {
        for (const task of planShutdown(tx, slot).tasks) desire(tx, task.ID, 'shutdown');
      });
    }
  }

  /**
   * Somebody wanted is in this slot, which had nobody when the run began: a node that came back has been given its task
   * directly. SwarmKit makes a second one there and takes it away again.
   */
  private isFilled(tx: Transaction, { Slot, NodeID }: Task): boolean {
    const { ID } = this.service;
    const there = isPerNode(this.service) ? tx.tasksOfNode(NodeID).filter((task) => task.ServiceID === ID) : tx.tasksOfSlot(ID, Slot);
    return there.some(isWanted);
  }

  /**
   * Remembers the first state at or past running, whether it comes before or after somebody waits. The monitor counts
   * from when the worker learns of it: one that fails while the old task is still stopping has just begun.
   */
  private awaitRunning(taskId: string): Program<Task> {
    let reached: Task | undefined;
    let wakeUp: ((task: Task) => void) | undefined;
    const learn = (task: Task, wake: (task: Task) => void): void => {
      this.startedAtMs.set(taskId, this.deps.sim.nowMs);
      wake(task);
    };
    this.awaited.set(taskId, (task) => {
      if (isBefore(task.Status.State, 'running')) return;
      this.awaited.delete(taskId);
      reached = task;
      if (wakeUp) learn(task, wakeUp);
    });
    return wait<Task>((wake) => {
      if (reached !== undefined) learn(reached, wake);
      else wakeUp = wake;
      return () => (wakeUp = undefined);
    });
  }

  private write<T>(name: string, fn: (tx: Transaction) => T): Program<T | undefined> {
    return wait<T | undefined>((wake) => {
      this.deps.store.update(name, fn, (outcome) => wake(outcome.ok ? outcome.value : undefined));
      return () => {};
    });
  }
}

/**
 * Which of these tasks are to be shut down. Tasks that were over and done with when the update began are passed
 * over; refused when all the others have been shut down by somebody else since.
 */
function planShutdown(tx: Transaction, tasks: readonly Task[]): { tasks: Task[]; refused: boolean } {
  const wanted = tasks.filter(isWanted);
  const current = wanted.flatMap((task) => tx.get('task', task.ID) ?? []).filter(isWanted);
  return { tasks: current, refused: wanted.length > 0 && current.length === 0 };
}
