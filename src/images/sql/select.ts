/** SELECT: rows of the tables joined, sifted, grouped, ordered and cut, with what heads each column. */
import { evaluate, findColumn, typeOf, type Scope, type Source, type Surroundings } from './evaluate';
import { aggregate, aggregateNames } from './functions';
import type { Expression, Select, SelectItem, TableReference } from './syntax';
import type { Dialect } from './tokens';
import type { Table } from './store';
import { refuse } from './trouble';
import { collated, compare, show, truth, type ResultType, type Value } from './values';

export interface Column {
  name: string;
  type: ResultType;
}

export interface Relation {
  columns: Column[];
  rows: Value[][];
}

/** Joined rows are at most so many: a cross join of large tables is somebody's mistake. */
const JOINED_MAX = 200_000;

export interface Tables extends Surroundings {
  table(reference: { database?: string; table: string; at: number }): Table;
}

export function runSelect(select: Select, tables: Tables, outer?: Scope): Relation {
  const empty = select.from.map((reference): Source => ({ alias: reference.alias, columns: tables.table(reference).columns }));
  const bare: Scope = { sources: empty, where: 'field list', ...(outer ? { outer } : {}) };
  const items = select.items.flatMap((item) => expandStar(item, bare));
  const aliases = new Map(items.flatMap((item) => (item.alias === undefined ? [] : [[item.alias.toLowerCase(), item.expression] as const])));
  const named = (expression: Expression, what: 'group statement' | 'order clause'): Expression => resolveName(expression, items, aliases, bare, what);
  const groupBy = select.groupBy.map((each) => named(each, 'group statement'));
  const orderBy = select.orderBy.map((each) => ({ ...each, expression: named(each.expression, 'order clause') }));
  const having = select.having && (tables.dialect === 'mysql' ? named(select.having, 'group statement') : select.having);
  const columns = items.map((item) => ({ name: headOf(item, tables.dialect), type: typeOf(item.expression, bare, tables) }));

  let scopes = joined(select.from, tables, outer);
  const { where } = select;
  if (where) scopes = scopes.filter((scope) => truth(evaluate(where, { ...scope, where: 'where clause' }, tables)) === true);
  const aggregates = [...items.map((item) => item.expression), ...orderBy.map((each) => each.expression), ...(having ? [having] : [])].flatMap(aggregatesIn);
  if (groupBy.length > 0 || aggregates.length > 0 || having) {
    for (const item of items) checkGrouped(item.expression, groupBy, bare, select.from, tables);
    scopes = grouped(scopes, groupBy, aggregates, bare, tables);
    if (having) scopes = scopes.filter((scope) => truth(evaluate(having, scope, tables)) === true);
  }
  let results = scopes.map((scope) => ({
    row: items.map((item) => evaluate(item.expression, scope, tables)),
    keys: orderBy.map((each) => evaluate(each.expression, { ...scope, where: 'order clause' }, tables)),
  }));
  if (select.distinct) {
    const seen = new Set<string>();
    results = results.filter(({ row }) => {
      const key = JSON.stringify(row);
      return seen.has(key) ? false : (seen.add(key), true);
    });
  }
  if (orderBy.length > 0) {
    results.sort((a, b) => {
      for (const [at, { descending, nulls }] of orderBy.entries()) {
        const [left = null, right = null] = [a.keys[at], b.keys[at]];
        if (left === null || right === null) {
          if (left === right) continue;
          // Nulls are the largest for PostgreSQL and the smallest for MySQL.
          const first = nulls ? nulls === 'first' : descending === (tables.dialect === 'postgres');
          return (left === null) === first ? -1 : 1;
        }
        const order = compare(collated(left, tables.dialect), collated(right, tables.dialect));
        if (order !== 0) return descending ? -order : order;
      }
      return 0;
    });
  }
  const bound = (expression: Expression | undefined): number | undefined => {
    const value = expression && evaluate(expression, { sources: [], where: 'field list' }, tables);
    return value === undefined || value === null ? undefined : Math.max(0, Number(value));
  };
  const from = bound(select.offset) ?? 0;
  const count = bound(select.limit);
  const rows = results.map((each) => each.row).slice(from, count === undefined ? undefined : from + count);
  return { columns, rows };
}

/** Results as a client's table shows them. */
export function shownRows({ columns, rows }: Relation, dialect: Dialect): (string | null)[][] {
  return rows.map((row) => row.map((value, at) => show(value, (columns[at] as Column).type, dialect)));
}

export function expandStar(item: SelectItem, scope: Scope): SelectItem[] {
  const { expression } = item;
  if (expression.kind !== 'star') return [item];
  const sources = scope.sources.filter((source) => expression.table === undefined || source.alias === expression.table);
  if (sources.length === 0) {
    if (expression.table !== undefined) refuse({ kind: 'no-table', table: expression.table, database: '' });
    refuse({ kind: 'unsupported', what: 'SELECT * with no tables' });
  }
  return sources.flatMap((source) =>
    source.columns.map((column) => ({ expression: { kind: 'column' as const, table: source.alias, name: column.name, at: 0 }, text: column.name, alias: column.name })),
  );
}

/** GROUP BY and ORDER BY may name a result or its position. */
function resolveName(expression: Expression, items: SelectItem[], aliases: ReadonlyMap<string, Expression>, scope: Scope, what: 'group statement' | 'order clause'): Expression {
  if (expression.kind === 'value' && typeof expression.value === 'number') {
    const item = items[expression.value - 1];
    return item ? item.expression : refuse({ kind: 'no-order-position', position: expression.value });
  }
  if (expression.kind === 'column' && expression.table === undefined) {
    const alias = aliases.get(expression.name.toLowerCase());
    if (alias) return alias;
    findColumn(expression, { ...scope, where: what });
  }
  if (expression.kind === 'binary') {
    const side = (each: Expression): Expression => (each.kind === 'value' ? each : resolveName(each, items, aliases, scope, what));
    return { ...expression, left: side(expression.left), right: side(expression.right) };
  }
  return expression;
}

function headOf(item: SelectItem, dialect: Dialect): string {
  if (item.alias !== undefined) return item.alias;
  if (dialect === 'mysql') return item.expression.kind === 'column' ? item.expression.name : item.text;
  const name = (expression: Expression): string => {
    switch (expression.kind) {
      case 'column':
        return expression.name;
      case 'call':
        return expression.name;
      case 'cast':
        return name(expression.of) === '?column?' ? (CAST_NAMES[expression.type.shown] ?? expression.type.base) : name(expression.of);
      case 'case':
        return 'case';
      case 'exists':
        return 'exists';
      case 'value':
        return typeof expression.value === 'boolean' ? 'bool' : '?column?';
      default:
        return '?column?';
    }
  };
  return name(item.expression);
}

const CAST_NAMES: Readonly<Record<string, string>> = { integer: 'int4', bigint: 'int8', smallint: 'int2', boolean: 'bool', 'character varying': 'varchar', 'double precision': 'float8' };

function joined(from: readonly TableReference[], tables: Tables, outer: Scope | undefined): Scope[] {
  let scopes: Scope[] = [{ sources: [], where: 'field list', ...(outer ? { outer } : {}) }];
  for (const reference of from) {
    const table = tables.table(reference);
    const { join } = reference;
    const next: Scope[] = [];
    for (const scope of scopes) {
      let found = false;
      for (const row of table.rows.values()) {
        const candidate: Scope = { ...scope, sources: [...scope.sources, { alias: reference.alias, columns: table.columns, row }] };
        if (join?.on && truth(evaluate(join.on, { ...candidate, where: 'on clause' }, tables)) !== true) continue;
        if (join?.using && !join.using.every((name) => sameOnBothSides(name, scope, table, row))) continue;
        found = true;
        next.push(candidate);
        if (next.length > JOINED_MAX) refuse({ kind: 'unsupported', what: `a join of more than ${JOINED_MAX} rows` });
      }
      if (!found && join?.kind === 'left') next.push({ ...scope, sources: [...scope.sources, { alias: reference.alias, columns: table.columns }] });
    }
    scopes = next;
  }
  return scopes;
}

function sameOnBothSides(name: string, left: Scope, table: Table, row: readonly Value[]): boolean {
  const { source, index } = findColumn({ kind: 'column', name, at: 0 }, left);
  const a = source.row?.[index] ?? null;
  const b = row[table.columns.findIndex((column) => column.name === name)] ?? null;
  return a !== null && b !== null && compare(a, b) === 0;
}

/** The parts of an expression, itself first; not those of subqueries, which are worlds of their own. */
function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'unary':
    case 'null-test':
    case 'truth-test':
    case 'cast':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'between':
      return [expression.of, expression.low, expression.high];
    case 'in':
      return [expression.of, ...(Array.isArray(expression.list) ? expression.list : [])];
    case 'case':
      return [...(expression.of ? [expression.of] : []), ...expression.whens.flatMap(({ when, then }) => [when, then]), ...(expression.otherwise ? [expression.otherwise] : [])];
    case 'call':
      return expression.args;
    default:
      return [];
  }
}

type Call = Extract<Expression, { kind: 'call' }>;

function aggregatesIn(expression: Expression): Call[] {
  if (expression.kind === 'call' && aggregateNames.has(expression.name)) return [expression];
  return partsOf(expression).flatMap(aggregatesIn);
}

/** Every column outside of an aggregate has to be one that rows are grouped by. */
function checkGrouped(expression: Expression, groupBy: readonly Expression[], scope: Scope, from: readonly TableReference[], tables: Tables): void {
  if (groupBy.some((each) => same(each, expression, scope))) return;
  if (expression.kind === 'call' && aggregateNames.has(expression.name)) return;
  if (expression.kind === 'column') {
    const { source } = findColumn(expression, scope);
    if (!scope.sources.includes(source)) return; // Of a query around this one.
    const table = tables.table(from[scope.sources.indexOf(source)] as TableReference);
    const key = table.keys.find((each) => each.primary);
    const byKey = key?.columns.every((name) => groupBy.some((each) => same(each, { kind: 'column', table: source.alias, name, at: 0 }, scope)));
    if (!byKey) refuse({ kind: 'not-grouped', column: expression.name, table: source.alias });
  }
  for (const part of partsOf(expression)) checkGrouped(part, groupBy, scope, from, tables);
}

function same(a: Expression, b: Expression, scope: Scope): boolean {
  if (a.kind === 'column' && b.kind === 'column') {
    const [left, right] = [findColumn(a, scope), findColumn(b, scope)];
    return left.source === right.source && left.index === right.index;
  }
  const plain = (expression: Expression): string => JSON.stringify(expression, (key, value: unknown) => (key === 'at' ? undefined : value));
  return a === b || plain(a) === plain(b);
}

function grouped(scopes: readonly Scope[], groupBy: readonly Expression[], aggregates: readonly Call[], bare: Scope, tables: Tables): Scope[] {
  const groups = new Map<string, Scope[]>();
  if (groupBy.length === 0) groups.set('', [...scopes]);
  else {
    for (const scope of scopes) {
      const key = JSON.stringify(groupBy.map((each) => collated(evaluate(each, scope, tables), tables.dialect)));
      const group = groups.get(key);
      if (group) group.push(scope);
      else groups.set(key, [scope]);
    }
  }
  return [...groups.values()].map((group) => ({
    ...(group[0] ?? bare),
    aggregates: new Map<Expression, Value>(aggregates.map((call) => [call, aggregate(call, group.map((scope) => call.args.map((arg) => evaluate(arg, scope, tables))), group.length)])),
  }));
}

