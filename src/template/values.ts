/**
 * A value inside a template: JSON data seen through a Go type. `wrap` gives untyped JSON the types that Go's
 * decoder would (`interface {}`), typed data keeps its declared ones.
 */
import { ANY, basic, BOOL, FLOAT, INT, mapOf, sliceOf, STRING, type GoField, type GoType } from './go-type';

/** One row of a list: what a template may call on it. Methods without arguments are also its JSON keys. */
export interface Row {
  readonly typeName: string;
  methods: { readonly [name: string]: (...args: string[]) => unknown };
  /** Methods that take an argument, left out of JSON. */
  readonly takesArgument?: readonly string[];
  /** Methods that JSON leaves out for another reason (FullHeader, MarshalJSON in Go). */
  readonly hidden?: readonly string[];
  /** An unknown name answers nothing instead of being an error: the header of a table is a map in Go. */
  readonly lenient?: boolean;
}

export interface Value {
  readonly type: GoType;
  readonly data: unknown;
}

export const UNTYPED_MAP = mapOf(ANY);
export const UNTYPED_SLICE = sliceOf(ANY);
const JSON_NUMBER = basic('json.Number');

/** The absence of a value: an unknown key, an untyped nil. */
export const NOTHING: Value = { type: ANY, data: undefined };

export const stringValue = (data: string): Value => ({ type: STRING, data });
export const boolValue = (data: boolean): Value => ({ type: BOOL, data });
export const intValue = (data: number): Value => ({ type: INT, data });
/** Only constants are complex numbers: `1+2i`. */
export interface Complex {
  real: number;
  imaginary: number;
}

export const complexValue = (data: Complex): Value => ({ type: basic('complex128'), data });
export const floatValue = (data: number): Value => ({ type: FLOAT, data });

export function isRow(data: unknown): data is Row {
  return typeof data === 'object' && data !== null && 'typeName' in data && 'methods' in data;
}

/** Gives JSON, or what a row's method answered, its dynamic type. */
export function wrap(data: unknown): Value {
  if (data === undefined || data === null) return NOTHING;
  if (typeof data === 'string') return stringValue(data);
  if (typeof data === 'boolean') return boolValue(data);
  if (typeof data === 'number') return { type: JSON_NUMBER, data };
  if (Array.isArray(data)) return { type: UNTYPED_SLICE, data };
  if (isRow(data)) return { type: { kind: 'row', name: data.typeName }, data };
  if (isValue(data)) return data;
  return { type: UNTYPED_MAP, data };
}

function isValue(data: object): data is Value {
  const { type } = data as { type?: { kind?: unknown; name?: unknown } };
  return (
    'data' in data && typeof type === 'object' && typeof type?.kind === 'string' && typeof type.name === 'string' && Object.keys(data).length === 2
  );
}

/** Looks inside an interface: its dynamic value. */
export function concrete(value: Value): Value {
  return value.type.kind === 'any' ? wrap(value.data) : value;
}

export function isNil(value: Value): boolean {
  return value.data === undefined || value.data === null;
}

/** Follows pointers and interfaces; `nil` is set where one of them leads nowhere. */
export function indirect(value: Value): { value: Value; nil: boolean } {
  let at = concrete(value);
  while (at.type.kind === 'pointer') {
    if (isNil(at)) return { value: at, nil: true };
    at = concrete({ type: at.type.elem, data: at.data });
  }
  return { value: at, nil: at.type.kind === 'any' };
}

/** What a type holds when JSON said nothing. */
export function zero(type: GoType): unknown {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int':
    case 'uint':
    case 'float':
    case 'number':
      return 0;
    case 'complex':
      return { real: 0, imaginary: 0 };
    case 'time':
      return '0001-01-01T00:00:00Z';
    case 'struct':
      return {};
    default:
      return undefined;
  }
}

/** The value of a struct's field; embedded structs share their parent's JSON object. */
export function fieldValue(data: unknown, field: GoField): Value {
  if (field.embedded && field.json === field.name) return { type: field.type, data };
  const found = field.json === undefined ? undefined : (data as Record<string, unknown>)[field.json];
  return { type: field.type, data: found ?? zero(field.type) };
}

export function mapKeys(data: unknown): string[] {
  // Go sorts keys by bytes; code units differ only beyond the BMP, which no key of Docker's uses.
  return Object.keys((data ?? {}) as object).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function elements(value: Value): Value[] {
  const elem = value.type.kind === 'slice' ? value.type.elem : ANY;
  return ((value.data ?? []) as unknown[]).map((data) => ({ type: elem, data: data ?? zero(elem) }));
}

export function mapValue(value: Value, key: string): Value | undefined {
  const data = (value.data ?? {}) as Record<string, unknown>;
  if (!Object.hasOwn(data, key)) return undefined;
  const elem = value.type.kind === 'map' ? value.type.elem : ANY;
  return { type: elem, data: data[key] ?? zero(elem) };
}

/** Go's template truth: the zero value, nil and the empty are false; structs are true. */
export function truth(value: Value): boolean {
  const { data, type } = concrete(value);
  switch (type.kind) {
    case 'any':
      return false;
    case 'string':
    case 'bytes':
      return data !== '';
    case 'bool':
      return data === true;
    case 'int':
    case 'uint':
    case 'float':
    case 'number':
      return data !== 0;
    case 'complex':
      return (data as Complex).real !== 0 || (data as Complex).imaginary !== 0;
    case 'slice':
      return ((data ?? []) as unknown[]).length > 0;
    case 'map':
      return Object.keys((data ?? {}) as object).length > 0;
    case 'pointer':
      return data !== undefined && data !== null;
    default:
      return true;
  }
}
