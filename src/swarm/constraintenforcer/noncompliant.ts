/**
 * Which tasks an active node can no longer keep: those that violate the current constraints of their service,
 * and those whose reservations do not fit any more (swarmkit
 * manager/orchestrator/constraintenforcer/constraint_enforcer.go). Pure.
 */
import type { GenericResource, Node, Service, Task } from '../../model';
import { constraintsOf, nodeMatches } from '../constraint';
import { holds, without } from '../generic-resource';
import { desiredOrder } from '../orchestrator/task';

/** In the order of the tasks given: reservations are summed up in it, and who comes late does not fit. */
export function noncompliantTasks(node: Node, tasks: readonly Task[], serviceById: (id: string) => Service | undefined): string[] {
  if (node.Spec.Availability !== 'active') return [];
  const reported = node.Description?.Resources;
  let memoryBytes = reported?.MemoryBytes ?? 0;
  let nanoCpus = reported?.NanoCPUs ?? 0;
  let generic: readonly GenericResource[] = reported?.GenericResources ?? [];
  const rejected: string[] = [];
  for (const task of tasks) {
    if (desiredOrder(task.DesiredState) > desiredOrder('complete')) continue;
    // The service's constraints of now; the task's own only where there is no service.
    const placement = (serviceById(task.ServiceID)?.Spec.TaskTemplate ?? task.Spec).Placement;
    if (!nodeMatches(constraintsOf(placement), node)) {
      rejected.push(task.ID);
      continue;
    }
    const reserved = task.Spec.Resources?.Reservations;
    if (reserved === undefined) continue;
    if ((reserved.MemoryBytes ?? 0) > memoryBytes || (reserved.NanoCPUs ?? 0) > nanoCpus) {
      rejected.push(task.ID);
      continue;
    }
    const given = task.GenericResources ?? [];
    if (!given.every((resource) => holds(generic, resource))) {
      // SwarmKit ends the check of this node here.
      rejected.push(task.ID);
      return rejected;
    }
    memoryBytes -= reserved.MemoryBytes ?? 0;
    nanoCpus -= reserved.NanoCPUs ?? 0;
    generic = without(generic, given);
  }
  return rejected;
}
