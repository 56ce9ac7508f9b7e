/** What is left to do for the tasks of a service that was removed (swarmkit manager/orchestrator/service.go). */
import type { LoopDeps } from './loop-deps';
import { desire } from './task';

/** The service object is gone at once; its tasks are stopped and then deleted by the reaper. */
export function removeTasksOfService({ store }: LoopDeps, serviceId: string): void {
  store.batch(
    'remove tasks of service',
    (view) => view.tasksOfService(serviceId),
    (tx, task) => void desire(tx, task.ID, 'remove'),
  );
}
