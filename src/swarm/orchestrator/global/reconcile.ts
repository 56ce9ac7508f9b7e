/**
 * The plans for global services: one task on every node that qualifies
 * (swarmkit manager/orchestrator/global/global.go). Pure: tested without a store.
 */
import type { Node, Service, Task } from '../../../model';
import type { Constraint } from '../../constraint';
import { nodeMatches } from '../../constraint';
import { groupByNode } from '../slot';
import { isTaskDirty } from '../task';

export interface GlobalPlan {
  readonly createNodeIds: string[];
  readonly shutdownTaskIds: string[];
  /** Live tasks per node: what the updater looks at. */
  readonly slots: (readonly Task[])[];
}

export type Updatable = (slot: readonly Task[]) => Task[];

/** The whole service over all nodes that are neither drained nor down (`nodes`). */
export function reconcileGlobalService(
  constraints: readonly Constraint[],
  nodes: ReadonlyMap<string, Node>,
  tasks: readonly Task[],
  updatable: Updatable,
): GlobalPlan {
  const plan: GlobalPlan = { createNodeIds: [], shutdownTaskIds: [], slots: [] };
  const live = new Map<string, Task[]>();
  for (const [nodeId, slot] of groupByNode(tasks)) {
    const members = updatable(slot);
    if (members.length > 0) live.set(nodeId, members);
  }
  for (const node of nodes.values()) {
    const slot = live.get(node.ID);
    live.delete(node.ID);
    if (!nodeMatches(constraints, node)) plan.shutdownTaskIds.push(...idsOf(slot ?? []));
    // A paused node gets no new task and no update.
    else if (node.Spec.Availability === 'pause') continue;
    else if (slot === undefined) plan.createNodeIds.push(node.ID);
    else plan.slots.push(slot);
  }
  // What is left is on nodes that are drained, down or gone.
  for (const slot of live.values()) plan.shutdownTaskIds.push(...idsOf(slot));
  return plan;
}

/**
 * One service on one node, after the node changed. A task that is out of date (the node was paused during an
 * update, say) is replaced directly: no updater, no delay, no status.
 */
export function reconcileGlobalNode(
  service: Service,
  constraints: readonly Constraint[],
  node: Node,
  tasks: readonly Task[],
  updatable: Updatable,
): GlobalPlan {
  const plan: GlobalPlan = { createNodeIds: [], shutdownTaskIds: [], slots: [] };
  if (node.Spec.Availability === 'pause' || !nodeMatches(constraints, node)) return plan;
  const live = updatable(tasks);
  const clean = live.filter((task) => !isTaskDirty(service, task, node));
  if (clean.length === 0) plan.createNodeIds.push(node.ID);
  const kept = clean[0]?.ID;
  plan.shutdownTaskIds.push(...idsOf(live).filter((id) => id !== kept));
  return plan;
}

function idsOf(tasks: readonly Task[]): string[] {
  return tasks.map((task) => task.ID);
}
