/**
 * What survives a crash: a plain value that the host keeps (on its simulated disk) and hands to the next
 * `Peer`. `keep` performs one write on it. A whole write is atomic; a host that crashes does it or does not.
 */
import { assert } from '../sim';
import type { Entry, HardState, LogPoint, Member, PeerId, Snapshot } from './entry';
import { changed, membershipOf, nobody } from './membership';

export interface PersistedState {
  hardState: HardState;
  snapshot: Snapshot | undefined;
  /** The place just before `entries[0]`. Lies at or before the snapshot, for slow followers. */
  logStart: LogPoint;
  entries: Entry[];
}

/** One write, owed before the messages of the same `Ready` may leave. Apply its parts in this order. */
export interface Write {
  readonly hardState: HardState | undefined;
  /** Replaces the snapshot kept so far. */
  readonly snapshot: Snapshot | undefined;
  /** The log was replaced by a leader's snapshot: forget every entry kept so far. */
  readonly reset: boolean;
  /** Forget the entries up to here, and remember it as the place before the first. */
  readonly logStart: LogPoint | undefined;
  /** Replace whatever was kept from the first one's index on. */
  readonly entries: readonly Entry[];
}

export const noHardState: HardState = { term: 0, vote: undefined, commit: 0 };

/** The disk of a peer that never ran. */
export function emptyState(): PersistedState {
  return { hardState: noHardState, snapshot: undefined, logStart: { index: 0, term: 0 }, entries: [] };
}

/** Has its peer never heard anything of the group? */
export function isEmpty({ snapshot, entries, logStart }: PersistedState): boolean {
  return snapshot === undefined && entries.length === 0 && logStart.index === 0;
}

/** Performs a write on the kept state, in place. */
export function keep(state: PersistedState, write: Write): void {
  if (write.hardState) state.hardState = write.hardState;
  if (write.snapshot) state.snapshot = write.snapshot;
  if (write.reset) state.entries = [];
  if (write.logStart) {
    if (!write.reset) state.entries.splice(0, write.logStart.index - state.logStart.index);
    state.logStart = write.logStart;
  }
  const first = write.entries[0];
  if (!first) return;
  const at = first.index - state.logStart.index - 1;
  assert(at >= 0 && at <= state.entries.length, 'a write to the raft log leaves no gap');
  state.entries.length = at;
  for (const entry of write.entries) state.entries.push(entry);
}

/**
 * The first state of a new cluster: its members as committed entries, so that whoever joins later reads them
 * from the log (etcd-io/raft bootstrap.go). All founding peers must be given the same members in the same order.
 */
export function bootstrapEntries(members: readonly Member[]): Entry[] {
  return members.map((member, i): Entry => ({ kind: 'change', index: i + 1, term: 1, change: { kind: 'add', ...member } }));
}

/**
 * What `--force-new-cluster` restarts from: uncommitted entries are given up and removals of everybody else are
 * written as if they had been agreed (swarmkit manager/state/raft/storage.go). The kept state is left untouched.
 */
export function forceNewCluster(state: PersistedState, self: Member): PersistedState {
  const { snapshot, logStart, hardState } = state;
  const entries = state.entries.filter((entry) => entry.index <= hardState.commit);
  let membership = snapshot ? membershipOf(snapshot) : nobody;
  for (const entry of entries) {
    if (entry.kind === 'change' && entry.index > membership.index) membership = changed(membership, entry.change, entry.index);
  }
  assert(!membership.removed.has(self.id), 'a removed peer cannot found a cluster again');
  const term = Math.max(hardState.term, 1);
  let index = entries.at(-1)?.index ?? logStart.index;
  const push = (change: (Entry & { kind: 'change' })['change']) => entries.push({ kind: 'change', index: ++index, term, change });
  // First add, then remove: at no point may the membership be empty.
  if (membership.members.get(self.id)?.address !== self.address) {
    push({ kind: membership.members.has(self.id) ? 'update' : 'add', ...self });
  }
  for (const id of membership.members.keys() as Iterable<PeerId>) if (id !== self.id) push({ kind: 'remove', id });
  return { hardState: { term, vote: hardState.vote, commit: index }, snapshot, logStart, entries };
}
