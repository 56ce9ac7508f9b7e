/** What several checkers ask of a task. */
import { TASK_STATE_ORDER } from '../../../src/model';
import type { Service, Task } from '../../../src/model';

export function isOver(task: Task): boolean {
  return TASK_STATE_ORDER[task.Status.State] > TASK_STATE_ORDER.running;
}

/** Wanted to run or to be ready for it. */
export function isWanted(task: Task): boolean {
  return task.DesiredState === 'ready' || task.DesiredState === 'running';
}

/** On a node and not over: it holds what it reserved there, and its host ports. */
export function holdsNode(task: Task): boolean {
  return task.NodeID !== '' && !isOver(task) && TASK_STATE_ORDER[task.Status.State] >= TASK_STATE_ORDER.assigned;
}

export function nameOf(task: Task): string {
  return `${task.serviceName}.${task.Slot === 0 ? task.NodeID.slice(0, 8) : task.Slot} (${task.ID.slice(0, 8)})`;
}

export function isReplicated(service: Service | undefined): boolean {
  return service?.Spec.Mode.Replicated !== undefined;
}

export function isGlobal(service: Service | undefined): boolean {
  return service?.Spec.Mode.Global !== undefined;
}
