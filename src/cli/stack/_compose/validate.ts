/**
 * Validates a compose file and tells one mistake, in the words and by the choice of the client: the deepest one, where
 * of several alternatives the closest is followed (gojsonschema 1.2 validation.go, docker/cli compose/schema/schema.go).
 */
import { Failure } from '../../_framework/failure';
import { parseDuration } from '../../../template/duration';
import { parseShortPort } from '../../_parse/ports';
import { isProblem } from '../../_parse/problem';
import { Float, goText, OddMap, Timestamp, type YamlMap, type YamlValue } from '../_yaml';
import { Misfit, type Path, type Reason } from './problem';
import { schemaOf } from './schema';
import type { Schema } from './schema-types';

/** Throws a Misfit: its message is the mistake that the client tells of, its reasons are all there are, that one first. */
export function validate(config: YamlMap, version: string): void {
  const schema = schemaOf(version);
  if (!schema) throw new Failure(`unsupported Compose file version: ${version}`);
  checkJson(config);
  const result = new Result();
  check(schema, config, [], result);
  if (result.errors.length) throw refusal(result.errors);
}

interface Complaint {
  kind: 'type' | 'oneOf' | 'other';
  at: Path;
  words: string;
  /** It is about this key there. */
  key?: string;
}

class Result {
  errors: Complaint[] = [];
  /** How well a value fits: the alternative with the highest score is the one that was meant. */
  score = 0;

  add(kind: Complaint['kind'], at: Path, words: string, key?: string): void {
    this.errors.push({ kind, at, words, key });
    this.score -= 2;
  }

  merge(other: Result): void {
    this.errors.push(...other.errors);
    this.score += other.score;
  }
}

/** The file goes through JSON on its way to the validator, which has no odd keys and no infinite numbers. */
function checkJson(value: YamlValue): void {
  if (value instanceof OddMap) throw new Failure('json: unsupported type: map[interface {}]interface {}');
  if (value instanceof Float && !Number.isFinite(value.value)) throw new Failure(`json: unsupported value: ${goText(value)}`);
  if (Array.isArray(value)) value.forEach(checkJson);
  else if (value instanceof Map) for (const key of [...value.keys()].sort()) checkJson(value.get(key) as YamlValue);
}

function kindOf(value: YamlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string' || value instanceof Timestamp) return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map || value instanceof OddMap) return 'object';
  return value instanceof Float && !Number.isInteger(value.value) ? 'number' : 'integer';
}

const ARTICLES: Readonly<Record<string, string>> = { object: 'mapping', array: 'list' };

function typeWords(types: readonly string[]): string {
  const names = types.map((type) => ARTICLES[type] ?? type);
  const last = names.pop() as string;
  return `must be a ${names.length ? `${names.join(', ')} or ` : ''}${last}`;
}

function check(schema: Schema, value: YamlValue, at: Path, result: Result): void {
  const kind = kindOf(value);
  const { types } = schema;
  if (types && !types.includes(kind) && !(kind === 'integer' && types.includes('number'))) {
    result.add('type', at, typeWords(types));
    return;
  }
  if (schema.oneOf) checkOneOf(schema.oneOf, value, at, result);
  result.score++;
  if (Array.isArray(value)) checkArray(schema, value, at, result);
  else if (value instanceof Map) checkObject(schema, value, at, result);
  else if (kind === 'integer' || kind === 'number') checkNumber(schema, value as number | bigint | Float, at, result);
  if (schema.allowed && !schema.allowed.includes(value as string)) {
    const field = fieldOf(at);
    result.add('other', at, `${field} must be one of the following: ${schema.allowed.map((word) => `"${word}"`).join(', ')}`);
  }
  result.score++;
  if (kind === 'string') {
    if (schema.format) checkFormat(schema.format, value instanceof Timestamp ? value.iso : (value as string), at, result);
    result.score++;
  }
  if (value instanceof Map && schema.keys) {
    for (const [key, item] of value) {
      const known = Object.hasOwn(schema.keys, key) ? schema.keys[key] : undefined;
      if (known) check(known, item, [...at, key], result);
    }
  }
  result.score++;
}

function checkOneOf(schemas: readonly Schema[], value: YamlValue, at: Path, result: Result): void {
  let fitting = 0;
  let best: Result | undefined;
  for (const schema of schemas) {
    const one = new Result();
    check(schema, value, at, one);
    if (!one.errors.length) fitting++;
    else if (!best || one.score > best.score) best = one;
  }
  if (fitting === 1) return;
  result.add('oneOf', at, 'Must validate one and only one schema (oneOf)');
  if (fitting === 0 && best) result.merge(best);
}

function checkArray(schema: Schema, items: readonly YamlValue[], at: Path, result: Result): void {
  if (schema.items) {
    const { items: item } = schema;
    items.forEach((value, i) => {
      const one = new Result();
      check(item, value, [...at, i], one);
      result.merge(one);
    });
  }
  if (schema.unique) {
    const seen = new Map<string, number>();
    items.forEach((value, j) => {
      const text = jsonText(value);
      const i = seen.get(text);
      if (i !== undefined) result.add('other', at, `array items[${i},${j}] must be unique`);
      seen.set(text, j);
    });
  }
  result.score++;
}

function checkObject(schema: Schema, map: YamlMap, at: Path, result: Result): void {
  for (const key of schema.required ?? []) {
    if (map.has(key)) result.score++;
    else result.add('other', at, `${key} is required`);
  }
  for (const [key, value] of map) {
    const patterns = (schema.patterns ?? []).filter(([pattern]) => pattern.test(key));
    for (const [, item] of patterns) {
      const one = new Result();
      check(item, value, [...at, key], one);
      result.merge(one);
    }
    if (patterns.length) result.score++;
    else if (schema.closed && !(schema.keys && Object.hasOwn(schema.keys, key))) result.add('other', at, `Additional property ${key} is not allowed`, key);
  }
  result.score++;
}

function checkNumber(schema: Schema, value: number | bigint | Float, at: Path, result: Result): void {
  const size = value instanceof Float ? value.value : Number(value);
  if (schema.minimum !== undefined && size < schema.minimum) result.add('other', at, `Must be greater than or equal to ${schema.minimum}`);
  if (schema.format) checkFormat(schema.format, fractionTop(value), at, result);
  result.score++;
}

/** The numerator of the number as a fraction: what the check of ports looks at, even of 80.5. */
function fractionTop(value: number | bigint | Float): string {
  if (!(value instanceof Float)) return String(value);
  const [mantissa = '0', power = '0'] = value.value.toExponential().split('e');
  const [, decimals = ''] = mantissa.split('.');
  const exponent = Number(power) - decimals.length;
  let top = BigInt(mantissa.replace('.', ''));
  if (exponent >= 0) return String(top) + '0'.repeat(top === 0n ? 0 : exponent);
  for (const prime of [2n, 5n]) {
    for (let left = -exponent; left > 0 && top % prime === 0n; left--) top /= prime;
  }
  return String(top);
}

function checkFormat(format: 'ports' | 'duration', text: string, at: Path, result: Result): void {
  const fits = format === 'ports' ? !isProblem(parseShortPort(text)) : typeof parseDuration(text) === 'number';
  if (!fits) result.add('other', at, `Does not match format '${format}'`);
}

/** Equal values have equal texts. */
function jsonText(value: YamlValue): string {
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`).sort().join(',')}}`;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof Timestamp) return JSON.stringify(value.iso);
  if (value instanceof Float) return String(value.value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** The place as messages name it. */
const fieldOf = (at: Path) => (at.length ? at.join('.') : '(root)');

/** The deepest complaint, the first of equals, but a wrong type rather than anything else that deep. */
function mostSpecific(errors: readonly Complaint[]): number {
  const depths = errors.map(({ at }) => fieldOf(at).split('.').length);
  let chosen = 0;
  errors.forEach((error, i) => {
    const [depth, deepest] = [depths[i] as number, depths[chosen] as number];
    if (depth > deepest || (depth === deepest && error.kind === 'type' && errors[chosen]?.kind !== 'type')) chosen = i;
  });
  return chosen;
}

function refusal(errors: readonly Complaint[]): Misfit {
  const reason = (error: Complaint, about = error): Reason => {
    const words = `${fieldOf(error.at)} ${about.words}`;
    return about.key === undefined ? { words, at: about.at } : { words, at: [...about.at, about.key], key: true };
  };
  const chosen = mostSpecific(errors);
  const error = errors[chosen] as Complaint;
  // That none of several forms fits is told by what is wrong with the closest one, which comes next.
  const child = error.kind === 'oneOf' ? errors[chosen + 1] : undefined;
  const told = reason(error, child);
  const others = errors.filter((other) => other !== error && other !== child && other.kind !== 'oneOf');
  return new Misfit(told.words, [told, ...others.map((other) => reason(other))]);
}
