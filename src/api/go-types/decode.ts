/**
 * A JSON value read into a Go type, as the daemon reads a request: names in any case, unknown ones left out, null and
 * absent alike, and whatever has the wrong kind refused in Go's words (encoding/json, observed on Docker 28.5).
 */
import { decodeBase64Text } from '../shape/base64';
import type { GoField, GoType } from '../../template';

export type Decoded = { ok: true; value: unknown } | { ok: false; problem: string };

const INTEGER_BITS: Record<string, number> = { int8: 7, int16: 15, int32: 31, uint8: 8, uint16: 16, uint32: 32, int: 63, int64: 63, 'time.Duration': 63, uint: 64, uint64: 64 };

/** `root` is how errors name the outermost type; moby's own wrappers have none. */
export function decodeGo(type: GoType, value: unknown, root: string): Decoded {
  const decoder = new Decoder(root);
  const decoded = decoder.decode(type, value, []) ?? {};
  return decoder.problem === undefined ? { ok: true, value: decoded } : { ok: false, problem: decoder.problem };
}

class Decoder {
  /** The first thing that is wrong. */
  problem: string | undefined;

  constructor(private readonly root: string) {}

  /** Undefined for null. */
  decode(type: GoType, value: unknown, path: readonly (string | number)[]): unknown {
    if (value === null || value === undefined) return undefined;
    switch (type.kind) {
      case 'pointer':
        return this.decode(type.elem, value, path);
      case 'any':
      case 'number':
      case 'row':
        return value;
      case 'string':
      case 'time':
        return typeof value === 'string' ? value : this.mismatch(type, value, path);
      case 'bool':
        return typeof value === 'boolean' ? value : this.mismatch(type, value, path);
      case 'float':
        return typeof value === 'number' ? value : this.mismatch(type, value, path);
      case 'int':
      case 'uint':
        return typeof value === 'number' && fitsInteger(type, value) ? value : this.mismatch(type, value, path);
      case 'bytes':
        if (typeof value !== 'string') return this.mismatch(type, value, path);
        return decodeBase64Text(value) !== undefined && value.length % 4 === 0 ? value : this.mismatch(type, value, path, ': illegal base64 data at input byte 0');
      case 'slice':
        // strslice: one word may stand for a list of one (moby api/types/strslice).
        if (type.name === 'strslice.StrSlice') return this.words(type.elem, value);
        if (!Array.isArray(value)) return this.mismatch(type, value, path);
        return value.map((one, i) => this.decode(type.elem, one, [...path, i]) ?? zeroOf(type.elem));
      case 'map': {
        if (!isObject(value)) return this.mismatch(type, value, path);
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.decode(type.elem, one, [...path, key]) ?? zeroOf(type.elem)]));
      }
      case 'struct':
        return isObject(value) ? this.struct(type, value, path) : this.mismatch(type, value, path);
    }
  }

  private struct(type: GoType & { kind: 'struct' }, value: Record<string, unknown>, path: readonly (string | number)[]): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) {
      const field = fieldNamed(type, key);
      if (!field) continue;
      const decoded = this.decode(field.type, one, [...path, key]);
      if (decoded !== undefined) out[field.json as string] = decoded;
    }
    return out;
  }

  private words(elem: GoType, value: unknown): unknown {
    if (typeof value === 'string') return [value];
    if (Array.isArray(value) && value.every((one) => typeof one === 'string' || one === null)) return value.map((one) => one ?? '');
    return this.mismatch(elem, value, []);
  }

  private mismatch(type: GoType, value: unknown, path: readonly (string | number)[], why = ''): undefined {
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : (typeof value as 'string' | 'number' | 'object');
    // A number of the right kind that does not fit is named.
    const what = kind === 'number' && /^u?int|^time\.Duration/.test(type.name) ? `number ${JSON.stringify(value)}` : kind;
    const place = path.length === 0 ? 'Go value' : `${typeof path.at(-1) === 'number' ? '' : 'Go struct field '}${this.root}.${path.map(pointer).join('.')}`;
    this.problem ??= `json: cannot unmarshal ${what} into ${place} of type ${type.name}${why}`;
    return undefined;
  }
}

function fieldNamed(type: GoType & { kind: 'struct' }, key: string): GoField | undefined {
  const fields = flat(type);
  return fields.find((field) => field.json === key) ?? fields.find((field) => field.json?.toLowerCase() === key.toLowerCase());
}

const flattened = new WeakMap<GoType, GoField[]>();

/** Its fields with those of what it embeds. */
function flat(type: GoType & { kind: 'struct' }): GoField[] {
  let fields = flattened.get(type);
  if (!fields) {
    fields = type.fields.flatMap((field) => (field.embedded && field.type.kind === 'struct' ? flat(field.type) : field.json === undefined ? [] : [field]));
    flattened.set(type, fields);
  }
  return fields;
}

function fitsInteger(type: GoType, value: number): boolean {
  const limit = 2 ** (INTEGER_BITS[type.name] ?? 63);
  return Number.isInteger(value) && value < limit && value >= (type.kind === 'uint' ? 0 : -limit);
}

function zeroOf(type: GoType): unknown {
  if (type.kind === 'string' || type.kind === 'time' || type.kind === 'bytes') return '';
  if (type.kind === 'int' || type.kind === 'uint' || type.kind === 'float') return 0;
  if (type.kind === 'bool') return false;
  return type.kind === 'struct' ? {} : null;
}

/** A name in a JSON pointer. */
function pointer(part: string | number): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
