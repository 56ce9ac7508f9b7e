/**
 * A shell's variables: scalars, indexed and associative arrays, their attributes, and the dynamic scopes of `local`.
 * A scope remembers what it hid and puts it back at its end, so a lookup is one map access however deep the calls.
 */
import { MEMORY_CHARS_MAX } from './limits';

export type ArrayValue = IndexedArray | AssociativeArray;

/** Sparse and ordered by index. */
export class IndexedArray {
  readonly kind = 'indexed';
  /** Declared, but never given a value. */
  unset = false;
  private values = new Map<number, string>();
  private ordered = true;
  private last = -1;

  get size(): number {
    return this.values.size;
  }

  /** One beyond the highest index: where `+=` appends. */
  get end(): number {
    if (this.last === -2) this.last = Math.max(-1, ...this.values.keys());
    return this.last + 1;
  }

  get(index: number): string | undefined {
    return this.values.get(index);
  }

  set(index: number, value: string): void {
    const end = this.end;
    if (index < end - 1 && !this.values.has(index)) this.ordered = false;
    if (index >= end) this.last = index;
    this.values.set(index, value);
  }

  delete(index: number): void {
    if (this.values.delete(index) && index === this.last) this.last = -2;
  }

  keys(): number[] {
    this.sort();
    return [...this.values.keys()];
  }

  list(): string[] {
    this.sort();
    return [...this.values.values()];
  }

  copy(): IndexedArray {
    const copy = new IndexedArray();
    for (const index of this.keys()) copy.set(index, this.values.get(index) as string);
    return copy;
  }

  private sort(): void {
    if (this.ordered) return;
    this.values = new Map([...this.values].sort((a, b) => a[0] - b[0]));
    this.ordered = true;
  }
}

/** Keys in the order of insertion; bash's own order is that of its hash table. */
export class AssociativeArray {
  readonly kind = 'associative';
  /** Declared, but never given a value. */
  unset = false;
  private values = new Map<string, string>();

  get size(): number {
    return this.values.size;
  }

  get(key: string): string | undefined {
    return this.values.get(key);
  }

  set(key: string, value: string): void {
    this.values.set(key, value);
  }

  delete(key: string): void {
    this.values.delete(key);
  }

  keys(): string[] {
    return [...this.values.keys()];
  }

  list(): string[] {
    return [...this.values.values()];
  }

  copy(): AssociativeArray {
    const copy = new AssociativeArray();
    for (const [key, value] of this.values) copy.set(key, value);
    return copy;
  }
}

export interface Attributes {
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  lower: boolean;
  upper: boolean;
  /** A name reference: the value is another variable's name. */
  reference: boolean;
}

export interface Variable extends Attributes {
  /** Undefined when declared but unset. */
  value: string | ArrayValue | undefined;
  /** Made at each read: RANDOM, SECONDS, LINENO. Assigning feeds it. */
  dynamic?: Dynamic;
  /** A subshell has it too: whoever writes first makes a copy. */
  shared?: boolean;
}

/** How a value is made; `owner` is the shell that asks, so that a subshell's copy is about the subshell. */
export interface Dynamic {
  read: (owner: Owner) => string;
  assign?: (owner: Owner, value: string) => void;
  /** An array rather than a scalar: FUNCNAME, PIPESTATUS. */
  list?: (owner: Owner) => string[];
}

/** The shell, for this file an unknown. */
export type Owner = import('./shell').Shell;

export function createVariable(value?: string | ArrayValue): Variable {
  return { value, exported: false, readonly: false, integer: false, lower: false, upper: false, reference: false };
}

const REFERENCES_MAX = 10;

export class Variables {
  owner: Owner | undefined;
  private table = new Map<string, Variable>();
  private scopes: Map<string, Variable | undefined>[] = [];
  /** Characters in all values, roughly; see MEMORY_CHARS_MAX. */
  private chars = 0;

  /** The same for a subshell: the entries are shared until either side writes to one. */
  fork(): Variables {
    const fork = new Variables();
    for (const variable of this.table.values()) variable.shared = true;
    for (const scope of this.scopes) for (const hidden of scope.values()) if (hidden) hidden.shared = true;
    fork.table = new Map(this.table);
    fork.scopes = this.scopes.map((scope) => new Map(scope));
    fork.chars = this.chars;
    return fork;
  }

  names(): string[] {
    return [...this.table.keys()].sort();
  }

  /** The variable itself, without following a reference. */
  raw(name: string): Variable | undefined {
    return this.table.get(name);
  }

  /** The variable, references followed. */
  find(name: string): Variable | undefined {
    const variable = this.table.get(this.target(name));
    if (!variable?.dynamic?.list || !this.owner) return variable;
    const array = new IndexedArray();
    variable.dynamic.list(this.owner).forEach((item, i) => array.set(i, item));
    return { ...variable, value: array, dynamic: undefined };
  }

  /** The name that a reference leads to: itself for most. It may carry a subscript. */
  target(name: string): string {
    let at = name;
    for (let i = 0; i < REFERENCES_MAX; i++) {
      const variable = this.table.get(at);
      if (!variable?.reference || typeof variable.value !== 'string' || variable.value === '') return at;
      at = variable.value;
    }
    return at;
  }

  /** The value as a scalar: an array gives its element 0. */
  get(name: string): string | undefined {
    const variable = this.find(name);
    if (!variable) return undefined;
    if (variable.dynamic && this.owner) return variable.dynamic.read(this.owner);
    const { value } = variable;
    if (value === undefined || typeof value === 'string') return value;
    return value.kind === 'indexed' ? value.get(0) : value.get('0');
  }

  /** Creates or replaces the variable's whole entry in the current scope's view. */
  put(name: string, variable: Variable): void {
    const before = this.table.get(name);
    this.account(sizeOf(variable) - (before ? sizeOf(before) : 0));
    this.table.set(name, variable);
  }

  /** The entry for writing, made when there is none. */
  ensure(name: string): Variable {
    const target = this.target(name);
    const variable = this.writable(target);
    if (variable) return variable;
    const made = createVariable();
    this.table.set(target, made);
    return made;
  }

  /** The entry itself, for writing; references are not followed. */
  writable(name: string): Variable | undefined {
    const variable = this.table.get(name);
    if (!variable?.shared) return variable;
    const own = copyVariable(variable);
    this.table.set(name, own);
    return own;
  }

  delete(name: string): void {
    const before = this.table.get(name);
    if (!before) return;
    this.account(-sizeOf(before));
    this.table.delete(name);
  }

  /** Adds to the memory in use; false when that would be too much. */
  account(chars: number): boolean {
    if (chars > 0 && this.chars + chars > MEMORY_CHARS_MAX) return false;
    this.chars += chars;
    return true;
  }

  pushScope(): void {
    this.scopes.push(new Map());
  }

  popScope(): void {
    const scope = this.scopes.pop();
    if (!scope) return;
    for (const [name, hidden] of scope) {
      const gone = this.table.get(name);
      if (gone) this.account(-sizeOf(gone));
      if (hidden) {
        this.account(sizeOf(hidden));
        this.table.set(name, hidden);
      } else this.table.delete(name);
    }
  }

  get inScope(): boolean {
    return this.scopes.length > 0;
  }

  /** Hides the variable until the current scope ends; what it was, is answered. Twice in one scope does nothing. */
  localize(name: string): Variable | undefined {
    const scope = this.scopes[this.scopes.length - 1];
    const before = this.table.get(name);
    if (!scope || scope.has(name)) return before;
    scope.set(name, before);
    this.table.delete(name);
    return before;
  }

  isLocal(name: string): boolean {
    return this.scopes[this.scopes.length - 1]?.has(name) ?? false;
  }

  localNames(): string[] {
    return [...(this.scopes[this.scopes.length - 1]?.keys() ?? [])].sort();
  }

  /** What a child process gets. */
  environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const [name, variable] of this.table) {
      if (!variable.exported) continue;
      const value = this.get(name);
      if (value !== undefined && typeof variable.value === 'string') environment.set(name, value);
    }
    return environment;
  }
}

function sizeOf(variable: Variable): number {
  const { value } = variable;
  if (value === undefined) return 0;
  if (typeof value === 'string') return value.length;
  let chars = 0;
  for (const item of value.list()) chars += item.length;
  return chars;
}

function copyVariable(variable: Variable): Variable {
  const { value } = variable;
  return { ...variable, shared: false, value: value === undefined || typeof value === 'string' ? value : value.copy() };
}

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
