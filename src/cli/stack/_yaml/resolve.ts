/**
 * What a plain scalar means (gopkg.in/yaml.v3 resolve.go): YAML 1.2's booleans, so `yes` and `on` are strings, but
 * 1.1's octals (`0440`), underscores in numbers, no base 60, and timestamps.
 */
import { yamlProblem } from './cursor';
import { Float, Timestamp, type YamlValue } from './value';

const WORDS = new Map<string, [tag: string, value: YamlValue]>([
  ...['true', 'True', 'TRUE'].map((word): [string, [string, YamlValue]] => [word, ['!!bool', true]]),
  ...['false', 'False', 'FALSE'].map((word): [string, [string, YamlValue]] => [word, ['!!bool', false]]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, [string, YamlValue]] => [word, ['!!null', null]]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, [string, YamlValue]] => [word, ['!!float', new Float(NaN)]]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, [string, YamlValue]] => [word, ['!!float', new Float(Infinity)]]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, [string, YamlValue]] => [word, ['!!float', new Float(-Infinity)]]),
]);
const RESOLVABLE = new Set(['', '!!str', '!!bool', '!!int', '!!float', '!!null', '!!timestamp']);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

export interface Resolved {
  tag: string;
  value: YamlValue;
}

/** The value of a scalar under a tag in short form; an empty tag means that none was written. */
export function resolveScalar(tag: string, text: string): Resolved {
  if (!RESOLVABLE.has(tag)) return { tag, value: text };
  const found = tag === '!!str' ? { tag: '!!str', value: text } : guess(tag, text);
  if (tag === '' || tag === found.tag || tag === '!!str') return found;
  if (tag === '!!float' && found.tag === '!!int' && typeof found.value === 'number') return { tag: '!!float', value: new Float(found.value) };
  throw yamlProblem(`cannot decode ${found.tag} \`${text}\` as a ${tag}`);
}

function guess(tag: string, text: string): Resolved {
  const hint = text[0] ?? 'N';
  if (/^[+\-0-9.yYnNtTfFoO~]/.test(hint)) {
    const word = WORDS.get(text);
    if (word) return { tag: word[0], value: word[1] };
  }
  if (hint === '.') {
    const value = parseFloat64(text);
    if (value !== undefined) return { tag: '!!float', value: new Float(value) };
  } else if (/^[+\-0-9]/.test(hint)) {
    const time = tag === '' || tag === '!!timestamp' ? parseTimestamp(text) : undefined;
    if (time) return { tag: '!!timestamp', value: time };
    const plain = text.replaceAll('_', '');
    const int = parseInt64(plain);
    if (int !== undefined) return { tag: '!!int', value: int };
    const value = parseFloat64(plain);
    if (value !== undefined) return { tag: '!!float', value: new Float(value) };
  }
  return { tag: '!!str', value: text };
}

/** Go's ParseInt with base 0, then ParseUint; undefined where neither reads it. */
function parseInt64(text: string): number | bigint | undefined {
  const match = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9]\d*|0))$/.exec(text);
  if (!match) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : decimal;
  const size = BigInt(digits as string);
  if (sign === '-' ? size > INT64_MAX + 1n : size > (sign === '+' ? INT64_MAX : UINT64_MAX)) return undefined;
  const value = sign === '-' ? -size : size;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number + 0 : value;
}

function parseFloat64(text: string): number | undefined {
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function parseTimestamp(text: string): Timestamp | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, mark, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  // A blank goes without a zone, a T with one.
  if (mark !== undefined && (mark === ' ') !== (zone === undefined)) return undefined;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const days = m === 2 && leap ? 29 : (DAYS[m - 1] ?? 0);
  if (m < 1 || m > 12 || d < 1 || d > days || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (digits: string) => digits.padStart(2, '0');
  const digits = fraction.slice(0, 9).replace(/0+$/, '');
  const date = `${year}-${two(month as string)}-${two(day as string)}`;
  const clock = `${two(hour)}:${two(minute)}:${two(second)}${digits ? `.${digits}` : ''}`;
  const isUtc = zone === undefined || zone === 'Z' || /^[+-]00:00$/.test(zone);
  const offset = isUtc ? '+0000' : (zone as string).replace(':', '');
  return new Timestamp(`${date}T${clock}${isUtc ? 'Z' : zone}`, `${date} ${clock} ${offset} ${isUtc ? 'UTC' : offset}`);
}
