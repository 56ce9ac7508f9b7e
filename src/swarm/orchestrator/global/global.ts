/**
 * Keeps one task of every global service on each node that qualifies: reacts to services, to every change of a
 * node, and to tasks that ended (swarmkit manager/orchestrator/global/global.go).
 */
import type { Node, Service, Task } from '../../../model';
import type { Cancel } from '../../../sim';
import type { Change, ReadView, Transaction } from '../../../store';
import type { Constraint } from '../../constraint';
import { constraintsOf, nodeMatches } from '../../constraint';
import type { ControlLoop } from '../../control-loop';
import type { LoopDeps } from '../loop-deps';
import { isInvalidNode } from '../node';
import { removeTasksOfService } from '../removal';
import { RestartSupervisor } from '../restart/supervisor';
import { isGlobal } from '../service';
import { desire, isOver, isWanted, newTask } from '../task';
import { checkTasks } from '../taskinit/check-tasks';
import { UpdateSupervisor } from '../update/update-supervisor';
import { reconcileGlobalNode, reconcileGlobalService } from './reconcile';
import type { GlobalPlan } from './reconcile';

type Step = { kind: 'create'; service: Service; nodeId: string } | { kind: 'shutdown'; taskId: string } | { kind: 'delete'; taskId: string };

interface GlobalService {
  readonly service: Service;
  readonly constraints: readonly Constraint[];
}

export class GlobalOrchestrator implements ControlLoop {
  readonly restarts: RestartSupervisor;
  readonly updates: UpdateSupervisor;
  /** Nodes that are neither drained nor down; unknown and paused ones are among them. */
  private nodes = new Map<string, Node>();
  private services = new Map<string, GlobalService>();
  private dirtyServices = new Set<string>();
  private dirtyNodes = new Set<string>();
  private deletedNodes = new Set<string>();
  /** Services to look at on one node only, because a task there was deleted. */
  private dirtyPairs = new Map<string, Set<string>>();
  private restartTasks = new Set<string>();
  private queued = { restarts: false, plan: false };
  private cancelWatch: Cancel | undefined;

  constructor(private deps: LoopDeps) {
    this.restarts = new RestartSupervisor(deps);
    this.updates = new UpdateSupervisor(deps, this.restarts);
  }

  start(): void {
    const { store } = this.deps;
    this.queued = { restarts: false, plan: false };
    this.restarts.start();
    this.updates.start();
    for (const node of store.list('node')) this.keepNode(node);
    for (const service of store.list('service')) if (isGlobal(service)) this.keepService(service);
    this.cancelWatch = store.watch((commit) => {
      for (const change of commit.changes) this.observe(change);
      this.tick();
    });
    checkTasks(this.deps, this.restarts, { isRelated: isGlobal, fixTask: (tx, task) => this.fixTask(tx, task) }, () => {
      for (const serviceId of this.services.keys()) this.dirtyServices.add(serviceId);
      this.tick();
    });
  }

  stop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    this.updates.stop();
    this.restarts.stop();
    for (const known of [this.nodes, this.services, this.dirtyPairs]) known.clear();
    for (const dirty of [this.dirtyServices, this.dirtyNodes, this.deletedNodes, this.restartTasks]) dirty.clear();
  }

  private observe(change: Change): void {
    if (change.table === 'task') this.observeTask(change.before, change.after);
    else if (change.table === 'service') {
      if (change.after !== undefined && isGlobal(change.after)) {
        this.keepService(change.after);
        this.dirtyServices.add(change.id);
      } else if (change.after === undefined && this.services.has(change.id)) this.serviceDeleted(change.id);
    } else if (change.table === 'node') {
      if (change.after !== undefined) {
        this.keepNode(change.after);
        this.dirtyNodes.add(change.id);
      } else {
        this.nodes.delete(change.id);
        this.deletedNodes.add(change.id);
      }
    }
  }

  private observeTask(before: Task | undefined, after: Task | undefined): void {
    if (after === undefined) {
      if (before === undefined || !this.services.has(before.ServiceID)) return;
      const services = this.dirtyPairs.get(before.NodeID);
      if (services === undefined) this.dirtyPairs.set(before.NodeID, new Set([before.ServiceID]));
      else services.add(before.ServiceID);
      this.restarts.cancel(before.ID);
    } else if (before !== undefined && isOver(after) && isWanted(after) && this.services.has(after.ServiceID)) {
      this.restartTasks.add(after.ID);
    }
  }

  private serviceDeleted(serviceId: string): void {
    this.services.delete(serviceId);
    this.dirtyServices.delete(serviceId);
    this.updates.cancel(serviceId);
    this.restarts.history.forget(serviceId);
    removeTasksOfService(this.deps, serviceId);
  }

  private keepNode(node: Node): void {
    if (isInvalidNode(node)) this.nodes.delete(node.ID);
    else this.nodes.set(node.ID, node);
  }

  private keepService(service: Service): void {
    this.services.set(service.ID, { service, constraints: constraintsOf(service.Spec.TaskTemplate.Placement) });
  }

  /** At the start of a term: tasks without a valid node go, tasks that ended are restarted. */
  private fixTask(tx: Transaction, task: Task): void {
    if (!isWanted(task)) return;
    if (task.NodeID === '' || isInvalidNode(tx.get('node', task.NodeID))) desire(tx, task.ID, 'shutdown');
    else if (isOver(task)) this.restartTasks.add(task.ID);
  }

  private tick(): void {
    const { store } = this.deps;
    if (this.restartTasks.size > 0 && !this.queued.restarts) {
      this.queued.restarts = true;
      store.batch('restart global tasks', () => this.takeRestarts(), (tx, taskId) => this.restart(tx, taskId));
    }
    const dirty = this.dirtyServices.size + this.dirtyNodes.size + this.deletedNodes.size + this.dirtyPairs.size;
    if (dirty > 0 && !this.queued.plan) {
      this.queued.plan = true;
      store.batch('reconcile global services', (view) => this.plan(view), (tx, step) => this.apply(tx, step));
    }
  }

  private takeRestarts(): string[] {
    this.queued.restarts = false;
    const taskIds = [...this.restartTasks];
    this.restartTasks.clear();
    return taskIds;
  }

  /** On the same node; not when that is paused, gone or no longer matching. */
  private restart(tx: Transaction, taskId: string): void {
    const task = tx.get('task', taskId);
    const entry = task && this.services.get(task.ServiceID);
    const service = task && tx.get('service', task.ServiceID);
    if (task === undefined || !isWanted(task) || entry === undefined || service === undefined) return;
    const node = this.nodes.get(task.NodeID);
    if (node === undefined || node.Spec.Availability === 'pause' || !nodeMatches(entry.constraints, node)) desire(tx, taskId, 'shutdown');
    else this.restarts.restart(tx, service, task);
  }

  private plan(view: ReadView): Step[] {
    this.queued.plan = false;
    const steps: Step[] = [];
    if (this.cancelWatch === undefined) return steps;
    for (const nodeId of take(this.deletedNodes)) {
      for (const task of this.tasksOn(view, nodeId)) steps.push({ kind: 'delete', taskId: task.ID });
    }
    const whole = take(this.dirtyServices);
    for (const serviceId of whole) this.planService(view, serviceId, steps);
    const planned = new Set(whole);
    const pairs = this.dirtyPairs;
    this.dirtyPairs = new Map();
    for (const nodeId of take(this.dirtyNodes)) {
      pairs.delete(nodeId);
      this.planNode(view, nodeId, [...this.services.keys()].filter((serviceId) => !planned.has(serviceId)), steps);
    }
    for (const [nodeId, serviceIds] of pairs) {
      if (this.nodes.has(nodeId)) this.planNode(view, nodeId, [...serviceIds].filter((serviceId) => !planned.has(serviceId)), steps);
    }
    return steps;
  }

  private planService(view: ReadView, serviceId: string, steps: Step[]): void {
    const service = view.get('service', serviceId);
    const entry = this.services.get(serviceId);
    if (service === undefined || entry === undefined) return;
    const updatable = (slot: readonly Task[]): Task[] => this.restarts.updatableTasks(service, slot);
    const plan = reconcileGlobalService(entry.constraints, this.nodes, view.tasksOfService(serviceId), updatable);
    pushSteps(steps, service, plan);
    if (plan.slots.length > 0) this.updates.update(service, plan.slots, false);
  }

  private planNode(view: ReadView, nodeId: string, serviceIds: readonly string[], steps: Step[]): void {
    const node = this.nodes.get(nodeId);
    const tasks = this.tasksOn(view, nodeId);
    if (node === undefined) {
      // Drained or down: all global tasks there end, and nothing replaces them.
      for (const task of tasks) if (isWanted(task)) steps.push({ kind: 'shutdown', taskId: task.ID });
      return;
    }
    for (const serviceId of serviceIds) {
      const service = view.get('service', serviceId);
      const entry = this.services.get(serviceId);
      if (service === undefined || entry === undefined) continue;
      const own = tasks.filter((task) => task.ServiceID === serviceId);
      const updatable = (slot: readonly Task[]): Task[] => this.restarts.updatableTasks(service, slot);
      pushSteps(steps, service, reconcileGlobalNode(service, entry.constraints, node, own, updatable));
    }
  }

  private tasksOn(view: ReadView, nodeId: string): Task[] {
    return view.tasksOfNode(nodeId).filter((task) => this.services.has(task.ServiceID));
  }

  private apply(tx: Transaction, step: Step): void {
    if (step.kind === 'create') tx.create('task', newTask(this.deps.sim, tx.cluster(), step.service, 0, step.nodeId));
    else if (step.kind === 'shutdown') desire(tx, step.taskId, 'shutdown');
    else if (tx.get('task', step.taskId) !== undefined) tx.delete('task', step.taskId);
  }
}

function pushSteps(steps: Step[], service: Service, plan: GlobalPlan): void {
  for (const nodeId of plan.createNodeIds) steps.push({ kind: 'create', service, nodeId });
  for (const taskId of plan.shutdownTaskIds) steps.push({ kind: 'shutdown', taskId });
}

function take(ids: Set<string>): string[] {
  const taken = [...ids];
  ids.clear();
  return taken;
}
