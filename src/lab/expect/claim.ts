/**
 * What a sentence of an `expect` block claims, as a value. A claim is about one instant; `Expectation` adds when it
 * must hold. Names are those of the Engine API's objects.
 */
import type { NodeState, UpdateState } from '../../model';

export type Compare = 'exactly' | 'at least' | 'at most';
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains';
export type NamedTable = 'service' | 'secret' | 'config' | 'network' | 'node';

export type Claim =
  | { kind: 'exists'; table: NamedTable; name: string }
  | { kind: 'gone'; table: NamedTable; name: string }
  | { kind: 'replicas'; service: string; compare: Compare; count: number | 'all'; image?: string; node?: string }
  | { kind: 'image'; service: string; image: string }
  | { kind: 'publishes'; service: string; published: number; target?: number; mode?: 'host' | 'ingress' }
  | { kind: 'on-network'; service: string; network: string }
  | { kind: 'uses'; service: string; table: 'secret' | 'config'; name: string; path?: string }
  | { kind: 'field'; table: NamedTable; name: string; path: readonly string[]; operator: Operator; value: string }
  | { kind: 'update'; service: string; state: UpdateState }
  | { kind: 'placed'; quantifier: 'no' | 'every' | 'a'; service: string; nodes: readonly string[] }
  | { kind: 'task-failed'; service: string; text: string }
  | { kind: 'node-state'; node: string; state: NodeState | 'active' | 'pause' | 'drain' }
  | { kind: 'node-role'; node: string; role: 'manager' | 'worker' | 'leader' }
  | { kind: 'node-label'; node: string; label: string; value: string }
  | { kind: 'members'; compare: Compare; count: number; of: 'managers' | 'workers' | 'nodes' | 'ready nodes' }
  | { kind: 'quorum'; kept: boolean }
  | { kind: 'swarm'; is: 'active' | 'locked' | 'autolocked' }
  | { kind: 'network-driver'; network: string; driver: string }
  | { kind: 'network-is'; network: string; is: 'attachable' | 'encrypted' | 'internal' }
  | { kind: 'stack'; stack: string; compare: Compare; count: number }
  | { kind: 'container'; container: string; machine: string; is: 'running' | 'exited' | 'paused' | 'gone' }
  | { kind: 'volume'; volume: string; machine: string }
  | { kind: 'pulled'; image: string; machine: string }
  | { kind: 'file'; machine: string; path: string; test: { is: 'there' } | { contains: string } | { matches: string } };

/** What is claimed of requests; it needs the record of them. */
export type RequestClaim =
  | { kind: 'failed-at-most'; service: string; count: number }
  | { kind: 'answered-by'; service: string; tasks: number };

/** When a claim must hold. `sinceStep` names a command block of the guide: from its first run on. */
export type When =
  | { kind: 'now' }
  | { kind: 'within'; ms: number; ofStep?: string }
  | { kind: 'once'; sinceStep?: string }
  | { kind: 'for'; ms: number }
  | { kind: 'always'; sinceStep?: string }
  | { kind: 'never'; sinceStep?: string }
  /** While a service is being updated: every update so far, and there was one. */
  | { kind: 'during'; service: string };

export interface Expectation {
  when: When;
  claim: Claim | RequestClaim;
  /** What the author says when it does not hold; else the judge's own words. */
  words?: string;
  /** The sentence as written, and its 1-based line in the block. */
  text: string;
  line: number;
}

export function isRequestClaim(claim: Claim | RequestClaim): claim is RequestClaim {
  return claim.kind === 'failed-at-most' || claim.kind === 'answered-by';
}
