/**
 * What variables hold and pipelines carry. Text, numbers and truth values are JavaScript's own, lists are arrays; the
 * rest are the classes of this page. Names of properties and keys are the same in any case.
 */
import type { Script } from './ast';
import type { Scope } from './scope';

export type Value = null | boolean | number | string | Value[] | Table | Thing | Block | Instant | TypeName;

/** A hashtable; here it keeps its order. */
export class Table {
  private entries = new Map<string, { key: Value; value: Value }>();

  get size(): number {
    return this.entries.size;
  }

  get(key: Value): Value {
    return this.entries.get(keyOf(key))?.value ?? null;
  }

  has(key: Value): boolean {
    return this.entries.has(keyOf(key));
  }

  set(key: Value, value: Value): void {
    this.entries.set(keyOf(key), { key: this.entries.get(keyOf(key))?.key ?? key, value });
  }

  delete(key: Value): void {
    this.entries.delete(keyOf(key));
  }

  clear(): void {
    this.entries.clear();
  }

  list(): { key: Value; value: Value }[] {
    return [...this.entries.values()];
  }
}

const keyOf = (key: Value): string => (typeof key === 'string' ? `s${key.toLowerCase()}` : `o${String(key)}`);

/** An object with properties, of a named type; the type says how it is shown. */
export class Thing {
  private names = new Map<string, string>();
  private values = new Map<string, Value | (() => Value)>();
  /** What it is as text, when not its type or its properties. */
  text: string | undefined;
  /** What it can do: names in lower case. */
  methods: Readonly<Record<string, (args: Value[]) => Value>> = {};
  /** What it stands for behind the scenes: a path, a process. */
  inner: unknown;

  constructor(
    readonly type: string,
    properties: Readonly<Record<string, Value | (() => Value)>> = {},
  ) {
    for (const [name, value] of Object.entries(properties)) this.set(name, value);
  }

  get(name: string): Value | undefined {
    const found = this.values.get(name.toLowerCase());
    return typeof found === 'function' ? found() : found;
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase());
  }

  set(name: string, value: Value | (() => Value)): void {
    const lower = name.toLowerCase();
    if (!this.names.has(lower)) this.names.set(lower, name);
    this.values.set(lower, value);
  }

  /** In the order they were made, as they were written. */
  properties(): string[] {
    return [...this.names.values()];
  }
}

/** `{ … }` with the variables it can see. */
export class Block {
  constructor(
    readonly script: Script,
    readonly source: string,
    readonly scope: Scope | undefined,
  ) {}
}

/** A point in time, in milliseconds. */
export class Instant {
  constructor(readonly ms: number) {}
}

/** `[int]`. */
export class TypeName {
  constructor(readonly name: string) {}
}

export const CUSTOM = 'System.Management.Automation.PSCustomObject';

export function isTrue(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (Array.isArray(value)) return value.length > 1 || (value.length === 1 && isTrue(value[0] as Value));
  return true;
}

/** One value as it is, several as a list, none as null: what a pipeline leaves in a variable. */
export function gathered(values: Value[]): Value {
  return values.length === 0 ? null : values.length === 1 ? (values[0] as Value) : values;
}

export function listed(value: Value): Value[] {
  return Array.isArray(value) ? value : value === null ? [] : [value];
}

/** A record with these properties, as `[pscustomobject]` makes it. */
export function custom(properties: Readonly<Record<string, Value>>): Thing {
  return new Thing(CUSTOM, properties);
}

const NAMES: Readonly<Record<string, string>> = { int: 'Int32', long: 'Int64', string: 'String', bool: 'Boolean', double: 'Double', array: 'Object[]', hashtable: 'Hashtable', datetime: 'DateTime', object: 'Object', psobject: 'PSObject', pscustomobject: 'PSCustomObject', scriptblock: 'ScriptBlock', switch: 'SwitchParameter', regex: 'Regex', char: 'Char', void: 'Void' };

export function typeNameOf(value: Value): string {
  if (value === null) return 'Null';
  if (typeof value === 'boolean') return 'System.Boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? (value > 2147483647 || value < -2147483648 ? 'System.Int64' : 'System.Int32') : 'System.Double';
  if (typeof value === 'string') return 'System.String';
  if (Array.isArray(value)) return 'System.Object[]';
  if (value instanceof Table) return 'System.Collections.Hashtable';
  if (value instanceof Block) return 'System.Management.Automation.ScriptBlock';
  if (value instanceof Instant) return 'System.DateTime';
  if (value instanceof TypeName) return 'System.RuntimeType';
  return value.type;
}

/** `System.Int32` for `int`; other names as they are. */
export function fullTypeName(name: string): string {
  const short = NAMES[name.toLowerCase()];
  if (short === undefined) return name;
  if (short === 'Hashtable') return 'System.Collections.Hashtable';
  if (short === 'PSCustomObject' || short === 'PSObject' || short === 'ScriptBlock' || short === 'SwitchParameter') return `System.Management.Automation.${short}`;
  return short === 'Regex' ? 'System.Text.RegularExpressions.Regex' : `System.${short}`;
}
