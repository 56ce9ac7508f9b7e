/** Go's fmt: `%v`, `%+v`, `%T` and the printf verbs, for the values of templates. */
import { ANY, STRING } from './go-type';
import { quote, quoteRune } from './quote';
import { type Complex, concrete, elements, fieldValue, isNil, isRow, mapKeys, mapValue, type Value } from './values';
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
    case 'complex':
      return `(${formatFloat((data as Complex).real, 'g', -1)}${(data as Complex).imaginary < 0 ? '' : '+'}${formatFloat((data as Complex).imaginary, 'g', -1)}i)`;
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
      if (isRow(data) && data.lenient) return `map[${Object.keys(data.methods).filter((name) => !data.takesArgument?.includes(name)).sort().map((name) => `${name}:${String(data.methods[name]?.())}`).join(' ')}]`;
      // A method called Error makes the row a Go error, which is printed by its text.
      return isRow(data) && data.methods.Error ? String(data.methods.Error()) : `{${isRow(data) ? data.typeName : ''}}`;
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
    if (precision >= 0) return fixed(x, precision);
    return Math.abs(x) >= 1e21 ? BigInt(x).toString() : expand(x.toString());
  }
  const significant = precision === 0 ? 1 : precision;
  const asExponent = significant < 0 ? x.toExponential() : x.toExponential(Math.min(significant - 1, 100));
  const exponent = Number(asExponent.slice(asExponent.indexOf('e') + 1));
  // Without a precision the shortest digits are printed, but six decide about the form.
  const limit = significant < 0 ? 6 : significant;
  const trim = (text: string) => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);
  if (exponent < -4 || exponent >= limit) {
    const [mantissa, power] = asExponent.split('e') as [string, string];
    return `${trim(mantissa)}e${power.replace(/^([+-])(\d)$/, '$10$2')}`;
  }
  if (significant < 0) return expand(x.toString());
  return trim(x.toFixed(Math.min(Math.max(significant - 1 - exponent, 0), 100)));
}

/** Digits before and after the point, whatever JavaScript's own limits are. */
function fixed(x: number, precision: number): string {
  const digits = Math.abs(x) >= 1e21 ? `${BigInt(x)}${precision ? '.' : ''}` : x.toFixed(Math.min(precision, 100));
  const after = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
  return digits + '0'.repeat(Math.max(0, precision - after));
}

/** `%x` of a float: 0x1.8p+00. */
function hexFloat(x: number): string {
  if (x === 0) return '0x0p+00';
  let exponent = 0;
  let mantissa = Math.abs(x);
  for (; mantissa >= 2; exponent++) mantissa /= 2;
  for (; mantissa < 1; exponent--) mantissa *= 2;
  const digits = Math.round((mantissa - 1) * 2 ** 52).toString(16).padStart(13, '0').replace(/0+$/, '');
  return `0x1${digits ? `.${digits}` : ''}p${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
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

/** Wider than this (as a written number, with one more digit) fmt takes for a mistake. */
const WIDTH_MAX = 1_000_000;

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly Value[]): string {
  let out = '';
  let next = 0;
  // Once an argument was chosen by number, those left over are no mistake.
  let reordered = false;
  const star = () => {
    const arg = args[next++];
    const value = arg && concrete(arg);
    const whole = value && (value.type.kind === 'int' || value.type.kind === 'uint') ? (value.data as number) : undefined;
    return whole !== undefined && Math.abs(whole) <= WIDTH_MAX ? whole : undefined;
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
      if (spec.width === undefined) out += '%!(BADWIDTH)';
      if (spec.width !== undefined && spec.width < 0) {
        spec.minus = true;
        spec.width = -spec.width;
      }
    } else {
      const digits = /^\d+/.exec(format.slice(at))?.[0] ?? '';
      if (Number(digits.slice(0, -1)) > WIDTH_MAX) {
        out += '%!(NOVERB)';
        break;
      }
      if (digits) spec.width = Number(digits);
      at += digits.length;
    }
    if (format[at] === '.') {
      at++;
      if (format[at] === '*') {
        spec.precision = star();
        at++;
        if (spec.precision !== undefined && spec.precision < 0) spec.precision = undefined;
        if (spec.precision === undefined) out += '%!(BADPREC)';
      } else {
        const digits = /^\d*/.exec(format.slice(at))?.[0] ?? '';
        if (Number(digits.slice(0, -1)) > WIDTH_MAX) {
          out += '%!(NOVERB)';
          break;
        }
        spec.precision = Number(digits || '0');
        at += digits.length;
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

function formatVerb(verb: string, spec: Spec, argument: Value, depth = 0): string {
  const value = concrete(argument);
  const { type, data } = value;
  if (verb === 'T') return pad(typeName(value), spec);
  if (type.kind === 'any') return pad(verb === 'v' || depth > 0 ? '<nil>' : `%!${verb}(<nil>)`, spec);
  if (verb === 'v') return formatAny(value, spec, depth);
  if (verb === 'p') return pad(ADDRESS, spec);
  const wrong = () => `%!${verb}(${typeName(value)}=${formatAny(value, spec, depth)})`;
  const each = (element: Value) => formatVerb(verb, spec, element, depth + 1);
  switch (type.kind) {
    case 'slice':
      return `[${elements(value).map(each).join(' ')}]`;
    case 'map':
      return `map[${mapKeys(data)
        .map((key) => `${each({ type: STRING, data: key })}:${each(mapValue(value, key) as Value)}`)
        .join(' ')}]`;
    case 'struct':
      return `{${type.fields.map((field) => each(fieldValue(data, field))).join(' ')}}`;
    case 'pointer': {
      const inner = ['struct', 'map', 'slice'].includes(type.elem.kind);
      return !isNil(value) && depth === 0 && inner ? `&${each({ type: type.elem, data })}` : wrong();
    }
    case 'row':
      return verb === 's' ? pad(printValue(value), spec) : wrong();
    case 'time':
      return formatText(verb, spec, printValue(value)) ?? wrong();
    case 'bytes':
      return formatText(verb, spec, decodeUtf8(decodeBase64(data as string))) ?? wrong();
    case 'number':
    case 'string':
      return formatText(verb, spec, String(data)) ?? wrong();
    case 'bool':
      return verb === 't' ? pad(String(data), spec) : wrong();
    case 'complex': {
      const { real, imaginary } = data as Complex;
      const signed = formatReal(verb, { ...spec, plus: true, width: undefined }, imaginary);
      return /[bgGxXfFeE]/.test(verb) ? pad(`(${formatReal(verb, spec, real)}${signed}i)`, spec) : wrong();
    }
    case 'float':
      return formatReal(verb, spec, data as number) ?? wrong();
    case 'int':
    case 'uint':
      if (type.name in STRINGERS && (verb === 's' || verb === 'q')) return formatText(verb, spec, printValue(value)) ?? wrong();
      return formatInteger(verb, spec, data as number) ?? wrong();
  }
}

/** `%v` with its width; a text also keeps to the precision. */
function formatAny(value: Value, spec: Spec, depth: number): string {
  const { type, data } = value;
  if (type.kind === 'string' && !spec.sharp) return formatText('s', spec, data as string) as string;
  if ((type.kind === 'int' || type.kind === 'uint') && spec.precision !== undefined && !(type.name in STRINGERS)) return formatInteger('d', spec, data as number) as string;
  if (type.kind === 'float' && spec.precision !== undefined) return formatReal('g', spec, data as number) as string;
  return pad(spec.sharp ? goSyntax(value) : printValue(value, spec.plus, depth), spec, typeof data === 'number');
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
  const isRune = x >= 0 && x <= 0x10ffff && !(x >= 0xd800 && x <= 0xdfff);
  if (verb === 'c') return pad(isRune ? String.fromCodePoint(x) : '\ufffd', spec);
  if (verb === 'q') return pad(quoteRune(isRune ? x : 0xfffd), spec);
  if (verb === 'U') {
    const name = `U+${x.toString(16).toUpperCase().padStart(4, '0')}`;
    return pad(spec.sharp && isRune ? `${name} '${String.fromCodePoint(x)}'` : name, spec);
  }
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
  if (lower === 'x') return pad(sign(spec, x) + (verb === 'X' ? hexFloat(x).toUpperCase() : hexFloat(x)), spec, true);
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
