/** Refusals in MySQL's words (its error message reference has the numbers). */
import type { Trouble, Words } from './trouble';

function words(errno: number, state: string, message: string): Words {
  return { errno, state, message };
}

export function mysqlWords(trouble: Trouble, product: string): Words {
  switch (trouble.kind) {
    case 'syntax':
      return words(
        1064,
        '42000',
        `You have an error in your SQL syntax; check the manual that corresponds to your ${product} server version for the right syntax to use near '${trouble.rest.slice(0, 80)}' at line 1`,
      );
    case 'unsupported':
      return words(1235, '42000', `This version of ${product} doesn't yet support '${trouble.what}' (this database is simulated)`);
    case 'no-table':
      if (trouble.database === '') return words(1051, '42S02', `Unknown table '${trouble.table}'`);
      return trouble.drop
        ? words(1051, '42S02', `Unknown table '${trouble.database}.${trouble.table}'`)
        : words(1146, '42S02', `Table '${trouble.database}.${trouble.table}' doesn't exist`);
    case 'table-exists':
      return words(1050, '42S01', `Table '${trouble.table}' already exists`);
    case 'no-column':
      return words(1054, '42S22', `Unknown column '${trouble.table === undefined ? '' : `${trouble.table}.`}${trouble.column}' in '${trouble.where}'`);
    case 'no-column-of':
      return words(1054, '42S22', `Unknown column '${trouble.column}' in 'field list'`);
    case 'column-exists':
      return words(1060, '42S21', `Duplicate column name '${trouble.column}'`);
    case 'ambiguous-column':
      return words(1052, '23000', `Column '${trouble.column}' in field list is ambiguous`);
    case 'no-database':
      return trouble.drop
        ? words(1008, 'HY000', `Can't drop database '${trouble.database}'; database doesn't exist`)
        : words(1049, '42000', `Unknown database '${trouble.database}'`);
    case 'no-database-chosen':
      return words(1046, '3D000', 'No database selected');
    case 'database-exists':
      return words(1007, 'HY000', `Can't create database '${trouble.database}'; database exists`);
    case 'database-in-use':
      return words(1235, '42000', `Database '${trouble.database}' is in use`);
    case 'duplicate':
      return words(1062, '23000', `Duplicate entry '${trouble.values.join('-')}' for key '${trouble.table}.${trouble.key}'`);
    case 'not-null':
      return trouble.missing ? words(1364, 'HY000', `Field '${trouble.column}' doesn't have a default value`) : words(1048, '23000', `Column '${trouble.column}' cannot be null`);
    case 'bad-value':
      if (trouble.type.startsWith('enum')) return words(1265, '01000', `Data truncated for column '${trouble.column ?? ''}' at row 1`);
      if (trouble.type.startsWith('date') || trouble.type.startsWith('timestamp')) return words(1292, '22007', `Incorrect ${trouble.type} value: '${trouble.value}' for column '${trouble.column ?? ''}' at row 1`);
      return words(1366, 'HY000', `Incorrect ${/int/.test(trouble.type) ? 'integer' : 'decimal'} value: '${trouble.value}' for column '${trouble.column ?? ''}' at row 1`);
    case 'too-long':
      return words(1406, '22001', `Data too long for column '${trouble.column}' at row 1`);
    case 'out-of-range':
      return words(1264, '22003', `Out of range value for column '${trouble.column ?? ''}' at row 1`);
    case 'no-type':
      return words(1064, '42000', `You have an error in your SQL syntax near '${trouble.type}' at line 1`);
    case 'no-function':
      return words(1305, '42000', `FUNCTION ${trouble.name} does not exist`);
    case 'misplaced-aggregate':
      return words(1111, 'HY000', 'Invalid use of group function');
    case 'division-by-zero':
      return words(1365, '22012', 'Division by 0');
    case 'not-grouped':
      return words(
        1055,
        '42000',
        `Expression of SELECT list is not in GROUP BY clause and contains nonaggregated column '${trouble.table}.${trouble.column}' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by`,
      );
    case 'value-count':
      return words(1136, '21S01', "Column count doesn't match value count at row 1");
    case 'no-conflict-key':
      return words(1235, '42000', 'No such key');
    case 'user-exists':
      return words(1396, 'HY000', `Operation CREATE USER failed for '${trouble.user}'@'%'`);
    case 'no-user':
      return words(1410, '42000', 'You are not allowed to create a user with GRANT');
    case 'no-order-position':
      return words(1054, '42S22', `Unknown column '${trouble.position}' in 'order clause'`);
    case 'two-primary-keys':
      return words(1068, '42000', 'Multiple primary key defined');
    case 'transaction-aborted':
      return words(1305, '42000', 'SAVEPOINT does not exist');
  }
}
