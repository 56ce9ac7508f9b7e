/**
 * The protocol as a pure machine (etcd-io/raft raft.go): it takes messages and ticks, changes its own state and
 * leaves messages in `outbox`. It knows no clock, wire or disk. This file holds the state, the change of roles
 * and the one door for messages; elections and replication have files of their own. Callers use `Peer`.
 */
import { assert } from '../sim';
import type { Random } from '../sim';
import { checkQuorum, hup, onVoteReply, onVoteRequest } from './election';
import type { ConfChange, Entry, HardState, Member, PeerId, Snapshot } from './entry';
import { RaftLog } from './log';
import { changed, membershipOf, nobody, quorumOf } from './membership';
import type { Membership } from './membership';
import type { Message } from './message';
import type { PersistedState } from './persisted';
import { Progress } from './progress';
import { broadcastAppend, broadcastHeartbeat, hearLeader, onAppendReply, onHeartbeatReply, sendAppend } from './replication';

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** What became of a message. `sender-removed` lets a host tell the sender that it is no member any more. */
export type StepResult = 'taken' | 'ignored' | 'sender-removed' | 'not-for-us';

export interface Tuning {
  /** Silence, in ticks, after which a follower campaigns; drawn anew from [n, 2n - 1] for each wait. */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  /** Ask before raising the term (thesis section 9.6). SwarmKit runs without. */
  readonly preVote: boolean;
  /** A leader that hears no majority steps down, and followers with a leader refuse to vote. */
  readonly checkQuorum: boolean;
  readonly entriesPerMessageMax: number;
  readonly inflightMessagesMax: number;
  /** Entries kept before a snapshot, so that a follower slightly behind needs no snapshot. */
  readonly keepEntries: number;
}

export class Machine {
  term: number;
  vote: PeerId | undefined;
  role: Role = 'follower';
  leader: PeerId | undefined;
  readonly log: RaftLog;
  membership: Membership;
  /** A snapshot taken over from a leader or from disk, owed to the caller. */
  restored: Snapshot | undefined;
  outbox: Message[] = [];

  /** The leader's view of every member, itself included. Empty in other roles. */
  progress = new Map<PeerId, Progress>();
  /** The latest membership change in the leader's log: the next waits until it is committed. */
  pendingChangeIndex = 0;
  /**
   * The leader's own removal, if it is in its log: nothing is accepted behind it. Otherwise the leader could step down
   * with a longer log than anybody, refuse its vote to all who still count it, and be no candidate itself.
   */
  leavingIndex = 0;
  transferee: PeerId | undefined;
  votes = new Map<PeerId, boolean>();
  electionElapsed = 0;
  /** Ticks since the role began. */
  roleTicks = 0;
  private heartbeatElapsed = 0;
  private electionTimeout = 0;
  /** Every membership from the snapshot's on, oldest first: a snapshot may be taken of an earlier index. */
  private memberships: Membership[];

  constructor(readonly id: PeerId, readonly tuning: Tuning, private readonly random: Random, state: PersistedState) {
    this.log = new RaftLog(state);
    this.term = state.hardState.term;
    this.vote = state.hardState.vote;
    this.restored = state.snapshot;
    this.log.applied = state.snapshot?.index ?? 0;
    this.membership = state.snapshot ? membershipOf(state.snapshot) : nobody;
    this.memberships = [this.membership];
    this.applyChanges(this.log.applied + 1, this.log.committed);
    this.reset(this.term);
  }

  get hardState(): HardState {
    return { term: this.term, vote: this.vote, commit: this.log.committed };
  }

  /** Only a member may campaign: a joiner waits for the leader to tell it the log, a removed peer is silent. */
  get promotable(): boolean {
    return this.membership.members.has(this.id);
  }

  // ---- events

  tick(): void {
    this.roleTicks++;
    this.electionElapsed++;
    if (this.role !== 'leader') {
      if (this.electionElapsed >= this.electionTimeout && this.promotable) {
        this.electionElapsed = 0;
        hup(this, false);
      }
      return;
    }
    if (this.electionElapsed >= this.tuning.electionTicks) {
      this.electionElapsed = 0;
      // A transfer that did not finish within an election timeout is given up (thesis section 3.10).
      this.transferee = undefined;
      if (this.tuning.checkQuorum && !checkQuorum(this)) {
        this.becomeFollower(this.term, undefined);
        return;
      }
    }
    if (++this.heartbeatElapsed >= this.tuning.heartbeatTicks) {
      this.heartbeatElapsed = 0;
      broadcastHeartbeat(this);
    }
  }

  step(message: Message): StepResult {
    if (message.to !== this.id) return 'not-for-us';
    if (this.membership.removed.has(message.from)) return 'sender-removed';
    if (message.term > this.term) {
      if (!this.meetHigherTerm(message)) return 'ignored';
    } else if (message.term < this.term) {
      this.meetLowerTerm(message);
      return 'ignored';
    }
    switch (message.type) {
      case 'vote':
      case 'pre-vote':
        onVoteRequest(this, message);
        return 'taken';
      case 'vote-reply':
      case 'pre-vote-reply':
        return onVoteReply(this, message) ? 'taken' : 'ignored';
      case 'append':
      case 'heartbeat':
      case 'snapshot':
        hearLeader(this, message);
        return 'taken';
      case 'timeout-now':
        if (this.role !== 'follower' || !this.promotable) return 'ignored';
        hup(this, true);
        return 'taken';
      case 'append-reply':
      case 'heartbeat-reply': {
        const progress = this.progress.get(message.from);
        if (this.role !== 'leader' || !progress) return 'ignored';
        progress.active = true;
        progress.heardAtTick = this.roleTicks;
        if (message.type === 'append-reply') onAppendReply(this, progress, message);
        else onHeartbeatReply(this, progress);
        return 'taken';
      }
    }
  }

  /** Adopts a higher term, if the message has a right to raise it. False: the message is to be ignored. */
  private meetHigherTerm(message: Message): boolean {
    const { type, term, from } = message;
    if (type === 'vote' || type === 'pre-vote') {
      // Thesis section 4.2.3: who hears a leader lets nobody disturb it, unless the leader itself asked for it.
      const inLease = this.tuning.checkQuorum && this.leader !== undefined && this.electionElapsed < this.tuning.electionTicks;
      if (inLease && !message.transfer) return false;
    }
    // A pre-vote asks about a term nobody is in yet; its granted answer carries that same term.
    if (type === 'pre-vote' || (type === 'pre-vote-reply' && message.granted)) return true;
    const fromLeader = type === 'append' || type === 'heartbeat' || type === 'snapshot';
    this.becomeFollower(term, fromLeader ? from : undefined);
    return true;
  }

  /**
   * Paper figure 2: whoever asks under an old term is told the new one, so that terms meet. (etcd answers only some of
   * these, and trusts that the asker hears of the term elsewhere; not so if who raised it is a removed peer, whose
   * messages the asker refuses. Storms found both ways to be stuck for ever.)
   */
  private meetLowerTerm({ type, from: to }: Message): void {
    const { term, id: from } = this;
    if (type === 'append' || type === 'heartbeat' || type === 'snapshot') {
      this.outbox.push({ type: 'append-reply', from, to, term, index: 0, rejected: false, hintIndex: 0, hintTerm: 0 });
    } else if (type === 'vote' || type === 'pre-vote') {
      this.outbox.push({ type: type === 'vote' ? 'vote-reply' : 'pre-vote-reply', from, to, term, granted: false });
    }
  }

  // ---- roles

  becomeFollower(term: number, leader: PeerId | undefined): void {
    this.role = 'follower';
    this.reset(term);
    this.leader = leader;
  }

  /** Asks for votes without touching term or vote: those that hear a leader are not disturbed. */
  becomePreCandidate(): void {
    assert(this.role !== 'leader', 'a leader does not campaign');
    this.role = 'pre-candidate';
    this.votes.clear();
    this.leader = undefined;
    this.roleTicks = 0;
  }

  becomeCandidate(): void {
    assert(this.role !== 'leader', 'a leader does not campaign');
    this.role = 'candidate';
    // [RAFT2] Terms only grow: a candidate asks under a term it has not voted in.
    this.reset(this.term + 1);
    this.vote = this.id;
  }

  becomeLeader(): void {
    assert(this.role === 'candidate', 'a leader was a candidate');
    this.role = 'leader';
    const answered = new Set(this.votes.keys());
    this.reset(this.term);
    this.leader = this.id;
    for (const id of this.membership.members.keys()) {
      const progress = this.addProgress(id);
      progress.active = id === this.id;
      // Who was silent when votes were asked for has not been heard yet.
      if (!answered.has(id)) progress.heardAtTick = -Infinity;
    }
    // Whatever change earlier leaders left in the log is settled once our own first entry is.
    this.pendingChangeIndex = this.log.lastIndex + 1;
    this.leavingIndex = this.ownRemovalIndex();
    this.append({ kind: 'empty', index: this.log.lastIndex + 1, term: this.term });
  }

  private reset(term: number): void {
    assert(term >= this.term, 'a term never goes back');
    if (term !== this.term) {
      this.term = term;
      this.vote = undefined;
    }
    this.leader = undefined;
    this.transferee = undefined;
    this.electionElapsed = this.heartbeatElapsed = this.roleTicks = 0;
    this.votes.clear();
    this.progress.clear();
    this.pendingChangeIndex = this.leavingIndex = 0;
    this.electionTimeout = this.random.int(this.tuning.electionTicks, 2 * this.tuning.electionTicks - 1);
  }

  // ---- the log

  /** A leader's new entry: into its own log, then to everybody. */
  append(entry: Entry): void {
    this.log.push(entry);
    // Counted at once: the entry is on our disk before any message about it leaves (the contract of Ready).
    this.progress.get(this.id)?.maybeUpdate(entry.index);
    if (!this.maybeCommit()) broadcastAppend(this);
  }

  /** A leader commits what a majority holds. True if that was news; the followers have then been told. */
  maybeCommit(): boolean {
    let advanced = false;
    // A change of membership moves the majority, so one commit may allow the next.
    while (this.role === 'leader') {
      const index = this.majorityIndex();
      if (index <= this.log.committed || !this.mayCommit(index)) break;
      this.commitTo(index);
      advanced = true;
    }
    return advanced;
  }

  /** [RAFT5] Only entries of the leader's own term are committed by counting (paper section 5.4.2, figure 8). */
  mayCommit(index: number): boolean {
    return this.log.termAt(index) === this.term;
  }

  commitTo(index: number): void {
    const first = this.log.committed + 1;
    if (index < first) return;
    assert(index <= this.log.lastIndex, 'a commit lies within the log');
    this.log.committed = index;
    // Before the membership changes: who is being removed should hear of it.
    if (this.role === 'leader') broadcastAppend(this);
    this.applyChanges(first, index);
  }

  /** Takes over a leader's snapshot. False if the log already reaches that far. */
  restore(snapshot: Snapshot): boolean {
    if (snapshot.index <= this.log.committed) return false;
    if (this.log.termAt(snapshot.index) === snapshot.term) {
      this.commitTo(snapshot.index);
      return false;
    }
    this.log.restore(snapshot);
    this.membership = membershipOf(snapshot);
    this.memberships = [this.membership];
    this.restored = snapshot;
    return true;
  }

  /** The caller's state at an applied index replaces the entries up to it. Old news is ignored. */
  compact(index: number, data: unknown): void {
    assert(index <= this.log.applied, 'a snapshot is of an applied index');
    if (index <= (this.log.snapshot?.index ?? 0)) return;
    while (this.memberships.length > 1 && (this.memberships[1] as Membership).index <= index) this.memberships.shift();
    const { members, removed } = this.memberships[0] as Membership;
    const peers: Member[] = [...members.values()];
    const term = this.log.termAt(index) as number;
    this.log.compact({ index, term, peers, removed: [...removed], data }, this.tuning.keepEntries);
  }

  // ---- membership

  private applyChanges(first: number, last: number): void {
    for (let index = first; index <= last; index++) {
      const entry = this.log.entryAt(index);
      if (entry?.kind === 'change') this.applyChange(entry.change, index);
    }
  }

  private applyChange(change: ConfChange, index: number): void {
    this.membership = changed(this.membership, change, index);
    this.memberships.push(this.membership);
    if (this.role !== 'leader') return;
    if (change.kind === 'remove') {
      this.progress.delete(change.id);
      if (this.transferee === change.id) this.transferee = undefined;
      // Paper section 6: a leader that removed itself steps down once that is committed.
      if (change.id === this.id) this.becomeFollower(this.term, undefined);
    } else if (!this.progress.has(change.id) && this.membership.members.has(change.id)) {
      const progress = this.addProgress(change.id);
      // The newcomer gets the benefit of the doubt, or adding it could cost the leader its quorum check.
      progress.active = true;
      sendAppend(this, progress, true);
    }
  }

  private ownRemovalIndex(): number {
    for (let index = this.log.committed + 1; index <= this.log.lastIndex; index++) {
      const entry = this.log.entryAt(index);
      if (entry?.kind === 'change' && entry.change.kind === 'remove' && entry.change.id === this.id) return index;
    }
    return 0;
  }

  private addProgress(id: PeerId): Progress {
    const progress = new Progress(id, this.log.lastIndex + 1, this.tuning.inflightMessagesMax);
    if (id === this.id) progress.maybeUpdate(this.log.lastIndex);
    this.progress.set(id, progress);
    return progress;
  }

  /** The highest index that a majority of the members holds. */
  private majorityIndex(): number {
    const matches: number[] = [];
    // Insertion sort, highest first: there are at most a handful.
    for (const { match } of this.progress.values()) {
      let at = matches.length;
      while (at > 0 && (matches[at - 1] as number) < match) at--;
      matches.splice(at, 0, match);
    }
    return matches[quorumOf(this.membership) - 1] ?? 0;
  }
}
