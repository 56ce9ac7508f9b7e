/**
 * A peer as its host sees it (etcd-io/raft rawnode.go): events go in, a `Ready` comes out. The host owes to every
 * Ready, in this order: perform `persist` on its disk, let `send` leave, replace its state by `restore`, apply
 * `committed` one by one, and say `advance()`. Then it asks for the next one, until there is none.
 *
 *     const peer = new Peer({ id: 'a', random, peers: [{ id: 'a', address: '10.0.0.1:2377' }] });
 *     peer.tick();
 *     for (let ready = peer.ready(); ready; ready = peer.ready()) {
 *       if (ready.persist) keep(disk, ready.persist);
 *       ready.send.forEach(deliver);
 *       ready.committed.forEach(apply);
 *       peer.advance();
 *     }
 */
import { assert } from '../sim';
import type { Random } from '../sim';
import { hup } from './election';
import type { ConfChange, Entry, HardState, Member, PeerId, Snapshot } from './entry';
import { Machine } from './machine';
import type { Role, StepResult, Tuning } from './machine';
import type { Message } from './message';
import { bootstrapEntries, emptyState } from './persisted';
import type { PersistedState, Write } from './persisted';
import type { ProgressState } from './progress';
import { snapshotFailed, transferTo } from './replication';

export interface PeerConfig extends Partial<Tuning> {
  readonly id: PeerId;
  /** The chance from which election timeouts are drawn: each peer its own stream. */
  readonly random: Random;
  /** What `keep` made of this peer's writes. Absent or empty for a peer that never ran. It is read, never changed. */
  readonly persisted?: PersistedState;
  /** The founding members of a new cluster, this one included. A peer that joins has none: the leader tells it. */
  readonly peers?: readonly Member[];
  /** Set if the host's state survived with the disk: entries up to here are not handed out again. */
  readonly applied?: number;
}

/** SwarmKit's settings (manager/state/raft/raft.go): a tick is a second. */
export const swarmTuning: Tuning = {
  electionTicks: 10,
  heartbeatTicks: 1,
  preVote: false,
  checkQuorum: true,
  entriesPerMessageMax: 64,
  inflightMessagesMax: 256,
  keepEntries: 500,
};

export interface SoftState {
  readonly role: Role;
  readonly leader: PeerId | undefined;
}

export interface Ready {
  /** Set when role or leader changed since the last Ready. */
  readonly soft: SoftState | undefined;
  readonly persist: Write | undefined;
  readonly send: readonly Message[];
  /** The caller's state is to be replaced by this snapshot's data. */
  readonly restore: Snapshot | undefined;
  readonly committed: readonly Entry[];
}

/** Where a proposal went. It is agreed once an entry with this index AND term is committed; lost if another term's is. */
export interface Proposed {
  readonly index: number;
  readonly term: number;
}

/** `leaving`: this leader's own removal is under way; the next leader will take it. */
export type ProposeRefusal = 'no-leader' | 'not-leader' | 'transferring' | 'leaving';
export type ConfChangeRefusal =
  | ProposeRefusal
  /** An earlier change, or the leader's first entry, is not committed yet: try again later. */
  | 'change-pending'
  | 'already-a-member'
  | 'not-a-member'
  /** Ids are used once. */
  | 'removed-before'
  | 'last-member';
export type TransferRefusal = 'not-leader' | 'not-a-member' | 'already-leader';

export interface PeerProgress {
  readonly id: PeerId;
  readonly match: number;
  readonly next: number;
  readonly state: ProgressState;
  /** Heard from since the last quorum check. */
  readonly active: boolean;
  /** Ticks since it was last heard: 0 for the leader itself. */
  readonly silentTicks: number;
}

export interface PeerStatus {
  readonly id: PeerId;
  readonly role: Role;
  readonly term: number;
  readonly vote: PeerId | undefined;
  readonly leader: PeerId | undefined;
  readonly commit: number;
  readonly applied: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly snapshotIndex: number;
  readonly members: readonly Member[];
  /** As `Peer.removed`. */
  readonly removed: boolean;
  readonly transferee: PeerId | undefined;
  /** Of every member, in the order of `members`; empty unless leader. */
  readonly progress: readonly PeerProgress[];
}

export class Peer {
  /** For checkers and tests, which look where hosts need not. */
  readonly machine: Machine;
  private given: Ready | undefined;
  private soft: SoftState = { role: 'follower', leader: undefined };
  private hard: HardState;
  /** The commit that is on disk for certain. */
  private keptCommit: number;

  constructor(config: PeerConfig) {
    const state = config.persisted ?? emptyState();
    this.hard = state.hardState;
    this.keptCommit = state.hardState.commit;
    this.machine = new Machine(config.id, tuningOf(config), config.random, state);
    if (config.peers && state.hardState.term === 0 && this.machine.log.lastIndex === 0) this.found(config.peers);
    if (config.applied !== undefined && config.applied > this.machine.log.applied) {
      assert(config.applied <= this.machine.log.committed, 'only committed entries were applied');
      this.machine.log.applied = config.applied;
      this.machine.restored = undefined;
    }
  }

  get id(): PeerId {
    return this.machine.id;
  }

  get role(): Role {
    return this.machine.role;
  }

  get term(): number {
    return this.machine.term;
  }

  get leader(): PeerId | undefined {
    return this.machine.leader;
  }

  /** This peer is no member any more. A host acts on it when no Ready is owed, so that the others have been told. */
  get removed(): boolean {
    return this.machine.membership.removed.has(this.id);
  }

  /** The membership in force, by id. */
  get members(): ReadonlyMap<PeerId, Member> {
    return this.machine.membership.members;
  }

  // ---- events

  /** A tick of the host's clock passed: a second in a swarm. */
  tick(): void {
    this.machine.tick();
  }

  /** A message arrived. */
  step(message: Message): StepResult {
    const result = this.machine.step(message);
    // Nobody is told of its removal before the removal is kept: a crash might still make us need its vote.
    if (result === 'sender-removed' && this.machine.membership.index > this.keptCommit) return 'ignored';
    return result;
  }

  /** Starts an election at once, as a founder alone does. Nothing if leader already, or no member. */
  campaign(): void {
    hup(this.machine, false);
  }

  /** The host could not deliver to this peer: entries sent ahead are probably lost. */
  reportUnreachable(id: PeerId): void {
    const progress = this.machine.progress.get(id);
    if (progress?.state === 'replicate') progress.becomeProbe();
  }

  /** How the sending of a snapshot ended, if the host knows. */
  reportSnapshot(id: PeerId, arrived: boolean): void {
    const progress = this.machine.progress.get(id);
    if (progress?.state !== 'snapshot') return;
    if (arrived) progress.becomeProbe();
    else snapshotFailed(progress);
    // The next heartbeat's answer starts it again: no haste after a failure.
    progress.probeSent = true;
  }

  // ---- requests

  propose(data: unknown): Proposed | ProposeRefusal {
    const { machine } = this;
    const refusal = this.refusal();
    if (refusal) return refusal;
    const { term } = machine;
    const index = machine.log.lastIndex + 1;
    machine.append({ kind: 'data', index, term, data });
    return { index, term };
  }

  /** Asks for one peer to be added, removed or given another address; counts once committed. */
  proposeConfChange(change: ConfChange): Proposed | ConfChangeRefusal {
    const { machine } = this;
    const refusal = this.refusal() ?? this.changeRefusal(change);
    if (refusal) return refusal;
    const { term } = machine;
    const index = machine.log.lastIndex + 1;
    machine.pendingChangeIndex = index;
    if (change.kind === 'remove' && change.id === this.id) machine.leavingIndex = index;
    machine.append({ kind: 'change', index, term, change });
    return { index, term };
  }

  /** Hands leadership over. Proposals are refused meanwhile; after an election timeout the attempt is dropped. */
  transferLeadership(to: PeerId): 'ok' | TransferRefusal {
    const { machine } = this;
    if (machine.role !== 'leader') return 'not-leader';
    if (to === this.id) return 'already-leader';
    const progress = machine.progress.get(to);
    if (!progress) return 'not-a-member';
    if (machine.transferee !== to) transferTo(machine, progress);
    return 'ok';
  }

  /** The host's state at an applied index, an immutable value: entries well before it are dropped. */
  compact(index: number, data: unknown): void {
    this.machine.compact(index, data);
  }

  // ---- what is owed

  /** Whether `ready()` would give something. */
  hasReady(): boolean {
    const { machine } = this;
    const { log } = machine;
    return machine.outbox.length > 0 || log.applied < log.committed || log.needsWrite || this.hardChanged() ||
      this.softChanged() || machine.restored !== undefined;
  }

  /** All that is to be done now, or undefined. The next one is given only after `advance()`. */
  ready(): Ready | undefined {
    assert(!this.given, 'a Ready is finished with advance() before the next is asked for');
    if (!this.hasReady()) return undefined;
    const { machine } = this;
    const { log } = machine;
    const hard = this.hardChanged() ? machine.hardState : undefined;
    const soft = this.softChanged() ? { role: machine.role, leader: machine.leader } : undefined;
    const restore = machine.restored;
    if (restore && restore.index > log.applied) log.applied = restore.index;
    const ready: Ready = {
      soft,
      persist: hard || log.needsWrite ? log.takeWrite(hard) : undefined,
      send: machine.outbox,
      restore,
      committed: log.from(log.applied + 1, log.committed - log.applied),
    };
    if (hard) this.hard = hard;
    if (soft) this.soft = soft;
    machine.outbox = [];
    machine.restored = undefined;
    log.applied = log.committed;
    this.given = ready;
    return ready;
  }

  /** The last Ready has been performed. */
  advance(): void {
    assert(this.given, 'advance() follows ready()');
    if (this.given.persist) this.machine.log.wrote();
    this.keptCommit = this.hard.commit;
    this.given = undefined;
  }

  status(): PeerStatus {
    const { machine } = this;
    const { log, roleTicks } = machine;
    return {
      id: machine.id, role: machine.role, term: machine.term, vote: machine.vote, leader: machine.leader,
      commit: log.committed, applied: log.applied,
      firstIndex: log.start.index + 1, lastIndex: log.lastIndex, snapshotIndex: log.snapshot?.index ?? 0,
      members: [...machine.membership.members.values()],
      removed: this.removed,
      transferee: machine.transferee,
      progress: [...machine.progress.values()].map(({ id, match, next, state, active, heardAtTick }) => ({
        id, match, next, state,
        active: active || id === machine.id,
        silentTicks: id === machine.id ? 0 : roleTicks - heardAtTick,
      })),
    };
  }

  // ---- helpers

  private found(members: readonly Member[]): void {
    const { machine } = this;
    machine.becomeFollower(1, undefined);
    for (const entry of bootstrapEntries(members)) machine.log.push(entry);
    machine.commitTo(machine.log.lastIndex);
  }

  private refusal(): ProposeRefusal | undefined {
    const { role, leader, transferee, leavingIndex, log } = this.machine;
    if (role !== 'leader') return leader === undefined ? 'no-leader' : 'not-leader';
    if (leavingIndex > log.committed) return 'leaving';
    return transferee === undefined ? undefined : 'transferring';
  }

  private changeRefusal({ kind, id }: ConfChange): ConfChangeRefusal | undefined {
    const { membership, log, pendingChangeIndex } = this.machine;
    if (membership.removed.has(id)) return 'removed-before';
    const isMember = membership.members.has(id);
    if (kind === 'add' && isMember) return 'already-a-member';
    if (kind !== 'add' && !isMember) return 'not-a-member';
    if (kind === 'remove' && membership.members.size === 1) return 'last-member';
    return log.committed < pendingChangeIndex ? 'change-pending' : undefined;
  }

  private hardChanged(): boolean {
    const { machine, hard } = this;
    return machine.term !== hard.term || machine.vote !== hard.vote || machine.log.committed !== hard.commit;
  }

  private softChanged(): boolean {
    return this.machine.role !== this.soft.role || this.machine.leader !== this.soft.leader;
  }
}

function tuningOf(config: PeerConfig): Tuning {
  const tuning: Tuning = {
    electionTicks: config.electionTicks ?? swarmTuning.electionTicks,
    heartbeatTicks: config.heartbeatTicks ?? swarmTuning.heartbeatTicks,
    preVote: config.preVote ?? swarmTuning.preVote,
    checkQuorum: config.checkQuorum ?? swarmTuning.checkQuorum,
    entriesPerMessageMax: config.entriesPerMessageMax ?? swarmTuning.entriesPerMessageMax,
    inflightMessagesMax: config.inflightMessagesMax ?? swarmTuning.inflightMessagesMax,
    keepEntries: config.keepEntries ?? swarmTuning.keepEntries,
  };
  assert(tuning.heartbeatTicks > 0 && tuning.electionTicks > tuning.heartbeatTicks, 'an election timeout is longer than a heartbeat');
  assert(tuning.entriesPerMessageMax > 0 && tuning.inflightMessagesMax > 0, 'a leader may send something');
  return tuning;
}
