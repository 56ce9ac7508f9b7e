/** Types of columns, by the names that both servers know them by, and as each of them prints them. */
import type { Cursor } from './cursor';
import type { ColumnType } from './syntax';
import { refuse } from './trouble';

type Entry = [base: ColumnType['base'], postgres: string, mysql: string, bits?: number];

const TYPES: Readonly<Record<string, Entry>> = {
  SMALLINT: ['integer', 'smallint', 'smallint', 16],
  INT2: ['integer', 'smallint', 'smallint', 16],
  TINYINT: ['integer', '', 'tinyint', 8],
  MEDIUMINT: ['integer', '', 'mediumint', 24],
  INT: ['integer', 'integer', 'int', 32],
  INTEGER: ['integer', 'integer', 'int', 32],
  INT4: ['integer', 'integer', 'int', 32],
  BIGINT: ['integer', 'bigint', 'bigint', 64],
  INT8: ['integer', 'bigint', 'bigint', 64],
  SERIAL: ['integer', 'integer', 'bigint unsigned', 32],
  BIGSERIAL: ['integer', 'bigint', '', 64],
  SIGNED: ['integer', '', 'bigint', 64],
  UNSIGNED: ['integer', '', 'bigint unsigned', 64],
  NUMERIC: ['numeric', 'numeric', 'decimal'],
  DECIMAL: ['numeric', 'numeric', 'decimal'],
  MONEY: ['numeric', 'money', ''],
  REAL: ['double', 'real', 'double'],
  FLOAT: ['double', 'double precision', 'float'],
  FLOAT8: ['double', 'double precision', 'double'],
  DOUBLE: ['double', 'double precision', 'double'],
  BOOLEAN: ['boolean', 'boolean', 'tinyint(1)'],
  BOOL: ['boolean', 'boolean', 'tinyint(1)'],
  VARCHAR: ['text', 'character varying', 'varchar'],
  CHARACTER: ['text', 'character', 'char'],
  CHAR: ['text', 'character', 'char'],
  TEXT: ['text', 'text', 'text'],
  TINYTEXT: ['text', '', 'tinytext'],
  MEDIUMTEXT: ['text', '', 'mediumtext'],
  LONGTEXT: ['text', '', 'longtext'],
  BLOB: ['text', '', 'blob'],
  BYTEA: ['text', 'bytea', ''],
  JSON: ['text', 'json', 'json'],
  JSONB: ['text', 'jsonb', ''],
  UUID: ['text', 'uuid', ''],
  INET: ['text', 'inet', ''],
  ENUM: ['text', '', 'enum'],
  TIMESTAMP: ['timestamp', 'timestamp without time zone', 'timestamp'],
  TIMESTAMPTZ: ['timestamp', 'timestamp with time zone', ''],
  DATETIME: ['timestamp', '', 'datetime'],
  DATE: ['date', 'date', 'date'],
  TIME: ['text', 'time without time zone', 'time'],
};

/** Reads a type; `counts` when it is one that numbers its rows by itself. */
export function parseType(cursor: Cursor): { type: ColumnType; counts: boolean } {
  const { token, dialect } = cursor;
  const word = token.kind === 'word' ? token.upper : '';
  const entry = TYPES[word];
  const shown = entry?.[dialect === 'postgres' ? 1 : 2];
  if (!entry || !shown) {
    if (token.kind !== 'word' || dialect === 'mysql') cursor.fail();
    refuse({ kind: 'no-type', type: token.text.toLowerCase(), at: token.at });
  }
  cursor.next();
  const [base, , , bits] = entry;
  let text = shown;
  if (word === 'DOUBLE') cursor.take('PRECISION');
  if (word === 'CHARACTER' && cursor.take('VARYING')) text = dialect === 'postgres' ? 'character varying' : 'varchar';
  const numbers = cursor.at('(') ? cursor.list(() => cursor.next().text) : [];
  if (word.startsWith('TIMESTAMP') || word === 'TIME') {
    if (cursor.take('WITH', 'TIME', 'ZONE')) text = text.replace('without', 'with');
    else cursor.take('WITHOUT', 'TIME', 'ZONE');
  }
  const type: ColumnType = { base, shown: text };
  if (bits !== undefined) type.bits = bits;
  if (base === 'text' && numbers.length > 0 && word !== 'ENUM') type.length = Number(numbers[0]);
  else if (text.startsWith('char') && text !== 'character varying') type.length = 1;
  if (base === 'numeric' && (numbers.length > 0 || dialect === 'mysql')) type.scale = Number(numbers[1] ?? 0);
  const keepsNumbers = numbers.length > 0 && !(dialect === 'mysql' && base === 'integer' && bits !== 8);
  if (word === 'ENUM') type.shown = `enum(${numbers.map((each) => `'${each}'`).join(',')})`;
  else if (keepsNumbers) type.shown = `${text}(${numbers.join(',')})`;
  else if (dialect === 'mysql' && text === 'decimal') type.shown = 'decimal(10,0)';
  else if (dialect === 'mysql' && text === 'char') type.shown = 'char(1)';
  else if (dialect === 'postgres' && text === 'character') type.shown = 'character(1)';
  if (dialect === 'mysql') {
    if (cursor.take('UNSIGNED')) type.shown += ' unsigned';
    cursor.take('ZEROFILL');
    if (cursor.take('CHARACTER', 'SET') || cursor.take('CHARSET')) cursor.next();
    if (cursor.take('COLLATE')) cursor.next();
  } else if (cursor.take('[')) refuse({ kind: 'unsupported', what: 'arrays' });
  return { type, counts: word.endsWith('SERIAL') };
}
