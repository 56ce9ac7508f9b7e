/** Values of rows: what a column takes, how two of them compare, and how a client sees one. */
import type { ColumnType } from './syntax';
import type { Dialect } from './tokens';
import { refuse } from './trouble';

export type Value = string | number | boolean | null;

/** What an expression yields, for headings, alignment and division. */
export type ResultType = { base: ColumnType['base'] | 'unknown'; scale?: number; zone?: boolean };

const TRUE = new Set(['t', 'true', 'y', 'yes', 'on', '1']);
const FALSE = new Set(['f', 'false', 'n', 'no', 'off', '0']);

/** The value as the column keeps it, or a refusal in which the column is named. */
export function coerce(value: Value, type: ColumnType, dialect: Dialect, column?: string): Value {
  if (value === null) return null;
  const bad = (): never => refuse({ kind: 'bad-value', type: type.shown, value: String(value), ...(column === undefined ? {} : { column }) });
  switch (type.base) {
    case 'integer': {
      if (typeof value === 'boolean') return value ? 1 : 0;
      if (typeof value === 'string' && !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return bad();
      if (typeof value === 'string' && dialect === 'postgres' && value.includes('.')) return bad();
      const number = Math.round(Number(value));
      // Beyond 2^53 a number here is no longer exact, so a 64-bit column ends there.
      const limit = type.bits === undefined || type.bits >= 64 ? Number.MAX_SAFE_INTEGER : 2 ** (type.bits - 1);
      if (number >= limit || number < -limit) refuse({ kind: 'out-of-range', type: type.shown, ...(column === undefined ? {} : { column }) });
      return number;
    }
    case 'numeric':
    case 'double': {
      if (typeof value === 'boolean') return value ? 1 : 0;
      const number = typeof value === 'string' ? (value.trim() === '' ? NaN : Number(value)) : value;
      if (!Number.isFinite(number)) return bad();
      return type.scale === undefined ? number : Number(number.toFixed(type.scale));
    }
    case 'boolean': {
      if (dialect === 'mysql') return coerce(value, { base: 'integer', shown: type.shown, bits: 8 }, dialect, column);
      if (typeof value === 'boolean') return value;
      if (typeof value === 'number') return bad();
      const word = value.trim().toLowerCase();
      return TRUE.has(word) ? true : FALSE.has(word) ? false : bad();
    }
    case 'timestamp':
    case 'date': {
      const match = /^\s*(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?(Z|[+-]\d{2}(?::?\d{2})?)?\s*$/.exec(String(value));
      if (!match || Number.isNaN(Date.parse(`${match[1]}T00:00:00Z`))) return bad();
      if (type.base === 'date') return match[1] as string;
      const time = match[2] ?? '00:00:00';
      const clock = time.length === 5 ? `${time}:00` : time;
      return dialect === 'mysql' ? `${match[1]} ${clock.slice(0, 8)}` : `${match[1]} ${clock.includes('.') ? clock.replace(/\.?0+$/, '') : clock}`;
    }
    case 'text': {
      const text = typeof value === 'boolean' ? (dialect === 'mysql' ? (value ? '1' : '0') : String(value)) : String(value);
      const list = /^enum\('(.*)'\)$/.exec(type.shown)?.[1];
      if (list !== undefined && !list.split("','").includes(text)) return bad();
      if (type.length !== undefined && [...text].length > type.length) refuse({ kind: 'too-long', type: type.shown, column: column ?? '' });
      return text;
    }
  }
}

/** As a client's table shows it; null stays null. */
export function show(value: Value, type: ResultType, dialect: Dialect): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return dialect === 'mysql' ? (value ? '1' : '0') : value ? 't' : 'f';
  if (typeof value === 'number') return type.scale !== undefined && type.base === 'numeric' ? value.toFixed(type.scale) : String(value);
  return type.base === 'timestamp' && type.zone ? `${value}+00` : value;
}

/** Order of two values that are not null: numbers by size, texts by their characters. */
export function compare(left: Value, right: Value): number {
  if (typeof left === 'boolean') left = left ? 1 : 0;
  if (typeof right === 'boolean') right = right ? 1 : 0;
  if (typeof left === 'number' || typeof right === 'number') {
    const a = Number(left);
    const b = Number(right);
    if (!Number.isNaN(a) && !Number.isNaN(b)) return a < b ? -1 : a > b ? 1 : 0;
  }
  const a = String(left);
  const b = String(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** MySQL's default collation does not tell upper case from lower. */
export function collated(value: Value, dialect: Dialect): Value {
  return dialect === 'mysql' && typeof value === 'string' ? value.toLowerCase() : value;
}

/** What a condition makes of a value: null is neither. */
export function truth(value: Value): boolean | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  return TRUE.has(value.toLowerCase()) || (Number(value) || 0) !== 0;
}

/** `2026-01-05 09:00:00`, with what is left of the second when `digits` are wanted. */
export function timestampOf(ms: number, digits = 0): string {
  const text = new Date(Math.floor(ms)).toISOString();
  const fraction = digits > 0 ? text.slice(19, 20 + digits).replace(/\.?0+$/, '') : '';
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction}`;
}
