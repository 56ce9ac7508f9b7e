/**
 * A table: the objects by ID, and the secondary indexes that its kind declares. An index maps a key to the
 * IDs that have it; an update that leaves the keys alone touches nothing but the main map.
 */
import type { Tables, TableName } from './tables';
import { SortedIds } from './sorted-ids';

/** One secondary index: the keys under which an object is found. */
export interface IndexDeclaration<T> {
  readonly name: string;
  readonly keys: (object: T) => readonly string[];
  /** True when both objects have the same keys: the cheap test that saves computing them. */
  readonly same: (a: T, b: T) => boolean;
}

/** IDs by key. Most keys (names, slots) have one ID, and tables of tasks are large: that one stands by itself. */
type Index = Map<string, string | SortedIds>;

export class Table<T extends Tables[TableName]> {
  private objects = new Map<string, T>();
  private all = new SortedIds();
  private listed: T[] | undefined;
  private indexes: Index[];

  constructor(private declarations: readonly IndexDeclaration<T>[]) {
    this.indexes = declarations.map((): Index => new Map());
  }

  get size(): number {
    return this.objects.size;
  }

  get(id: string): T | undefined {
    return this.objects.get(id);
  }

  /** All objects by ascending ID; a fresh array. */
  list(): T[] {
    this.listed ??= this.all.ids().map((id) => this.objects.get(id) as T);
    return this.listed.slice();
  }

  byPrefix(prefix: string): T[] {
    const ids = this.all.ids();
    const found: T[] = [];
    for (let i = this.all.lowerBound(prefix); i < ids.length && (ids[i] as string).startsWith(prefix); i++) {
      found.push(this.objects.get(ids[i] as string) as T);
    }
    return found;
  }

  /** The objects under one key of one index, by ascending ID; a fresh array. */
  indexed(name: string, key: string): T[] {
    const under = this.index(name).get(key);
    if (under === undefined) return [];
    return typeof under === 'string' ? [this.objects.get(under) as T] : under.ids().map((id) => this.objects.get(id) as T);
  }

  put(id: string, after: T): void {
    const before = this.objects.get(id);
    this.objects.set(id, after);
    this.listed = undefined;
    if (before === undefined) this.all.add(id);
    for (let i = 0; i < this.declarations.length; i++) {
      const declaration = this.declarations[i] as IndexDeclaration<T>;
      if (before !== undefined && declaration.same(before, after)) continue;
      const index = this.indexes[i] as Index;
      if (before !== undefined) forget(index, declaration.keys(before), id);
      remember(index, declaration.keys(after), id);
    }
  }

  remove(id: string): void {
    const before = this.objects.get(id);
    if (before === undefined) return;
    this.objects.delete(id);
    this.listed = undefined;
    this.all.delete(id);
    for (let i = 0; i < this.declarations.length; i++) {
      forget(this.indexes[i] as Index, (this.declarations[i] as IndexDeclaration<T>).keys(before), id);
    }
  }

  private index(name: string): Index {
    return this.indexes[this.declarations.findIndex((declaration) => declaration.name === name)] as Index;
  }
}

function remember(index: Index, keys: readonly string[], id: string): void {
  for (const key of keys) {
    const under = index.get(key);
    if (under === undefined) index.set(key, id);
    else if (typeof under === 'string') {
      const ids = new SortedIds();
      ids.add(under);
      ids.add(id);
      index.set(key, ids);
    } else under.add(id);
  }
}

function forget(index: Index, keys: readonly string[], id: string): void {
  for (const key of keys) {
    const under = index.get(key);
    if (under === undefined) continue;
    if (typeof under === 'string') {
      index.delete(key);
      continue;
    }
    under.delete(id);
    if (under.size === 0) index.delete(key);
  }
}
