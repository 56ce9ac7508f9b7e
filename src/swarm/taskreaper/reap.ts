/**
 * Which tasks of one slot have to go so that its history keeps to the limit
 * (swarmkit manager/orchestrator/taskreaper/task_reaper.go). Pure.
 */
import type { Service, Task } from '../../model';
import { byStatusTime, isBefore, isOver, isWanted } from '../orchestrator/task';

/** How many tasks a slot of this service keeps, the current one included; negative keeps all. */
export function historyLimitOf(service: Service, clusterLimit: number): number {
  const attemptsMax = service.Spec.TaskTemplate.RestartPolicy?.MaxAttempts ?? 0;
  // The restart history of a limited policy is rebuilt from the tasks, so that many must stay.
  return attemptsMax > 0 ? attemptsMax + 1 : clusterLimit;
}

export interface SlotReaping {
  readonly deleteTaskIds: readonly string[];
  /** More than one task still runs there: look again when something happens. */
  readonly lookAgain: boolean;
}

/** Oldest first; only tasks that are over, or were never assigned and are not wanted any more. */
export function reapSlot(tasks: readonly Task[], limit: number): SlotReaping {
  const deleteTaskIds: string[] = [];
  if (limit < 0 || tasks.length <= limit) return { deleteTaskIds, lookAgain: false };
  let running = 0;
  for (const task of tasks.slice().sort(byStatusTime)) {
    if (isOver(task) || (isBefore(task.Status.State, 'assigned') && !isWanted(task))) {
      deleteTaskIds.push(task.ID);
      if (tasks.length - deleteTaskIds.length <= limit) break;
    } else {
      running++;
    }
  }
  return { deleteTaskIds, lookAgain: running > 1 };
}

/** Deleted without regard to history: removed tasks that are over or were never assigned, orphans without a service. */
export function isToBeCleaned(task: Task): boolean {
  if (task.ServiceID === '' && task.Status.State === 'orphaned') return true;
  return task.DesiredState === 'remove' && (isOver(task) || isBefore(task.Status.State, 'assigned'));
}
