/**
 * A write transaction: what it writes lies over the committed tables and is seen by its own reads only, until
 * the store commits the list of changes. Several writes to one object become one change.
 */
import { produce } from 'immer';
import { taskContainerName } from '../model';
import type { Cluster, Instant, Meta, Service, Task } from '../model';
import type { Change, Draft, TableName, Tables, Transaction } from './tables';
import { nameKey, referenceKey, slotIndexKey } from './indexes';
import type { ReferencedTable } from './indexes';
import { byText } from './sorted-ids';
import type { Table } from './table';

export type TableSet = { readonly [N in TableName]: Table<Tables[N]> };

/** What one transaction did to one object; `after` changes with each further write. */
interface Write {
  readonly table: TableName;
  readonly id: string;
  readonly before: Tables[TableName] | undefined;
  after: Tables[TableName] | undefined;
}

/** What one transaction wrote to one table, by ID. */
type Overlay = Map<string, Write>;

export class OverlayTransaction implements Transaction {
  private overlays: { [N in TableName]?: Overlay } = {};
  private writes: Write[] = [];

  /** One object for everything that is written here. */
  private readonly version: Meta['Version'];

  /** `index` and `nowMs` are what the transaction stamps on everything it writes. */
  constructor(private tables: TableSet, readonly index: number, readonly nowMs: Instant) {
    this.version = Object.freeze({ Index: index });
  }

  /** How many objects it has touched: the measure for splitting batches. */
  get size(): number {
    return this.writes.length;
  }

  /** The changes in the order of their first write; what was created and deleted again is left out. */
  changes(): Change[] {
    const noted = this.writes.filter((write) => write.before !== undefined || write.after !== undefined);
    return noted as readonly Write[] as Change[];
  }

  create<N extends TableName>(table: N, object: Tables[N]): Tables[N] {
    if (this.get(table, object.ID) !== undefined) throw new RangeError(`${table} ${object.ID} exists already`);
    const created = { ...frozen(object), Version: this.version, CreatedAt: this.nowMs, UpdatedAt: this.nowMs };
    return this.write(table, object.ID, created);
  }

  update<N extends TableName>(table: N, id: string, next: Tables[N] | ((draft: Draft<Tables[N]>) => void)): Tables[N] {
    const current = this.get(table, id);
    if (current === undefined) throw new RangeError(`${table} ${id} does not exist`);
    const edited = typeof next === 'function' ? edit(current, next) : next;
    return this.write(table, id, { ...frozen(edited), Version: this.version, CreatedAt: current.CreatedAt, UpdatedAt: this.nowMs });
  }

  delete(table: TableName, id: string): void {
    if (this.get(table, id) === undefined) throw new RangeError(`${table} ${id} does not exist`);
    this.written(table, id).after = undefined;
  }

  get<N extends TableName>(table: N, id: string): Tables[N] | undefined {
    const write = this.overlays[table]?.get(id);
    if (write !== undefined) return write.after as Tables[N] | undefined;
    return this.tables[table].get(id) as Tables[N] | undefined;
  }

  list<N extends TableName>(table: N): Tables[N][] {
    return this.merged(table, this.tables[table].list() as Tables[N][], () => true);
  }

  count(table: TableName): number {
    let count = this.tables[table].size;
    for (const { before, after } of this.overlays[table]?.values() ?? []) {
      count += (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
    }
    return count;
  }

  byName<N extends TableName>(table: N, name: string): Tables[N][] {
    const key = nameKey(name);
    return this.merged(table, readByName(this.tables, table, name), (object) => nameOf(table, object) === key);
  }

  byIdPrefix<N extends TableName>(table: N, prefix: string): Tables[N][] {
    return this.merged(table, this.tables[table].byPrefix(prefix) as Tables[N][], (object) => object.ID.startsWith(prefix));
  }

  cluster(): Cluster | undefined {
    return this.overlays.cluster === undefined ? this.tables.cluster.list()[0] : this.list('cluster')[0];
  }

  tasksOfService(serviceId: string): Task[] {
    return this.merged('task', this.tables.task.indexed('service', serviceId), (task) => task.ServiceID === serviceId);
  }

  tasksOfNode(nodeId: string): Task[] {
    return this.merged('task', this.tables.task.indexed('node', nodeId), (task) => task.NodeID === nodeId);
  }

  tasksOfSlot(serviceId: string, slot: number): Task[] {
    const committed = this.tables.task.indexed('slot', slotIndexKey(serviceId, slot));
    return this.merged('task', committed, (task) => task.ServiceID === serviceId && task.Slot === slot);
  }

  servicesUsing(table: ReferencedTable, id: string): Service[] {
    const committed = this.tables.service.indexed('reference', referenceKey(table, id));
    return this.merged('service', committed, (service) => referencesOf(service, table).includes(id));
  }

  private write<N extends TableName>(table: N, id: string, object: Tables[N]): Tables[N] {
    Object.freeze(object);
    this.written(table, id).after = object;
    return object;
  }

  private written(table: TableName, id: string): Write {
    const overlay = (this.overlays[table] ??= new Map());
    let write = overlay.get(id);
    if (write === undefined) {
      write = { table, id, before: this.tables[table].get(id), after: undefined };
      overlay.set(id, write);
      this.writes.push(write);
    }
    return write;
  }

  /** The committed answer to a question, corrected by what this transaction wrote. */
  private merged<N extends TableName>(table: N, committed: Tables[N][], belongs: (object: Tables[N]) => boolean): Tables[N][] {
    const overlay = this.overlays[table];
    if (overlay === undefined) return committed;
    const result = committed.filter((object) => !overlay.has(object.ID));
    let added = false;
    for (const { after } of overlay.values()) {
      if (after === undefined || !belongs(after as Tables[N])) continue;
      result.push(after as Tables[N]);
      added = true;
    }
    return added ? result.sort((a, b) => byText(a.ID, b.ID)) : result;
  }
}

/** Objects by name in the committed tables. A task's name is its container's: `web.1.<id>`. */
export function readByName<N extends TableName>(tables: TableSet, table: N, name: string): Tables[N][] {
  if (table !== 'task') return tables[table].indexed('name', nameKey(name)) as Tables[N][];
  const task = tables.task.get(name.slice(name.lastIndexOf('.') + 1));
  return task !== undefined && nameKey(taskContainerName(task)) === nameKey(name) ? [task as Tables[N]] : [];
}

function nameOf(table: TableName, object: Tables[TableName]): string | undefined {
  if (table === 'task') return nameKey(taskContainerName(object as Task));
  if (table === 'node') return 'Description' in object && object.Description ? nameKey(object.Description.Hostname) : undefined;
  return nameKey((object as Service).Spec.Name);
}

function referencesOf(service: Service, table: ReferencedTable): string[] {
  const { TaskTemplate, Networks } = service.Spec;
  if (table === 'secret') return (TaskTemplate.ContainerSpec?.Secrets ?? []).map((secret) => secret.SecretID);
  if (table === 'config') return (TaskTemplate.ContainerSpec?.Configs ?? []).map((config) => config.ConfigID);
  return [...(TaskTemplate.Networks ?? []), ...(Networks ?? [])].map((network) => network.Target);
}

/**
 * What is handed in is frozen before it is copied, although only the copy is kept: the V8 of Node 20 gives every frozen
 * copy of an object that could still change a hidden class of its own, which costs more than everything else here.
 */
function frozen<T>(object: T): T {
  return Object.freeze(object);
}

function edit<T>(current: T, recipe: (draft: Draft<T>) => void): T {
  return produce(current, (draft: unknown) => recipe(draft as Draft<T>) as undefined);
}
