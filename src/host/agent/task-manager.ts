/**
 * One task on its node: walks it through its states until nothing is left to do, and reports each (swarmkit
 * agent/task.go). A change of the wanted state gives up what is under way and asks the table again.
 */
import { compareStates, isTerminal, TASK_STATE_ORDER, type Task, type TaskState, type TaskStatus } from '../../model';
import { race, Signal, sleep, spawn, type Fiber, type Program, type Sim } from '../../sim';
import { Controller, type ControllerWorld, type Result } from './controller';
import { failureState, nextStep, REACHES, type Step } from './step';

/**
 * A temporary failure is tried again after this. An operation that other wishes interrupt counts as one: a running task
 * gets its stop signal a second after its node has heard of it (agent/exec/controller.go `retry`; observed on Docker 28.5).
 */
const RETRY_MS = 1_000;

export interface TaskReports {
  report(taskId: string, status: TaskStatus): void;
}

export class TaskManager {
  status: TaskStatus;
  private readonly changed = new Signal();
  private fiber: Fiber<void> | undefined;
  private controller: Controller | undefined;
  private removing = false;
  private closed = false;

  constructor(
    private readonly sim: Sim,
    private readonly world: ControllerWorld,
    private readonly reports: TaskReports,
    private task: Task,
    known: TaskStatus | undefined,
  ) {
    // What this node knows may be newer than what the manager has heard.
    this.status = known && compareStates(known.State, task.Status.State) > 0 ? known : task.Status;
    this.fiber = spawn(sim, 'task', this.drive());
  }

  /** New wishes from the manager. */
  update(task: Task): void {
    const wishes = task.DesiredState !== this.task.DesiredState;
    this.task = task;
    if (wishes) this.changed.fire();
    // A task at rest may have something to do again; of a running one it was the wait that was interrupted.
    if (wishes && this.fiber === undefined) this.fiber = spawn(this.sim, 'task', this.status.State === 'running' ? this.driveLater() : this.drive());
  }

  /** Its container ended, vanished or fell ill: a task at rest looks at it again. */
  wake(): void {
    if (this.fiber === undefined && !this.removing && !this.closed) this.fiber = spawn(this.sim, 'task', this.drive());
  }

  /** The record is gone: container and all go, then `done`. */
  remove(done: () => void): void {
    if (this.removing) return;
    this.removing = true;
    this.fiber?.cancel('removed');
    const controller = this.resolve();
    this.fiber = spawn(this.sim, 'task.remove', removing(controller, done));
  }

  /** The daemon goes down in order: the container is stopped and removed, the manager hears nothing. */
  *close(): Program {
    this.closed = true;
    this.fiber?.cancel('daemon stopping');
    this.fiber = undefined;
    const controller = this.resolve();
    if ('error' in controller) return;
    yield* controller.remove();
  }

  /** Everything under way ends where it stands; the container is left to whoever comes next. */
  abandon(): void {
    this.closed = true;
    this.fiber?.cancel('daemon gone');
    this.fiber = undefined;
  }

  /** Its container ended without being asked: nobody is to be sent there any more. */
  unbind(): void {
    const controller = this.resolve();
    if (!('error' in controller)) controller.unbind();
  }

  discard(): void {
    this.abandon();
    const controller = this.resolve();
    if (!('error' in controller)) controller.discard();
  }

  private resolve(): Controller | { error: string } {
    if (this.controller) return this.controller;
    const controller = Controller.of(this.world, this.task);
    if (!('error' in controller)) this.controller = controller;
    return controller;
  }

  private *driveLater(): Program {
    yield* sleep(this.sim, RETRY_MS);
    yield* this.drive();
  }

  private *drive(): Program {
    for (;;) {
      const { DesiredState } = this.task;
      const step = nextStep(this.status.State, DesiredState);
      if (step === undefined) {
        // Nothing to do: the fiber ends, and a new wish starts another.
        this.fiber = undefined;
        return;
      }
      if (step === 'accept') {
        const controller = this.resolve();
        if ('error' in controller) {
          this.set({ ...this.status, State: 'rejected', Message: 'resolving controller failed', Err: controller.error, Timestamp: this.sim.nowMs });
          continue;
        }
      }
      if (step === 'wait') {
        const controller = this.resolve();
        const found = 'error' in controller ? undefined : controller.check();
        if (found === undefined) {
          // All is well: nobody waits, `wake` comes when the container's state changes.
          this.fiber = undefined;
          return;
        }
        if (found !== 'unhealthy') {
          this.conclude(step, found);
          continue;
        }
      }
      const result = yield* this.perform(step, DesiredState);
      if (result !== undefined && result.kind !== 'retry') this.conclude(step, result);
      else {
        if (result !== undefined && this.status.Err !== result.error) this.set({ ...this.status, Err: result.error, Timestamp: this.sim.nowMs });
        yield* sleep(this.sim, RETRY_MS);
      }
    }
  }

  /** The operation of a step; undefined when other wishes came before it was over. */
  private *perform(step: Step, desired: Task['DesiredState']): Program<Result | undefined> {
    if (step === 'accept' || step === 'begin' || step === 'launch') return { kind: 'done' };
    const controller = this.resolve();
    if ('error' in controller) return { kind: 'fatal', error: controller.error };
    const work = {
      prepare: () => controller.prepare(),
      start: () => controller.start(),
      wait: () => controller.endUnhealthy(),
      shutdown: () => controller.shutdown(),
    }[step]();
    const operation = spawn(this.sim, `task.${step}`, work);
    try {
      for (;;) {
        yield* race<unknown>(operation.ended, this.changed.wait);
        if (operation.outcome) return operation.outcome.kind === 'returned' ? operation.outcome.value : undefined;
        if (this.task.DesiredState !== desired) return undefined;
      }
    } finally {
      operation.cancel('other wishes');
    }
  }

  private conclude(step: Step, result: Result): void {
    if (result.kind === 'done') this.reach(step);
    else if (result.kind === 'fatal') this.fail(result);
  }

  private reach(step: Step): void {
    const { state, message } = REACHES[step];
    this.set({ Timestamp: this.sim.nowMs, State: state, Message: message, ...this.container(state) });
  }

  private fail(result: Extract<Result, { kind: 'fatal' }>): void {
    const state = failureState(this.status.State);
    // Only the state and the error change: the message stays that of the last good step.
    this.set({ ...this.status, ...this.container(state, result.exitCode), State: state, Err: result.error, Timestamp: this.sim.nowMs });
    this.controller?.unbind();
  }

  /** From `starting` on a status tells of the container: what was known of one that is gone, or nothing but zeros. */
  private container(state: TaskState, exitCode?: number): Pick<TaskStatus, 'ContainerStatus' | 'PortStatus'> {
    if (TASK_STATE_ORDER[state] < TASK_STATE_ORDER.starting) return {};
    const { ContainerStatus: found = this.status.ContainerStatus ?? NO_CONTAINER, PortStatus = {} } = this.controller?.status() ?? {};
    return { ContainerStatus: exitCode === undefined ? found : { ...found, ExitCode: exitCode }, PortStatus };
  }

  private set(status: TaskStatus): void {
    this.status = status;
    this.reports.report(this.task.ID, status);
  }

  get over(): boolean {
    return isTerminal(this.status.State);
  }
}

function* removing(controller: Controller | { error: string }, done: () => void): Program {
  if (!('error' in controller)) yield* controller.remove();
  done();
}

const NO_CONTAINER = { ContainerID: '', PID: 0, ExitCode: 0 };
