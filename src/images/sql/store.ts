/**
 * Databases, tables, rows and users of one server, and the file that keeps them: a line of JSON for each change, written
 * over anew when it has grown to several times what it says. What a volume keeps, a new container finds; a server that is
 * killed loses nothing that it answered for.
 */
import { isFileError, type FileError, type Files } from '../../os';
import type { ColumnDefinition, KeyDefinition } from './syntax';
import type { Value } from './values';

export type Row = readonly Value[];

export interface Table {
  name: string;
  columns: readonly ColumnDefinition[];
  keys: readonly KeyDefinition[];
  rows: Map<number, Row>;
  nextRow: number;
  /** The last number given out, by column. */
  counters: Record<string, number>;
  /** One for each key: the key's values as JSON, to its row. */
  indexes: Map<string, number>[];
}

export interface User {
  password: string | null;
  superuser: boolean;
}

type Change =
  | ['db', string]
  | ['-db', string]
  | ['table', string, string, readonly ColumnDefinition[], readonly KeyDefinition[], Record<string, number>]
  | ['-table', string, string]
  | ['row', string, string, number, Row]
  | ['-row', string, string, number]
  | ['count', string, string, string, number]
  | ['user', string, string | null, boolean]
  | ['-user', string];

const LINES_MIN = 400;

export class Store {
  readonly databases = new Map<string, Map<string, Table>>();
  readonly users = new Map<string, User>();
  private undo: (() => void)[] = [];
  private pending: Change[] = [];
  private lines = 0;

  constructor(
    private readonly files: Files,
    private readonly path: string,
  ) {}

  /** Reads what an earlier server left; false when there is nothing. */
  load(): boolean {
    const text = this.files.read(this.path);
    if (isFileError(text)) return false;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      try {
        this.apply(JSON.parse(line) as Change);
        this.lines++;
      } catch {
        break; // A last line that was cut off in the middle was never answered for.
      }
    }
    return true;
  }

  table(database: string, name: string): Table | undefined {
    return this.databases.get(database)?.get(name);
  }

  createDatabase(name: string): void {
    this.change(['db', name], ['-db', name]);
  }

  dropDatabase(name: string): void {
    const tables = this.databases.get(name) ?? new Map<string, Table>();
    this.change(['-db', name]);
    this.undo.push(() => void this.databases.set(name, tables));
  }

  createTable(database: string, name: string, columns: readonly ColumnDefinition[], keys: readonly KeyDefinition[], counters: Record<string, number> = {}): void {
    this.change(['table', database, name, columns, keys, counters], ['-table', database, name]);
  }

  dropTable(database: string, name: string): void {
    const table = this.table(database, name);
    this.change(['-table', database, name]);
    this.undo.push(() => void (table && this.databases.get(database)?.set(name, table)));
  }

  /** A row that is new when `id` is not given. */
  putRow(database: string, table: Table, row: Row, id = table.nextRow): void {
    const before = table.rows.get(id);
    this.change(['row', database, table.name, id, row], before ? ['row', database, table.name, id, before] : ['-row', database, table.name, id]);
  }

  removeRow(database: string, table: Table, id: number): void {
    this.change(['-row', database, table.name, id], ['row', database, table.name, id, table.rows.get(id) as Row]);
  }

  /** Numbers that were given out stay given out, whatever becomes of the row. */
  count(database: string, table: Table, column: string, number: number): void {
    this.change(['count', database, table.name, column, number]);
  }

  putUser(name: string, user: User): void {
    const before = this.users.get(name);
    this.change(['user', name, user.password, user.superuser], before ? ['user', name, before.password, before.superuser] : ['-user', name]);
  }

  removeUser(name: string): void {
    const { password, superuser } = this.users.get(name) as User;
    this.change(['-user', name], ['user', name, password, superuser]);
  }

  /** Where a statement or a transaction begins; `rollback` goes back to it. */
  mark(): number {
    return this.undo.length;
  }

  rollback(mark: number): void {
    while (this.undo.length > mark) (this.undo.pop() as () => void)();
  }

  /** Puts what has changed on disk; an error leaves it to be rolled back. */
  commit(): undefined | FileError {
    if (this.pending.length > 0) {
      const full = this.lines + this.pending.length > LINES_MIN && this.lines + this.pending.length > 4 * this.size();
      const lines = full ? this.everything() : this.pending;
      const failed = this.files.write(this.path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { append: !full });
      if (failed) return failed;
      this.lines = full ? lines.length : this.lines + lines.length;
      this.pending = [];
    }
    this.undo = [];
    return undefined;
  }

  /** Forgets what was not committed. */
  abandon(): void {
    this.rollback(0);
    this.pending = [];
  }

  private change(change: Change, back?: Change): void {
    this.apply(change);
    this.pending.push(change);
    const at = this.pending.length;
    this.undo.push(() => {
      if (back) this.apply(back);
      if (change[0] !== 'count') this.pending.splice(at - 1, 1);
    });
  }

  private apply(change: Change): void {
    switch (change[0]) {
      case 'db':
        this.databases.set(change[1], new Map());
        break;
      case '-db':
        this.databases.delete(change[1]);
        break;
      case 'table': {
        const [, database, name, columns, keys, counters] = change;
        const table: Table = { name, columns, keys, rows: new Map(), nextRow: 1, counters: { ...counters }, indexes: keys.map(() => new Map<string, number>()) };
        this.databases.get(database)?.set(name, table);
        break;
      }
      case '-table':
        this.databases.get(change[1])?.delete(change[2]);
        break;
      case 'row':
      case '-row': {
        const table = this.table(change[1], change[2]);
        if (!table) break;
        const id = change[3];
        const before = table.rows.get(id);
        const after = change[0] === 'row' ? change[4] : undefined;
        for (const [number, key] of table.keys.entries()) {
          const index = table.indexes[number] as Map<string, number>;
          const old = before && keyText(table, key, before);
          if (old !== undefined && index.get(old) === id) index.delete(old);
          const text = after && keyText(table, key, after);
          if (text !== undefined) index.set(text, id);
        }
        if (after) {
          table.rows.set(id, after);
          table.nextRow = Math.max(table.nextRow, id + 1);
        } else table.rows.delete(id);
        break;
      }
      case 'count': {
        const table = this.table(change[1], change[2]);
        if (table) table.counters[change[3]] = change[4];
        break;
      }
      case 'user':
        this.users.set(change[1], { password: change[2], superuser: change[3] });
        break;
      case '-user':
        this.users.delete(change[1]);
        break;
    }
  }

  private size(): number {
    let size = this.users.size + this.databases.size;
    for (const tables of this.databases.values()) for (const table of tables.values()) size += 1 + table.rows.size;
    return size;
  }

  private everything(): Change[] {
    const lines: Change[] = [];
    for (const [name, user] of this.users) lines.push(['user', name, user.password, user.superuser]);
    for (const [database, tables] of this.databases) {
      lines.push(['db', database]);
      for (const table of tables.values()) {
        lines.push(['table', database, table.name, table.columns, table.keys, table.counters]);
        for (const [id, row] of table.rows) lines.push(['row', database, table.name, id, row]);
      }
    }
    return lines;
  }
}

/** A key's values as one text; undefined when one of them is null, since nulls are never equal. */
export function keyText(table: Pick<Table, 'columns'>, key: KeyDefinition, row: Row): string | undefined {
  const values = key.columns.map((name) => row[table.columns.findIndex((column) => column.name === name)] ?? null);
  return values.includes(null) ? undefined : JSON.stringify(values);
}
