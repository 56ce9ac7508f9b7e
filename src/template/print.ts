/** Go's fmt: `%v`, `%+v`, `%T` and the printf verbs, for the values of templates. */
import { ANY } from './go-type';
import { quote, quoteRune } from './quote';
import { concrete, elements, fieldValue, isNil, isRow, mapKeys, mapValue, type Value } from './values';
import { decodeUtf8 } from '../os/utf8';
import { decodeBase64 } from './base64';
import { formatDuration } from './duration';
import { formatGoTime } from './time';

/** Numbers that Go prints as something else: the types with a String method. */
const STRINGERS: Record<string, (data: number) => string> = { 'time.Duration': formatDuration, 'os.FileMode': formatFileMode };

/** os.FileMode's String: `-r--r--r--`; a letter for each of the high bits in place of the dash. */
function formatFileMode(mode: number): string {
  const kinds = [...'dalTLDpSugct?'].filter((_, i) => Math.floor(mode / 2 ** (31 - i)) % 2 === 1).join('');
  const rights = [...'rwxrwxrwx'].map((letter, i) => (mode & (1 << (8 - i)) ? letter : '-')).join('');
  return (kinds || '-') + rights;
}

/** Where Go prints an address, this stands: no program can rely on it, and ours must not vary. */
const ADDRESS = '0xc000010000';

/** `%v` (or `%+v` with `plus`). `depth` is how far inside another value this is. */
export function printValue(value: Value, plus = false, depth = 0): string {
  const { type, data } = depth === 0 ? concrete(value) : value;
  switch (type.kind) {
    case 'any':
      return data === undefined || data === null ? '<nil>' : printValue(concrete(value), plus, depth);
    case 'string':
      return data as string;
    case 'bool':
      return String(data);
    case 'time':
      return formatGoTime(data as string);
    case 'bytes':
      return `[${[...decodeBase64(data as string)].join(' ')}]`;
    case 'int':
    case 'uint':
    case 'number':
      return (STRINGERS[type.name] ?? plainNumber)(data as number);
    case 'float':
      return formatFloat(data as number, 'g', -1);
    case 'pointer': {
      if (isNil(value)) return '<nil>';
      const inner: Value = { type: type.elem, data };
      if (depth === 0 && ['struct', 'map', 'slice'].includes(type.elem.kind)) return `&${printValue(inner, plus, 1)}`;
      return ADDRESS;
    }
    case 'slice':
      return `[${elements({ type, data })
        .map((element) => printValue(element, plus, depth + 1))
        .join(' ')}]`;
    case 'map':
      return `map[${mapKeys(data)
        .map((key) => `${key}:${printValue(mapValue({ type, data }, key) ?? { type: ANY, data: undefined }, plus, depth + 1)}`)
        .join(' ')}]`;
    case 'struct':
      return `{${type.fields.map((field) => (plus ? `${field.name}:` : '') + printValue(fieldValue(data, field), plus, depth + 1)).join(' ')}}`;
    case 'row':
      return `{${isRow(data) ? data.typeName : ''}}`;
  }
}

/** What `{{.X}}` writes: pointers are followed, absent values have a word of their own. */
export function printForOutput(value: Value): string {
  let at = concrete(value);
  while (at.type.kind === 'pointer' && !isNil(at)) at = concrete({ type: at.type.elem, data: at.data });
  if (at.type.kind === 'any') return '<no value>';
  return printValue(at);
}

function plainNumber(data: number): string {
  return Number.isInteger(data) && Math.abs(data) >= 1e21 ? BigInt(data).toString() : String(data);
}

/** Go's strconv.FormatFloat for the formats e, f and g; precision -1 is the shortest that reads back. */
export function formatFloat(x: number, format: 'e' | 'f' | 'g', precision: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '+Inf' : '-Inf';
  const exponentForm = (digits?: number) =>
    (digits === undefined ? x.toExponential() : x.toExponential(Math.min(digits, 100))).replace(/e([+-])(\d)$/, 'e$10$2');
  if (format === 'e') return exponentForm(precision < 0 ? undefined : precision);
  if (format === 'f') {
    if (precision >= 0) return x.toFixed(Math.min(precision, 100));
    return Math.abs(x) >= 1e21 ? BigInt(x).toString() : expand(x.toString());
  }
  const significant = precision === 0 ? 1 : precision;
  const asExponent = significant < 0 ? x.toExponential() : x.toExponential(Math.min(significant - 1, 100));
  const exponent = Number(asExponent.slice(asExponent.indexOf('e') + 1));
  const limit = significant < 0 ? 21 : significant;
  const trim = (text: string) => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);
  if (exponent < -4 || exponent >= limit) {
    const [mantissa, power] = asExponent.split('e') as [string, string];
    return `${trim(mantissa)}e${power.replace(/^([+-])(\d)$/, '$10$2')}`;
  }
  if (significant < 0) return expand(x.toString());
  return trim(x.toFixed(Math.min(Math.max(significant - 1 - exponent, 0), 100)));
}

/** JavaScript's 1e-7 in plain digits. */
function expand(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (!match) return text;
  return `${match[1]}0.${'0'.repeat(Number(match[4]) - 1)}${match[2]}${match[3] ?? ''}`;
}

interface Spec {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | undefined;
  precision: number | undefined;
}

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly Value[]): string {
  let out = '';
  let next = 0;
  // Once an argument was chosen by number, those left over are no mistake.
  let reordered = false;
  const star = () => {
    const arg = args[next++];
    return arg && typeof arg.data === 'number' ? arg.data : undefined;
  };
  for (let i = 0; i < format.length; i++) {
    const c = format[i] as string;
    if (c !== '%') {
      out += c;
      continue;
    }
    const spec: Spec = { minus: false, plus: false, sharp: false, space: false, zero: false, width: undefined, precision: undefined };
    let at = i + 1;
    for (; '-+# 0'.includes(format[at] ?? 'x'); at++) {
      if (format[at] === '-') spec.minus = true;
      else if (format[at] === '+') spec.plus = true;
      else if (format[at] === '#') spec.sharp = true;
      else if (format[at] === ' ') spec.space = true;
      else spec.zero = !spec.minus;
    }
    const index = /^\[(\d+)\]/.exec(format.slice(at));
    if (index) {
      next = Number(index[1]) - 1;
      reordered = true;
      at += index[0].length;
    }
    if (format[at] === '*') {
      spec.width = star();
      at++;
      if (spec.width !== undefined && spec.width < 0) {
        spec.minus = true;
        spec.width = -spec.width;
      }
    } else {
      const digits = /^\d+/.exec(format.slice(at));
      if (digits) {
        spec.width = Number(digits[0]);
        at += digits[0].length;
      }
    }
    if (format[at] === '.') {
      at++;
      if (format[at] === '*') {
        spec.precision = star();
        at++;
      } else {
        const digits = /^\d*/.exec(format.slice(at)) as RegExpExecArray;
        spec.precision = Number(digits[0] || '0');
        at += digits[0].length;
      }
    }
    const second = /^\[(\d+)\]/.exec(format.slice(at));
    if (second) {
      next = Number(second[1]) - 1;
      reordered = true;
      at += second[0].length;
    }
    const verb = format[at];
    i = at;
    if (verb === undefined) out += '%!(NOVERB)';
    else if (verb === '%') out += '%';
    else if (next >= args.length) out += `%!${verb}(MISSING)`;
    else out += formatVerb(verb, spec, args[next++] as Value);
  }
  if (next < args.length && !reordered)
    out += `%!(EXTRA ${args
      .slice(next)
      .map((arg) => `${typeName(arg)}=${printValue(arg)}`)
      .join(', ')})`;
  return out;
}

export function typeName(value: Value): string {
  const { type } = concrete(value);
  return type.kind === 'any' ? '<nil>' : type.name;
}

function pad(text: string, spec: Spec, zeros = false): string {
  const missing = (spec.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (spec.minus) return text + ' '.repeat(missing);
  if (!(spec.zero && zeros)) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function formatVerb(verb: string, spec: Spec, argument: Value): string {
  const value = concrete(argument);
  const { type, data } = value;
  if (verb === 'T') return pad(typeName(value), spec);
  if (type.kind === 'any') return pad(verb === 'v' ? '<nil>' : `%!${verb}(<nil>)`, spec);
  if (verb === 'v') return pad(spec.sharp ? goSyntax(value) : printValue(value, spec.plus), spec, typeof data === 'number');
  if (verb === 'p') return pad(ADDRESS, spec);
  const wrong = () => `%!${verb}(${typeName(value)}=${printValue(value)})`;
  if (type.kind === 'slice')
    return `[${elements(value)
      .map((element) => formatVerb(verb, spec, element))
      .join(' ')}]`;
  if (type.kind === 'pointer' || type.kind === 'struct' || type.kind === 'map' || type.kind === 'row') {
    return verb === 's' ? pad(printValue(value), spec) : wrong();
  }
  if (type.kind === 'time' || (type.name in STRINGERS && (verb === 's' || verb === 'q'))) {
    return formatText(verb, spec, printValue(value)) ?? wrong();
  }
  if (type.kind === 'bytes') return formatText(verb, spec, decodeUtf8(decodeBase64(data as string))) ?? wrong();
  if (type.kind === 'number') return formatText(verb, spec, String(data)) ?? wrong();
  if (type.kind === 'string') return formatText(verb, spec, data as string) ?? wrong();
  if (type.kind === 'bool') return verb === 't' ? pad(String(data), spec) : wrong();
  return (type.kind === 'float' ? formatReal(verb, spec, data as number) : formatInteger(verb, spec, data as number)) ?? wrong();
}

function formatText(verb: string, spec: Spec, text: string): string | undefined {
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
  if (verb === 's') return pad(cut, spec);
  if (verb === 'q') return pad(quote(cut), spec);
  if (verb !== 'x' && verb !== 'X') return undefined;
  const bytes = [...cut]
    .flatMap((c) => utf8(c.codePointAt(0) as number))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return pad(verb === 'X' ? bytes.toUpperCase() : bytes, spec);
}

function utf8(code: number): number[] {
  if (code < 0x80) return [code];
  if (code >= 0xdc80 && code <= 0xdcff) return [code - 0xdc00];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 0x3f)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
}

const sign = (spec: Spec, x: number) => (x < 0 ? '-' : spec.plus ? '+' : spec.space ? ' ' : '');

function formatInteger(verb: string, spec: Spec, x: number): string | undefined {
  const radix: Record<string, number> = { d: 10, x: 16, X: 16, o: 8, O: 8, b: 2 };
  if (verb === 'c') return pad(String.fromCodePoint(x), spec);
  if (verb === 'q') return pad(quoteRune(x), spec);
  if (verb === 'U') return pad(`U+${x.toString(16).toUpperCase().padStart(4, '0')}`, spec);
  const base = radix[verb];
  if (!base) return undefined;
  let digits = Math.abs(x).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  if (spec.precision !== undefined) digits = digits.padStart(spec.precision, '0');
  const prefix = verb === 'O' ? '0o' : spec.sharp ? (({ x: '0x', X: '0X', o: '0', b: '0b' } as Record<string, string>)[verb] ?? '') : '';
  return pad(sign(spec, x) + prefix + digits, spec, spec.precision === undefined);
}

function formatReal(verb: string, spec: Spec, x: number): string | undefined {
  const lower = verb.toLowerCase();
  if (lower !== 'e' && lower !== 'f' && lower !== 'g') return undefined;
  const precision = spec.precision ?? (lower === 'g' ? -1 : 6);
  const text = formatFloat(Math.abs(x), lower, precision);
  return pad(sign(spec, x) + (verb === 'E' || verb === 'G' ? text.toUpperCase() : text), spec, true);
}

/** `%#v`, for the types that occur. */
function goSyntax(value: Value): string {
  const { type, data } = concrete(value);
  if (type.kind === 'any') return '<nil>';
  if (type.kind === 'string' || type.kind === 'number') return quote(String(data));
  if (type.kind === 'slice') return isNil(value) ? `${type.name}(nil)` : `${type.name}{${elements({ type, data }).map(goSyntax).join(', ')}}`;
  if (type.kind === 'map') {
    const inner = mapKeys(data).map((key) => `${quote(key)}:${goSyntax(mapValue({ type, data }, key) as Value)}`);
    return isNil(value) ? `${type.name}(nil)` : `${type.name}{${inner.join(', ')}}`;
  }
  if (type.kind === 'struct') return `${type.name}{${type.fields.map((field) => `${field.name}:${goSyntax(fieldValue(data, field))}`).join(', ')}}`;
  if (type.kind === 'pointer') return isNil(value) ? `(${type.name})(nil)` : `(${type.name})(${ADDRESS})`;
  if (type.kind === 'uint') return `0x${(data as number).toString(16)}`;
  return printValue(value);
}
