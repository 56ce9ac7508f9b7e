/**
 * The laws of agreement, one checker each (paper figure 3, and what a swarm relies on besides). A storm shows them
 * everything that happens; a checker answers with a complaint or stays silent. They look at what peers do to the
 * outside (disk, caller) rather than at how they decide, so a wrong idea in the machine cannot hide in them too.
 */
import type { Entry, HardState, PeerId, Snapshot } from './entry';
import type { Peer } from './peer';
import type { PersistedState, Write } from './persisted';

export type Seen =
  | { readonly kind: 'started'; readonly peer: Peer; readonly disk: PersistedState }
  /** A write is about to be performed on a disk. */
  | { readonly kind: 'writing'; readonly peer: Peer; readonly disk: PersistedState; readonly write: Write }
  | { readonly kind: 'wrote'; readonly peer: Peer; readonly disk: PersistedState; readonly write: Write }
  /** A Ready has been performed to its end. */
  | { readonly kind: 'performed'; readonly peer: Peer; readonly disk: PersistedState }
  /** A peer was seen to lead a term for the first time. */
  | { readonly kind: 'leads'; readonly peer: Peer; readonly term: number }
  /** A caller applied an entry; `digest` stands for its whole history up to there. */
  | { readonly kind: 'applied'; readonly peer: Peer; readonly entry: Entry; readonly digest: number }
  | { readonly kind: 'restored'; readonly peer: Peer; readonly snapshot: Snapshot; readonly digest: number }
  /** The storm is over and all was well for a while: what the members of the last membership have applied. */
  | { readonly kind: 'calm'; readonly settled: boolean; readonly applied: ReadonlyMap<PeerId, { index: number; digest: number }> };

export interface Checker {
  readonly name: string;
  readonly law: string;
  /** What is wrong, if anything. */
  check(seen: Seen): string | undefined;
}

interface Fact {
  readonly entry: Entry;
  readonly digest: number;
  /** The term of the peer that first applied it. */
  readonly inTerm: number;
}

/** Everything that anybody ever applied, by index: the history all must share. */
export class Agreed {
  private facts: Fact[] = [];

  get lastIndex(): number {
    return this.facts.length;
  }

  at(index: number): Fact | undefined {
    return this.facts[index - 1];
  }

  record(entry: Entry, digest: number, inTerm: number): void {
    if (entry.index === this.facts.length + 1) this.facts.push({ entry, digest, inTerm });
  }
}

function electionSafety(): Checker {
  const leaders = new Map<number, PeerId>();
  return {
    name: 'election-safety',
    law: 'At most one leader can be elected in a given term.',
    check(seen) {
      if (seen.kind !== 'leads') return undefined;
      const before = leaders.get(seen.term);
      leaders.set(seen.term, seen.peer.id);
      return before !== undefined && before !== seen.peer.id ? `${before} and ${seen.peer.id} both lead term ${seen.term}` : undefined;
    },
  };
}

function logMatching(): Checker {
  // By induction: if a place (index, term) always holds the same entry and always follows the same place,
  // then two logs that share a place share everything before it.
  const places = new Map<number, { entry: Entry; prevTerm: number }>();
  return {
    name: 'log-matching',
    law: 'If two logs contain an entry with the same index and term, they are identical in all entries up to it.',
    check(seen) {
      if (seen.kind !== 'wrote') return undefined;
      const { disk, write } = seen;
      let prevTerm = write.entries.length > 0 ? termBefore(disk, (write.entries[0] as Entry).index) : 0;
      for (const entry of write.entries) {
        const key = entry.index * 65_536 + entry.term;
        const before = places.get(key);
        if (!before) places.set(key, { entry, prevTerm });
        else if (!sameContent(before.entry, entry)) return `two entries at ${place(entry)}, one of them at ${seen.peer.id}`;
        else if (before.prevTerm !== prevTerm) return `${place(entry)} follows term ${before.prevTerm}, and term ${prevTerm} at ${seen.peer.id}`;
        prevTerm = entry.term;
      }
      return undefined;
    },
  };
}

function leaderCompleteness(agreed: Agreed): Checker {
  return {
    name: 'leader-completeness',
    law: 'An entry committed in a term is in the logs of the leaders of all later terms.',
    check(seen) {
      if (seen.kind !== 'leads') return undefined;
      const { log } = seen.peer.machine;
      for (let index = log.start.index + 1; index <= agreed.lastIndex; index++) {
        const { entry, inTerm } = agreed.at(index) as Fact;
        // A leader of an earlier term, elected late by delayed votes, owes nothing to later ones.
        if (inTerm >= seen.term) break;
        const own = log.termAt(index);
        if (own !== entry.term) return `${seen.peer.id} leads term ${seen.term} with term ${own} at ${index}, where ${place(entry)} is committed`;
      }
      return undefined;
    },
  };
}

function stateMachineSafety(agreed: Agreed): Checker {
  return {
    name: 'state-machine-safety',
    law: 'If a peer has applied an entry at an index, no other peer ever applies a different one there.',
    check(seen) {
      if (seen.kind === 'applied') {
        const fact = agreed.at(seen.entry.index);
        if (!fact) return seen.entry.index > agreed.lastIndex + 1 ? `${seen.peer.id} skipped to ${place(seen.entry)}` : undefined;
        if (fact.entry.term !== seen.entry.term || !sameContent(fact.entry, seen.entry)) {
          return `${seen.peer.id} applied ${place(seen.entry)} where ${place(fact.entry)} was applied`;
        }
        return fact.digest === seen.digest ? undefined : `${seen.peer.id} has another history up to ${place(seen.entry)}`;
      }
      if (seen.kind === 'restored') {
        const fact = agreed.at(seen.snapshot.index);
        return fact?.digest === seen.digest ? undefined : `${seen.peer.id} restored a state at ${seen.snapshot.index} that nobody agreed on`;
      }
      return undefined;
    },
  };
}

function neverLost(agreed: Agreed): Checker {
  return {
    name: 'committed-never-lost',
    law: 'Once committed, an entry is never overwritten where it is held, and in calm weather everybody has it.',
    check(seen) {
      if (seen.kind === 'writing') return overwrites(agreed, seen.disk, seen.write, seen.peer.id);
      if (seen.kind !== 'calm' || !seen.settled) return undefined;
      for (const [id, { index, digest }] of seen.applied) {
        if (index < agreed.lastIndex) return `${id} has applied ${index} of ${agreed.lastIndex} committed entries`;
        if (digest !== agreed.at(index)?.digest) return `${id} ended in another state at ${index}`;
      }
      return undefined;
    },
  };
}

function overwrites(agreed: Agreed, disk: PersistedState, write: Write, id: PeerId): string | undefined {
  const first = write.reset ? (write.snapshot as Snapshot).index + 1 : write.entries[0]?.index;
  if (first === undefined) return undefined;
  const last = Math.min(disk.logStart.index + disk.entries.length, agreed.lastIndex);
  for (let index = Math.max(first, disk.logStart.index + 1); index <= last; index++) {
    const held = disk.entries[index - disk.logStart.index - 1] as Entry;
    if (held.term !== agreed.at(index)?.entry.term) continue;
    const next = write.entries[index - (write.entries[0]?.index ?? Infinity)];
    if (next?.term !== held.term) return `${id} overwrites the committed ${place(held)}`;
  }
  return undefined;
}

function termsOnlyGrow(): Checker {
  const seenAt = new Map<PeerId, HardState>();
  return {
    name: 'terms-only-grow',
    law: 'Term and commit never go back, crashes included, and a vote once given in a term is not given again.',
    check(seen) {
      if (seen.kind !== 'wrote' && seen.kind !== 'started') return undefined;
      const { id } = seen.peer;
      const before = seenAt.get(id);
      const now = seen.kind === 'started' ? seen.peer.machine.hardState : seen.disk.hardState;
      if (seen.kind === 'wrote') seenAt.set(id, now);
      if (!before) return undefined;
      if (now.term < before.term) return `${id} went from term ${before.term} back to ${now.term}`;
      if (now.commit < before.commit) return `${id} went from commit ${before.commit} back to ${now.commit}`;
      if (now.term === before.term && before.vote !== undefined && now.vote !== before.vote) {
        return `${id} voted for ${before.vote} and then for ${now.vote ?? 'nobody'} in term ${now.term}`;
      }
      return undefined;
    },
  };
}

function diskHoldsLog(): Checker {
  return {
    name: 'disk-holds-log',
    law: 'When nothing is owed, the disk holds what the peer goes by: a crash then changes nothing.',
    check(seen) {
      if (seen.kind !== 'performed' || seen.peer.hasReady()) return undefined;
      const { log, hardState } = seen.peer.machine;
      const { disk } = seen;
      const kept = [disk.logStart.index, disk.logStart.term, disk.entries.length, disk.entries.at(-1)?.term ?? disk.logStart.term,
        disk.snapshot?.index, disk.hardState.term, disk.hardState.vote, disk.hardState.commit];
      const own = [log.start.index, log.start.term, log.lastIndex - log.start.index, log.lastTerm,
        log.snapshot?.index, hardState.term, hardState.vote, hardState.commit];
      return kept.every((value, i) => value === own[i]) ? undefined : `${seen.peer.id} holds ${own.join(' ')}, its disk ${kept.join(' ')}`;
    },
  };
}

function progress(): Checker {
  return {
    name: 'progress',
    law: 'When every wire is whole and every member runs, a leader is elected and a proposal reaches everybody.',
    check: (seen) => (seen.kind === 'calm' && !seen.settled ? 'no proposal reached every member in calm weather' : undefined),
  };
}

/** Shows all checkers what happens, and remembers what was agreed. */
export class Witness {
  readonly agreed = new Agreed();
  readonly checkers: readonly Checker[] = [
    electionSafety(),
    logMatching(),
    leaderCompleteness(this.agreed),
    stateMachineSafety(this.agreed),
    neverLost(this.agreed),
    termsOnlyGrow(),
    diskHoldsLog(),
    progress(),
  ];

  /** The first complaint about this, if any. */
  show(seen: Seen): { checker: string; complaint: string } | undefined {
    for (const checker of this.checkers) {
      const complaint = checker.check(seen);
      if (complaint !== undefined) return { checker: checker.name, complaint };
    }
    if (seen.kind === 'applied') this.agreed.record(seen.entry, seen.digest, seen.peer.term);
    return undefined;
  }
}

function place(entry: Entry): string {
  return `entry ${entry.index} of term ${entry.term}`;
}

/** The caller's data is compared by identity: raft passes on the very object it was given. */
function sameContent(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  if (a.kind === 'data' && b.kind === 'data') return a.data === b.data;
  if (a.kind === 'change' && b.kind === 'change') return a.change.kind === b.change.kind && a.change.id === b.change.id;
  return a.kind === b.kind;
}

function termBefore(disk: PersistedState, index: number): number {
  const at = index - disk.logStart.index - 2;
  return at < 0 ? disk.logStart.term : (disk.entries[at] as Entry).term;
}
