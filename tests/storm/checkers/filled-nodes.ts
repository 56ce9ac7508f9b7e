/** The nodes that a commit put a task on: the only ones that can be too full now. */
import type { Commit } from '../../../src/store';
import { holdsNode } from './task';

export function filledNodes({ changes }: Commit): Set<string> {
  const nodes = new Set<string>();
  for (const change of changes) {
    if (change.table === 'task' && change.after && holdsNode(change.after) && !(change.before && holdsNode(change.before))) nodes.add(change.after.NodeID);
  }
  return nodes;
}
