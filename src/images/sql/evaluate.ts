/** What an expression is worth for a row, and of which type its results are. */
import { aggregateNames, callFunction, functionType } from './functions';
import type { ColumnDefinition, Expression, Select } from './syntax';
import type { Dialect } from './tokens';
import { refuse, type Trouble } from './trouble';
import { coerce, collated, compare, truth, type ResultType, type Value } from './values';

/** A table as an expression sees it. */
export interface Source {
  alias: string;
  columns: readonly ColumnDefinition[];
  /** Absent for the right side of a left join that found nothing, and where only types are asked for. */
  row?: readonly Value[];
}

export interface Scope {
  sources: readonly Source[];
  /** Where a column that is not there was looked for, as MySQL words it. */
  where: Extract<Trouble, { kind: 'no-column' }>['where'];
  /** The row that could not be inserted. */
  excluded?: Source;
  /** Of the group at hand. */
  aggregates?: ReadonlyMap<Expression, Value>;
  /** Around a subquery. */
  outer?: Scope;
}

/** What expressions know beyond their row. */
export interface Surroundings {
  dialect: Dialect;
  nowMs: number;
  random(): number;
  database: string;
  user: string;
  version: string;
  /** The rows of a subquery. */
  select(select: Select, outer: Scope): { rows: Value[][] };
}

export function findColumn(expression: Extract<Expression, { kind: 'column' }>, scope: Scope): { source: Source; index: number } {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const hits = at.sources.flatMap((source) => {
      if (expression.table !== undefined && source.alias !== expression.table) return [];
      const index = source.columns.findIndex((column) => column.name.toLowerCase() === expression.name.toLowerCase());
      return index < 0 ? [] : [{ source, index }];
    });
    if (hits.length > 1) refuse({ kind: 'ambiguous-column', column: expression.name, at: expression.at });
    if (hits[0]) return hits[0];
  }
  return refuse({ kind: 'no-column', column: expression.name, where: scope.where, at: expression.at, ...(expression.table === undefined ? {} : { table: expression.table }) });
}

export function evaluate(expression: Expression, scope: Scope, around: Surroundings): Value {
  const value = (each: Expression): Value => evaluate(each, scope, around);
  switch (expression.kind) {
    case 'value':
      return around.dialect === 'mysql' && typeof expression.value === 'boolean' ? Number(expression.value) : expression.value;
    case 'column': {
      const { source, index } = findColumn(expression, scope);
      return source.row?.[index] ?? null;
    }
    case 'excluded': {
      const index = scope.excluded?.columns.findIndex((column) => column.name === expression.name) ?? -1;
      if (index < 0) refuse({ kind: 'no-column', column: expression.name, where: scope.where });
      return scope.excluded?.row?.[index] ?? null;
    }
    case 'star':
      return refuse({ kind: 'unsupported', what: '* in an expression' });
    case 'unary': {
      const of = value(expression.of);
      if (expression.operator === '-') return of === null ? null : -Number(of);
      const is = truth(of);
      return is === null ? null : answer(!is, around.dialect);
    }
    case 'binary':
      return binary(expression, value, scope, around);
    case 'null-test':
      return answer((value(expression.of) === null) !== expression.not, around.dialect);
    case 'truth-test':
      return answer((truth(value(expression.of)) === expression.truth) !== expression.not, around.dialect);
    case 'between': {
      const [of, low, high] = [value(expression.of), value(expression.low), value(expression.high)];
      if (of === null || low === null || high === null) return null;
      return answer((compare(of, low) >= 0 && compare(of, high) <= 0) !== expression.not, around.dialect);
    }
    case 'in': {
      const of = value(expression.of);
      if (of === null) return null;
      const list = Array.isArray(expression.list) ? expression.list.map(value) : around.select(expression.list, scope).rows.map((row) => row[0] ?? null);
      const hit = list.some((each) => each !== null && compare(collated(of, around.dialect), collated(each, around.dialect)) === 0);
      if (!hit && list.includes(null)) return null;
      return answer(hit !== expression.not, around.dialect);
    }
    case 'case': {
      const of = expression.of && value(expression.of);
      for (const { when, then } of expression.whens) {
        const tested = value(when);
        if (of === undefined ? truth(tested) === true : of !== null && tested !== null && compare(of, tested) === 0) return value(then);
      }
      return expression.otherwise ? value(expression.otherwise) : null;
    }
    case 'cast':
      return coerce(value(expression.of), expression.type, around.dialect);
    case 'subquery':
      return around.select(expression.select, scope).rows[0]?.[0] ?? null;
    case 'exists':
      return answer(around.select(expression.select, scope).rows.length > 0, around.dialect);
    case 'call': {
      const aggregate = scope.aggregates?.get(expression);
      if (aggregate !== undefined) return aggregate;
      if (aggregateNames.has(expression.name)) refuse({ kind: 'misplaced-aggregate', name: expression.name });
      return callFunction(expression, expression.args.map(value), around, () => expression.args.map((each) => typeOf(each, scope, around)));
    }
  }
}

function answer(is: boolean, dialect: Dialect): Value {
  return dialect === 'mysql' ? Number(is) : is;
}

function binary(expression: Extract<Expression, { kind: 'binary' }>, value: (of: Expression) => Value, scope: Scope, around: Surroundings): Value {
  const { operator } = expression;
  const { dialect } = around;
  if (operator === 'AND' || operator === 'OR') {
    const left = truth(value(expression.left));
    const decided = operator === 'OR';
    if (left === decided) return answer(decided, dialect);
    const right = truth(value(expression.right));
    if (right === decided) return answer(decided, dialect);
    return left === null || right === null ? null : answer(!decided, dialect);
  }
  const left = value(expression.left);
  const right = value(expression.right);
  if (operator === '<=>') return answer(left === right || (left !== null && right !== null && compare(left, right) === 0), dialect);
  if (left === null || right === null) return null;
  switch (operator) {
    case '=':
    case '<>':
    case '<':
    case '>':
    case '<=':
    case '>=': {
      const order = compare(collated(left, dialect), collated(right, dialect));
      const is = { '=': order === 0, '<>': order !== 0, '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 }[operator];
      return answer(is, dialect);
    }
    case 'LIKE':
    case 'ILIKE':
      return answer(likes(String(left), String(right), operator === 'ILIKE' || dialect === 'mysql'), dialect);
    case '||':
      return `${text(left)}${text(right)}`;
  }
  const [a, b] = [number(left, dialect), number(right, dialect)];
  switch (operator) {
    case '+':
      return rounded(a + b);
    case '-':
      return rounded(a - b);
    case '*':
      return rounded(a * b);
  }
  if (b === 0) return dialect === 'mysql' ? null : refuse({ kind: 'division-by-zero' });
  if (operator === '%') return a % b;
  if (operator === 'DIV') return Math.trunc(a / b);
  const whole = dialect === 'postgres' && typeOf(expression, scope, around).base === 'integer';
  return whole ? Math.trunc(a / b) : rounded(a / b);
}

/** Binary fractions that stand for decimal ones: 0.1 + 0.2 is 0.3. */
function rounded(number: number): number {
  return Number.isInteger(number) ? number : Number(number.toPrecision(15));
}

function number(value: Value, dialect: Dialect): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const parsed = Number(value);
  if (!Number.isNaN(parsed)) return parsed;
  // MySQL takes the digits in front and goes on.
  return dialect === 'mysql' ? Number(/^\s*-?\d*\.?\d*/.exec(value ?? '')?.[0]) || 0 : refuse({ kind: 'bad-value', type: 'integer', value: String(value) });
}

function text(value: Value): string {
  return typeof value === 'boolean' ? (value ? 'true' : 'false') : String(value);
}

/** LIKE, with `%` and `_`; a backslash takes their meaning from them. */
export function likes(value: string, pattern: string, folded: boolean): boolean {
  const body = pattern.replace(/\\([\s\S])|%|_|[\s\S]/g, (whole, escaped?: string) => {
    if (escaped === undefined && whole === '%') return '[\\s\\S]*';
    if (escaped === undefined && whole === '_') return '[\\s\\S]';
    return (escaped ?? whole).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  });
  return new RegExp(`^${body}$`, folded ? 'i' : '').test(value);
}

/** What an expression yields, as far as its form tells. */
export function typeOf(expression: Expression, scope: Scope, around: Surroundings): ResultType {
  const of = (each: Expression): ResultType => typeOf(each, scope, around);
  switch (expression.kind) {
    case 'value':
      if (typeof expression.value === 'number') return { base: expression.decimal ? 'numeric' : 'integer' };
      return { base: typeof expression.value === 'boolean' ? 'boolean' : expression.value === null ? 'unknown' : 'text' };
    case 'column': {
      const { source, index } = findColumn(expression, scope);
      return resultOf((source.columns[index] as ColumnDefinition).type);
    }
    case 'cast':
      return resultOf(expression.type);
    case 'unary':
      return expression.operator === '-' ? of(expression.of) : { base: 'boolean' };
    case 'binary': {
      if (expression.operator === '||') return { base: around.dialect === 'mysql' ? 'boolean' : 'text' };
      if (!['+', '-', '*', '/', '%', 'DIV'].includes(expression.operator)) return { base: 'boolean' };
      const [left, right] = [of(expression.left), of(expression.right)];
      if (left.base === 'double' || right.base === 'double') return { base: 'double' };
      if (expression.operator === '/' && around.dialect === 'mysql') return { base: 'numeric', scale: 4 };
      const whole = (each: ResultType): boolean => each.base === 'integer' || each.base === 'unknown' || (each.base === 'text' && around.dialect === 'postgres');
      return whole(left) && whole(right) ? { base: 'integer' } : { base: 'numeric' };
    }
    case 'case': {
      const results = [...expression.whens.map((each) => each.then), ...(expression.otherwise ? [expression.otherwise] : [])].map(of);
      return results.find((each) => each.base !== 'unknown') ?? { base: 'text' };
    }
    case 'call':
      return functionType(expression, expression.args.map(of), around.dialect);
    case 'subquery':
      return { base: 'text' };
    case 'excluded':
    case 'star':
      return { base: 'unknown' };
    default:
      return { base: 'boolean' };
  }
}

export function resultOf(type: ColumnDefinition['type']): ResultType {
  return { base: type.base, ...(type.scale === undefined ? {} : { scale: type.scale }), ...(type.shown.endsWith('with time zone') ? { zone: true } : {}) };
}
