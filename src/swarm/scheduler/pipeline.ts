/**
 * The filters that concern one task, and what they refused since a node last passed all of them
 * (swarmkit manager/scheduler/pipeline.go).
 */
import type { Task } from '../../model';
import { FILTERS } from './filter';
import type { Filter } from './filter';
import type { NodeInfo, ServiceCounts } from './node-info';

interface Entry {
  readonly filter: Filter<unknown>;
  readonly demand: unknown;
  refused: number;
}

export class Pipeline {
  private readonly entries: Entry[] = [];
  private refusals = 0;

  /** `counts` are the service's active tasks by node; they may change while the pipeline is in use. */
  constructor(task: Task, counts: ServiceCounts) {
    for (const filter of FILTERS) {
      const demand = filter.applies(task, counts);
      if (demand !== undefined) this.entries.push({ filter, demand, refused: 0 });
    }
  }

  /** The first filter that refuses ends the check and is charged; a node that passes clears all charges. */
  admits(node: NodeInfo): boolean {
    for (const entry of this.entries) {
      if (entry.filter.admits(entry.demand, node)) continue;
      entry.refused++;
      this.refusals++;
      return false;
    }
    if (this.refusals > 0) {
      this.refusals = 0;
      for (const entry of this.entries) entry.refused = 0;
    }
    return true;
  }

  /** Most refusals first, ties in the order of the filters; empty when nothing was refused. */
  explain(): string {
    return this.entries
      .filter((entry) => entry.refused > 0)
      .sort((a, b) => b.refused - a.refused)
      .map((entry) => entry.filter.explains(entry.refused))
      .join('; ');
  }
}
