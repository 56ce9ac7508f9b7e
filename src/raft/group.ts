/**
 * Peers joined by a perfect wire, with a lane that can be cut: the smallest host there is. The unit tests speak to
 * it, and it shows what a `Ready` is owed. Storms have a crueller one.
 */
import { assert, Random } from '../sim';
import type { Entry, PeerId, Snapshot } from './entry';
import type { Message } from './message';
import { Peer } from './peer';
import type { PeerConfig } from './peer';
import { emptyState, keep } from './persisted';
import type { PersistedState } from './persisted';

export interface GroupHost {
  peer: Peer;
  readonly disk: PersistedState;
  /** The data applied so far, oldest first. */
  applied: unknown[];
  up: boolean;
}

/** Rounds of delivery after which a group that still talks is taken to be chattering for ever. */
const ROUNDS_MAX = 10_000;

export class Group {
  readonly hosts = new Map<PeerId, GroupHost>();
  /** Every message that was delivered, if somebody wants to see them. */
  readonly delivered: Message[] = [];
  /** Messages for which this is false are lost. */
  passes: (message: Message) => boolean = () => true;
  private wire: Message[] = [];

  /** Founds a cluster of these peers. */
  constructor(ids: readonly PeerId[], private readonly tuning: Partial<PeerConfig> = {}, private readonly seed = 1) {
    const peers = ids.map((id) => ({ id, address: `${id}:2377` }));
    for (const id of ids) this.start(id, { peers });
    this.settle();
  }

  /** Starts a peer, from its disk if it had one. Without `peers` it is a joiner. */
  start(id: PeerId, config: Partial<PeerConfig> = {}): Peer {
    const disk = this.hosts.get(id)?.disk ?? emptyState();
    const peer = new Peer({ random: Random.named(this.seed, id), ...this.tuning, ...config, id, persisted: disk });
    this.hosts.set(id, { peer, disk, applied: [], up: true });
    return peer;
  }

  stop(id: PeerId): void {
    this.host(id).up = false;
  }

  host(id: PeerId): GroupHost {
    const host = this.hosts.get(id);
    assert(host, `no peer ${id}`);
    return host;
  }

  peer(id: PeerId): Peer {
    return this.host(id).peer;
  }

  /** Lets everybody's clock tick, and everything be said that follows. */
  tick(count = 1): void {
    for (let i = 0; i < count; i++) {
      for (const host of this.hosts.values()) if (host.up) host.peer.tick();
      this.settle();
    }
  }

  /** Makes a peer the leader, by campaigning at once. */
  elect(id: PeerId): Peer {
    this.peer(id).campaign();
    this.settle();
    assert(this.peer(id).role === 'leader', `${id} was not elected`);
    return this.peer(id);
  }

  /** Loses whatever goes to or comes from these. */
  isolate(...ids: PeerId[]): void {
    this.passes = ({ from, to }) => !ids.includes(from) && !ids.includes(to);
  }

  heal(): void {
    this.passes = () => true;
  }

  /** Delivers until nobody has anything left to say. */
  settle(): void {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      for (const host of this.hosts.values()) if (host.up) this.perform(host);
      if (this.wire.length === 0) return;
      const wire = this.wire;
      this.wire = [];
      for (const message of wire) {
        const host = this.hosts.get(message.to);
        if (!host?.up || !this.passes(message)) continue;
        this.delivered.push(message);
        host.peer.step(message);
      }
    }
    assert(false, 'peers fall silent once everything is said');
  }

  private perform(host: GroupHost): void {
    const { send, restore, committed } = performAll(host.peer, host.disk);
    this.wire.push(...send);
    if (restore) host.applied = [...(restore.data as unknown[])];
    for (const entry of committed) if (entry.kind === 'data') host.applied.push(entry.data);
  }
}

export interface Performed {
  readonly send: Message[];
  readonly restore: Snapshot | undefined;
  readonly committed: Entry[];
}

/** Does all that a peer owes, and answers what it said and committed. */
export function performAll(peer: Peer, disk: PersistedState): Performed {
  const send: Message[] = [];
  const committed: Entry[] = [];
  let restore: Snapshot | undefined;
  for (let ready = peer.ready(); ready; ready = peer.ready()) {
    if (ready.persist) keep(disk, ready.persist);
    send.push(...ready.send);
    restore = ready.restore ?? restore;
    committed.push(...ready.committed);
    peer.advance();
  }
  return { send, restore, committed };
}

/** An entry as a short word, for expectations: `3.1 data x`. */
export function formatEntry(entry: Entry): string {
  const place = `${entry.index}.${entry.term}`;
  if (entry.kind === 'data') return `${place} data ${String(entry.data)}`;
  return entry.kind === 'change' ? `${place} ${entry.change.kind} ${entry.change.id}` : `${place} empty`;
}
