/**
 * What every file of the control API is handed: the leader's store, its raft group as far as the API needs it,
 * time and chance. `RaftView` is implemented by whoever owns the raft peer; the API never sees a log entry.
 */
import type { Program, Sim } from '../../sim';
import type { Refusal } from '../../model';
import type { Store } from '../../store';
import type { CertificateAuthority } from '../ca/certificate-authority';

/** A voter of the raft group as the leader sees it. */
export interface RaftMember {
  readonly raftId: string;
  readonly nodeId: string;
  /** `192.168.0.11:2377`. */
  readonly addr: string;
  readonly leader: boolean;
  /** Heard from within the last seconds; always true for the leader itself. */
  readonly reachable: boolean;
}

/** The raft group as SwarmKit's control API and role manager ask about it. */
export interface RaftView {
  readonly selfNodeId: string;
  members(): readonly RaftMember[];
  /** False when the members reachable after the removal would be fewer than a majority of those left (semantics 9.3). */
  canRemove(nodeId: string): boolean;
  /** Proposes the removal and waits for it; at once done for a node that is no member. */
  removeMember(nodeId: string): Program<undefined | Refusal>;
  /** Hands leadership to the freshest reachable peer; the caller's term of leadership ends with it. */
  transferLeadership(): Program<undefined | Refusal>;
}

export interface ControlContext {
  readonly store: Store;
  readonly sim: Sim;
  readonly raft: RaftView;
  readonly ca: CertificateAuthority;
}

/** Docker's filters as the Engine API decodes them: `{"name":["web"],"label":["a=b"]}`. */
export type Filters = { readonly [key: string]: readonly string[] };
