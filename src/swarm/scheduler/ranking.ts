/**
 * The order of nodes, best first: few recent failures of this service version (from five on they decide), few
 * active tasks of the service, few active tasks in all (swarmkit manager/scheduler/scheduler.go). The three are
 * packed into one number, so that comparing is one subtraction; a tie is decided by chance.
 */
import type { Instant, Task } from '../../model';
import { FAILURES_MAX } from './node-info';
import type { NodeInfo, ServiceCounts } from './node-info';

/** 22 bits of tasks in all, 20 bits of tasks of the service, 10 bits of failures. */
const TOTAL_SPAN = 4_194_304;
const SERVICE_SPAN = 1_048_576;
const FAILURES_LIMIT = 1_023;

export class Ranking {
  /** `salt` mixes the ties anew for each group. */
  constructor(private task: Task, private counts: ServiceCounts, private nowMs: Instant, private salt: number) {}

  /** Smaller is better. Computes it from the present counters and leaves it on the node. */
  rank(node: NodeInfo): number {
    const failures = node.recentFailures(this.task, this.nowMs);
    const decisive = failures < FAILURES_MAX ? 0 : Math.min(failures, FAILURES_LIMIT);
    const ofService = this.counts.size === 0 ? 0 : (this.counts.get(node.index) ?? 0);
    return (node.rank = (decisive * SERVICE_SPAN + ofService) * TOTAL_SPAN + node.activeTasks);
  }

  /** By the ranks that were computed last; chance decides between equals. */
  compare = (a: NodeInfo, b: NodeInfo): number => a.rank - b.rank || ((a.tie ^ this.salt) >>> 0) - ((b.tie ^ this.salt) >>> 0);
}
