/**
 * An answer read as the Go type that the client expects. A name such as `.` or `/` leads a request to another place (see
 * path.ts), which answers with something else: a list is refused in the words of encoding/json, and of another kind
 * of object all that has other names is zero.
 */
import { goType } from '../../api/go-types';
import type { GoField, GoType } from '../../template';
import { Failure } from '../_framework/failure';

const ZERO_TIME = '0001-01-01T00:00:00Z';

type Struct = GoType & { kind: 'struct' };

/** What is no object is refused; the rest stays as it came, for those that print it so. */
export function checkGo<T>(typeName: string, value: unknown): T {
  if (isObject(value)) return value as T;
  throw new Failure(`json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type ${goType(typeName).name}`);
}

export function asGo<T>(typeName: string, value: unknown): T {
  const type = goType(typeName);
  const object = checkGo<Record<string, unknown>>(typeName, value);
  if (type.kind !== 'struct') return object as T;
  const structs = fieldsOf(type).filter((field) => field.type.kind === 'struct');
  const akin = structs.length === 0 || structs.some((field) => (field.json as string) in object);
  return (akin ? object : filled(type, object)) as T;
}

/** With zeros for the texts, times and structs that are missing. */
function filled(type: Struct, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out = { ...value };
  for (const { json, type: kind } of fieldsOf(type)) {
    if (kind.kind === 'struct') out[json as string] = filled(kind, isObject(value[json as string]) ? (value[json as string] as Record<string, unknown>) : {});
    else if (kind.kind === 'string') out[json as string] ??= '';
    else if (kind.kind === 'time') out[json as string] ??= ZERO_TIME;
  }
  return out;
}

/** Its fields with those of what it embeds. */
function fieldsOf(type: Struct): GoField[] {
  return type.fields.flatMap((field) => (field.embedded && field.type.kind === 'struct' ? fieldsOf(field.type) : field.json === undefined ? [] : [field]));
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
