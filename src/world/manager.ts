/**
 * One manager at work: its raft peer, its replica of the store, and, while it leads, the control loops. It lives
 * from the start of the daemon (or a promotion) until its end; only the raft disk survives it.
 * Behaviour after swarmkit manager/manager.go and manager/state/raft/raft.go.
 */
import type { Refusal } from '../model';
import { refuseRpc } from '../model';
import type { Entry, Member, Message, PersistedState, StepResult } from '../raft';
import { keep, Peer, swarmTuning } from '../raft';
import type { Cancel, Program, Sim } from '../sim';
import { race, Signal, sleep, timer } from '../sim';
import type { Change, Proposer, StoreSnapshot } from '../store';
import { Store } from '../store';
import type { RaftMember, RaftView } from '../swarm/controlapi/context';

/** What a manager keeps on its disk. */
export interface RaftDisk {
  readonly raftId: string;
  readonly state: PersistedState;
}

/** What the leader runs, and what others may ask of it. Made when leadership begins. */
export interface Leadership {
  start(): void;
  stop(): void;
  /** The raft group has other members now. */
  membersChanged(): void;
}

export interface ManagerDeps<L extends Leadership> {
  sim: Sim;
  nodeId: string;
  /** `192.168.0.11:2377`. */
  address: string;
  disk: RaftDisk;
  /** Founding members; absent for one that joins or restarts. */
  founders?: readonly Member[];
  /** Puts a message on the wire. */
  send(message: Message, toAddress: string): void;
  /** Makes the control loops for a term of leadership. */
  lead(manager: Manager<L>): L;
  /** The raft group removed this member. */
  removed(): void;
}

/** What a data entry of the log holds. */
interface LoggedCommit {
  readonly changes: readonly Change[];
  readonly atMs: number;
}

interface Pending {
  readonly term: number;
  done(commit: { index: number; atMs: number } | undefined): void;
}

const TICK_MS = 1_000;
/** Writing an entry to the simulated disk. */
const FSYNC_MS = 1.2;
/** A peer counts as reachable while it was heard within so many ticks (semantics 9.2: 1 to 3 s). */
const REACHABLE_TICKS = 2;
const SNAPSHOT_ENTRIES = 10_000;
/** A log of many large entries is cut earlier: everything it changed is held as long as it is in there. */
const SNAPSHOT_CHANGES = 50_000;

export class Manager<L extends Leadership = Leadership> implements RaftView, Proposer {
  readonly store: Store;
  readonly peer: Peer;
  /** Set while this manager leads and has caught up with its own log. */
  leadership: L | undefined;
  /** Ticks during which no leader was known; beyond ten the swarm counts as leaderless. */
  ticksWithoutLeader = 0;
  /** Fires when leadership begins or ends here, or another leader becomes known. */
  readonly leaderChanged = new Signal();
  private readonly sim: Sim;
  private pending = new Map<number, Pending>();
  private changesPending = new Map<number, Signal<boolean>>();
  private caughtUpAt: number | undefined;
  private appliedIndex = 0;
  private snapshotIndex = 0;
  private changesSinceSnapshot = 0;
  private wantsReady = false;
  private cancelTick: Cancel;
  private stopped = false;

  constructor(private readonly deps: ManagerDeps<L>) {
    this.sim = deps.sim;
    this.store = new Store(this, () => this.sim.nowMs);
    this.peer = new Peer({
      ...swarmTuning,
      id: deps.disk.raftId,
      random: this.sim.random('raft'),
      persisted: deps.disk.state,
      ...(deps.founders ? { peers: deps.founders } : {}),
    });
    this.cancelTick = this.sim.every(TICK_MS, 'raft.tick', () => this.tick());
    // Who is alone need not wait for an election timeout (swarmkit raft.go: a single-node cluster campaigns at once).
    if (this.soleMember()) this.peer.campaign();
    this.kick();
  }

  get selfNodeId(): string {
    return this.deps.nodeId;
  }

  get address(): string {
    return this.deps.address;
  }

  /** Leads, and its replica holds everything that was ever agreed. */
  get leads(): boolean {
    return this.leadership !== undefined;
  }

  /** The leader's address, as far as this manager knows. */
  get leaderAddress(): string | undefined {
    const id = this.peer.leader;
    return id === undefined ? undefined : this.peer.members.get(id)?.address;
  }

  /** The daemon stops or the node is no manager any more. The others notice by its silence. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.cancelTick();
    this.endLeadership();
    for (const signal of this.changesPending.values()) signal.fire(false);
    this.changesPending.clear();
    this.leaderChanged.fire();
  }

  /** A raft message came over the wire; `fromAddress` lets a newcomer, who knows no member yet, answer it. */
  receive(message: Message, fromAddress: string): StepResult {
    if (this.stopped) return 'ignored';
    this.heard.set(message.from, fromAddress);
    const result = this.peer.step(message);
    this.kick();
    return result;
  }

  // --- Proposer --------------------------------------------------------------------------------------------

  index(): number {
    return this.appliedIndex;
  }

  propose(changes: readonly Change[], done: Pending['done']): void {
    const logged: LoggedCommit = { changes, atMs: this.sim.nowMs };
    const proposed = this.stopped || !this.leads ? 'not-leader' : this.peer.propose(logged);
    if (typeof proposed === 'string') {
      done(undefined);
      return;
    }
    this.pending.set(proposed.index, { term: proposed.term, done });
    this.kick();
  }

  // --- RaftView --------------------------------------------------------------------------------------------

  members(): readonly RaftMember[] {
    const silent = new Map(this.peer.status().progress.map((one) => [one.id as string, one.silentTicks]));
    return [...this.peer.members.values()].map((member) => ({
      raftId: member.id,
      nodeId: String(member.context ?? ''),
      addr: member.address,
      leader: member.id === this.peer.leader,
      reachable: member.id === this.peer.id || (silent.get(member.id) ?? Infinity) <= REACHABLE_TICKS,
    }));
  }

  canRemove(nodeId: string): boolean {
    const members = this.members();
    if (!members.some((one) => one.nodeId === nodeId)) return true;
    const reachable = members.filter((one) => one.reachable && one.nodeId !== nodeId).length;
    // swarmkit raft.go CanRemoveMember: a majority of the members that remain.
    return reachable >= Math.floor((members.length - 1) / 2) + 1;
  }

  *removeMember(nodeId: string): Program<undefined | Refusal> {
    const member = [...this.peer.members.values()].find((one) => one.context === nodeId);
    if (!member) return undefined;
    return yield* this.change({ kind: 'remove', id: member.id });
  }

  /** A manager joins: it is a voter once this is agreed. */
  *addMember(raftId: string, nodeId: string, address: string): Program<undefined | Refusal> {
    return yield* this.change({ kind: 'add', id: raftId, address, context: nodeId });
  }

  *transferLeadership(): Program<undefined | Refusal> {
    const progress = this.peer.status().progress;
    const candidates = progress.filter((one) => one.id !== this.peer.id && one.silentTicks <= REACHABLE_TICKS);
    candidates.sort((a, b) => b.match - a.match || (a.id < b.id ? -1 : 1));
    const best = candidates[0];
    if (!best) return refuseRpc('Internal', 'no reachable peer to transfer leadership to');
    this.peer.transferLeadership(best.id);
    this.kick();
    while (this.leads && !this.stopped) {
      const { index } = yield* race<void>(this.leaderChanged.wait, timer(this.sim, 10_000));
      if (index === 1) return refuseRpc('Internal', 'timed out while transferring leadership');
    }
    return undefined;
  }

  // --- The peer's engine room --------------------------------------------------------------------------------

  private *change(change: Parameters<Peer['proposeConfChange']>[0]): Program<undefined | Refusal> {
    for (let tries = 0; tries < 100; tries++) {
      const proposed = this.stopped ? 'not-leader' : this.peer.proposeConfChange(change);
      if (typeof proposed !== 'string') {
        const agreed = new Signal<boolean>();
        this.changesPending.set(proposed.index, agreed);
        this.kick();
        const { index, value } = yield* race<boolean>(agreed.wait, timer(this.sim, 10_000, false));
        this.changesPending.delete(proposed.index);
        if (index === 0 && value) return undefined;
        return refuseRpc('DeadlineExceeded', 'context deadline exceeded');
      }
      if (proposed === 'already-a-member' || proposed === 'not-a-member') return undefined;
      if (proposed !== 'change-pending') return refuseRpc('FailedPrecondition', `raft: ${proposed}`);
      yield* sleep(this.sim, 100);
    }
    return refuseRpc('DeadlineExceeded', 'context deadline exceeded');
  }

  private soleMember(): boolean {
    return this.peer.members.size === 1 && this.peer.members.has(this.peer.id);
  }

  private tick(): void {
    this.ticksWithoutLeader = this.peer.leader === undefined ? this.ticksWithoutLeader + 1 : 0;
    this.peer.tick();
    this.kick();
  }

  /** What the peer owes is done a moment later, after the disk: several events share one write. */
  private kick(): void {
    if (this.wantsReady || this.stopped || !this.peer.hasReady()) return;
    this.wantsReady = true;
    this.sim.after(FSYNC_MS, 'raft.ready', () => {
      this.wantsReady = false;
      if (!this.stopped) this.perform();
    });
  }

  private perform(): void {
    for (let ready = this.peer.ready(); ready; ready = this.peer.ready()) {
      if (ready.persist) keep(this.deps.disk.state, ready.persist);
      for (const message of ready.send) {
        const to = this.peer.members.get(message.to)?.address ?? this.heard.get(message.to);
        if (to !== undefined) this.deps.send(message, to);
      }
      if (ready.restore) {
        this.store.restore(ready.restore.data as StoreSnapshot);
        this.appliedIndex = this.snapshotIndex = ready.restore.index;
        this.changesSinceSnapshot = 0;
      }
      for (const entry of ready.committed) this.apply(entry);
      this.peer.advance();
      if (ready.soft) this.onSoftState(ready.soft.role === 'leader');
      this.maybeLead();
      if (this.stopped) return;
    }
    if (this.appliedIndex - this.snapshotIndex >= SNAPSHOT_ENTRIES || this.changesSinceSnapshot >= SNAPSHOT_CHANGES) {
      this.snapshotIndex = this.appliedIndex;
      this.changesSinceSnapshot = 0;
      this.peer.compact(this.appliedIndex, this.store.snapshot());
      this.kick();
    }
    if (this.peer.removed) this.deps.removed();
  }

  /** Addresses of peers beyond the present members: who wrote to us, and members that were removed and still have to be told. */
  private heard = new Map<string, string>();

  private apply(entry: Entry): void {
    this.appliedIndex = entry.index;
    const pending = this.pending.get(entry.index);
    this.pending.delete(entry.index);
    const ours = pending !== undefined && pending.term === entry.term;
    if (pending && !ours) pending.done(undefined);
    if (entry.kind === 'data') {
      const { changes, atMs } = entry.data as LoggedCommit;
      this.changesSinceSnapshot += changes.length;
      if (ours) pending.done({ index: entry.index, atMs });
      else this.store.apply({ index: entry.index, atMs, changes });
    } else if (entry.kind === 'change') {
      const signal = this.changesPending.get(entry.index);
      signal?.fire(true);
      this.leadership?.membersChanged();
      for (const member of this.peer.members.values()) this.heard.set(member.id, member.address);
    }
  }

  private onSoftState(leader: boolean): void {
    if (!leader) this.endLeadership();
    else if (this.caughtUpAt === undefined) this.caughtUpAt = this.peer.status().lastIndex;
    this.leaderChanged.fire();
  }

  /** swarmkit raft.go caughtUp: leadership is announced once everything in the log is applied here. */
  private maybeLead(): void {
    if (this.leadership || this.caughtUpAt === undefined || this.peer.role !== 'leader' || this.appliedIndex < this.caughtUpAt) return;
    this.leadership = this.deps.lead(this);
    this.leadership.start();
    this.leaderChanged.fire();
  }

  private endLeadership(): void {
    this.caughtUpAt = undefined;
    const { leadership } = this;
    this.leadership = undefined;
    leadership?.stop();
    const lost = [...this.pending.values()];
    this.pending.clear();
    for (const one of lost) one.done(undefined);
    this.store.abandon();
  }
}
