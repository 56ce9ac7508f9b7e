/**
 * The store's vocabulary: which tables there are, what a change is, and who makes changes durable. A list of
 * changes is the raft entry, the watch feed, `docker events`, the timeline and the undo record: one mechanism.
 */
import type { Cluster, Config, Instant, Network, Node, Secret, Service, Task } from '../model';

export interface Tables {
  cluster: Cluster;
  node: Node;
  service: Service;
  task: Task;
  network: Network;
  secret: Secret;
  config: Config;
}

export type TableName = keyof Tables;

/** One object's step; `before` absent = created, `after` absent = deleted. Objects are frozen values. */
export type Change = {
  [N in TableName]: { readonly table: N; readonly id: string; readonly before: Tables[N] | undefined; readonly after: Tables[N] | undefined };
}[TableName];

/** A committed transaction: what watchers, followers and the timeline get. */
export interface Commit {
  /** The raft index of the entry. */
  readonly index: number;
  readonly atMs: Instant;
  readonly changes: readonly Change[];
}

/** Makes a transaction durable (raft does); answers once, later or at once. */
export interface Proposer {
  /** The highest committed index now: what `Version.Index` of the next transaction's objects will be. */
  index(): number;
  /** `done(undefined)` when leadership was lost and the entry's fate is unknown: the transaction is dropped. */
  propose(changes: readonly Change[], done: (commit: { index: number; atMs: Instant } | undefined) => void): void;
}

/** Reads by index, never by scan. All lists come in the order of IDs unless said otherwise. */
export interface ReadView {
  get<N extends TableName>(table: N, id: string): Tables[N] | undefined;
  list<N extends TableName>(table: N): Tables[N][];
  count(table: TableName): number;
  /** Case-insensitive for services, networks, secrets, configs; hostname for nodes (several possible). */
  byName<N extends TableName>(table: N, name: string): Tables[N][];
  /** IDs that begin with this prefix. */
  byIdPrefix<N extends TableName>(table: N, prefix: string): Tables[N][];
  cluster(): Cluster | undefined;
  tasksOfService(serviceId: string): Task[];
  tasksOfNode(nodeId: string): Task[];
  tasksOfSlot(serviceId: string, slot: number): Task[];
  /** Services whose spec uses this network, secret or config. */
  servicesUsing(table: 'network' | 'secret' | 'config', id: string): Service[];
}

export interface Transaction extends ReadView {
  /** Sets Version, CreatedAt and UpdatedAt. */
  create<N extends TableName>(table: N, object: Tables[N]): Tables[N];
  /** Replaces the object, or edits it with immer's `produce`; refreshes Version and UpdatedAt. */
  update<N extends TableName>(table: N, id: string, next: Tables[N] | ((draft: Draft<Tables[N]>) => void)): Tables[N];
  delete(table: TableName, id: string): void;
}

/** A mutable view of a frozen object inside `update`. */
export type Draft<T> = T extends readonly (infer U)[] ? Draft<U>[] : T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;
