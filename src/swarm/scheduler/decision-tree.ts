/**
 * The tree of spread preferences: one level per `node.labels.K` or `engine.labels.K`, one branch per value, the
 * best nodes of each leaf (swarmkit manager/scheduler/nodeset.go). Without preferences the root is the only leaf.
 */
import type { Node, Task } from '../../model';
import { BestNodes } from './best-nodes';
import type { NodeInfo, ServiceCounts } from './node-info';
import type { Pipeline } from './pipeline';
import type { Ranking } from './ranking';

export interface DecisionTree {
  /** Active tasks of the service on all nodes below, those that fail the filters included. Not refreshed by placements. */
  tasks: number;
  /** Branches by label value; a missing label is the empty value. */
  readonly next: Map<string, DecisionTree>;
  readonly best: BestNodes;
}

/** `limit` is how many nodes a leaf keeps: as many as there are tasks to place. */
export function buildTree(
  nodes: readonly NodeInfo[],
  task: Task,
  limit: number,
  counts: ServiceCounts,
  pipeline: Pipeline,
  ranking: Ranking,
): DecisionTree {
  const branch = (): DecisionTree => ({ tasks: 0, next: new Map(), best: new BestNodes(limit, pipeline, ranking) });
  const root = branch();
  const levels = spreadLevels(task);
  for (const info of nodes) {
    const count = counts.size === 0 ? 0 : (counts.get(info.index) ?? 0);
    let tree = root;
    for (const valueOf of levels) {
      tree.tasks += count;
      const value = valueOf(info.node) ?? '';
      let next = tree.next.get(value);
      if (next === undefined) tree.next.set(value, (next = branch()));
      tree = next;
    }
    tree.tasks += count;
    tree.best.offer(info);
  }
  return root;
}

type LabelReader = (node: Node) => string | undefined;

/** Descriptors that are no label are passed over silently, as SwarmKit does. */
function spreadLevels(task: Task): LabelReader[] {
  const levels: LabelReader[] = [];
  for (const { Spread } of task.Spec.Placement?.Preferences ?? []) {
    const descriptor = Spread.SpreadDescriptor;
    const lower = descriptor.toLowerCase();
    if (lower.startsWith('node.labels.') && lower.length > 'node.labels.'.length) {
      const label = descriptor.slice('node.labels.'.length);
      levels.push((node) => node.Spec.Labels[label]);
    } else if (lower.startsWith('engine.labels.') && lower.length > 'engine.labels.'.length) {
      const label = descriptor.slice('engine.labels.'.length);
      levels.push((node) => node.Description?.Engine.Labels?.[label]);
    }
  }
  return levels;
}
