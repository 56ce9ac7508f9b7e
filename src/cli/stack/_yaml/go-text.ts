/** YAML values as Go's fmt prints them: `%v` of what becomes an environment variable, `%#v` and type names for messages. */
import { shortestDigits } from '../../../template/numbers';
import { quote } from '../../../template/quote';
import { Float, OddMap, Timestamp, type YamlValue } from './value';

/** `%v`. */
export function goText(value: YamlValue): string {
  if (value === null) return '<nil>';
  if (typeof value === 'object') {
    if (value instanceof Float) return floatText(value.value);
    if (value instanceof Timestamp) return value.text;
    if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
    const entries = value instanceof OddMap ? value.entries.map(([key, item]) => [goText(key), item] as const) : [...value];
    return `map[${[...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
  }
  return String(value);
}

/** strconv's format g with the fewest digits that read back, as a float64 or (`single`) a float32. */
export function floatText(value: number, single = false): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, power] = shortestDigits(value, single).split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return Number(`${mantissa}e${power}`).toFixed(Math.max(mantissa.replace(/[-.]/g, '').length - 1 - exponent, 0));
}

/** `%#v`. */
export function goSyntax(value: YamlValue): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (value instanceof Timestamp) return `time.Date(${value.iso})`;
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (value instanceof Map || value instanceof OddMap) {
    const entries = value instanceof OddMap ? value.entries : [...value];
    const texts = entries.map(([key, item]) => `${goSyntax(key)}:${goSyntax(item)}`).sort();
    return `map[${value instanceof OddMap ? 'interface {}' : 'string'}]interface {}{${texts.join(', ')}}`;
  }
  return goText(value);
}

/** The name of the Go type. */
export function goTypeName(value: YamlValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'bigint') return value > 9_223_372_036_854_775_807n ? 'uint64' : 'int';
  if (value instanceof Float) return 'float64';
  if (value instanceof Timestamp) return 'time.Time';
  if (Array.isArray(value)) return '[]interface {}';
  return value instanceof OddMap ? 'map[interface {}]interface {}' : 'map[string]interface {}';
}
