/**
 * The k best nodes that pass the filters: a heap whose top is the worst of those kept. Once it is full, a node
 * that is no better than the top is not even filtered (swarmkit manager/scheduler/{decision_tree,nodeset}.go).
 */
import type { Pipeline } from './pipeline';
import type { NodeInfo } from './node-info';
import type { Ranking } from './ranking';

export class BestNodes {
  private nodes: NodeInfo[] = [];
  private sorted = false;

  constructor(private limit: number, private pipeline: Pipeline, private ranking: Ranking) {}

  offer(node: NodeInfo): void {
    this.ranking.rank(node);
    const { nodes } = this;
    if (nodes.length < this.limit) {
      if (!this.pipeline.admits(node)) return;
      nodes.push(node);
      if (nodes.length === this.limit) this.heapify();
    } else if (this.ranking.compare(node, nodes[0] as NodeInfo) < 0 && this.pipeline.admits(node)) {
      nodes[0] = node;
      this.siftDown(0);
    }
  }

  /** Best first. Asked again after placements, it filters and orders anew. */
  ordered(): NodeInfo[] {
    if (this.sorted) {
      this.nodes = this.nodes.filter((node) => this.pipeline.admits(node));
      for (const node of this.nodes) this.ranking.rank(node);
    }
    this.sorted = true;
    return this.nodes.sort(this.ranking.compare);
  }

  /** Only a full heap is ever compared with, so order is made when it fills. */
  private heapify(): void {
    for (let i = (this.nodes.length >> 1) - 1; i >= 0; i--) this.siftDown(i);
  }

  private siftDown(from: number): void {
    const { nodes } = this;
    const { compare } = this.ranking;
    const node = nodes[from] as NodeInfo;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= nodes.length) break;
      if (child + 1 < nodes.length && compare(nodes[child + 1] as NodeInfo, nodes[child] as NodeInfo) > 0) child++;
      if (compare(nodes[child] as NodeInfo, node) <= 0) break;
      nodes[i] = nodes[child] as NodeInfo;
      i = child;
    }
    nodes[i] = node;
  }
}
