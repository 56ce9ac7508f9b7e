/**
 * The Go types behind Docker's JSON, as far as a template can see them: field order, names, zero values, what
 * `omitempty` leaves out, and the type names that errors mention. They are declared in a few words per field:
 *
 *     swarm.UpdateConfig
 *       Parallelism uint64
 *       Delay time.Duration ?
 *       ID string =Id
 *       < swarm.Meta
 *
 * A line is name, type (string when absent), `?` for omitempty, `=name` for another JSON name, `=-` for none;
 * `<` embeds. A type without a name of its own has Go's text for it behind the name that it goes by here. Types: Go's own, `*T`, `[]T`, `map[string]T`, `any`, or another declared name.
 */
import { assert } from '../sim';

export interface GoField {
  name: string;
  type: GoType;
  /** The JSON key; undefined when the encoder skips the field. */
  json: string | undefined;
  omitEmpty: boolean;
  embedded: boolean;
}

export type GoType =
  | { kind: 'string' | 'bool' | 'int' | 'uint' | 'float' | 'number' | 'complex' | 'time' | 'bytes' | 'any'; name: string }
  | { kind: 'pointer' | 'slice' | 'map'; name: string; elem: GoType }
  | { kind: 'struct'; name: string; fields: GoField[] }
  /** What a list formatter offers per row: methods, not fields. */
  | { kind: 'row'; name: string };

const BASIC: Record<string, GoType['kind']> = {
  string: 'string',
  bool: 'bool',
  int: 'int',
  int8: 'int',
  int16: 'int',
  int32: 'int',
  int64: 'int',
  uint: 'uint',
  uint8: 'uint',
  uint16: 'uint',
  uint32: 'uint',
  uint64: 'uint',
  float32: 'float',
  float64: 'float',
  complex128: 'complex',
  'time.Duration': 'int',
  'os.FileMode': 'uint',
  'time.Time': 'time',
  'json.Number': 'number',
  // []byte: base64 in JSON, numbers in %v, text in %s.
  bytes: 'bytes',
};

const basics = new Map<string, GoType>();

export const ANY: GoType = { kind: 'any', name: 'interface {}' };

/** A basic type by its Go name. */
export function basic(name: string): GoType {
  let type = basics.get(name);
  if (!type) {
    const kind = BASIC[name];
    assert(kind, `${name} is no basic Go type`);
    basics.set(name, (type = { kind, name: kind === 'bytes' ? '[]uint8' : name } as GoType));
  }
  return type;
}

export const STRING = basic('string');
export const BOOL = basic('bool');
export const INT = basic('int');
export const FLOAT = basic('float64');

export const sliceOf = (elem: GoType): GoType => ({ kind: 'slice', name: `[]${elem.name}`, elem });
export const mapOf = (elem: GoType): GoType => ({ kind: 'map', name: `map[string]${elem.name}`, elem });
export const pointerTo = (elem: GoType): GoType => ({ kind: 'pointer', name: `*${elem.name}`, elem });

/** A list of words that JSON may also give as one word. */
const STR_SLICE: GoType = { kind: 'slice', name: 'strslice.StrSlice', elem: STRING };

/** Structs by name, declared in the form above; a name may be used before its declaration. */
export class GoTypes {
  private declared = new Map<string, { shown: string; lines: string[] }>();
  private made = new Map<string, GoType>();

  constructor(...declarations: string[]) {
    for (const text of declarations) {
      let lines: string[] = [];
      for (const line of text.split('\n')) {
        if (!line.trim()) continue;
        if (line.startsWith(' ')) lines.push(line.trim());
        else {
          const [, name = '', shown = name] = /^(\S+)(?: (.+))?$/.exec(line.trim()) ?? [];
          this.declared.set(name, { shown, lines: (lines = []) });
        }
      }
    }
  }

  get(name: string): GoType {
    if (name.startsWith('*')) return pointerTo(this.get(name.slice(1)));
    if (name.startsWith('[]')) return sliceOf(this.get(name.slice(2)));
    if (name.startsWith('map[string]')) return mapOf(this.get(name.slice('map[string]'.length)));
    if (name === 'any') return ANY;
    if (name === STR_SLICE.name) return STR_SLICE;
    if (BASIC[name]) return basic(name);
    const known = this.made.get(name);
    if (known) return known;
    const declared = this.declared.get(name);
    assert(declared, `the Go type ${name} is declared nowhere`);
    const fields: GoField[] = [];
    const type: GoType = { kind: 'struct', name: declared.shown, fields };
    this.made.set(name, type);
    for (const line of declared.lines) fields.push(this.field(line));
    return type;
  }

  private field(line: string): GoField {
    const words = line.split(/\s+/);
    const embedded = words[0] === '<';
    if (embedded) words.shift();
    const typeName = embedded ? (words[0] as string) : (words[1] ?? 'string');
    const rename = words.find((word) => word.startsWith('='))?.slice(1);
    const name = embedded ? (typeName.split('.').pop() as string) : (words[0] as string);
    return {
      name,
      type: this.get(/^[?=]/.test(typeName) ? 'string' : typeName),
      json: rename === '-' ? undefined : (rename ?? name),
      omitEmpty: words.includes('?'),
      embedded,
    };
  }
}

/** The field of that Go name, promoted ones included. */
export function fieldOf(type: GoType & { kind: 'struct' }, name: string): GoField | undefined {
  for (const field of type.fields) if (field.name === name) return field;
  for (const field of type.fields) {
    if (!field.embedded || field.type.kind !== 'struct') continue;
    const promoted = fieldOf(field.type, name);
    if (promoted) return promoted;
  }
  return undefined;
}
