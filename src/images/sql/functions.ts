/** The functions that labs use, by both servers' names; the others are refused as unknown. */
import type { Surroundings } from './evaluate';
import type { Expression } from './syntax';
import type { Dialect } from './tokens';
import { refuse } from './trouble';
import { compare, timestampOf, type ResultType, type Value } from './values';

type Call = Extract<Expression, { kind: 'call' }>;
type Run = (args: Value[], around: Surroundings) => Value;

export const aggregateNames = new Set(['count', 'sum', 'avg', 'min', 'max', 'group_concat', 'string_agg', 'bool_and', 'bool_or']);

const now: Run = (_, { nowMs, dialect }) => timestampOf(nowMs, dialect === 'postgres' ? 3 : 0);
const today: Run = (_, { nowMs }) => timestampOf(nowMs).slice(0, 10);
const user: Run = (_, { user: name, dialect }) => (dialect === 'mysql' ? `${name}@localhost` : name);
const database: Run = (_, around) => around.database || null;
const characters = (value: Value): string[] => [...String(value)];

/** With a null among its arguments a function is null. */
const STRICT: Readonly<Record<string, [least: number, most: number, run: Run, type: ResultType['base']]>> = {
  lower: [1, 1, ([a]) => String(a).toLowerCase(), 'text'],
  upper: [1, 1, ([a]) => String(a).toUpperCase(), 'text'],
  length: [1, 1, ([a]) => characters(a ?? '').length, 'integer'],
  char_length: [1, 1, ([a]) => characters(a ?? '').length, 'integer'],
  character_length: [1, 1, ([a]) => characters(a ?? '').length, 'integer'],
  trim: [1, 1, ([a]) => String(a).trim(), 'text'],
  ltrim: [1, 1, ([a]) => String(a).trimStart(), 'text'],
  rtrim: [1, 1, ([a]) => String(a).trimEnd(), 'text'],
  reverse: [1, 1, ([a]) => characters(a ?? '').reverse().join(''), 'text'],
  repeat: [2, 2, ([a, times]) => String(a).repeat(Math.min(10_000, Math.max(0, Number(times)))), 'text'],
  replace: [3, 3, ([a, from, to]) => (from === '' ? String(a) : String(a).split(String(from)).join(String(to))), 'text'],
  substring: [2, 3, ([a, from, count]) => substring(String(a), Number(from), count), 'text'],
  substr: [2, 3, ([a, from, count]) => substring(String(a), Number(from), count), 'text'],
  left: [2, 2, ([a, count]) => characters(a ?? '').slice(0, Number(count)).join(''), 'text'],
  right: [2, 2, ([a, count]) => (Number(count) <= 0 ? '' : characters(a ?? '').slice(-Number(count)).join('')), 'text'],
  lpad: [2, 3, ([a, width, fill = ' ']) => String(a).padStart(Number(width), String(fill)).slice(0, Number(width)), 'text'],
  rpad: [2, 3, ([a, width, fill = ' ']) => String(a).padEnd(Number(width), String(fill)).slice(0, Number(width)), 'text'],
  strpos: [2, 2, ([a, part]) => String(a).indexOf(String(part)) + 1, 'integer'],
  instr: [2, 2, ([a, part]) => String(a).indexOf(String(part)) + 1, 'integer'],
  abs: [1, 1, ([a]) => Math.abs(Number(a)), 'numeric'],
  floor: [1, 1, ([a]) => Math.floor(Number(a)), 'integer'],
  ceil: [1, 1, ([a]) => Math.ceil(Number(a)), 'integer'],
  ceiling: [1, 1, ([a]) => Math.ceil(Number(a)), 'integer'],
  sqrt: [1, 1, ([a]) => Math.sqrt(Number(a)), 'double'],
  mod: [2, 2, ([a, b]) => (Number(b) === 0 ? null : Number(a) % Number(b)), 'integer'],
  round: [1, 2, ([a, digits = 0]) => Number(Number(a).toFixed(Math.min(15, Math.max(0, Number(digits))))), 'numeric'],
  date: [1, 1, ([a]) => String(a).slice(0, 10), 'date'],
};

/** These see nulls, or take nothing. */
const PLAIN: Readonly<Record<string, [least: number, most: number, run: Run, type: ResultType['base'] | 'first']>> = {
  now: [0, 1, now, 'timestamp'],
  current_timestamp: [0, 1, now, 'timestamp'],
  localtimestamp: [0, 1, now, 'timestamp'],
  sysdate: [0, 0, now, 'timestamp'],
  current_date: [0, 0, today, 'date'],
  curdate: [0, 0, today, 'date'],
  unix_timestamp: [0, 0, (_, { nowMs }) => Math.floor(nowMs / 1000), 'integer'],
  version: [0, 0, (_, { version }) => version, 'text'],
  '@@version': [0, 0, (_, { version }) => version, 'text'],
  '@@hostname': [0, 0, () => '', 'text'],
  current_database: [0, 0, database, 'text'],
  database: [0, 0, database, 'text'],
  schema: [0, 0, database, 'text'],
  current_user: [0, 0, user, 'text'],
  session_user: [0, 0, user, 'text'],
  user: [0, 0, user, 'text'],
  current_schema: [0, 0, () => 'public', 'text'],
  pg_is_in_recovery: [0, 0, () => false, 'boolean'],
  connection_id: [0, 0, () => 8, 'integer'],
  random: [0, 0, (_, around) => around.random(), 'double'],
  rand: [0, 1, (_, around) => around.random(), 'double'],
  coalesce: [1, 100, (args) => args.find((each) => each !== null) ?? null, 'first'],
  ifnull: [2, 2, ([a = null, b = null]) => a ?? b, 'first'],
  nullif: [2, 2, ([a = null, b = null]) => (a !== null && b !== null && compare(a, b) === 0 ? null : a), 'first'],
  if: [3, 3, ([test, yes = null, no = null]) => (test !== null && test !== 0 && test !== false ? yes : no), 'first'],
  concat: [1, 100, (args, { dialect }) => (dialect === 'mysql' && args.includes(null) ? null : args.map((each) => each ?? '').join('')), 'text'],
  concat_ws: [1, 100, ([separator, ...args]) => args.filter((each) => each !== null).join(String(separator)), 'text'],
  greatest: [1, 100, (args) => args.reduce((best, each) => (each !== null && (best === null || compare(each, best) > 0) ? each : best), null), 'first'],
  least: [1, 100, (args) => args.reduce((best, each) => (each !== null && (best === null || compare(each, best) < 0) ? each : best), null), 'first'],
};

function substring(text: string, from: number, count: Value | undefined): string {
  const letters = [...text];
  // MySQL counts from the end with a negative start.
  const start = from < 0 ? letters.length + from : from - 1;
  const end = count === undefined || count === null ? letters.length : start + Number(count);
  return letters.slice(Math.max(0, start), Math.max(0, end)).join('');
}

export function callFunction(call: Call, args: Value[], around: Surroundings, types: () => ResultType[]): Value {
  const strict = STRICT[call.name];
  const entry = strict ?? PLAIN[call.name];
  if (!entry || call.star || args.length < entry[0] || args.length > entry[1]) {
    return refuse({ kind: 'no-function', name: call.name, types: types().map((type) => type.base), at: call.at });
  }
  if (strict && args.includes(null)) return null;
  return entry[2](args, around);
}

export function functionType(call: Call, args: ResultType[], dialect: Dialect): ResultType {
  switch (call.name) {
    case 'count':
      return { base: 'integer' };
    case 'sum':
      return dialect === 'postgres' && args[0]?.base === 'integer' ? { base: 'integer' } : (args[0] ?? { base: 'numeric' });
    case 'avg':
      return { base: 'numeric', ...(dialect === 'mysql' ? { scale: 4 } : args[0]?.base === 'double' ? {} : { scale: 16 }) };
    case 'min':
    case 'max':
      return args[0] ?? { base: 'text' };
    case 'bool_and':
    case 'bool_or':
      return { base: 'boolean' };
    case 'now':
    case 'current_timestamp':
      return { base: 'timestamp', ...(dialect === 'postgres' ? { zone: true } : {}) };
    case 'round': {
      const digits = call.args[1];
      return { base: 'numeric', scale: digits?.kind === 'value' ? Number(digits.value) : 0 };
    }
    case 'abs':
      return args[0] ?? { base: 'numeric' };
  }
  const type = STRICT[call.name]?.[3] ?? PLAIN[call.name]?.[3] ?? 'text';
  if (type !== 'first') return { base: type };
  return args.find((each) => each.base !== 'unknown' && each.base !== 'boolean') ?? { base: 'text' };
}

/** One aggregate over a group: the argument's value for each of its rows. */
export function aggregate(call: Call, values: Value[][], rows: number): Value {
  if (call.name === 'count' && call.star) return rows;
  if (call.args.length === 0) refuse({ kind: 'no-function', name: call.name, types: [], at: call.at });
  const seen = new Set<string>();
  const present = values
    .map((each) => each[0] ?? null)
    .filter((each) => {
      if (each === null) return false;
      if (!call.distinct) return true;
      const key = JSON.stringify(each);
      return seen.has(key) ? false : (seen.add(key), true);
    });
  switch (call.name) {
    case 'count':
      return present.length;
    case 'sum':
    case 'avg': {
      if (present.length === 0) return null;
      const sum = present.reduce<number>((total, each) => total + Number(each), 0);
      const exact = Number.isInteger(sum) ? sum : Number(sum.toPrecision(15));
      return call.name === 'sum' ? exact : exact / present.length;
    }
    case 'bool_and':
      return present.length === 0 ? null : present.every(Boolean);
    case 'bool_or':
      return present.length === 0 ? null : present.some(Boolean);
    case 'group_concat':
      return present.length === 0 ? null : present.join(',');
    case 'string_agg':
      return present.length === 0 ? null : present.join(String(values[0]?.[1] ?? ','));
    default: {
      const sign = call.name === 'max' ? 1 : -1;
      return present.reduce<Value>((best, each) => (best === null || compare(each, best) * sign > 0 ? each : best), null);
    }
  }
}
