/** Values as text and text as values: what quotes, `-join` and a program's arguments see. */
import { problem } from './problem';
import { Block, CUSTOM, fullTypeName, Instant, isTrue, listed, Table, Thing, TypeName, typeNameOf, type Value } from './values';

const two = (n: number): string => String(n).padStart(2, '0');

export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '-∞';
  if (Number.isInteger(value)) return String(value);
  const text = String(Number(value.toPrecision(15)));
  return text.replace(/e\+?(-?)(\d)$/, 'E$10$2').replace(/e\+?/, 'E+').replace('E+-', 'E-');
}

/** `11/30/2026 08:14:51`: what a date is inside a text. */
export function instantText(ms: number): string {
  const date = new Date(Math.floor(ms));
  return `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** The text of one value, as `"$x"` has it. */
export function textOf(value: Value, depth = 0): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (depth > 4) return '...';
  if (Array.isArray(value)) return value.map((each) => (Array.isArray(each) ? 'System.Object[]' : textOf(each, depth + 1))).join(' ');
  if (value instanceof Instant) return instantText(value.ms);
  if (value instanceof Table) return 'System.Collections.Hashtable';
  if (value instanceof Block) return value.script.text;
  if (value instanceof TypeName) return value.name;
  if (value.text !== undefined) return value.text;
  if (value.type === CUSTOM || value.type.startsWith('Selected.')) return `@{${value.properties().map((name) => `${name}=${textOf(value.get(name) ?? null, depth + 1)}`).join('; ')}}`;
  return value.type;
}

/** A number, or undefined where text is none. */
export function numberIn(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null) return 0;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (text === '') return 0;
  if (/^[+-]?0x[\da-f]+$/i.test(text)) return Number(text.replace(/^\+/, ''));
  return /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text) && /\d/.test(text) ? Number(text.replaceAll(',', '')) : undefined;
}

const quoted = (value: Value): string => (typeof value === 'string' ? `"${value}"` : `"${textOf(value)}"`);

/** `[int]$x`: another type, or an error in PowerShell's words. */
export function convert(value: Value, type: string): Value {
  const name = type.toLowerCase().replace(/^system\.(?:management\.automation\.|collections\.)?/, '');
  if (name.endsWith('[]')) {
    const inner = name.slice(0, -2);
    return listed(value).map((each) => (inner === 'object' ? each : convert(each, inner)));
  }
  switch (name) {
    case 'object':
    case 'psobject':
      return value;
    case 'string':
      return textOf(value);
    case 'char':
      return typeof value === 'number' ? String.fromCharCode(value) : textOf(value).slice(0, 1);
    case 'bool':
    case 'boolean':
    case 'switch':
    case 'switchparameter':
      return isTrue(value);
    case 'int':
    case 'int32':
    case 'int64':
    case 'long':
    case 'uint32':
    case 'uint16':
    case 'int16':
    case 'byte':
    case 'double':
    case 'float':
    case 'single':
    case 'decimal': {
      const found = numberIn(value instanceof Instant ? value.ms : Array.isArray(value) && value.length === 1 ? (value[0] as Value) : value);
      if (found === undefined) throw problem(`Cannot convert value ${quoted(value)} to type "${fullTypeName(type)}". Error: "Input string was not in a correct format."`, 'InvalidCastFromStringToInteger', 'InvalidArgument', '', 'RuntimeException');
      return /int|long|byte/.test(name) ? roundHalfEven(found) : found;
    }
    case 'array':
      return listed(value);
    case 'hashtable':
    case 'ordered':
      if (value instanceof Table) return value;
      break;
    case 'pscustomobject': {
      if (!(value instanceof Table)) return value;
      const made = new Thing(CUSTOM);
      for (const entry of value.list()) made.set(textOf(entry.key), entry.value);
      return made;
    }
    case 'void':
      return null;
    case 'scriptblock':
      if (value instanceof Block) return value;
      break;
    case 'datetime': {
      if (value instanceof Instant) return value;
      const ms = Date.parse(`${textOf(value).trim().replace(/^(\d{4}-\d\d-\d\d) (\d)/, '$1T$2')}${/[zZ]|[+-]\d\d:?\d\d$/.test(textOf(value)) ? '' : /^\d{4}-\d\d-\d\d$/.test(textOf(value).trim()) ? 'T00:00:00Z' : 'Z'}`);
      if (!Number.isNaN(ms)) return new Instant(ms);
      throw problem(`Cannot convert value ${quoted(value)} to type "System.DateTime". Error: "String was not recognized as a valid DateTime."`, 'InvalidCastParseTargetInvocation', 'InvalidArgument', '', 'RuntimeException');
    }
    case 'regex':
    case 'version':
    case 'ipaddress':
    case 'net.ipaddress':
    case 'uri':
      return textOf(value);
    default:
      throw problem(`Unable to find type [${type}] in this lab's PowerShell.`, 'TypeNotFound', 'InvalidOperation', `${type}:TypeName`, 'RuntimeException');
  }
  throw problem(`Cannot convert the ${quoted(value)} value of type "${typeNameOf(value).replace(/^System\./, '')}" to type "${fullTypeName(type)}".`, 'ConvertToFinalInvalidCastException', 'InvalidArgument', '', 'RuntimeException');
}

/** .NET rounds to the even neighbour. */
export function roundHalfEven(value: number, digits = 0): number {
  if (digits > 0) {
    // Through the decimal text, since a product of two fractions is not exact.
    const scaled = Number(`${value}e${digits}`);
    return Number.isNaN(scaled) ? value : Number(`${roundHalfEven(scaled)}e-${digits}`);
  }
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
