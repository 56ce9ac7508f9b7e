/**
 * The nouns of agreement: what a log is made of, and what a peer must never forget. All are plain
 * immutable values; `data` is the caller's own object, passed on by reference and never looked into.
 */

/** A raft peer. An id is used once: a node promoted a second time joins under a new one (swarmkit does so too). */
export type PeerId = string;

export interface Member {
  readonly id: PeerId;
  readonly address: string;
  /** Whatever the host wants to remember with a member, the swarm node's ID say. */
  readonly context?: unknown;
}

/** One server at a time is added or removed (thesis section 4.1); `update` only changes address and context. */
export type ConfChange =
  | { readonly kind: 'add' | 'update'; readonly id: PeerId; readonly address: string; readonly context?: unknown }
  | { readonly kind: 'remove'; readonly id: PeerId };

export type Entry =
  | { readonly kind: 'data'; readonly index: number; readonly term: number; readonly data: unknown }
  | { readonly kind: 'change'; readonly index: number; readonly term: number; readonly change: ConfChange }
  /** The first entry of every leader: committing it commits all that earlier terms left behind. */
  | { readonly kind: 'empty'; readonly index: number; readonly term: number };

/** An entry's place: two logs that agree on a point agree on everything before it. */
export interface LogPoint {
  readonly index: number;
  readonly term: number;
}

/** Stands for the entries 1..index: the caller's state (`data`) with the membership of that moment. */
export interface Snapshot extends LogPoint {
  readonly peers: readonly Member[];
  /** Ids that were members once; their messages are refused for ever. */
  readonly removed: readonly PeerId[];
  readonly data: unknown;
}

export interface HardState {
  readonly term: number;
  /** Who got this peer's vote in `term`. */
  readonly vote: PeerId | undefined;
  readonly commit: number;
}
