/** Statements and expressions as values: what the parser makes and the engine runs. */
export interface ColumnType {
  base: 'integer' | 'numeric' | 'double' | 'boolean' | 'text' | 'timestamp' | 'date';
  /** As the server's catalogue prints it: `character varying(255)`, `varchar(255)`. */
  shown: string;
  /** Characters at most, for texts. */
  length?: number;
  /** Digits after the point, for `numeric(10,2)`. */
  scale?: number;
  /** Bits, for integers. */
  bits?: number;
}

export interface ColumnDefinition {
  name: string;
  type: ColumnType;
  notNull: boolean;
  /** Serial and AUTO_INCREMENT. */
  counts: boolean;
  default?: Expression;
  /** The default as it was typed, for descriptions of the table. */
  defaultText?: string;
}

export interface KeyDefinition {
  name: string;
  columns: string[];
  primary: boolean;
}

export type Expression =
  | { kind: 'value'; value: string | number | boolean | null; decimal?: boolean }
  | { kind: 'column'; table?: string; name: string; at: number }
  | { kind: 'star'; table?: string }
  | { kind: 'unary'; operator: '-' | 'NOT'; of: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'in'; of: Expression; list: Expression[] | Select; not: boolean }
  | { kind: 'between'; of: Expression; low: Expression; high: Expression; not: boolean }
  | { kind: 'null-test'; of: Expression; not: boolean }
  | { kind: 'truth-test'; of: Expression; truth: boolean; not: boolean }
  | { kind: 'case'; of?: Expression; whens: { when: Expression; then: Expression }[]; otherwise?: Expression }
  | { kind: 'cast'; of: Expression; type: ColumnType }
  | { kind: 'call'; name: string; args: Expression[]; star: boolean; distinct: boolean; at: number }
  | { kind: 'subquery'; select: Select }
  | { kind: 'exists'; select: Select }
  /** MySQL's VALUES(column) and PostgreSQL's excluded.column while a conflict is solved. */
  | { kind: 'excluded'; name: string };

export interface SelectItem {
  expression: Expression;
  alias?: string;
  /** As typed: what MySQL heads the column with. */
  text: string;
}

export interface TableReference {
  database?: string;
  table: string;
  alias: string;
  at: number;
  /** How it joins what is to its left; the first has none. */
  join?: { kind: 'inner' | 'left' | 'cross'; on?: Expression; using?: string[] };
}

export interface Select {
  distinct: boolean;
  items: SelectItem[];
  from: TableReference[];
  where?: Expression;
  groupBy: Expression[];
  having?: Expression;
  orderBy: { expression: Expression; descending: boolean; nulls?: 'first' | 'last' }[];
  limit?: Expression;
  offset?: Expression;
}

export interface Named {
  database?: string;
  table: string;
  at: number;
}

export type Assignment = { column: string; value: Expression | 'default' };

export type Conflict = { do: 'nothing' } | { do: 'update'; columns?: string[]; set: Assignment[]; where?: Expression } | { do: 'replace' };

export type Statement =
  | { kind: 'select'; select: Select }
  | { kind: 'insert'; into: Named; columns?: string[]; rows?: (Expression | 'default')[][]; select?: Select; conflict?: Conflict; returning?: SelectItem[] }
  | { kind: 'update'; table: Named; set: Assignment[]; where?: Expression; limit?: Expression; returning?: SelectItem[] }
  | { kind: 'delete'; table: Named; where?: Expression; limit?: Expression; returning?: SelectItem[] }
  | { kind: 'truncate'; tables: Named[] }
  | { kind: 'create-table'; table: Named; ifNotExists: boolean; columns: ColumnDefinition[]; keys: KeyDefinition[] }
  | { kind: 'drop-table'; tables: Named[]; ifExists: boolean }
  | { kind: 'alter-table'; table: Named; changes: TableChange[] }
  | { kind: 'create-index'; table: Named; name: string; columns: string[]; unique: boolean; ifNotExists: boolean }
  | { kind: 'drop-index'; name: string; ifExists: boolean; table?: Named }
  | { kind: 'create-database'; name: string; ifNotExists: boolean }
  | { kind: 'drop-database'; name: string; ifExists: boolean }
  | { kind: 'create-user'; name: string; password?: string; ifNotExists: boolean; superuser: boolean }
  | { kind: 'alter-user'; name: string; password: string }
  | { kind: 'drop-user'; name: string; ifExists: boolean }
  | { kind: 'grant'; verb: 'GRANT' | 'REVOKE'; users: string[] }
  | { kind: 'use'; database: string }
  | { kind: 'show'; what: 'databases' | 'tables' | 'variables' | 'columns' | 'create-table' | 'processlist' | 'setting'; name?: string; like?: string; table?: Named }
  | { kind: 'set' }
  | { kind: 'flush' }
  | { kind: 'transaction'; verb: 'begin' | 'commit' | 'rollback'; tag: string }
  | { kind: 'empty' };

export type TableChange =
  | { do: 'add-column'; column: ColumnDefinition; key?: KeyDefinition; ifNotExists: boolean }
  | { do: 'drop-column'; name: string; ifExists: boolean }
  | { do: 'rename-column'; from: string; to: string }
  | { do: 'rename'; to: string }
  | { do: 'add-key'; key: KeyDefinition };
