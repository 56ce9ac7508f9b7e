/**
 * Who votes. A membership is a value; a committed change makes the next one. Changes count from the moment
 * they are committed (as in etcd, where they count when applied), never while they are only in a log, so any
 * two memberships in use at once differ by at most one peer and their majorities overlap.
 */
import type { ConfChange, Member, PeerId, Snapshot } from './entry';

export interface Membership {
  /** The entry that made it: 0 for nobody yet. */
  readonly index: number;
  readonly members: ReadonlyMap<PeerId, Member>;
  readonly removed: ReadonlySet<PeerId>;
}

export const nobody: Membership = { index: 0, members: new Map(), removed: new Set() };

export function membershipOf(snapshot: Snapshot): Membership {
  return {
    index: snapshot.index,
    members: new Map(snapshot.peers.map((member) => [member.id, member])),
    removed: new Set(snapshot.removed),
  };
}

/** The membership after a change. Changes that make no sense (add a member, remove a stranger) change nothing. */
export function changed(before: Membership, change: ConfChange, index: number): Membership {
  const { id } = change;
  if (change.kind === 'remove') {
    const members = new Map(before.members);
    members.delete(id);
    return { index, members, removed: new Set(before.removed).add(id) };
  }
  if (before.removed.has(id) || (change.kind === 'update' && !before.members.has(id))) return { ...before, index };
  const member: Member = { id, address: change.address, context: change.context };
  return { index, members: new Map(before.members).set(id, member), removed: before.removed };
}

/** How many make a majority. */
export function quorumOf(membership: Membership): number {
  return (membership.members.size >> 1) + 1;
}
