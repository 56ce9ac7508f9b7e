/** The shape of an awk program. `pure` parts never wait, so they run as plain calls; the others as generators. */
import type { Regex } from './_regex';

export type Target =
  | { kind: 'global'; slot: number; name: string; pure: true }
  | { kind: 'local'; index: number; name: string; pure: true }
  | { kind: 'field'; index: Expr; pure: boolean }
  | { kind: 'element'; array: ArrayRef; subscripts: Expr[]; pure: boolean };

/** An array is a global, or a parameter. */
export type ArrayRef = { kind: 'global'; slot: number; name: string } | { kind: 'local'; index: number; name: string };

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type CompareOperator = '<' | '<=' | '==' | '!=' | '>' | '>=';

export type Expr =
  | Target
  | { kind: 'number'; value: number; pure: true }
  | { kind: 'string'; value: string; pure: true }
  | { kind: 'regex'; regex: Regex; pure: true }
  | { kind: 'assign'; operator: BinaryOperator | '='; target: Target; value: Expr; pure: boolean }
  | { kind: 'increment'; target: Target; delta: 1 | -1; prefix: boolean; pure: boolean }
  | { kind: 'conditional'; test: Expr; then: Expr; otherwise: Expr; pure: boolean }
  | { kind: 'and' | 'or'; left: Expr; right: Expr; pure: boolean }
  | { kind: 'not' | 'negate' | 'plus'; operand: Expr; pure: boolean }
  | { kind: 'binary'; operator: BinaryOperator; left: Expr; right: Expr; pure: boolean }
  | { kind: 'compare'; operator: CompareOperator; left: Expr; right: Expr; pure: boolean }
  | { kind: 'concat'; left: Expr; right: Expr; pure: boolean }
  | { kind: 'match'; negated: boolean; left: Expr; right: Expr; pure: boolean }
  | { kind: 'in'; subscripts: Expr[]; array: ArrayRef; pure: boolean }
  | { kind: 'group'; operand: Expr; pure: boolean }
  | { kind: 'call'; name: string; args: Expr[]; line: number; pure: boolean }
  | { kind: 'builtin'; name: string; args: Expr[]; pure: boolean }
  | { kind: 'getline'; from: 'input' | 'file' | 'command'; source?: Expr; target?: Target; pure: false };

export type Redirection = { kind: '>' | '>>' | '|'; to: Expr };

export type Statement =
  | { kind: 'block'; body: Statement[]; pure: boolean }
  | { kind: 'expression'; value: Expr; pure: boolean }
  | { kind: 'print' | 'printf'; args: Expr[]; redirection?: Redirection; pure: boolean }
  | { kind: 'if'; test: Expr; then: Statement; otherwise?: Statement; pure: boolean }
  | { kind: 'while'; test: Expr; body: Statement; pure: false }
  | { kind: 'do'; test: Expr; body: Statement; pure: false }
  | { kind: 'for'; start?: Statement; test?: Expr; step?: Statement; body: Statement; pure: false }
  | { kind: 'for-in'; target: Target; array: ArrayRef; body: Statement; pure: false }
  | { kind: 'break' | 'continue' | 'next' | 'nextfile'; pure: true }
  | { kind: 'exit' | 'return'; value?: Expr; pure: boolean }
  | { kind: 'delete'; array: ArrayRef; subscripts?: Expr[]; pure: boolean };

export interface Rule {
  kind: 'begin' | 'end' | 'main';
  pattern?: Expr;
  /** Second pattern of a range. */
  until?: Expr;
  /** Absent: print the record. */
  action?: Statement;
}

export interface AwkFunction {
  name: string;
  parameters: string[];
  body: Statement;
  pure: boolean;
}

export interface AwkProgram {
  rules: Rule[];
  functions: Map<string, AwkFunction>;
  /** Names of globals; the slot is the place. */
  globals: string[];
}
