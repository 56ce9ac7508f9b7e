/**
 * The replicated store. Committed objects lie in tables; a write transaction becomes a list of changes that
 * the proposer makes durable; only then do readers, watchers and the caller see it. Write transactions are
 * serial (SwarmKit's update lock): the next one begins when the last one is committed or lost, and runs on
 * the state of that moment. Followers take the same lists through `apply`.
 */
import type { Cluster, Instant, Service, Task } from '../model';
import type { Change, Commit, Proposer, ReadView, TableName, Tables, Transaction } from './tables';
import { INDEXES, referenceKey, slotIndexKey } from './indexes';
import type { ReferencedTable } from './indexes';
import { Table } from './table';
import { OverlayTransaction, readByName } from './transaction';
import type { TableSet } from './transaction';

/** No raft entry holds more changes than this when the caller allows splitting (swarmkit store/memory.go). */
export const CHANGES_PER_ENTRY_MAX = 200;

export type Cancel = () => void;
export type UpdateOutcome<T> = { readonly ok: true; readonly value: T; readonly index: number } | { readonly ok: false };
export type BatchOutcome = { readonly ok: true; readonly index: number } | { readonly ok: false };
export type ChangeOf<N extends TableName> = Extract<Change, { table: N }>;

/** Everything in the store at one index. The objects are shared with it, not copied. */
export interface StoreSnapshot {
  readonly index: number;
  readonly atMs: Instant;
  readonly objects: { readonly [N in TableName]: readonly Tables[N][] };
}

/** A queued writer. `run` is called for each entry and answers what to do after that entry is committed. */
interface Job {
  readonly name: string;
  run(tx: OverlayTransaction): Step;
  lost(): void;
}

interface Step {
  then(index: number): 'again' | 'over';
}

const TABLE_NAMES: readonly TableName[] = ['cluster', 'node', 'service', 'task', 'network', 'secret', 'config'];

export class Store implements ReadView {
  private tables: TableSet = emptyTables();
  private listeners = new Set<(commit: Commit) => void>();
  private jobs: Job[] = [];
  private current: Job | undefined;
  private pumping = false;
  private committedIndex = 0;
  private committedAtMs: Instant = 0;

  constructor(private proposer: Proposer, private clock: () => Instant) {}

  /** The index of the last entry that changed this replica. */
  get lastIndex(): number {
    return this.committedIndex;
  }

  /** True while no transaction waits or is under way. */
  get idle(): boolean {
    return this.current === undefined && this.jobs.length === 0;
  }

  /**
   * Queues a write transaction. `fn` runs when its turn comes and may refuse by writing nothing and
   * returning a value that says so. A transaction that writes nothing succeeds without an entry.
   * `done` is called once, after the watchers; with `ok: false` when leadership was lost.
   */
  update<T>(name: string, fn: (tx: Transaction) => T, done?: (outcome: UpdateOutcome<T>) => void): void {
    this.enqueue({
      name,
      run(tx) {
        const value = fn(tx);
        return {
          then(index) {
            done?.({ ok: true, value, index });
            return 'over';
          },
        };
      },
      lost: () => done?.({ ok: false }),
    });
  }

  /**
   * Calls `fn` for each item, in entries of at most 200 changes; later items see what earlier entries
   * committed, and no other writer comes between. Items may be a plan, made when the batch's turn comes
   * from the state of that moment. `done` is called once, at the end or when leadership is lost.
   */
  batch<I>(
    name: string,
    items: readonly I[] | ((view: ReadView) => readonly I[]),
    fn: (tx: Transaction, item: I) => void,
    done?: (outcome: BatchOutcome) => void,
  ): void {
    let planned = typeof items === 'function' ? undefined : items;
    let next = 0;
    this.enqueue({
      name,
      run(tx) {
        const all = (planned ??= (items as (view: ReadView) => readonly I[])(tx));
        while (next < all.length && tx.size < CHANGES_PER_ENTRY_MAX) fn(tx, all[next++] as I);
        return {
          then(index) {
            if (next < all.length) return 'again';
            done?.({ ok: true, index });
            return 'over';
          },
        };
      },
      lost: () => done?.({ ok: false }),
    });
  }

  /** A committed entry that this replica did not propose, or whose fate it had given up. */
  apply(commit: Commit): void {
    this.commit(commit);
  }

  /** Leadership was lost: every transaction that waits or is under way ends with `ok: false`. */
  abandon(): void {
    const lost = this.current === undefined ? this.jobs : [this.current, ...this.jobs];
    this.jobs = [];
    this.current = undefined;
    for (const job of lost) job.lost();
  }

  /** Called with each commit, in order, before the next transaction begins. A watcher may queue updates. */
  watch(listener: (commit: Commit) => void): Cancel {
    // Wrapped, so that the same function registered twice is two watches.
    const own = (commit: Commit): void => listener(commit);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  /** Only the changes of one table. */
  watchTable<N extends TableName>(table: N, listener: (change: ChangeOf<N>, commit: Commit) => void): Cancel {
    return this.watch((commit) => {
      for (const change of commit.changes) if (change.table === table) listener(change as ChangeOf<N>, commit);
    });
  }

  snapshot(): StoreSnapshot {
    const objects: Partial<Record<TableName, readonly Tables[TableName][]>> = {};
    for (const name of TABLE_NAMES) objects[name] = this.tables[name].list();
    return { index: this.committedIndex, atMs: this.committedAtMs, objects: objects as StoreSnapshot['objects'] };
  }

  /** Takes the snapshot's state. Watchers see the difference as one commit. */
  restore(snapshot: StoreSnapshot): void {
    const changes: Change[] = [];
    for (const table of TABLE_NAMES) {
      const kept = new Set<string>();
      for (const after of snapshot.objects[table]) {
        kept.add(after.ID);
        const before = this.tables[table].get(after.ID);
        if (before !== after) changes.push({ table, id: after.ID, before, after } as Change);
      }
      for (const before of this.tables[table].list()) {
        if (!kept.has(before.ID)) changes.push({ table, id: before.ID, before, after: undefined } as Change);
      }
    }
    this.commit({ index: snapshot.index, atMs: snapshot.atMs, changes });
  }

  get<N extends TableName>(table: N, id: string): Tables[N] | undefined {
    return this.tables[table].get(id) as Tables[N] | undefined;
  }

  list<N extends TableName>(table: N): Tables[N][] {
    return this.tables[table].list() as Tables[N][];
  }

  count(table: TableName): number {
    return this.tables[table].size;
  }

  byName<N extends TableName>(table: N, name: string): Tables[N][] {
    return readByName(this.tables, table, name);
  }

  byIdPrefix<N extends TableName>(table: N, prefix: string): Tables[N][] {
    return this.tables[table].byPrefix(prefix) as Tables[N][];
  }

  cluster(): Cluster | undefined {
    return this.tables.cluster.list()[0];
  }

  tasksOfService(serviceId: string): Task[] {
    return this.tables.task.indexed('service', serviceId);
  }

  tasksOfNode(nodeId: string): Task[] {
    return this.tables.task.indexed('node', nodeId);
  }

  tasksOfSlot(serviceId: string, slot: number): Task[] {
    return this.tables.task.indexed('slot', slotIndexKey(serviceId, slot));
  }

  servicesUsing(table: ReferencedTable, id: string): Service[] {
    return this.tables.service.indexed('reference', referenceKey(table, id));
  }

  private enqueue(job: Job): void {
    this.jobs.push(job);
    this.pump();
  }

  /** Runs queued jobs until one has to wait for its commit. A loop, so that instant commits make no deep stack. */
  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (this.current === undefined && this.jobs.length > 0) {
        this.current = this.jobs.shift();
        this.propose(this.current as Job);
      }
    } finally {
      this.pumping = false;
    }
  }

  private propose(job: Job): void {
    for (;;) {
      const tx = new OverlayTransaction(this.tables, this.proposer.index(), this.clock());
      const step = job.run(tx);
      const changes = tx.changes();
      if (changes.length > 0) {
        this.proposer.propose(changes, (committed) => this.settle(job, step, changes, committed));
        return;
      }
      if (step.then(tx.index) === 'over') break;
    }
    if (this.current === job) this.current = undefined;
  }

  /** The proposer's answer: commit and go on, or drop the job. */
  private settle(job: Job, step: Step, changes: readonly Change[], committed: { index: number; atMs: Instant } | undefined): void {
    if (committed !== undefined) this.commit({ index: committed.index, atMs: committed.atMs, changes });
    // Abandoned meanwhile: an entry that was committed stands all the same, but its writer was told that it is lost.
    if (this.current !== job) return;
    if (committed === undefined) job.lost();
    else if (step.then(committed.index) === 'again') this.jobs.unshift(job);
    if (this.current === job) this.current = undefined;
    this.pump();
  }

  private commit(commit: Commit): void {
    for (const change of commit.changes) {
      const table = this.tables[change.table] as Table<Tables[TableName]>;
      if (change.after === undefined) table.remove(change.id);
      else table.put(change.id, change.after);
    }
    this.committedIndex = commit.index;
    this.committedAtMs = commit.atMs;
    for (const listener of [...this.listeners]) if (this.listeners.has(listener)) listener(commit);
  }
}

function emptyTables(): TableSet {
  const tables: Partial<Record<TableName, Table<Tables[TableName]>>> = {};
  for (const name of TABLE_NAMES) tables[name] = new Table(INDEXES[name] as ConstructorParameters<typeof Table>[0]);
  return tables as unknown as TableSet;
}
