/**
 * Keeps the number of live slots of every replicated service, and hands tasks that ended, or whose node cannot
 * keep them, to the restart supervisor (swarmkit manager/orchestrator/replicated).
 */
import type { Node, Service, Task } from '../../../model';
import type { Cancel } from '../../../sim';
import type { Change, ReadView, Transaction } from '../../../store';
import type { ControlLoop } from '../../control-loop';
import type { LoopDeps } from '../loop-deps';
import { isInvalidNode } from '../node';
import { removeTasksOfService } from '../removal';
import { RestartSupervisor } from '../restart/supervisor';
import { isReplicated } from '../service';
import { desire, isOver, isWanted, newTask } from '../task';
import { checkTasks } from '../taskinit/check-tasks';
import { UpdateSupervisor } from '../update/update-supervisor';
import { reconcileReplicated } from './reconcile';

/** One write of a plan. */
type Step = { kind: 'create'; service: Service; slot: number } | { kind: 'remove'; taskId: string } | { kind: 'delete'; taskId: string };

export class ReplicatedOrchestrator implements ControlLoop {
  readonly restarts: RestartSupervisor;
  readonly updates: UpdateSupervisor;
  private services = new Set<string>();
  private restartTasks = new Set<string>();
  private queued = { restarts: false, services: false };
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {
    this.restarts = new RestartSupervisor(deps);
    this.updates = new UpdateSupervisor(deps, this.restarts);
  }

  start(): void {
    const { store } = this.deps;
    this.queued = { restarts: false, services: false };
    this.restarts.start();
    this.updates.start();
    this.cancelWatch = store.watch((commit) => {
      for (const change of commit.changes) this.observe(change);
      this.tick();
    });
    checkTasks(this.deps, this.restarts, { isRelated: isReplicated, fixTask: (_tx, task) => this.considerTask(task) }, () => {
      for (const service of store.list('service')) if (isReplicated(service)) this.services.add(service.ID);
      this.tick();
    });
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    this.updates.stop();
    this.restarts.stop();
    this.services.clear();
    this.restartTasks.clear();
  }

  private observe(change: Change): void {
    if (change.table === 'task') {
      if (change.after !== undefined) this.considerTask(change.after);
      else if (change.before !== undefined) this.taskDeleted(change.before);
    } else if (change.table === 'service') {
      if (change.after !== undefined) {
        if (isReplicated(change.after)) this.services.add(change.id);
      } else if (isReplicated(change.before)) this.serviceDeleted(change.id);
    } else if (change.table === 'node') {
      this.considerNode(change.id, change.after);
    }
  }

  private serviceDeleted(serviceId: string): void {
    this.services.delete(serviceId);
    this.updates.cancel(serviceId);
    this.restarts.history.forget(serviceId);
    removeTasksOfService(this.deps, serviceId);
  }

  /** Down, drained or deleted: every live task there is to be replaced. Other changes move nothing. */
  private considerNode(nodeId: string, node: Node | undefined): void {
    const { store } = this.deps;
    if (!isInvalidNode(node)) return;
    for (const task of store.tasksOfNode(nodeId)) {
      if (isWanted(task) && isReplicated(store.get('service', task.ServiceID))) this.restartTasks.add(task.ID);
    }
  }

  /** A task that is still wanted but over, or on a node that cannot keep it, is to be restarted. */
  private considerTask(task: Task): void {
    const { store } = this.deps;
    if (!isWanted(task) || task.ServiceID === '') return;
    if (!isOver(task) && (task.NodeID === '' || !isInvalidNode(store.get('node', task.NodeID)))) return;
    if (isReplicated(store.get('service', task.ServiceID))) this.restartTasks.add(task.ID);
  }

  private taskDeleted(task: Task): void {
    if (isWanted(task) && isReplicated(this.deps.store.get('service', task.ServiceID))) this.services.add(task.ServiceID);
    this.restarts.cancel(task.ID);
  }

  /** Task-level changes come before the reconciliation of services. Each is planned when its turn comes. */
  private tick(): void {
    const { store } = this.deps;
    if (this.restartTasks.size > 0 && !this.queued.restarts) {
      this.queued.restarts = true;
      store.batch('restart tasks', () => this.takeRestarts(), (tx, taskId) => this.restart(tx, taskId));
    }
    if (this.services.size > 0 && !this.queued.services) {
      this.queued.services = true;
      store.batch('reconcile replicated services', (view) => this.plan(view), (tx, step) => this.apply(tx, step));
    }
  }

  private takeRestarts(): string[] {
    this.queued.restarts = false;
    const taskIds = [...this.restartTasks];
    this.restartTasks.clear();
    return taskIds;
  }

  private restart(tx: Transaction, taskId: string): void {
    const task = tx.get('task', taskId);
    const service = task && tx.get('service', task.ServiceID);
    if (task !== undefined && service !== undefined && isReplicated(service)) this.restarts.restart(tx, service, task);
  }

  private plan(view: ReadView): Step[] {
    this.queued.services = false;
    const serviceIds = [...this.services];
    this.services.clear();
    const steps: Step[] = [];
    if (this.cancelWatch === undefined) return steps;
    for (const serviceId of serviceIds) {
      const service = view.get('service', serviceId);
      if (service === undefined || !isReplicated(service)) continue;
      const plan = reconcileReplicated(service, view.tasksOfService(serviceId), (slot) => this.restarts.updatableTasks(service, slot));
      this.updates.update(service, plan.keptSlots, plan.ordered);
      for (const slot of plan.createSlots) steps.push({ kind: 'create', service, slot });
      for (const taskId of plan.deleteTaskIds) steps.push({ kind: 'delete', taskId });
      for (const taskId of plan.removeTaskIds) steps.push({ kind: 'remove', taskId });
    }
    return steps;
  }

  private apply(tx: Transaction, step: Step): void {
    if (step.kind === 'create') tx.create('task', newTask(this.deps.sim, tx.cluster(), step.service, step.slot, ''));
    else if (step.kind === 'remove') desire(tx, step.taskId, 'remove');
    else if (tx.get('task', step.taskId) !== undefined) tx.delete('task', step.taskId);
  }
}
