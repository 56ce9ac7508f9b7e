/**
 * Which networks each node needs an endpoint on: those of the tasks that are on it and not over. Counted per node
 * and network as tasks come and go, so that no commit makes anybody look at all tasks of a node.
 */
import type { Task } from '../../model';
import { isTerminal } from '../../model';
import { isOverlay } from './service-needs';

export class NodeNeeds {
  private readonly counts = new Map<string, Map<string, number>>();

  /** The networks of this node's tasks, in the order in which they were first needed. */
  networksOf(nodeId: string): string[] {
    return [...(this.counts.get(nodeId)?.keys() ?? [])];
  }

  /** Takes note of a task's step and answers the nodes whose needs changed. */
  follow(before: Task | undefined, after: Task | undefined): string[] {
    if (before !== undefined && after !== undefined && sameNeed(before, after)) return [];
    const changed: string[] = [];
    if (after && needs(after) && this.add(after, 1)) changed.push(after.NodeID);
    if (before && needs(before) && this.add(before, -1)) changed.push(before.NodeID);
    return changed;
  }

  private add(task: Task, step: 1 | -1): boolean {
    let changed = false;
    let networks = this.counts.get(task.NodeID);
    if (networks === undefined) this.counts.set(task.NodeID, (networks = new Map()));
    for (const { Network: network } of task.NetworksAttachments ?? []) {
      if (!isOverlay(network)) continue;
      const count = (networks.get(network.ID) ?? 0) + step;
      if (count > 0) networks.set(network.ID, count);
      else networks.delete(network.ID);
      if (count === 0 || (count === 1 && step === 1)) changed = true;
    }
    if (networks.size === 0) this.counts.delete(task.NodeID);
    return changed;
  }
}

function needs(task: Task): boolean {
  return task.NodeID !== '' && !isTerminal(task.Status.State);
}

function sameNeed(a: Task, b: Task): boolean {
  return a.NodeID === b.NodeID && a.NetworksAttachments === b.NetworksAttachments && isTerminal(a.Status.State) === isTerminal(b.Status.State);
}
