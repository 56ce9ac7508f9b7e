/**
 * A small database server's mind: one statement at a time, atomically, over one store. What it has of SQL it does as the
 * real servers do; what it does not have it refuses in words, and never pretends.
 */
import type { Sim } from '../../sim';
import { evaluate, resultOf, typeOf, type Scope, type Source } from './evaluate';
import { describeTable, showCreateTable } from './describe';
import { parseStatement } from './parse';
import { expandStar, runSelect, shownRows, type Column, type Relation, type Tables } from './select';
import { keyText, type Row, type Store, type Table } from './store';
import type { Assignment, ColumnDefinition, Conflict, Expression, KeyDefinition, Named, SelectItem, Statement, TableChange } from './syntax';
import { likes } from './evaluate';
import type { Dialect } from './tokens';
import { Refusal, refuse, type Trouble } from './trouble';
import { coerce, show, truth, type Value } from './values';

export interface Answer {
  /** PostgreSQL's command tag, of which MySQL's client makes its own line: `INSERT 0 3`. */
  tag: string;
  affected: number;
  columns?: Column[];
  rows?: (string | null)[][];
  notice?: string;
  /** The session's database has changed to this. */
  database?: string;
}

export interface Session {
  user: string;
  database: string;
  /** In a transaction; `failed` once a statement of it was refused (PostgreSQL). */
  transaction: 'none' | 'open' | 'failed';
}

export class Engine {
  /** Who has a transaction open: others' changes wait for its end. */
  holder: Session | undefined;

  constructor(
    readonly store: Store,
    readonly dialect: Dialect,
    readonly version: string,
    private readonly sim: Sim,
    /** Settings for SHOW, by name. */
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** Runs one statement; what was refused has changed nothing. */
  run(text: string, session: Session): Answer | { trouble: Trouble } | { failed: string } {
    const mark = this.store.mark();
    try {
      const statement = parseStatement(text, this.dialect);
      if (session.transaction === 'failed' && statement.kind !== 'transaction') return { trouble: { kind: 'transaction-aborted' } };
      const answer = this.execute(statement, session);
      if (session.transaction === 'none') {
        const failed = this.store.commit();
        if (failed) {
          this.store.abandon();
          return { failed: failed.errno };
        }
      }
      return answer;
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      this.store.rollback(mark);
      if (session.transaction === 'open' && this.dialect === 'postgres') session.transaction = 'failed';
      return { trouble: cause.trouble };
    }
  }

  /** A client that hangs up in the middle of a transaction takes it back. */
  leave(session: Session): void {
    if (this.holder !== session) return;
    this.store.abandon();
    this.holder = undefined;
  }

  private execute(statement: Statement, session: Session): Answer {
    switch (statement.kind) {
      case 'empty':
        return { tag: '', affected: 0 };
      case 'select':
        return this.rows(runSelect(statement.select, this.tables(session)), 'SELECT');
      case 'insert':
        return this.insert(statement, session);
      case 'update':
      case 'delete':
        return this.change(statement, session);
      case 'truncate':
        for (const name of statement.tables) {
          const { database, table } = this.find(name, session);
          for (const id of [...table.rows.keys()]) this.store.removeRow(database, table, id);
        }
        return done('TRUNCATE TABLE');
      case 'create-table':
        return this.createTable(statement, session);
      case 'drop-table':
        return this.dropTable(statement, session);
      case 'alter-table':
        return this.alterTable(statement.table, statement.changes, session);
      case 'create-index':
        return this.createIndex(statement, session);
      case 'drop-index':
        return this.dropIndex(statement, session);
      case 'create-database':
        if (this.store.databases.has(statement.name)) {
          if (statement.ifNotExists) return done('CREATE DATABASE', 1);
          refuse({ kind: 'database-exists', database: statement.name });
        }
        this.store.createDatabase(statement.name);
        return done('CREATE DATABASE', 1);
      case 'drop-database':
        if (!this.store.databases.has(statement.name)) {
          if (!statement.ifExists) refuse({ kind: 'no-database', database: statement.name, drop: true });
          return { ...done('DROP DATABASE'), notice: `database "${statement.name}" does not exist, skipping` };
        }
        if (this.dialect === 'postgres' && statement.name === session.database) refuse({ kind: 'database-in-use', database: statement.name });
        this.store.dropDatabase(statement.name);
        return { ...done('DROP DATABASE'), ...(statement.name === session.database ? { database: '' } : {}) };
      case 'create-user':
        if (this.store.users.has(statement.name)) {
          if (statement.ifNotExists) return done('CREATE ROLE');
          refuse({ kind: 'user-exists', user: statement.name });
        }
        this.store.putUser(statement.name, { password: statement.password ?? null, superuser: statement.superuser });
        return done('CREATE ROLE');
      case 'alter-user': {
        const known = this.store.users.get(statement.name) ?? refuse({ kind: 'no-user', user: statement.name });
        this.store.putUser(statement.name, { ...known, password: statement.password });
        return done('ALTER ROLE');
      }
      case 'drop-user':
        if (!this.store.users.has(statement.name)) {
          if (!statement.ifExists) refuse({ kind: 'no-user', user: statement.name });
          return { ...done('DROP ROLE'), notice: `role "${statement.name}" does not exist, skipping` };
        }
        this.store.removeUser(statement.name);
        return done('DROP ROLE');
      case 'grant':
        for (const user of statement.users) if (!this.store.users.has(user) && user.toLowerCase() !== 'public') refuse({ kind: 'no-user', user });
        return done(statement.verb);
      case 'use':
        if (!this.store.databases.has(statement.database)) refuse({ kind: 'no-database', database: statement.database });
        return { ...done('USE'), database: statement.database };
      case 'show':
        return this.show(statement, session);
      case 'set':
        return done('SET');
      case 'flush':
        return done('FLUSH');
      case 'transaction':
        return this.transaction(statement, session);
    }
  }

  private transaction({ verb, tag }: Extract<Statement, { kind: 'transaction' }>, session: Session): Answer {
    if (verb === 'begin') {
      if (session.transaction !== 'none') return { ...done(tag), notice: 'there is already a transaction in progress' };
      session.transaction = 'open';
      this.holder = session;
      return done(tag);
    }
    if (session.transaction === 'none') return { ...done(tag), ...(this.dialect === 'postgres' ? { notice: 'there is no transaction in progress' } : {}) };
    const keep = verb === 'commit' && session.transaction === 'open';
    session.transaction = 'none';
    this.holder = undefined;
    if (keep) return done(tag); // The caller commits.
    this.store.abandon();
    return done('ROLLBACK');
  }

  private rows(relation: Relation, verb: string): Answer {
    const rows = shownRows(relation, this.dialect);
    return { tag: `${verb} ${rows.length}`, affected: rows.length, columns: relation.columns, rows };
  }

  private tables(session: Session): Tables {
    const around: Tables = {
      dialect: this.dialect,
      nowMs: this.sim.nowMs,
      random: () => this.sim.random('image.sql').fraction(),
      database: session.database,
      user: session.user,
      version: this.version,
      table: (reference) => this.find(reference, session).table,
      select: (select, outer) => runSelect(select, around, outer),
    };
    return around;
  }

  private find(name: { database?: string; table: string; at?: number }, session: Session, drop = false): { database: string; table: Table } {
    // PostgreSQL's qualifier is a schema, of which there is one.
    const qualified = this.dialect === 'mysql' ? name.database : undefined;
    const database = qualified ?? session.database;
    if (database === '') refuse({ kind: 'no-database-chosen' });
    if (!this.store.databases.has(database)) refuse({ kind: 'no-database', database });
    const shown = this.dialect === 'postgres' && name.database !== undefined && name.database !== 'public' ? `${name.database}.${name.table}` : name.table;
    const table = shown === name.table ? this.store.table(database, name.table) : undefined;
    return table ? { database, table } : refuse({ kind: 'no-table', table: shown, database, drop, ...(name.at === undefined ? {} : { at: name.at }) });
  }

  private insert(statement: Extract<Statement, { kind: 'insert' }>, session: Session): Answer {
    const { database, table } = this.find(statement.into, session);
    const around = this.tables(session);
    const names = statement.columns ?? table.columns.map((column) => column.name);
    const targets = names.map((name) => columnOf(table, name));
    const given: (Expression | 'default' | { value: Value })[][] =
      statement.rows ?? runSelect(statement.select as NonNullable<typeof statement.select>, around).rows.map((row) => row.map((value) => ({ value })));
    const results: Row[] = [];
    let affected = 0;
    for (const values of given) {
      if (values.length > targets.length) refuse({ kind: 'value-count', more: true });
      if (values.length < targets.length && (statement.columns || this.dialect === 'mysql') && values.length > 0) refuse({ kind: 'value-count', more: false });
      const row = table.columns.map((column, at): Value => {
        const position = targets.indexOf(at);
        const value = position < 0 ? undefined : values[position];
        if (value === undefined || value === 'default') return this.defaultOf(database, table, column, position < 0 || value === undefined);
        const plain = 'value' in value && !('kind' in value) ? value.value : evaluate(value as Expression, { sources: [], where: 'field list' }, around);
        // MySQL numbers the row when it is given null, or zero.
        if (column.counts && this.dialect === 'mysql' && (plain === null || plain === 0)) return this.defaultOf(database, table, column, true);
        return coerce(plain, column.type, this.dialect, column.name);
      });
      for (const column of table.columns) if (column.counts && this.dialect === 'mysql') this.raise(database, table, column.name, row);
      const conflict = this.conflictOf(table, row);
      if (conflict && statement.conflict && this.solves(statement.conflict, table, conflict.key)) {
        const outcome = this.solve(statement.conflict, database, table, row, conflict.id, around);
        if (outcome) results.push(outcome.row);
        affected += outcome ? outcome.affected : 0;
        continue;
      }
      if (conflict) refuse(duplicate(table, conflict.key, row));
      checkNulls(table, row);
      this.store.putRow(database, table, row);
      results.push(row);
      affected++;
    }
    if (statement.conflict?.do === 'update' && this.dialect === 'postgres') this.solves(statement.conflict, table, undefined);
    return this.returned(`INSERT 0 ${this.dialect === 'postgres' ? results.length : affected}`, affected, statement.returning, table, results, around);
  }

  private defaultOf(database: string, table: Table, column: ColumnDefinition, missing: boolean): Value {
    if (column.counts) {
      const next = (table.counters[column.name] ?? 0) + 1;
      this.store.count(database, table, column.name, next);
      return next;
    }
    if (column.default) {
      const around = this.tables({ user: '', database, transaction: 'none' });
      return coerce(evaluate(column.default, { sources: [], where: 'field list' }, around), column.type, this.dialect, column.name);
    }
    if (missing && column.notNull && this.dialect === 'mysql') refuse({ kind: 'not-null', table: table.name, column: column.name, row: [], missing: true });
    return null;
  }

  /** MySQL's counter goes on from the largest number it has seen. */
  private raise(database: string, table: Table, name: string, row: Row): void {
    const value = row[columnOf(table, name)];
    if (typeof value === 'number' && value > (table.counters[name] ?? 0)) this.store.count(database, table, name, value);
  }

  private conflictOf(table: Table, row: Row, self?: number): { key: KeyDefinition; id: number } | undefined {
    for (const [at, key] of table.keys.entries()) {
      const text = keyText(table, key, row);
      const id = text === undefined ? undefined : table.indexes[at]?.get(text);
      if (id !== undefined && id !== self) return { key, id };
    }
    return undefined;
  }

  /** Does the statement provide for a conflict of this key? One that names no key of the table is refused. */
  private solves(conflict: Conflict, table: Table, key: KeyDefinition | undefined): boolean {
    if (conflict.do !== 'update' || !conflict.columns) return true;
    const wanted = [...conflict.columns].sort().join();
    const of = table.keys.find((each) => [...each.columns].sort().join() === wanted);
    if (!of) refuse({ kind: 'no-conflict-key' });
    return key === undefined || of === key;
  }

  private solve(conflict: Conflict, database: string, table: Table, row: Row, id: number, around: Tables): { row: Row; affected: number } | undefined {
    if (conflict.do === 'nothing') return undefined;
    if (conflict.do === 'replace') {
      for (let at: number | undefined = id; at !== undefined; at = this.conflictOf(table, row)?.id) this.store.removeRow(database, table, at);
      this.store.putRow(database, table, row);
      return { row, affected: 2 };
    }
    const before = table.rows.get(id) as Row;
    const scope: Scope = {
      sources: [{ alias: table.name, columns: table.columns, row: before }],
      excluded: { alias: 'excluded', columns: table.columns, row },
      where: 'field list',
    };
    if (conflict.where && truth(evaluate(conflict.where, scope, around)) !== true) return undefined;
    const after = this.assigned(table, database, before, conflict.set, scope, around);
    this.replace(database, table, id, after);
    const same = JSON.stringify(before) === JSON.stringify(after);
    return { row: after, affected: this.dialect === 'mysql' ? (same ? 0 : 2) : 1 };
  }

  private assigned(table: Table, database: string, before: Row, set: readonly Assignment[], scope: Scope, around: Tables): Row {
    const after = [...before];
    for (const { column: name, value } of set) {
      const at = columnOf(table, name);
      const column = table.columns[at] as ColumnDefinition;
      after[at] = value === 'default' ? this.defaultOf(database, table, column, false) : coerce(evaluate(value, scope, around), column.type, this.dialect, name);
    }
    return after;
  }

  private replace(database: string, table: Table, id: number, row: Row): void {
    checkNulls(table, row);
    const conflict = this.conflictOf(table, row, id);
    if (conflict) refuse(duplicate(table, conflict.key, row));
    this.store.putRow(database, table, row, id);
  }

  private change(statement: Extract<Statement, { kind: 'update' | 'delete' }>, session: Session): Answer {
    const { database, table } = this.find(statement.table, session);
    const around = this.tables(session);
    const scopeOf = (row?: Row): Scope => ({ sources: [{ alias: table.name, columns: table.columns, ...(row ? { row } : {}) }], where: 'where clause' });
    if (statement.where) typeOf(statement.where, scopeOf(), around); // Refuses what names no column even when there are no rows.
    const { where } = statement;
    let hits = [...table.rows].filter(([, row]) => !where || truth(evaluate(where, scopeOf(row), around)) === true);
    if (statement.limit) hits = hits.slice(0, Number(evaluate(statement.limit, { sources: [], where: 'where clause' }, around)));
    const results: Row[] = [];
    let affected = 0;
    if (statement.kind === 'update') for (const { column } of statement.set) columnOf(table, column);
    for (const [id, before] of hits) {
      if (statement.kind === 'delete') {
        this.store.removeRow(database, table, id);
        results.push(before);
        affected++;
        continue;
      }
      const after = this.assigned(table, database, before, statement.set, { ...scopeOf(before), where: 'field list' }, around);
      const same = JSON.stringify(before) === JSON.stringify(after);
      if (!same) this.replace(database, table, id, after);
      if (!same || this.dialect === 'postgres') affected++;
      results.push(after);
    }
    const verb = statement.kind === 'update' ? 'UPDATE' : 'DELETE';
    return { ...this.returned(`${verb} ${affected}`, affected, statement.returning, table, results, around), ...(verb === 'UPDATE' && this.dialect === 'mysql' ? { notice: `matched ${hits.length}` } : {}) };
  }

  private returned(tag: string, affected: number, returning: SelectItem[] | undefined, table: Table, results: readonly Row[], around: Tables): Answer {
    if (!returning) return { tag, affected };
    const source: Source = { alias: table.name, columns: table.columns };
    const bare: Scope = { sources: [source], where: 'field list' };
    const items = returning.flatMap((item) => expandStar(item, bare));
    const columns = items.map((item) => ({
      name: item.alias ?? (item.expression.kind === 'column' || item.expression.kind === 'call' ? item.expression.name : '?column?'),
      type: typeOf(item.expression, bare, around),
    }));
    const rows = results.map((row) => items.map((item) => evaluate(item.expression, { ...bare, sources: [{ ...source, row }] }, around)));
    return { tag, affected, columns, rows: shownRows({ columns, rows }, this.dialect) };
  }

  private createTable(statement: Extract<Statement, { kind: 'create-table' }>, session: Session): Answer {
    const database = (this.dialect === 'mysql' ? statement.table.database : undefined) ?? session.database;
    if (database === '') refuse({ kind: 'no-database-chosen' });
    if (!this.store.databases.has(database)) refuse({ kind: 'no-database', database });
    const { table: name } = statement.table;
    if (this.store.table(database, name)) {
      if (!statement.ifNotExists) refuse({ kind: 'table-exists', table: name });
      return { ...done('CREATE TABLE'), notice: `relation "${name}" already exists, skipping` };
    }
    const seen = new Set<string>();
    for (const column of statement.columns) {
      if (seen.has(column.name.toLowerCase())) refuse({ kind: 'column-exists', column: column.name, table: name });
      seen.add(column.name.toLowerCase());
    }
    const columns = statement.columns.map((column) => (statement.keys.some((key) => key.primary && key.columns.includes(column.name)) ? { ...column, notNull: true } : column));
    for (const key of statement.keys) for (const column of key.columns) if (!seen.has(column.toLowerCase())) refuse({ kind: 'no-column-of', column, table: name });
    this.store.createTable(database, name, columns, statement.keys);
    return done('CREATE TABLE');
  }

  private dropTable(statement: Extract<Statement, { kind: 'drop-table' }>, session: Session): Answer {
    let notice: string | undefined;
    for (const name of statement.tables) {
      const database = (this.dialect === 'mysql' ? name.database : undefined) ?? session.database;
      if (statement.ifExists && database !== '' && !this.store.table(database, name.table)) {
        notice = `table "${name.table}" does not exist, skipping`;
        continue;
      }
      this.store.dropTable(database, this.find(name, session, true).table.name);
    }
    return { ...done('DROP TABLE'), ...(notice === undefined ? {} : { notice }) };
  }

  /** The table is made anew with its rows in the new shape. */
  private alterTable(name: Named, changes: readonly TableChange[], session: Session): Answer {
    const { database, table } = this.find(name, session);
    let { name: title, columns, keys } = table;
    let rows = [...table.rows.values()];
    const renamed = (from: string, to: string) => (each: string) => (each === from ? to : each);
    for (const change of changes) {
      if (change.do === 'rename') {
        if (this.store.table(database, change.to)) refuse({ kind: 'table-exists', table: change.to });
        title = change.to;
      } else if (change.do === 'add-column') {
        const { column } = change;
        if (columns.some((each) => each.name === column.name)) {
          if (change.ifNotExists) continue;
          refuse({ kind: 'column-exists', column: column.name, table: table.name });
        }
        rows = rows.map((row) => [...row, this.defaultOf(database, table, column, false)]);
        columns = [...columns, column];
        if (change.key) keys = [...keys, change.key];
        if (column.notNull && this.dialect === 'postgres' && rows.some((row) => row.at(-1) === null)) refuse({ kind: 'not-null', table: table.name, column: column.name, row: [], missing: true });
      } else if (change.do === 'add-key') {
        for (const column of change.key.columns) if (!columns.some((each) => each.name === column)) refuse({ kind: 'no-column-of', column, table: table.name });
        keys = [...keys, change.key];
      } else {
        const from = change.do === 'drop-column' ? change.name : change.from;
        const at = columns.findIndex((each) => each.name === from);
        if (at < 0 && change.do === 'drop-column' && change.ifExists) continue;
        if (at < 0) refuse({ kind: 'no-column-of', column: from, table: table.name });
        if (change.do === 'drop-column') {
          columns = columns.filter((_, index) => index !== at);
          rows = rows.map((row) => row.filter((_, index) => index !== at));
          keys = keys.filter((key) => !key.columns.includes(from));
        } else {
          columns = columns.map((each, index) => (index === at ? { ...each, name: change.to } : each));
          keys = keys.map((key) => ({ ...key, columns: key.columns.map(renamed(from, change.to)) }));
        }
      }
    }
    const { counters } = table;
    this.store.dropTable(database, table.name);
    this.store.createTable(database, title, columns, keys, counters);
    const made = this.store.table(database, title) as Table;
    for (const row of rows) {
      const conflict = this.conflictOf(made, row);
      if (conflict) refuse(duplicate(made, conflict.key, row));
      this.store.putRow(database, made, row);
    }
    return done('ALTER TABLE', this.dialect === 'mysql' ? rows.length : 0);
  }

  /** Only unique indexes mean anything here: a table's rows are searched one by one in any case. */
  private createIndex(statement: Extract<Statement, { kind: 'create-index' }>, session: Session): Answer {
    const { table } = this.find(statement.table, session);
    for (const column of statement.columns) columnOf(table, column);
    if (statement.unique) this.alterTable(statement.table, [{ do: 'add-key', key: { name: statement.name, columns: statement.columns, primary: false } }], session);
    return done('CREATE INDEX');
  }

  private dropIndex(statement: Extract<Statement, { kind: 'drop-index' }>, session: Session): Answer {
    for (const [database, tables] of this.store.databases) {
      if (database !== session.database) continue;
      for (const table of tables.values()) {
        if (!table.keys.some((key) => key.name === statement.name && !key.primary)) continue;
        const rows = [...table.rows.values()];
        this.store.dropTable(database, table.name);
        this.store.createTable(database, table.name, table.columns, table.keys.filter((key) => key.name !== statement.name), table.counters);
        const made = this.store.table(database, table.name) as Table;
        for (const row of rows) this.store.putRow(database, made, row);
      }
    }
    return done('DROP INDEX');
  }

  private show(statement: Extract<Statement, { kind: 'show' }>, session: Session): Answer {
    const texts = (names: string[], rows: (string | null)[][]): Answer => ({ tag: `SELECT ${rows.length}`, affected: rows.length, columns: names.map((name) => ({ name, type: { base: 'text' } })), rows });
    const { like } = statement;
    const fits = (name: string): boolean => like === undefined || likes(name, like, true);
    switch (statement.what) {
      case 'databases':
        return texts([like === undefined ? 'Database' : `Database (${like})`], [...this.store.databases.keys()].sort().filter(fits).map((name) => [name]));
      case 'tables': {
        const database = statement.name ?? session.database;
        if (database === '') refuse({ kind: 'no-database-chosen' });
        const tables = this.store.databases.get(database) ?? refuse({ kind: 'no-database', database });
        return texts([`Tables_in_${database}${like === undefined ? '' : ` (${like})`}`], [...tables.keys()].sort().filter(fits).map((name) => [name]));
      }
      case 'variables':
        return texts(['Variable_name', 'Value'], Object.entries(this.settings).filter(([name]) => fits(name)));
      case 'processlist':
        return texts(['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'], [['8', session.user, 'localhost', session.database || null, 'Query', '0', 'init', 'SHOW PROCESSLIST']]);
      case 'columns':
        return texts(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], describeTable(this.find(statement.table as Named, session).table));
      case 'create-table': {
        const { table } = this.find(statement.table as Named, session);
        return texts(['Table', 'Create Table'], [[table.name, showCreateTable(table)]]);
      }
      case 'setting': {
        const value = this.settings[statement.name ?? ''];
        return value === undefined ? refuse({ kind: 'unsupported', what: `SHOW ${statement.name}` }) : { ...texts([statement.name as string], [[value]]), tag: 'SHOW' };
      }
    }
  }
}

/** Does a statement change anything? Those wait while somebody else's transaction is open. */
export function changes(text: string): boolean {
  return !/^\s*(?:select|show|describe|desc|use|set|explain)\b/i.test(text);
}

function done(tag: string, affected = 0): Answer {
  return { tag, affected };
}

function columnOf(table: Table, name: string): number {
  const at = table.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  return at < 0 ? refuse({ kind: 'no-column-of', column: name, table: table.name }) : at;
}

function checkNulls(table: Table, row: Row): void {
  for (const [at, column] of table.columns.entries()) {
    if (!column.notNull || row[at] !== null) continue;
    refuse({ kind: 'not-null', table: table.name, column: column.name, row: row.map((value, index) => show(value, resultOf((table.columns[index] as ColumnDefinition).type), 'postgres') ?? 'null'), missing: false });
  }
}

function duplicate(table: Table, key: KeyDefinition, row: Row): Trouble {
  return { kind: 'duplicate', table: table.name, key: key.name, columns: key.columns, values: key.columns.map((name) => String(row[columnOf(table, name)])) };
}
