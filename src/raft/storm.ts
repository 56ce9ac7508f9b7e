/**
 * A storm: a cluster on a wire that loses, repeats, delays and reorders, with partitions, crashes at any point of a
 * Ready, restarts from disk, membership changes and hand-overs, all drawn from one seed. Checkers watch throughout.
 * At the end the weather clears, and agreement must be reached within a limited time. Pure: no clock, no I/O.
 */
import { Broken, Random } from '../sim';
import { Witness } from './checkers';
import type { Seen } from './checkers';
import type { ConfChange, Entry, Member, PeerId } from './entry';
import type { Message } from './message';
import { Peer } from './peer';
import type { Ready } from './peer';
import { emptyState, keep } from './persisted';
import type { PersistedState } from './persisted';
import { StormWire } from './storm-wire';
import { actions, drawWeather } from './weather';
import type { Action, Weather } from './weather';

export interface StormOptions {
  /** Keeps a line for everything that happens. */
  readonly record?: boolean;
  /** Replaces parts of the drawn weather. */
  readonly weather?: Partial<Weather>;
  /** For proving that the checkers bite: breaks a peer that has just been made. */
  readonly tamper?: (peer: Peer) => void;
  /** Breaks a disk after a crash. */
  readonly forget?: (disk: PersistedState) => void;
}

export interface StormReport {
  readonly seed: number;
  readonly steps: number;
  /** A fingerprint of all that happened: the same seed gives the same. */
  readonly trace: string;
  readonly violation: { readonly checker: string; readonly complaint: string; readonly step: number } | undefined;
  /** How often each thing happened, to see that storms reach what they should. */
  readonly counts: Readonly<Record<string, number>>;
  readonly weather: Weather;
  readonly lines: readonly string[];
}

/** Runs the storm of a seed. */
export function storm(seed: number, options: StormOptions = {}): StormReport {
  return new Storm(seed, options).run();
}

/** Election timeouts of calm weather within which everybody must agree: many, as votes split when timeouts are short. */
const CALM_TIMEOUTS = 150;
/** More than this, one after the other, is chatter without end. */
const READIES_MAX = 1_000;
const DELIVERIES_MAX = 20_000;

interface Host {
  readonly id: PeerId;
  /** Undefined while crashed. */
  peer: Peer | undefined;
  readonly disk: PersistedState;
  /** A founder that crashes before its first write founds again. */
  readonly founders: readonly Member[] | undefined;
  index: number;
  digest: number;
  /** Stopped for good, since it was told that it is no member any more. */
  gone: boolean;
  ledTerm: number;
}

class Violation extends Error {
  constructor(readonly checker: string, readonly complaint: string) {
    super(complaint);
  }
}

class Storm {
  private readonly random: Random;
  private readonly weather: Weather;
  private readonly weightTotal: number;
  private readonly witness = new Witness();
  private readonly hosts: Host[] = [];
  private readonly byId = new Map<PeerId, Host>();
  private readonly counts: Record<string, number> = {};
  private readonly lines: string[] = [];
  private readonly wire: StormWire;
  private step = 0;
  private trace = 0;
  private nextId = 1;
  private nextValue = 1;
  private calm = false;

  constructor(private readonly seed: number, private readonly options: StormOptions) {
    this.random = Random.named(seed, 'raft storm');
    this.weather = { ...drawWeather(this.random), ...options.weather };
    this.wire = new StormWire(this.random, this.weather);
    this.weightTotal = this.weather.weights.reduce((sum, weight) => sum + weight, 0);
  }

  run(): StormReport {
    let violation: StormReport['violation'];
    try {
      const founders = Array.from({ length: this.weather.founders }, () => this.newMember());
      for (const { id } of founders) this.addHost(id, founders);
      for (const host of this.hosts) this.start(host);
      for (; this.step < this.weather.steps; this.step++) this.act(this.drawAction());
      this.clearUp();
    } catch (error) {
      if (error instanceof Violation) violation = { checker: error.checker, complaint: error.complaint, step: this.step };
      else if (error instanceof Broken) violation = { checker: 'assertion', complaint: error.message, step: this.step };
      else throw error;
    }
    const { seed, step: steps, counts, weather, lines } = this;
    counts.agreed = this.witness.agreed.lastIndex;
    return { seed, steps, trace: (this.trace >>> 0).toString(16).padStart(8, '0'), violation, counts, weather, lines };
  }

  // ---- the weather

  private drawAction(): Action {
    let left = this.random.fraction() * this.weightTotal;
    const { weights } = this.weather;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i] as number;
      if (left < 0) return actions[i] as Action;
    }
    return 'tick';
  }

  private act(action: Action): void {
    const { random, hosts } = this;
    if (action === 'deliver') return this.deliver(this.wire.next());
    if (action === 'haunt') return this.deliver(this.wire.ghost());
    if (action === 'cut') return this.note('cut', this.wire.cut());
    if (action === 'heal') return this.wire.heal();
    const host = random.pick(hosts);
    const { peer } = host;
    if (action === 'restart') {
      if (!peer && !host.gone) this.start(host);
      return;
    }
    if (!peer) return;
    switch (action) {
      case 'tick':
        peer.tick();
        break;
      case 'propose':
        this.propose(this.leaderOr(peer));
        break;
      case 'change':
        this.change(this.leaderOr(peer));
        break;
      case 'transfer':
        if (this.leaderOr(peer).transferLeadership(random.pick(hosts).id) === 'ok') this.note('transfer', host.id);
        break;
      case 'crash':
        this.crash(host);
        return;
      case 'compact':
        if (host.index > 0) {
          peer.compact(host.index, host.digest);
          this.note('compact', `${host.id} at ${host.index}`);
        }
        break;
      case 'unreachable':
        if (random.chance(0.5)) peer.reportUnreachable(random.pick(hosts).id);
        else peer.reportSnapshot(random.pick(hosts).id, random.chance(0.5));
        break;
      case 'campaign':
        peer.campaign();
        break;
    }
    this.maybePerform(host);
    // A request may have gone to the leader instead.
    if (action === 'propose' || action === 'change' || action === 'transfer') {
      for (const other of hosts) if (other.peer?.role === 'leader') this.maybePerform(other);
    }
  }

  /** Mostly somebody who leads, else whoever was drawn. */
  private leaderOr(peer: Peer): Peer {
    if (this.random.chance(0.2)) return peer;
    const leaders = this.hosts.filter((host) => host.peer?.role === 'leader');
    return leaders.length > 0 ? (this.random.pick(leaders).peer as Peer) : peer;
  }

  private deliver(message: Message | undefined): void {
    const host = message && this.wire.reaches(message) ? this.byId.get(message.to) : undefined;
    if (!message || !host?.peer) return;
    this.hear(host, message);
    this.maybePerform(host);
  }

  private hear(host: Host, message: Message): void {
    const result = host.peer?.step(message);
    this.note(message.type, `${message.from} to ${message.to} term ${message.term}`);
    if (result === 'sender-removed' && this.weather.tellsRemoved && host.peer?.members.has(host.id)) {
      this.remove(this.byId.get(message.from) as Host);
    }
  }

  // ---- requests

  private propose(peer: Peer): void {
    if (typeof peer.propose({ value: this.nextValue++ }) === 'object') this.note('propose', peer.id);
  }

  private change(peer: Peer): void {
    const size = peer.members.size;
    const grow = size < this.weather.membersMax && this.random.chance(size <= 2 ? 0.7 : 0.5);
    const change: ConfChange = grow ? { kind: 'add', ...this.newMember() } : { kind: 'remove', id: this.random.pick(this.hosts).id };
    if (typeof peer.proposeConfChange(change) === 'object') this.note(`change-${change.kind}`, `${peer.id}: ${change.id}`);
  }

  // ---- hosts

  private newMember(): Member {
    const id = `p${this.nextId++}`;
    return { id, address: id };
  }

  private addHost(id: PeerId, founders?: readonly Member[]): Host {
    const host: Host = {
      id, peer: undefined, disk: emptyState(), founders, index: 0, digest: 0, gone: false, ledTerm: 0,
    };
    this.hosts.push(host);
    this.wire.add(id);
    this.byId.set(id, host);
    return host;
  }

  private start(host: Host): void {
    const random = new Random(this.random.uint32());
    host.index = host.digest = host.ledTerm = 0;
    host.peer = new Peer({ ...this.weather.tuning, id: host.id, random, peers: host.founders, persisted: host.disk });
    this.options.tamper?.(host.peer);
    this.note('start', host.id);
    this.show({ kind: 'started', peer: host.peer, disk: host.disk });
    this.perform(host);
  }

  private crash(host: Host): void {
    host.peer = undefined;
    this.options.forget?.(host.disk);
    this.note('crash', host.id);
  }

  private remove(host: Host): void {
    host.peer = undefined;
    host.gone = true;
    this.note('stopped-for-good', host.id);
  }

  private maybePerform(host: Host): void {
    if (this.calm || !this.random.chance(this.weather.putOff)) this.perform(host);
  }

  /** Performs every Ready of a host; in bad weather it may crash between any two parts of one. */
  private perform(host: Host): void {
    for (let i = 0; i < READIES_MAX; i++) {
      const { peer } = host;
      const ready = peer?.ready();
      if (!peer || !ready) return;
      // Where the crash strikes: before the write, after it, among the messages, before applying.
      const doom = !this.calm && this.random.chance(this.weather.crashInReady) ? this.random.int(0, 3) : -1;
      this.foldReady(peer, ready);
      if (!this.calm && this.random.chance(this.weather.slowDisk)) this.disturb(host, peer);
      if (doom === 0) return this.crash(host);
      this.write(host, peer, ready);
      this.noteLeader(host, peer);
      if (doom === 1) return this.crash(host);
      const sent = doom === 2 ? this.random.int(0, ready.send.length) : ready.send.length;
      for (let k = 0; k < sent; k++) this.wire.post(ready.send[k] as Message);
      if (doom >= 2) return this.crash(host);
      this.apply(host, peer, ready);
      peer.advance();
      this.show({ kind: 'performed', peer, disk: host.disk });
    }
    throw new Violation('progress', `${host.id} owes one Ready after the other`);
  }

  /** Something happens to a peer whose Ready is not performed yet. */
  private disturb(host: Host, peer: Peer): void {
    const message = this.wire.nextTo(host.id);
    if (!message) peer.tick();
    else if (this.wire.reaches(message)) this.hear(host, message);
  }

  private write(host: Host, peer: Peer, { persist: write }: Ready): void {
    if (!write) return;
    const { disk } = host;
    this.show({ kind: 'writing', peer, disk, write });
    keep(disk, write);
    this.show({ kind: 'wrote', peer, disk, write });
  }

  private noteLeader(host: Host, peer: Peer): void {
    if (peer.role !== 'leader' || host.ledTerm === peer.term) return;
    host.ledTerm = peer.term;
    this.note('elected', `${peer.id} in term ${peer.term}`);
    this.show({ kind: 'leads', peer, term: peer.term });
  }

  private apply(host: Host, peer: Peer, { restore, committed }: Ready): void {
    if (restore) {
      host.index = restore.index;
      host.digest = restore.data as number;
      this.note('restore', `${host.id} at ${restore.index}`);
      this.show({ kind: 'restored', peer, snapshot: restore, digest: host.digest });
    }
    for (const entry of committed) {
      host.index = entry.index;
      host.digest = (Math.imul(host.digest, 0x01000193) ^ contentOf(entry)) | 0;
      this.show({ kind: 'applied', peer, entry, digest: host.digest });
      if (entry.kind !== 'change') continue;
      const { kind, id } = entry.change;
      this.note(`applied-${kind}`, `${host.id}: ${id}`);
      // A joiner's host is started once its membership is agreed, as a promoted node's manager is.
      if (kind === 'add' && !this.byId.has(id)) this.start(this.addHost(id));
    }
  }

  // ---- calm weather

  private clearUp(): void {
    this.calm = this.wire.calm = true;
    this.wire.heal();
    for (const host of this.hosts) {
      if (!host.peer && !host.gone) this.start(host);
      this.perform(host);
    }
    let settled = false;
    const rounds = CALM_TIMEOUTS * this.weather.tuning.electionTicks;
    for (let round = 1; round <= rounds && !settled; round++) {
      this.step++;
      for (const host of this.hosts) {
        host.peer?.tick();
        this.perform(host);
      }
      this.deliverAll();
      if (round % 3 === 0) settled = this.tryToAgree();
    }
    const applied = new Map(this.members().map(({ id, index, digest }) => [id, { index, digest }]));
    this.show({ kind: 'calm', settled, applied });
  }

  private deliverAll(): void {
    for (let budget = DELIVERIES_MAX; budget > 0; budget--) {
      const messages = this.wire.takeAll();
      if (messages.length === 0) return;
      for (const message of messages) this.deliver(message);
    }
    throw new Violation('progress', 'peers go on talking without end');
  }

  /** A last proposal: true once every member has applied it and all that came before. */
  private tryToAgree(): boolean {
    const leader = this.newestLeader();
    const proposed = leader?.propose({ value: this.nextValue++ });
    if (!leader || typeof proposed !== 'object') return false;
    for (const host of this.hosts) this.perform(host);
    this.deliverAll();
    return this.members().every(({ index }) => index >= proposed.index);
  }

  private newestLeader(): Peer | undefined {
    let newest: Peer | undefined;
    for (const { peer } of this.hosts) if (peer?.role === 'leader' && peer.term > (newest?.term ?? 0)) newest = peer;
    return newest;
  }

  private members(): Host[] {
    const ids = this.newestLeader()?.members ?? new Map<PeerId, unknown>();
    return this.hosts.filter((host) => ids.has(host.id));
  }

  // ---- what happened

  private show(seen: Seen): void {
    const bad = this.witness.show(seen);
    if (bad) throw new Violation(bad.checker, bad.complaint);
  }

  private note(what: string, detail: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    this.fold(what.length);
    if (this.options.record) this.lines.push(`${this.step} ${what} ${detail}`);
  }

  private foldReady({ term, machine }: Peer, { send, committed, persist }: Ready): void {
    this.fold(term * 7 + machine.log.lastIndex);
    this.fold(send.length * 101 + committed.length * 11 + (persist?.entries.length ?? 0));
  }

  private fold(value: number): void {
    this.trace = (Math.imul(this.trace, 31) + value) | 0;
  }
}

function contentOf(entry: Entry): number {
  const place = entry.index * 1_009 + entry.term * 31;
  if (entry.kind === 'data') return place + (entry.data as { value: number }).value * 65_599;
  return entry.kind === 'change' ? place + Number(entry.change.id.slice(1)) * 104_729 : place;
}
