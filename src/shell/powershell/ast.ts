/** What the parser makes of a text. Every node knows where it stands, for the lines below an error message. */

export interface Span {
  start: number;
  end: number;
}

export type Expression = Span &
  (
    | { kind: 'literal'; value: string | number }
    /** Text with variables and `$( )` in it; literal parts are strings. */
    | { kind: 'expandable'; parts: (string | Expression)[] }
    | { kind: 'variable'; name: string; splat?: boolean }
    | { kind: 'member'; object: Expression; name: Expression; arguments?: Expression[]; static: boolean }
    | { kind: 'index'; object: Expression; index: Expression }
    | { kind: 'unary'; operator: string; operand: Expression }
    | { kind: 'step'; target: Expression; by: 1 | -1; before: boolean }
    | { kind: 'binary'; operator: string; left: Expression; right: Expression }
    | { kind: 'list'; items: Expression[] }
    | { kind: 'array'; body: Block }
    | { kind: 'sub'; body: Block }
    | { kind: 'group'; statement: Statement }
    | { kind: 'table'; entries: { key: Expression; value: Statement }[] }
    | { kind: 'script'; script: Script }
    | { kind: 'type'; name: string }
    | { kind: 'cast'; type: string; operand: Expression }
  );

export interface Parameter {
  name: string;
  type?: string;
  initial?: Expression;
  mandatory?: boolean;
}

/** `{ … }` with what it takes; the text is what it prints as. */
export interface Script {
  start: number;
  stop: number;
  parameters: Parameter[];
  begin?: Block;
  body: Block;
  end?: Block;
  /** Its body is a `process` block: it runs for each object. */
  named: boolean;
  text: string;
}

export type Block = Statement[];

export type Argument = Span &
  (
    | { kind: 'value'; value: Expression; /** Written as one word, so that a program gets `a,b` as one. */ word?: boolean }
    /** `-Name` or `-Name:value`; `raw` is how it was typed, which is what a program gets. */
    | { kind: 'parameter'; name: string; raw: string; value?: Expression }
    /** What follows `--%`. */
    | { kind: 'verbatim'; text: string }
  );

export interface Redirection {
  /** 1 to 6, or 0 for `*`. */
  from: number;
  to: { kind: 'stream' } | { kind: 'file'; path: Expression; append: boolean };
}

export interface Command extends Span {
  kind: 'command';
  /** `&` and `.` call what their operand says. */
  call: '' | '&' | '.';
  name: Expression;
  args: Argument[];
  redirections: Redirection[];
}

export interface ExpressionStage extends Span {
  kind: 'expression';
  value: Expression;
  redirections: Redirection[];
}

export type Stage = Command | ExpressionStage;

export interface Pipeline extends Span {
  kind: 'pipeline';
  stages: Stage[];
}

export type Statement = Span &
  (
    | { kind: 'pipeline'; stages: Stage[] }
    | { kind: 'chain'; first: Statement; rest: { operator: '&&' | '||'; statement: Statement }[] }
    | { kind: 'assign'; target: Expression; operator: string; value: Statement }
    | { kind: 'if'; branches: { test: Statement; body: Block }[]; otherwise?: Block }
    | { kind: 'while'; test: Statement; body: Block; label: string }
    | { kind: 'do'; test: Statement; body: Block; until: boolean; label: string }
    | { kind: 'for'; first?: Statement; test?: Statement; step?: Statement; body: Block; label: string }
    | { kind: 'foreach'; name: string; items: Statement; body: Block; label: string }
    | { kind: 'switch'; subject: Statement; cases: { test: Expression | 'default'; body: Block }[]; mode: 'exact' | 'wildcard' | 'regex'; label: string }
    | { kind: 'try'; body: Block; catches: { types: string[]; body: Block }[]; last?: Block }
    | { kind: 'function'; name: string; script: Script }
    | { kind: 'leave'; how: 'break' | 'continue'; label: string }
    | { kind: 'return' | 'exit' | 'throw'; value?: Statement }
  );
