/** A table in MySQL's words: DESCRIBE and SHOW CREATE TABLE. */
import type { Table } from './store';
import type { ColumnDefinition } from './syntax';

function defaultOf(column: ColumnDefinition): string | null {
  const value = column.default;
  if (!value) return null;
  return value.kind === 'value' ? (value.value === null ? null : String(value.value)) : (column.defaultText ?? null);
}

export function describeTable(table: Table): (string | null)[][] {
  return table.columns.map((column) => {
    const key = table.keys.find((each) => each.columns[0] === column.name);
    return [column.name, column.type.shown, column.notNull ? 'NO' : 'YES', key ? (key.primary ? 'PRI' : 'UNI') : '', defaultOf(column), column.counts ? 'auto_increment' : ''];
  });
}

export function showCreateTable(table: Table): string {
  const columns = table.columns.map((column) => {
    const value = column.default;
    const fallback = value?.kind === 'value' && value.value !== null ? ` DEFAULT '${value.value}'` : value ? ` DEFAULT ${column.defaultText}` : column.notNull || column.counts ? '' : ' DEFAULT NULL';
    return `  \`${column.name}\` ${column.type.shown}${column.notNull ? ' NOT NULL' : ''}${column.counts ? ' AUTO_INCREMENT' : fallback}`;
  });
  const keys = table.keys.map((key) => {
    const list = key.columns.map((name) => `\`${name}\``).join(',');
    return key.primary ? `  PRIMARY KEY (${list})` : `  UNIQUE KEY \`${key.name}\` (${list})`;
  });
  const counter = Object.values(table.counters)[0];
  return `CREATE TABLE \`${table.name}\` (\n${[...columns, ...keys].join(',\n')}\n) ENGINE=InnoDB${counter ? ` AUTO_INCREMENT=${counter + 1}` : ''} DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`;
}
