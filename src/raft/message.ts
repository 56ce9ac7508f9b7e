/**
 * What peers say to each other (etcd-io/raft raftpb). A message is a value; the wire may lose, repeat, delay
 * and reorder it. Entries and snapshot data travel by reference.
 */
import type { Entry, PeerId, Snapshot } from './entry';

interface Header {
  readonly from: PeerId;
  readonly to: PeerId;
  /** The sender's term; for a pre-vote the term it would campaign in. */
  readonly term: number;
}

export interface Append extends Header {
  readonly type: 'append';
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
}

export interface AppendReply extends Header {
  readonly type: 'append-reply';
  /** The last index that now matches the leader's log, or when rejected the `prevIndex` that did not. */
  readonly index: number;
  readonly rejected: boolean;
  /** When rejected: the last place where the logs might agree, to skip a whole term at once. */
  readonly hintIndex: number;
  readonly hintTerm: number;
}

export interface Heartbeat extends Header {
  readonly type: 'heartbeat';
  /** Never beyond what the receiver is known to hold. */
  readonly commit: number;
}

export interface HeartbeatReply extends Header {
  readonly type: 'heartbeat-reply';
}

export interface VoteRequest extends Header {
  readonly type: 'vote' | 'pre-vote';
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** The leader asked for this election: its lease does not protect it. */
  readonly transfer: boolean;
}

export interface VoteReply extends Header {
  readonly type: 'vote-reply' | 'pre-vote-reply';
  readonly granted: boolean;
}

export interface InstallSnapshot extends Header {
  readonly type: 'snapshot';
  readonly snapshot: Snapshot;
}

export interface TimeoutNow extends Header {
  readonly type: 'timeout-now';
}

export type Message =
  | Append
  | AppendReply
  | Heartbeat
  | HeartbeatReply
  | VoteRequest
  | VoteReply
  | InstallSnapshot
  | TimeoutNow;
