/** Which nodes may keep their tasks, and which match a service (swarmkit manager/orchestrator/task.go). */
import type { Node, Service } from '../../model';
import { constraintsOf, nodeMatches } from '../constraint';

/** Gone, down or drained: tasks there are to be moved. Paused and unknown nodes keep theirs. */
export function isInvalidNode(node: Node | undefined): boolean {
  return node === undefined || node.Status.State === 'down' || node.Spec.Availability === 'drain';
}

/** The service's own constraints hold on this node; false where there is no node. */
export function nodeMatchesService(service: Service, node: Node | undefined): boolean {
  return node !== undefined && nodeMatches(constraintsOf(service.Spec.TaskTemplate.Placement), node);
}
