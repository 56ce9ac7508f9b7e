/**
 * Runs replicated and global jobs. Reacts to services and to job tasks that ended, and to nothing else: draining
 * or losing a node neither stops nor moves a job's task (swarmkit manager/orchestrator/jobs).
 */
import type { Service, Task } from '../../../model';
import type { Cancel } from '../../../sim';
import type { Change, ReadView, Transaction } from '../../../store';
import type { ControlLoop } from '../../control-loop';
import type { LoopDeps } from '../loop-deps';
import { removeTasksOfService } from '../removal';
import { RestartSupervisor } from '../restart/supervisor';
import { isJob, isReplicatedJob } from '../service';
import { desire, isOver, newTask } from '../task';
import { checkTasks } from '../taskinit/check-tasks';
import { isJobTaskToFix, isJobTaskWanted, reconcileGlobalJob, reconcileReplicatedJob } from './reconcile';

type Step =
  | { kind: 'create'; service: Service; slot: number; nodeId: string }
  | { kind: 'restart' | 'shutdown' | 'remove'; taskId: string };

export class JobsOrchestrator implements ControlLoop {
  readonly restarts: RestartSupervisor;
  private dirty = new Set<string>();
  private queued = false;
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {
    this.restarts = new RestartSupervisor(deps);
  }

  start(): void {
    const { store } = this.deps;
    this.queued = false;
    this.restarts.start();
    this.cancelWatch = store.watch((commit) => {
      for (const change of commit.changes) this.observe(change);
      this.tick();
    });
    checkTasks(this.deps, this.restarts, { isRelated: isJob, fixTask: (tx, task, service) => this.fixTask(tx, task, service) }, () => {
      for (const service of store.list('service')) if (isJob(service)) this.dirty.add(service.ID);
      this.tick();
    });
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    this.restarts.stop();
    this.dirty.clear();
  }

  private observe(change: Change): void {
    if (change.table === 'service') {
      if (change.after !== undefined) {
        if (isJob(change.after)) this.dirty.add(change.id);
      } else if (isJob(change.before)) {
        this.dirty.delete(change.id);
        this.restarts.history.forget(change.id);
        removeTasksOfService(this.deps, change.id);
      }
    } else if (change.table === 'task') {
      const { before, after } = change;
      if (after === undefined) this.restarts.cancel(change.id);
      else if (before !== undefined && isOver(after) && isJobTaskWanted(after) && isJob(this.deps.store.get('service', after.ServiceID))) {
        this.dirty.add(after.ServiceID);
      }
    }
  }

  private fixTask(tx: Transaction, task: Task, service: Service): void {
    if (isJobTaskToFix(task)) this.restarts.restart(tx, service, task);
  }

  private tick(): void {
    if (this.dirty.size === 0 || this.queued) return;
    this.queued = true;
    this.deps.store.batch('reconcile jobs', (view) => this.plan(view), (tx, step) => this.apply(tx, step));
  }

  private plan(view: ReadView): Step[] {
    this.queued = false;
    const serviceIds = [...this.dirty];
    this.dirty.clear();
    const steps: Step[] = [];
    if (this.cancelWatch === undefined) return steps;
    for (const serviceId of serviceIds) {
      const service = view.get('service', serviceId);
      if (service === undefined || !isJob(service)) continue;
      const tasks = view.tasksOfService(serviceId);
      const plan = isReplicatedJob(service) ? reconcileReplicatedJob(service, tasks) : reconcileGlobalJob(service, view.list('node'), tasks);
      for (const slot of plan.createSlots) steps.push({ kind: 'create', service, slot, nodeId: '' });
      for (const nodeId of plan.createNodeIds) steps.push({ kind: 'create', service, slot: 0, nodeId });
      for (const taskId of plan.restartTaskIds) steps.push({ kind: 'restart', taskId });
      for (const taskId of plan.shutdownTaskIds) steps.push({ kind: 'shutdown', taskId });
      for (const taskId of plan.removeTaskIds) steps.push({ kind: 'remove', taskId });
    }
    return steps;
  }

  private apply(tx: Transaction, step: Step): void {
    if (step.kind === 'create') {
      tx.create('task', newTask(this.deps.sim, tx.cluster(), step.service, step.slot, step.nodeId));
    } else if (step.kind === 'restart') {
      const task = tx.get('task', step.taskId);
      const service = task && tx.get('service', task.ServiceID);
      if (task !== undefined && service !== undefined) this.restarts.restart(tx, service, task);
    } else {
      desire(tx, step.taskId, step.kind);
    }
  }
}
