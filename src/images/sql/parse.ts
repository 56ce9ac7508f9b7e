/** One statement of SQL to what it asks for; what it cannot read refuses as PostgreSQL or MySQL would. */
import { Cursor } from './cursor';
import { parseExpression, parseItems, parseSelect } from './parse-expression';
import { parseType } from './parse-type';
import type { Assignment, ColumnDefinition, Conflict, Expression, KeyDefinition, Named, Statement, TableChange } from './syntax';
import type { Dialect } from './tokens';
import { refuse } from './trouble';

/** Statements of the real servers that this one does not have, by their first word. */
const BEYOND = new Set(
  'WITH MERGE COPY LISTEN NOTIFY DO CALL DECLARE PREPARE EXECUTE EXPLAIN VACUUM REINDEX CLUSTER LOCK SAVEPOINT RELEASE COMMENT LOAD HANDLER OPTIMIZE REPAIR CHECK KILL'.split(' '),
);

export function parseStatement(text: string, dialect: Dialect): Statement {
  const cursor = new Cursor(text, dialect);
  if (cursor.ended) return { kind: 'empty' };
  const statement = parse(cursor);
  cursor.take(';');
  if (!cursor.ended) cursor.fail();
  return statement;
}

function parse(cursor: Cursor): Statement {
  const word = cursor.token.kind === 'word' ? cursor.token.upper : '';
  switch (word) {
    case 'SELECT':
      return { kind: 'select', select: parseSelect(cursor) };
    case 'INSERT':
    case 'REPLACE':
      return parseInsert(cursor);
    case 'UPDATE':
      return parseUpdate(cursor);
    case 'DELETE':
      return parseDelete(cursor);
    case 'TRUNCATE':
      cursor.next();
      cursor.take('TABLE');
      return { kind: 'truncate', tables: cursor.commas(() => named(cursor)) };
    case 'CREATE':
      return parseCreate(cursor);
    case 'DROP':
      return parseDrop(cursor);
    case 'ALTER':
      return parseAlter(cursor);
    case 'GRANT':
    case 'REVOKE':
      return parseGrant(cursor, word);
    case 'BEGIN':
    case 'START':
    case 'COMMIT':
    case 'END':
    case 'ROLLBACK':
    case 'ABORT':
      return parseTransaction(cursor, word);
    case 'SET':
      // Settings of a session: accepted, since none changes what is simulated here.
      if (cursor.peek().upper === 'PASSWORD') refuse({ kind: 'unsupported', what: 'SET PASSWORD' });
      while (cursor.next().kind !== 'end');
      return { kind: 'set' };
  }
  if (word === 'SHOW') return parseShow(cursor);
  if (cursor.dialect === 'mysql') {
    if (cursor.take('USE')) return { kind: 'use', database: cursor.name() };
    if ((cursor.at('DESCRIBE') || cursor.at('DESC') || cursor.at('EXPLAIN')) && cursor.peek().kind !== 'end' && cursor.peek().upper !== 'SELECT') {
      cursor.next();
      return { kind: 'show', what: 'columns', table: named(cursor) };
    }
    if (cursor.take('FLUSH')) {
      while (cursor.next().kind !== 'end');
      return { kind: 'flush' };
    }
  }
  if (BEYOND.has(word)) refuse({ kind: 'unsupported', what: word });
  return cursor.fail();
}

function named(cursor: Cursor): Named {
  const { at } = cursor.token;
  const first = cursor.name();
  return cursor.take('.') ? { database: first, table: cursor.name(), at } : { table: first, at };
}

function valueOrDefault(cursor: Cursor): Expression | 'default' {
  return cursor.take('DEFAULT') ? 'default' : parseExpression(cursor);
}

function assignment(cursor: Cursor): Assignment {
  let column = cursor.name();
  if (cursor.take('.')) column = cursor.name();
  cursor.expect('=');
  return { column, value: valueOrDefault(cursor) };
}

function returning(cursor: Cursor): { returning?: ReturnType<typeof parseItems> } {
  return cursor.dialect === 'postgres' && cursor.take('RETURNING') ? { returning: parseItems(cursor) } : {};
}

function parseInsert(cursor: Cursor): Statement {
  const replace = cursor.next().upper === 'REPLACE';
  if (replace && cursor.dialect === 'postgres') cursor.fail();
  let conflict: Conflict | undefined = replace ? { do: 'replace' } : undefined;
  if (cursor.dialect === 'mysql' && cursor.take('IGNORE')) conflict = { do: 'nothing' };
  if (cursor.dialect === 'mysql') cursor.take('INTO');
  else cursor.expect('INTO');
  const into = named(cursor);
  if (cursor.dialect === 'postgres' && cursor.take('AS')) cursor.name();
  const columns = cursor.at('(') && cursor.peek().upper !== 'SELECT' ? (cursor.at('(', ')') ? (cursor.take('(', ')'), []) : cursor.list(() => cursor.name())) : undefined;
  const statement: Extract<Statement, { kind: 'insert' }> = { kind: 'insert', into, ...(columns && columns.length > 0 ? { columns } : {}) };
  if (cursor.take('DEFAULT', 'VALUES')) statement.rows = [[]];
  else if (cursor.take('VALUES') || cursor.take('VALUE')) {
    statement.rows = cursor.commas(() => (cursor.at('(', ')') ? (cursor.take('(', ')'), []) : cursor.list(() => valueOrDefault(cursor))));
  } else if (cursor.dialect === 'mysql' && cursor.take('SET')) {
    const set = cursor.commas(() => assignment(cursor));
    statement.columns = set.map((each) => each.column);
    statement.rows = [set.map((each) => each.value)];
  } else if (cursor.at('SELECT')) statement.select = parseSelect(cursor);
  else cursor.fail();
  if (cursor.dialect === 'postgres' && cursor.take('ON', 'CONFLICT')) conflict = parseConflict(cursor);
  if (cursor.dialect === 'mysql' && cursor.take('ON', 'DUPLICATE')) {
    cursor.expect('KEY', 'UPDATE');
    conflict = { do: 'update', set: cursor.commas(() => assignment(cursor)) };
  }
  return { ...statement, ...(conflict ? { conflict } : {}), ...returning(cursor) };
}

function parseConflict(cursor: Cursor): Conflict {
  let columns: string[] | undefined;
  if (cursor.at('(')) columns = cursor.list(() => cursor.name());
  else if (cursor.take('ON', 'CONSTRAINT')) cursor.name();
  cursor.expect('DO');
  if (cursor.take('NOTHING')) return { do: 'nothing' };
  cursor.expect('UPDATE', 'SET');
  const set = cursor.commas(() => assignment(cursor));
  const where = cursor.take('WHERE') ? parseExpression(cursor) : undefined;
  return { do: 'update', set, ...(columns ? { columns } : {}), ...(where ? { where } : {}) };
}

function whereAndLimit(cursor: Cursor): { where?: Expression; limit?: Expression } {
  const where = cursor.take('WHERE') ? parseExpression(cursor) : undefined;
  const limit = cursor.dialect === 'mysql' && cursor.take('LIMIT') ? parseExpression(cursor) : undefined;
  return { ...(where ? { where } : {}), ...(limit ? { limit } : {}) };
}

function parseUpdate(cursor: Cursor): Statement {
  cursor.next();
  if (cursor.dialect === 'postgres') cursor.take('ONLY');
  const table = named(cursor);
  if (!cursor.at('SET')) {
    if (cursor.take('AS') || cursor.isName()) refuse({ kind: 'unsupported', what: 'an alias in UPDATE' });
  }
  cursor.expect('SET');
  const set = cursor.commas(() => assignment(cursor));
  if (cursor.at('FROM')) refuse({ kind: 'unsupported', what: 'UPDATE with FROM' });
  return { kind: 'update', table, set, ...whereAndLimit(cursor), ...returning(cursor) };
}

function parseDelete(cursor: Cursor): Statement {
  cursor.next();
  cursor.expect('FROM');
  const table = named(cursor);
  if (cursor.at('USING')) refuse({ kind: 'unsupported', what: 'DELETE with USING' });
  return { kind: 'delete', table, ...whereAndLimit(cursor), ...returning(cursor) };
}

function ifNotExists(cursor: Cursor): boolean {
  return cursor.take('IF', 'NOT', 'EXISTS');
}

function ifExists(cursor: Cursor): boolean {
  return cursor.take('IF', 'EXISTS');
}

function parseCreate(cursor: Cursor): Statement {
  cursor.next();
  cursor.take('TEMPORARY');
  cursor.take('TEMP');
  const unique = cursor.take('UNIQUE');
  if (cursor.take('INDEX')) {
    if (cursor.dialect === 'postgres') cursor.take('CONCURRENTLY');
    const exists = ifNotExists(cursor);
    const name = cursor.at('ON') ? '' : cursor.name();
    cursor.expect('ON');
    const table = named(cursor);
    if (cursor.take('USING')) cursor.name();
    const columns = cursor.list(() => indexColumn(cursor));
    return { kind: 'create-index', table, name: name || `${table.table}_${columns.join('_')}_idx`, columns, unique, ifNotExists: exists };
  }
  if (unique) cursor.fail();
  if (cursor.take('DATABASE') || (cursor.dialect === 'mysql' && cursor.take('SCHEMA'))) {
    const exists = cursor.dialect === 'mysql' && ifNotExists(cursor);
    const name = cursor.name();
    while (!cursor.ended && !cursor.at(';')) cursor.next();
    return { kind: 'create-database', name, ifNotExists: exists };
  }
  if (cursor.at('USER') || (cursor.dialect === 'postgres' && cursor.at('ROLE'))) {
    cursor.next();
    const exists = cursor.dialect === 'mysql' && ifNotExists(cursor);
    const name = cursor.userName();
    let password: string | undefined;
    let superuser = false;
    while (!cursor.ended && !cursor.at(';')) {
      const token = cursor.next();
      if (token.kind === 'string') password = token.text;
      if (token.upper === 'SUPERUSER') superuser = true;
    }
    return { kind: 'create-user', name, ifNotExists: exists, superuser, ...(password === undefined ? {} : { password }) };
  }
  if (cursor.at('OR') || ['VIEW', 'FUNCTION', 'PROCEDURE', 'TRIGGER', 'SEQUENCE', 'TYPE', 'EXTENSION', 'SCHEMA', 'MATERIALIZED', 'EVENT', 'ROLE'].includes(cursor.token.upper))
    refuse({ kind: 'unsupported', what: `CREATE ${cursor.at('OR') ? 'OR REPLACE' : cursor.token.upper}` });
  cursor.expect('TABLE');
  const exists = ifNotExists(cursor);
  const table = named(cursor);
  if (cursor.at('AS') || cursor.at('LIKE')) refuse({ kind: 'unsupported', what: `CREATE TABLE ${cursor.token.upper}` });
  const columns: ColumnDefinition[] = [];
  const keys: KeyDefinition[] = [];
  cursor.list(() => {
    const key = tableKey(cursor, table.table);
    if (key === 'skip') return;
    if (key) keys.push(key);
    else {
      const read = columnDefinition(cursor, table.table);
      columns.push(read.column);
      keys.push(...read.keys);
    }
  });
  // Storage engines, character sets, tablespaces: accepted, of no consequence here.
  while (!cursor.ended && !cursor.at(';')) cursor.next();
  if (keys.filter((key) => key.primary).length > 1) refuse({ kind: 'two-primary-keys', table: table.table });
  return { kind: 'create-table', table, ifNotExists: exists, columns, keys };
}

function indexColumn(cursor: Cursor): string {
  const name = cursor.name();
  if (cursor.at('(')) cursor.list(() => cursor.next());
  if (!cursor.take('DESC')) cursor.take('ASC');
  return name;
}

function keyName(table: string, columns: readonly string[], cursor: Cursor, given: string | undefined): string {
  return given ?? (cursor.dialect === 'postgres' ? `${table}_${columns.join('_')}_key` : (columns[0] as string));
}

/** A constraint or index in a table's list; undefined when it is a column, 'skip' when it is one that is not enforced. */
function tableKey(cursor: Cursor, table: string): KeyDefinition | 'skip' | undefined {
  let given: string | undefined;
  if (cursor.take('CONSTRAINT')) given = cursor.name();
  if (cursor.take('PRIMARY', 'KEY')) {
    const columns = cursor.list(() => indexColumn(cursor));
    return { name: cursor.dialect === 'postgres' ? (given ?? `${table}_pkey`) : 'PRIMARY', columns, primary: true };
  }
  if (cursor.take('UNIQUE')) {
    if (!cursor.take('KEY')) cursor.take('INDEX');
    if (!cursor.at('(')) given = cursor.name();
    const columns = cursor.list(() => indexColumn(cursor));
    return { name: keyName(table, columns, cursor, given), columns, primary: false };
  }
  if (cursor.dialect === 'mysql' && (cursor.at('KEY') || cursor.at('INDEX') || cursor.at('FULLTEXT')) && cursor.peek().kind !== 'end') {
    while (!cursor.at('(')) cursor.next();
    cursor.list(() => indexColumn(cursor));
    return 'skip';
  }
  if (cursor.at('FOREIGN', 'KEY') || cursor.at('CHECK')) refuse({ kind: 'unsupported', what: cursor.at('CHECK') ? 'CHECK constraints' : 'FOREIGN KEY constraints' });
  if (given !== undefined) cursor.fail();
  return undefined;
}

function columnDefinition(cursor: Cursor, table: string): { column: ColumnDefinition; keys: KeyDefinition[] } {
  const name = cursor.name();
  const { type, counts } = parseType(cursor);
  const column: ColumnDefinition = { name, type, notNull: counts, counts };
  const keys: KeyDefinition[] = [];
  for (;;) {
    if (cursor.take('NOT', 'NULL')) column.notNull = true;
    else if (cursor.take('NULL')) continue;
    else if (cursor.take('PRIMARY', 'KEY')) {
      column.notNull = true;
      keys.push({ name: cursor.dialect === 'postgres' ? `${table}_pkey` : 'PRIMARY', columns: [name], primary: true });
    } else if (cursor.take('UNIQUE')) {
      cursor.take('KEY');
      keys.push({ name: keyName(table, [name], cursor, undefined), columns: [name], primary: false });
    } else if (cursor.take('DEFAULT')) {
      const { at } = cursor.token;
      column.default = parseExpression(cursor);
      column.defaultText = cursor.textFrom(at);
    } else if (cursor.dialect === 'mysql' && (cursor.take('AUTO_INCREMENT') || cursor.take('KEY'))) column.counts = true;
    else if (cursor.dialect === 'mysql' && cursor.take('ON', 'UPDATE')) parseExpression(cursor);
    else if (cursor.take('COMMENT')) cursor.string();
    else if (cursor.take('COLLATE')) cursor.next();
    else if (cursor.dialect === 'postgres' && cursor.take('GENERATED')) {
      if (!cursor.take('ALWAYS')) cursor.expect('BY', 'DEFAULT');
      cursor.expect('AS', 'IDENTITY');
      column.counts = true;
      column.notNull = true;
    } else if (cursor.at('REFERENCES')) refuse({ kind: 'unsupported', what: 'FOREIGN KEY constraints' });
    else if (cursor.at('CHECK')) refuse({ kind: 'unsupported', what: 'CHECK constraints' });
    else return { column, keys };
  }
}

function parseDrop(cursor: Cursor): Statement {
  cursor.next();
  if (cursor.take('TABLE')) {
    const exists = ifExists(cursor);
    const tables = cursor.commas(() => named(cursor));
    if (!cursor.take('CASCADE')) cursor.take('RESTRICT');
    return { kind: 'drop-table', tables, ifExists: exists };
  }
  if (cursor.take('DATABASE') || (cursor.dialect === 'mysql' && cursor.take('SCHEMA'))) {
    const exists = ifExists(cursor);
    return { kind: 'drop-database', name: cursor.name(), ifExists: exists };
  }
  if (cursor.take('USER') || (cursor.dialect === 'postgres' && cursor.take('ROLE'))) {
    const exists = ifExists(cursor);
    return { kind: 'drop-user', name: cursor.userName(), ifExists: exists };
  }
  if (cursor.take('INDEX')) {
    const exists = ifExists(cursor);
    const name = cursor.name();
    return { kind: 'drop-index', name, ifExists: exists, ...(cursor.take('ON') ? { table: named(cursor) } : {}) };
  }
  if (['VIEW', 'FUNCTION', 'PROCEDURE', 'TRIGGER', 'SEQUENCE', 'TYPE', 'EXTENSION', 'SCHEMA'].includes(cursor.token.upper))
    refuse({ kind: 'unsupported', what: `DROP ${cursor.token.upper}` });
  return cursor.fail();
}

function parseAlter(cursor: Cursor): Statement {
  cursor.next();
  if (cursor.take('USER') || (cursor.dialect === 'postgres' && cursor.take('ROLE'))) {
    ifExists(cursor);
    const name = cursor.userName();
    let password: string | undefined;
    while (!cursor.ended && !cursor.at(';')) {
      const token = cursor.next();
      if (token.kind === 'string') password = token.text;
    }
    if (password === undefined) refuse({ kind: 'unsupported', what: 'ALTER USER without a password' });
    return { kind: 'alter-user', name, password };
  }
  if (!cursor.at('TABLE') && cursor.token.kind === 'word') refuse({ kind: 'unsupported', what: `ALTER ${cursor.token.upper}` });
  cursor.expect('TABLE');
  ifExists(cursor);
  const table = named(cursor);
  const changes = cursor.commas((): TableChange => {
    if (cursor.take('ADD')) {
      const key = tableKey(cursor, table.table);
      if (key === 'skip') refuse({ kind: 'unsupported', what: 'ADD INDEX' });
      if (key) return { do: 'add-key', key };
      cursor.take('COLUMN');
      const exists = ifNotExists(cursor);
      const { column, keys } = columnDefinition(cursor, table.table);
      return { do: 'add-column', column, ifNotExists: exists, ...(keys[0] ? { key: keys[0] } : {}) };
    }
    if (cursor.take('DROP')) {
      if (cursor.at('CONSTRAINT') || cursor.at('PRIMARY')) refuse({ kind: 'unsupported', what: 'DROP CONSTRAINT' });
      cursor.take('COLUMN');
      const exists = ifExists(cursor);
      const name = cursor.name();
      cursor.take('CASCADE');
      return { do: 'drop-column', name, ifExists: exists };
    }
    if (cursor.take('RENAME')) {
      if (cursor.take('TO') || cursor.take('AS')) return { do: 'rename', to: cursor.name() };
      cursor.take('COLUMN');
      const from = cursor.name();
      cursor.expect('TO');
      return { do: 'rename-column', from, to: cursor.name() };
    }
    if (cursor.token.kind === 'word') refuse({ kind: 'unsupported', what: `ALTER TABLE ${cursor.token.upper}` });
    return cursor.fail();
  });
  return { kind: 'alter-table', table, changes };
}

/** Everybody may do everything here once they are let in; so the users of a grant must only exist. */
function parseGrant(cursor: Cursor, verb: 'GRANT' | 'REVOKE'): Statement {
  cursor.next();
  while (!cursor.ended && !cursor.at('TO') && !cursor.at('FROM')) cursor.next();
  if (cursor.ended) cursor.fail();
  cursor.next();
  const users = cursor.commas(() => cursor.userName());
  while (!cursor.ended && !cursor.at(';')) cursor.next();
  return { kind: 'grant', verb, users };
}

function parseTransaction(cursor: Cursor, word: string): Statement {
  cursor.next();
  if (word === 'START') cursor.expect('TRANSACTION');
  else if (!cursor.take('WORK')) cursor.take('TRANSACTION');
  if (cursor.at('TO')) refuse({ kind: 'unsupported', what: 'savepoints' });
  while (!cursor.ended && !cursor.at(';')) cursor.next();
  const verb = word === 'BEGIN' || word === 'START' ? 'begin' : word === 'COMMIT' || word === 'END' ? 'commit' : 'rollback';
  const tag = word === 'START' ? 'START TRANSACTION' : word === 'END' ? 'COMMIT' : word === 'ABORT' ? 'ROLLBACK' : word;
  return { kind: 'transaction', verb, tag };
}

function parseShow(cursor: Cursor): Statement {
  cursor.next();
  if (cursor.dialect === 'postgres') return { kind: 'show', what: 'setting', name: cursor.name() };
  cursor.take('FULL');
  if (!cursor.take('GLOBAL')) cursor.take('SESSION');
  const like = (): { like?: string } => (cursor.take('LIKE') ? { like: cursor.string() } : {});
  if (cursor.take('DATABASES') || cursor.take('SCHEMAS')) return { kind: 'show', what: 'databases', ...like() };
  if (cursor.take('TABLES')) {
    const name = cursor.take('FROM') || cursor.take('IN') ? cursor.name() : undefined;
    return { kind: 'show', what: 'tables', ...(name === undefined ? {} : { name }), ...like() };
  }
  if (cursor.take('VARIABLES') || cursor.take('STATUS')) return { kind: 'show', what: 'variables', ...like() };
  if (cursor.take('PROCESSLIST')) return { kind: 'show', what: 'processlist' };
  if (cursor.take('COLUMNS') || cursor.take('FIELDS')) {
    if (!cursor.take('IN')) cursor.expect('FROM');
    return { kind: 'show', what: 'columns', table: named(cursor) };
  }
  if (cursor.take('CREATE', 'TABLE')) return { kind: 'show', what: 'create-table', table: named(cursor) };
  if (cursor.token.kind === 'word') refuse({ kind: 'unsupported', what: `SHOW ${cursor.token.upper}` });
  return cursor.fail();
}
