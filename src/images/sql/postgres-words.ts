/** Refusals in PostgreSQL's words (src/backend/utils/errcodes.txt has the states). */
import type { Trouble, Words } from './trouble';

const quoted = (name: string): string => `"${name}"`;

const TYPE_NAMES: Readonly<Record<string, string>> = { text: 'text', integer: 'integer', numeric: 'numeric', double: 'double precision', boolean: 'boolean', timestamp: 'timestamp with time zone', date: 'date', unknown: 'unknown' };

export function postgresWords(trouble: Trouble): Words {
  const at = 'at' in trouble && trouble.at !== undefined ? { at: trouble.at } : {};
  switch (trouble.kind) {
    case 'syntax':
      if (/^['"]/.test(trouble.near)) return { state: '42601', message: `unterminated quoted ${trouble.near[0] === "'" ? 'string' : 'identifier'} at or near ${quoted(trouble.near)}`, ...at };
      return { state: '42601', message: trouble.near === '' ? 'syntax error at end of input' : `syntax error at or near ${quoted(trouble.near)}`, ...at };
    case 'unsupported':
      return { state: '0A000', message: `${trouble.what} is not supported`, hint: 'This database is simulated; it has tables, rows and simple queries.' };
    case 'no-table':
      if (trouble.database === '') return { state: '42P01', message: `missing FROM-clause entry for table ${quoted(trouble.table)}`, ...at };
      return trouble.drop
        ? { state: '42P01', message: `table ${quoted(trouble.table)} does not exist` }
        : { state: '42P01', message: `relation ${quoted(trouble.table)} does not exist`, ...at };
    case 'table-exists':
      return { state: '42P07', message: `relation ${quoted(trouble.table)} already exists` };
    case 'no-column':
      return { state: '42703', message: trouble.table === undefined ? `column ${quoted(trouble.column)} does not exist` : `column ${trouble.table}.${trouble.column} does not exist`, ...at };
    case 'no-column-of':
      return { state: '42703', message: `column ${quoted(trouble.column)} of relation ${quoted(trouble.table)} does not exist` };
    case 'column-exists':
      return { state: '42701', message: `column ${quoted(trouble.column)} of relation ${quoted(trouble.table)} already exists` };
    case 'ambiguous-column':
      return { state: '42702', message: `column reference ${quoted(trouble.column)} is ambiguous`, ...at };
    case 'no-database':
      return { state: '3D000', message: `database ${quoted(trouble.database)} does not exist` };
    case 'no-database-chosen':
      return { state: '3D000', message: 'no database was chosen' };
    case 'database-exists':
      return { state: '42P04', message: `database ${quoted(trouble.database)} already exists` };
    case 'database-in-use':
      return { state: '55006', message: 'cannot drop the currently open database' };
    case 'duplicate':
      return {
        state: '23505',
        message: `duplicate key value violates unique constraint ${quoted(trouble.key)}`,
        detail: `Key (${trouble.columns.join(', ')})=(${trouble.values.join(', ')}) already exists.`,
      };
    case 'not-null':
      if (trouble.missing) return { state: '23502', message: `column ${quoted(trouble.column)} of relation ${quoted(trouble.table)} contains null values` };
      return {
        state: '23502',
        message: `null value in column ${quoted(trouble.column)} of relation ${quoted(trouble.table)} violates not-null constraint`,
        detail: `Failing row contains (${trouble.row.join(', ')}).`,
      };
    case 'bad-value':
      return { state: '22P02', message: `invalid input syntax for type ${trouble.type.replace(/\(.*/, '')}: ${quoted(trouble.value)}` };
    case 'too-long':
      return { state: '22001', message: `value too long for type ${trouble.type}` };
    case 'out-of-range':
      return { state: '22003', message: `${trouble.type} out of range` };
    case 'no-type':
      return { state: '42704', message: `type ${quoted(trouble.type)} does not exist`, ...at };
    case 'no-function':
      return {
        state: '42883',
        message: `function ${trouble.name}(${trouble.types.map((type) => TYPE_NAMES[type] ?? type).join(', ')}) does not exist`,
        hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
        ...at,
      };
    case 'misplaced-aggregate':
      return { state: '42803', message: 'aggregate functions are not allowed in WHERE' };
    case 'division-by-zero':
      return { state: '22012', message: 'division by zero' };
    case 'not-grouped':
      return { state: '42803', message: `column "${trouble.table}.${trouble.column}" must appear in the GROUP BY clause or be used in an aggregate function` };
    case 'value-count':
      return { state: '42601', message: trouble.more ? 'INSERT has more expressions than target columns' : 'INSERT has more target columns than expressions' };
    case 'no-conflict-key':
      return { state: '42P10', message: 'there is no unique or exclusion constraint matching the ON CONFLICT specification' };
    case 'user-exists':
      return { state: '42710', message: `role ${quoted(trouble.user)} already exists` };
    case 'no-user':
      return { state: '42704', message: `role ${quoted(trouble.user)} does not exist` };
    case 'no-order-position':
      return { state: '42P10', message: `ORDER BY position ${trouble.position} is not in select list` };
    case 'two-primary-keys':
      return { state: '42P16', message: `multiple primary keys for table ${quoted(trouble.table)} are not allowed` };
    case 'transaction-aborted':
      return { state: '25P02', message: 'current transaction is aborted, commands ignored until end of transaction block' };
  }
}
