/**
 * What can go wrong with a statement, once; each server has its own words for it (`postgres-words.ts`, `mysql-words.ts`).
 * Parsing and executing throw a `Refusal`; the server catches it and answers with words, so nothing of it leaves the engine.
 */
export type Trouble =
  /** `near` is the word at which reading stopped, empty at the end; `rest` the text from there on. */
  | { kind: 'syntax'; near: string; rest: string; at: number }
  /** Real servers do this; this small one does not. */
  | { kind: 'unsupported'; what: string }
  | { kind: 'no-table'; table: string; database: string; at?: number; drop?: boolean }
  | { kind: 'table-exists'; table: string }
  | { kind: 'no-column'; column: string; table?: string; where: 'field list' | 'where clause' | 'order clause' | 'group statement' | 'on clause'; at?: number }
  | { kind: 'no-column-of'; column: string; table: string }
  | { kind: 'column-exists'; column: string; table: string }
  | { kind: 'ambiguous-column'; column: string; at?: number }
  | { kind: 'no-database'; database: string; drop?: boolean }
  | { kind: 'no-database-chosen' }
  | { kind: 'database-exists'; database: string }
  | { kind: 'database-in-use'; database: string }
  | { kind: 'duplicate'; table: string; key: string; columns: string[]; values: string[] }
  | { kind: 'not-null'; table: string; column: string; row: string[]; missing: boolean }
  | { kind: 'bad-value'; type: string; value: string; column?: string }
  | { kind: 'too-long'; type: string; column: string }
  | { kind: 'out-of-range'; type: string; column?: string }
  | { kind: 'no-type'; type: string; at?: number }
  | { kind: 'no-function'; name: string; types: string[]; at?: number }
  | { kind: 'misplaced-aggregate'; name: string }
  | { kind: 'division-by-zero' }
  | { kind: 'not-grouped'; column: string; table: string }
  | { kind: 'value-count'; more: boolean }
  | { kind: 'no-conflict-key' }
  | { kind: 'user-exists'; user: string }
  | { kind: 'no-user'; user: string }
  | { kind: 'no-order-position'; position: number }
  | { kind: 'two-primary-keys'; table: string }
  | { kind: 'transaction-aborted' };

export class Refusal extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.kind);
  }
}

export function refuse(trouble: Trouble): never {
  throw new Refusal(trouble);
}

/** How a server words a refusal to its client. */
export interface Words {
  /** SQLSTATE. */
  state: string;
  /** MySQL's number. */
  errno?: number;
  message: string;
  detail?: string;
  hint?: string;
  /** Where in the statement, from 0. */
  at?: number;
}
