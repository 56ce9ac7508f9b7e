/** Is there a place for this task? Asked the plain way, node by node and law by law, apart from the scheduler's own accounts. */
import { constraintsOf, nodeMatches } from '../../../src/swarm/constraint';
import { TASK_STATE_ORDER } from '../../../src/model';
import type { Node, Task } from '../../../src/model';
import type { ReadView } from '../../../src/store';
import { reservedOn } from './capacity';
import { hostPortsOf } from './host-ports';
import { holdsNode } from './task';

/** The nodes that could take it now. */
export function nodesWithRoom(view: ReadView, task: Task): Node[] {
  return view.list('node').filter((node) => hasRoom(view, node, task));
}

export function hasRoom(view: ReadView, node: Node, task: Task): boolean {
  const there = node.Description;
  if (node.Status.State !== 'ready' || node.Spec.Availability !== 'active' || !there) return false;
  if (!nodeMatches(constraintsOf(task.Spec.Placement), node)) return false;
  const wanted = task.Spec.Resources?.Reservations;
  const reserved = reservedOn(view, node.ID);
  if (wanted?.NanoCPUs && reserved.cpus + wanted.NanoCPUs > (there.Resources.NanoCPUs ?? 0)) return false;
  if (wanted?.MemoryBytes && reserved.memory + wanted.MemoryBytes > (there.Resources.MemoryBytes ?? 0)) return false;
  const platforms = task.Spec.Placement?.Platforms ?? [];
  if (platforms.length > 0 && !platforms.some(({ OS }) => !OS || OS === there.Platform.OS)) return false;
  const others = view.tasksOfNode(node.ID);
  const taken = new Set(others.filter(holdsNode).flatMap(hostPortsOf));
  if (hostPortsOf(task).some((port) => taken.has(port))) return false;
  const most = task.Spec.Placement?.MaxReplicas ?? 0;
  if (most === 0) return true;
  const active = others.filter((other) => other.ServiceID === task.ServiceID && holdsNode(other) && TASK_STATE_ORDER[other.DesiredState] <= TASK_STATE_ORDER.complete);
  return active.length < most;
}
