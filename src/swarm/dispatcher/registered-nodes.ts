/** The nodes that the dispatcher has heard of in this term, each with its session and its heartbeat limit (swarmkit manager/dispatcher/nodes.go). */
import type { AssignmentsMessage, Refusal, SessionMessage } from '../../model';
import { refuseRpc } from '../../model';
import type { Random, Sim } from '../../sim';
import type { AssignmentSet } from './assignment-set';
import { Deadline } from './deadline';

export const HEARTBEAT_EPSILON_MS = 500;
export const GRACE_FACTOR = 3;
/** A node that was known before the change of leaders has twice as long. */
export const GRACE_FACTOR_UNKNOWN = 6;
const RATE_LIMIT_PERIOD_MS = 8_000;
const RATE_LIMIT_COUNT = 3;

/** Takes messages to the agent; the wire decides when they arrive. */
export type Send = (message: SessionMessage | AssignmentsMessage) => void;

export interface RegisteredNode {
  /** Empty while the node is only known of. */
  readonly sessionId: string;
  readonly heartbeat: Deadline;
  readonly registeredAtMs: number | undefined;
  readonly attempts: number;
  /** Gone once the agent has left. */
  send: Send | undefined;
  /** Set when the first messages are out. */
  assignments: AssignmentSet | undefined;
  /** Changes that wait to be sent, and the limit at which they are. */
  modifications: number;
  readonly batch: Deadline;
}

export class RegisteredNodes {
  private readonly nodes = new Map<string, RegisteredNode>();
  periodMs = 5_000;

  constructor(private readonly sim: Sim, private readonly random: Random) {}

  /** Period for the next beat: 5 s ± 0.5 s, drawn each time. */
  choosePeriodMs(): number {
    return Math.max(this.periodMs - HEARTBEAT_EPSILON_MS + this.random.int(0, 2 * HEARTBEAT_EPSILON_MS - 1), 1);
  }

  /** Known from before this leader's term: to register within six periods. */
  addUnknown(nodeId: string, expire: () => void): void {
    this.set(nodeId, { sessionId: '', registeredAtMs: undefined, attempts: 0, send: undefined }, expire, () => {}, GRACE_FACTOR_UNKNOWN);
  }

  /** Counts a registration; more than three within 8 s are refused. */
  checkRate(nodeId: string): { attempts: number } | Refusal {
    const known = this.nodes.get(nodeId);
    if (!known) return { attempts: 0 };
    const fresh = known.registeredAtMs === undefined || this.sim.nowMs - known.registeredAtMs > RATE_LIMIT_PERIOD_MS;
    const attempts = (fresh ? 0 : known.attempts) + 1;
    if (attempts > RATE_LIMIT_COUNT) return refuseRpc('Unavailable', `node ${nodeId} exceeded rate limit count of registrations`);
    return { attempts };
  }

  /** A new session replaces the old one. */
  add(nodeId: string, attempts: number, send: Send, expire: () => void, flush: (node: RegisteredNode) => void): RegisteredNode {
    return this.set(nodeId, { sessionId: this.random.id(), registeredAtMs: this.sim.nowMs, attempts, send }, expire, flush, GRACE_FACTOR);
  }

  private set(
    nodeId: string,
    base: Pick<RegisteredNode, 'sessionId' | 'registeredAtMs' | 'attempts' | 'send'>,
    expire: () => void,
    flush: (node: RegisteredNode) => void,
    graceFactor: number,
  ): RegisteredNode {
    this.delete(nodeId);
    const heartbeat = new Deadline(this.sim, 'dispatcher.heartbeat', expire);
    const batch = new Deadline(this.sim, 'dispatcher.assignments', () => flush(node));
    const node: RegisteredNode = { ...base, heartbeat, batch, assignments: undefined, modifications: 0 };
    this.nodes.set(nodeId, node);
    heartbeat.push(this.choosePeriodMs() * graceFactor);
    return node;
  }

  get(nodeId: string): RegisteredNode | undefined {
    return this.nodes.get(nodeId);
  }

  /** The node behind this session, or what SwarmKit says when there is none. */
  inSession(nodeId: string, sessionId: string): RegisteredNode | Refusal {
    const node = this.nodes.get(nodeId);
    if (!node) return refuseRpc('NotFound', 'node not registered');
    if (sessionId === '' || node.sessionId !== sessionId) return refuseRpc('InvalidArgument', 'session invalid');
    return node;
  }

  all(): IterableIterator<[string, RegisteredNode]> {
    return this.nodes.entries();
  }

  delete(nodeId: string): void {
    const node = this.nodes.get(nodeId);
    if (!node) return;
    node.heartbeat.stop();
    node.batch.stop();
    this.nodes.delete(nodeId);
  }

  clear(): void {
    for (const nodeId of [...this.nodes.keys()]) this.delete(nodeId);
  }
}
