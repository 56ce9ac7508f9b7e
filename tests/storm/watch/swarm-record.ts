/**
 * What one swarm has agreed on, written down as the first of its managers applies it. Every other replica has to
 * take the very same steps: entries travel by reference, so "the same" is one comparison.
 */
import type { Change, Commit, ReadView, Store } from '../../../src/store';

interface Replica {
  readonly swarm: SwarmRecord;
  /** How many of the entries it has applied. */
  applied: number;
}

export class SwarmRecord {
  readonly entries: Commit[] = [];
  /** The state after the last entry: the store of whoever got there first. */
  view: ReadView;
  /** Terms of leadership in which something was agreed, and when the last of them began. */
  terms = 0;
  termSinceMs = 0;
  leader = '';
  private leadership: object | undefined;

  constructor(readonly id: string, store: Store) {
    this.view = store;
  }

  append(commit: Commit, store: Store, machine: string, leadership: object | undefined): void {
    this.entries.push(commit);
    this.view = store;
    if (leadership === undefined || leadership === this.leadership) return;
    this.leadership = leadership;
    this.leader = machine;
    this.terms++;
    this.termSinceMs = commit.atMs;
  }

  /** Everything that stands after so many entries, by table and ID. */
  stateAfter(count: number): Map<string, object> {
    const state = new Map<string, object>();
    for (const { changes } of this.entries.slice(0, count)) {
      for (const change of changes) {
        if (change.after === undefined) state.delete(keyOf(change));
        else state.set(keyOf(change), change.after);
      }
    }
    return state;
  }
}

function keyOf(change: Pick<Change, 'table' | 'id'>): string {
  return `${change.table} ${change.id}`;
}

const TABLES = ['cluster', 'node', 'service', 'task', 'network', 'secret', 'config'] as const;

/** All swarms of a storm (one, unless somebody left the last one and founded another), and who stands where in them. */
export class SwarmRecords {
  readonly all = new Map<string, SwarmRecord>();
  private readonly replicas = new WeakMap<Store, Replica>();

  /** The swarm, when this commit was a new step of it; undefined when it was known; or what is wrong with it. */
  observe(machine: string, store: Store, leadership: object | undefined, commit: Commit): SwarmRecord | undefined | string {
    const id = store.cluster()?.ID;
    if (id === undefined) return `${machine} has no cluster object at index ${commit.index}`;
    let replica = this.replicas.get(store);
    if (replica === undefined) {
      let swarm = this.all.get(id);
      if (swarm === undefined) this.all.set(id, (swarm = new SwarmRecord(id, store)));
      this.replicas.set(store, (replica = { swarm, applied: 0 }));
    }
    const { swarm } = replica;
    const due = swarm.entries[replica.applied];
    if (due === undefined) {
      const last = swarm.entries.at(-1)?.index ?? -1;
      if (commit.index <= last) return `${machine} applied index ${commit.index} after ${last}`;
      swarm.append(commit, store, machine, leadership);
      replica.applied++;
      return swarm;
    }
    if (due.index === commit.index && due.changes === commit.changes) {
      replica.applied++;
      return undefined;
    }
    return this.restored(machine, store, replica, commit);
  }

  /** Not the next entry: then it must be a snapshot, and the state must be what was agreed at its index. */
  private restored(machine: string, store: Store, replica: Replica, commit: Commit): undefined | string {
    const { entries } = replica.swarm;
    const at = entries.findIndex((entry) => entry.index === commit.index);
    if (at < replica.applied) return `${machine} applied another entry at index ${commit.index}: ${describe(commit)} instead of ${describe(entries[replica.applied] as Commit)}`;
    replica.applied = at + 1;
    return this.difference(machine, store);
  }

  /** Where a replica's tables are not what the entries it has applied make of them. */
  difference(machine: string, store: Store): string | undefined {
    const replica = this.replicas.get(store);
    if (replica === undefined) return undefined;
    const agreed = replica.swarm.stateAfter(replica.applied);
    let count = 0;
    for (const table of TABLES) {
      for (const object of store.list(table)) {
        count++;
        if (agreed.get(`${table} ${object.ID}`) !== object) return `${machine} holds a ${table} ${object.ID} that was not agreed`;
      }
    }
    return count === agreed.size ? undefined : `${machine} lost ${agreed.size - count} of ${agreed.size} agreed objects`;
  }

  /** Entries that this replica has still to apply. */
  behind(store: Store): number {
    const replica = this.replicas.get(store);
    return replica === undefined ? 0 : replica.swarm.entries.length - replica.applied;
  }

  of(store: Store): SwarmRecord | undefined {
    return this.replicas.get(store)?.swarm;
  }
}

function describe({ changes }: Commit): string {
  return changes.slice(0, 3).map(({ table, id, before, after }) => `${before ? (after ? 'change' : 'delete') : 'create'} ${table} ${id}`).join(', ');
}
