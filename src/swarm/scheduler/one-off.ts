/**
 * Tasks without a service are placed one at a time, each on the best node there is. SwarmKit looks at every node
 * for each of them; here tasks that demand the same share a heap for the length of one pass. That is the same
 * choice, because within a pass nodes only fill up: a rank can only get worse and a refusal stays.
 */
import type { Task } from '../../model';
import type { NodeInfo } from './node-info';
import type { Pipeline } from './pipeline';
import type { Ranking } from './ranking';

export class OneOffHeap {
  private heap: NodeInfo[] = [];
  private ranks: number[] = [];

  constructor(nodes: readonly NodeInfo[], private pipeline: Pipeline, private ranking: Ranking) {
    const passing = nodes.filter((node) => pipeline.admits(node));
    for (const node of passing) ranking.rank(node);
    // A sorted array is a heap.
    this.heap = passing.sort(ranking.compare);
    this.ranks = this.heap.map((node) => node.rank);
  }

  /** The best node now, or undefined when none passes. */
  best(): NodeInfo | undefined {
    for (;;) {
      const top = this.heap[0];
      if (top === undefined) return undefined;
      if (!this.pipeline.admits(top)) {
        const last = this.heap.length - 1;
        this.heap[0] = this.heap[last] as NodeInfo;
        this.ranks[0] = this.ranks[last] as number;
        this.heap.length = this.ranks.length = last;
        if (last > 0) this.siftDown();
        continue;
      }
      const rank = this.ranking.rank(top);
      if (rank === this.ranks[0]) return top;
      this.ranks[0] = rank;
      this.siftDown();
    }
  }

  private siftDown(): void {
    const { heap, ranks } = this;
    const node = heap[0] as NodeInfo;
    const rank = ranks[0] as number;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (ranks[child + 1] as number) < (ranks[child] as number)) child++;
      if ((ranks[child] as number) >= rank) break;
      heap[i] = heap[child] as NodeInfo;
      ranks[i] = ranks[child] as number;
      i = child;
    }
    heap[i] = node;
    ranks[i] = rank;
  }
}

/** Tasks with the same text here demand the same of a node. Empty for a task that demands nothing. */
export function demandOf(task: Task): string {
  const { Resources, Placement, LogDriver, ContainerSpec } = task.Spec;
  const attached = task.NetworksAttachments;
  const reservations = Resources?.Reservations;
  const mounts = ContainerSpec?.Mounts;
  if (!reservations && !Placement && !LogDriver && !mounts && !attached && !task.endpointSpec) return '';
  const drivers = attached?.map((attachment) => attachment.Network.Spec.Driver);
  return JSON.stringify([reservations, Placement, LogDriver?.Name, mounts, drivers, task.endpointSpec?.Ports]);
}
