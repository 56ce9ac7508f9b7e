/** The three numbers of `service ls`, counted as SwarmKit does (manager/controlapi/service.go, ListServiceStatuses). */
import type { ReadView } from '../../store';

export interface ServiceStatus {
  readonly RunningTasks: number;
  readonly DesiredTasks: number;
  readonly CompletedTasks: number;
}

/**
 * Running goes by observed state alone, so a task on a lost node still counts. Desired is the spec's number;
 * for global services the tasks desired to run, for global jobs those that have yet to complete.
 */
export function serviceStatus(view: ReadView, serviceId: string): ServiceStatus {
  const service = view.get('service', serviceId);
  const iteration = service?.JobStatus?.JobIteration.Index;
  const mode = service?.Spec.Mode;
  const global = mode !== undefined && (mode.Global !== undefined || mode.GlobalJob !== undefined);
  let running = 0;
  let desired = mode?.Replicated?.Replicas ?? mode?.ReplicatedJob?.MaxConcurrent ?? 0;
  let completed = 0;
  for (const task of view.tasksOfService(serviceId)) {
    if (iteration !== undefined) {
      if (task.JobIteration?.Index !== iteration) continue;
      if (task.Status.State === 'complete') completed++;
    }
    if (task.Status.State === 'running') running++;
    if (global && task.DesiredState === 'running') desired++;
    if (global && task.DesiredState === 'complete' && task.Status.State !== 'complete') desired++;
  }
  return { RunningTasks: running, DesiredTasks: desired, CompletedTasks: completed };
}
