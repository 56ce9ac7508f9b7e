/**
 * The task vocabulary that all loops share: how one is born, which slot it fills, when it is out of date and
 * whether its policy lets it start again (swarmkit manager/orchestrator/task.go).
 */
import type { Sim } from '../../sim';
import { NS_PER_S, TASK_STATE_ORDER } from '../../model';
import type { Cluster, DesiredState, Node, RestartCondition, Service, Task, TaskSpec, TaskState } from '../../model';
import type { Transaction } from '../../store';
import { sameSpec } from './equal';
import { nodeMatchesService } from './node';
import { isJob, isPerNode, jobIterationOf } from './service';

/** Docker's default restart delay: 5 s (swarmkit api/defaults/service.go). */
export const RESTART_DELAY_DEFAULT_NS = 5 * NS_PER_S;

/** A desired state's place in the order of states. */
export function desiredOrder(desired: DesiredState): number {
  return TASK_STATE_ORDER[desired];
}

/** Wanted to run, or to be ready to: not superseded, not removed. Job tasks are wanted up to complete. */
export function isWanted(task: Pick<Task, 'DesiredState'>): boolean {
  return TASK_STATE_ORDER[task.DesiredState] <= TASK_STATE_ORDER.running;
}

/** Its container is over: complete, shutdown, failed, rejected or orphaned. */
export function isOver(task: Pick<Task, 'Status'>): boolean {
  return TASK_STATE_ORDER[task.Status.State] > TASK_STATE_ORDER.running;
}

export function isBefore(state: TaskState, other: TaskState): boolean {
  return TASK_STATE_ORDER[state] < TASK_STATE_ORDER[other];
}

/**
 * A new task of the service as it is now. Replicated services number their slots from 1, replicated jobs from
 * 0; per-node services have slot 0 and a node from the start. A job's task is wanted complete.
 * `desired` is for one that has to wait for another's end. The cluster gives the default log driver.
 */
export function newTask(sim: Sim, cluster: Cluster | undefined, service: Service, slot: number, nodeId: string, desired?: DesiredState): Task {
  const { Spec } = service;
  const logDriver = Spec.TaskTemplate.LogDriver ?? cluster?.Spec.TaskDefaults.LogDriver;
  // What may be absent is set afterwards: pieces spread into one object give each its own hidden class.
  const task: { -readonly [K in keyof Task]: Task[K] } = {
    ID: sim.random('task').id(),
    Version: { Index: 0 },
    CreatedAt: sim.nowMs,
    UpdatedAt: sim.nowMs,
    Labels: {},
    Spec: Spec.TaskTemplate,
    ServiceID: service.ID,
    Slot: slot,
    NodeID: nodeId,
    Status: { Timestamp: sim.nowMs, State: 'new', Message: 'created' },
    DesiredState: desired ?? (isJob(service) ? 'complete' : 'running'),
    serviceName: Spec.Name,
    serviceLabels: Spec.Labels,
    specVersion: service.specVersion,
  };
  if (Spec.EndpointSpec !== undefined) task.endpointSpec = Spec.EndpointSpec;
  if (isJob(service)) task.JobIteration = { Index: jobIterationOf(service) };
  if (logDriver !== undefined) task.logDriver = logDriver;
  return task;
}

/** What identifies the slot a task fills: its number, or its node for global services and global jobs. */
export function slotKeyOf(service: Service, task: Pick<Task, 'Slot' | 'NodeID'>): string {
  return isPerNode(service) ? `${service.ID}/${task.NodeID}` : `${service.ID}/${task.Slot}`;
}

/** `any` unless the spec says otherwise; jobs treat `any` as `on-failure`. */
export function restartConditionOf(task: Pick<Task, 'Spec'>, service?: Service): RestartCondition {
  const condition = task.Spec.RestartPolicy?.Condition || 'any';
  return condition === 'any' && isJob(service) ? 'on-failure' : condition;
}

/** Milliseconds. */
export function restartDelayMsOf(task: Pick<Task, 'Spec'>): number {
  return (task.Spec.RestartPolicy?.Delay ?? RESTART_DELAY_DEFAULT_NS) / 1_000_000;
}

/**
 * Would the service as it is now make another task than this one? Only the task template and the endpoint spec
 * count. When nothing but the placement differs, the task is clean as long as its node still satisfies it.
 */
export function isTaskDirty(service: Service, task: Task, node: Node | undefined): boolean {
  if (task.specVersion === service.specVersion) return false;
  const wanted = service.Spec.TaskTemplate;
  if (!sameSpec(wanted.Placement, task.Spec.Placement)) {
    // The endpoint is not looked at here, as in SwarmKit: a simultaneous change of ports is overlooked.
    if (sameTemplate({ ...wanted, Placement: task.Spec.Placement }, task.Spec)) return !nodeMatchesService(service, node);
    return true;
  }
  return !sameTemplate(wanted, task.Spec) || !sameSpec(service.Spec.EndpointSpec, task.endpointSpec);
}

function sameTemplate(a: TaskSpec, b: TaskSpec): boolean {
  if (a === b) return true;
  return (a.ForceUpdate ?? 0) === (b.ForceUpdate ?? 0) && sameSpec({ ...a, ForceUpdate: 0 }, { ...b, ForceUpdate: 0 });
}

/** Sets the desired state unless it is there or past it: desired states never go back. True when it was set. */
export function desire(tx: Transaction, taskId: string, desired: DesiredState): boolean {
  const task = tx.get('task', taskId);
  if (task === undefined || desiredOrder(task.DesiredState) >= desiredOrder(desired)) return false;
  tx.update('task', taskId, { ...task, DesiredState: desired });
  return true;
}

/** By the time of the last status, then by ID so that the order is total (swarmkit orchestrator.TasksByTimestamp). */
export function byStatusTime(a: Task, b: Task): number {
  return a.Status.Timestamp - b.Status.Timestamp || (a.ID < b.ID ? -1 : a.ID > b.ID ? 1 : 0);
}
