/**
 * The types behind a compose file, each with four abilities: to be decoded from YAML (mapstructure's rules and words),
 * to be left out when empty, to be printed by `stack config`, and to be merged with the same thing of a later file
 * (mergo's rules: what is zero does not override, lists are appended). Structs are declared from these, in Go's field
 * order, so that one declaration in `service.ts` serves loading, printing and merging.
 */
import { parseDuration, formatDuration } from '../../../template/duration';
import { isProblem, type Problem } from '../../_parse/problem';
import { parseBytes } from '../../_parse/sizes';
import { Float, goText, goTypeName, isMap, sortedKeys, type YamlMap, type YamlValue } from '../_yaml';
import { Misfit, type Path, type Reason } from './problem';

/** Where a value stands: by Go's name, which messages print, and by the keys of the file. */
export class Place {
  constructor(
    private readonly name: string,
    readonly keys: Path,
  ) {}

  item(index: number): Place {
    return new Place(`${this.name}[${index}]`, [...this.keys, index]);
  }

  entry(key: string): Place {
    return new Place(`${this.name}[${key}]`, [...this.keys, key]);
  }

  field(key: string): Place {
    return new Place(this.name ? `${this.name}.${goName(key)}` : goName(key), [...this.keys, key]);
  }

  toString(): string {
    return this.name;
  }
}

export interface Shape<T> {
  zero(): T;
  isZero(value: T): boolean;
  /** `value` is never null. */
  decode(value: YamlValue, path: Place, decoding: Decoding): T;
  print(value: T): YamlValue;
  merge(base: T, other: T): T;
}

/** Printed also when it is zero: a field without `omitempty`. */
export const always = <T>(shape: Shape<T>): Shape<T> => ({ ...shape, isZero: () => false });

export type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** Collects what cannot be decoded; everything is tried before anything is told. */
export class Decoding {
  private problems: Reason[] = [];

  constructor(
    /** Warnings of the client's logger. */
    readonly warn: (text: string) => void,
  ) {}

  add(words: string, at: Place): void {
    this.problems.push({ words, at: at.keys });
  }

  /** A problem of a text's own format. */
  hook(path: Place, problem: string): void {
    this.add(`error decoding '${path}': ${problem}`, path);
  }

  unconvertible(path: Place, type: string, value: YamlValue): void {
    this.add(`'${path}' expected type '${type}', got unconvertible type '${goTypeName(value)}', value: '${goText(value)}'`, path);
  }

  /** Answers the value, or reports the problem and answers the fallback. */
  or<T>(value: T | Problem, path: Place, fallback: T): T {
    if (!isProblem(value)) return value;
    this.hook(path, value.problem);
    return fallback;
  }

  throwIfAny(): void {
    if (!this.problems.length) return;
    const lines = this.problems.map(({ words }) => words).join('\n');
    throw new Misfit(`decoding failed due to the following error(s):\n\n${lines}`, this.problems);
  }
}

const overriding = <T>(base: T, other: T): T => other || base;

export const text: Shape<string> = {
  zero: () => '',
  isZero: (value) => value === '',
  decode(value, path, decoding) {
    if (typeof value === 'string') return value;
    decoding.unconvertible(path, 'string', value);
    return '';
  },
  print: (value) => value,
  merge: overriding,
};

export const flag: Shape<boolean> = {
  zero: () => false,
  isZero: (value) => !value,
  decode(value, path, decoding) {
    if (typeof value === 'boolean') return value;
    decoding.unconvertible(path, 'bool', value);
    return false;
  },
  print: (value) => value,
  merge: overriding,
};

function numeric(type: string, convert: (value: number, path: Place, decoding: Decoding) => number): Shape<number> {
  return {
    zero: () => 0,
    isZero: (value) => value === 0,
    decode(value, path, decoding) {
      if (typeof value === 'number' || typeof value === 'bigint') return convert(Number(value), path, decoding);
      if (value instanceof Float) return convert(Math.trunc(value.value), path, decoding);
      decoding.unconvertible(path, type, value);
      return 0;
    },
    print: (value) => value,
    merge: overriding,
  };
}

export const int = numeric('int', (value) => value);

/** Negative numbers are refused, too large ones wrap around. */
export function uint(bits: 32 | 64): Shape<number> {
  return numeric(`uint${bits}`, (value, path, decoding) => {
    if (value < 0) decoding.add(`cannot parse '${path}', ${value} overflows uint`, path);
    return bits === 32 ? value % 4_294_967_296 : value;
  });
}

export const ratio: Shape<number> = {
  ...numeric('float32', (value) => value),
  decode(value, path, decoding) {
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
    if (value instanceof Float) return value.value;
    decoding.unconvertible(path, 'float32', value);
    return 0;
  },
  print: (value) => new Float(value, true),
};

/** Nanoseconds. */
export const duration: Shape<number> = {
  ...int,
  decode(value, path, decoding) {
    if (typeof value === 'string') return decoding.or<number>(parseDuration(value), path, 0);
    decoding.hook(path, `invalid type ${goTypeName(value)} for duration`);
    return 0;
  },
  print: (value) => formatDuration(value),
};

/** Bytes, printed as a text. */
export const size: Shape<number> = {
  ...int,
  decode(value, path, decoding) {
    if (typeof value === 'string') return decoding.or<number>(parseBytes(value), path, 0);
    return int.decode(value, path, decoding);
  },
  print: (value) => String(value),
};

/** A pointer: absent is not the same as zero. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return {
    zero: () => undefined,
    isZero: (value) => value === undefined,
    decode: (value, path, decoding) => shape.decode(value, path, decoding),
    print: (value) => (value === undefined ? null : shape.print(value)),
    merge: (base, other) => (base === undefined ? other : other === undefined ? base : shape.merge(base, other)),
  };
}

/** A pointer to a number that later files replace, even by zero. */
export const count: Shape<number | undefined> = { ...optional(uint(64)), merge: (base, other) => other ?? base };

/** A list; undefined where nobody wrote one. */
export function list<T>(item: Shape<T>): Shape<T[] | undefined> {
  return {
    zero: () => undefined,
    isZero: (value) => !value?.length,
    decode(value, path, decoding) {
      if (!Array.isArray(value)) {
        decoding.add(`'${path}': source data must be an array or slice, got ${goTypeName(value)}`, path);
        return undefined;
      }
      return value.map((one, i) => (one === null ? item.zero() : item.decode(one, path.item(i), decoding)));
    },
    print: (value) => (value ?? []).map((one) => item.print(one)),
    merge: (base, other) => (base && other ? [...base, ...other] : (base ?? other)),
  };
}

/** A mapping to pointers, by key. */
export function mapOf<T>(item: Shape<T>): Shape<Map<string, T> | undefined> {
  return {
    zero: () => undefined,
    isZero: (value) => !value?.size,
    decode(value, path, decoding) {
      if (!isMap(value)) {
        decoding.add(`'${path}' expected a map, got '${goTypeName(value)}'`, path);
        return undefined;
      }
      return new Map([...value].map(([key, one]) => [key, one === null ? item.zero() : item.decode(one, path.entry(key), decoding)]));
    },
    print: (value) => new Map([...sortedKeys(value ?? new Map<string, T>())].map(([key, one]) => [key, item.print(one)])),
    merge(base, other) {
      if (!base || !other) return base ?? other;
      const merged = new Map(base);
      for (const [key, one] of other) {
        const mine = merged.get(key);
        merged.set(key, mine === undefined ? one : item.merge(mine, one));
      }
      return merged;
    },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type StructOf<F extends Fields> = { -readonly [K in keyof F]: ValueOf<F[K]> };

/** Keys whose Go field is not the key with a capital; keys with marks are named by themselves. */
const GO_NAMES: Readonly<Record<string, string>> = { dns: 'DNS', healthcheck: 'HealthCheck', uid: 'UID', gid: 'GID' };
const TAGGED = new Set(['domainname', 'isolation', 'tty', 'cpus', 'memory', 'pids', 'nocopy', 'subpath']);

function goName(key: string): string {
  if (TAGGED.has(key) || /[_-]/.test(key)) return key;
  return GO_NAMES[key] ?? key[0]!.toUpperCase() + key.slice(1);
}

/** A struct of these keys, in Go's order. */
export function struct<F extends Fields>(fields: F): Shape<StructOf<F>> {
  const keys = Object.keys(fields);
  const shape = (key: string) => fields[key] as Shape<unknown>;
  const each = (make: (key: string) => unknown) => Object.fromEntries(keys.map((key) => [key, make(key)])) as StructOf<F>;
  return {
    zero: () => each((key) => shape(key).zero()),
    isZero: (value) => keys.every((key) => shape(key).isZero(value[key])),
    decode(value, path, decoding) {
      if (!isMap(value)) decoding.add(`'${path}' expected a map, got '${goTypeName(value)}'`, path);
      const map: YamlMap = isMap(value) ? value : new Map();
      return each((key) => {
        const one = map.get(key);
        if (one === undefined || one === null) return shape(key).zero();
        return shape(key).decode(one, path.field(key), decoding);
      });
    },
    print(value) {
      const shown = keys.filter((key) => !shape(key).isZero(value[key]));
      return new Map(shown.map((key) => [key, shape(key).print(value[key])]));
    },
    merge: (base, other) => each((key) => shape(key).merge(base[key], other[key])),
  };
}
