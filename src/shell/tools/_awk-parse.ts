/** The grammar of awk (POSIX, with mawk's and gawk's common additions) to a tree. */
import type { ArrayRef, AwkFunction, AwkProgram, BinaryOperator, CompareOperator, Expr, Redirection, Rule, Statement, Target } from './_awk-ast';
import { AwkLexer, AwkSyntaxError, plainRegexSource, regexFault } from './_awk-lex';
import type { Token } from './_awk-lex';
import { compileRegex, isRegexError } from './_regex';
import type { Regex } from './_regex';

export const SPECIAL_NAMES = [
  'NF',
  'NR',
  'FNR',
  'FS',
  'OFS',
  'ORS',
  'RS',
  'FILENAME',
  'SUBSEP',
  'RSTART',
  'RLENGTH',
  'CONVFMT',
  'OFMT',
  'ENVIRON',
  'ARGC',
  'ARGV',
] as const;

export function parseAwk(source: string): AwkProgram {
  return new Parser(source).program();
}

/** [fewest, most] arguments. */
const ARITY: Readonly<Record<string, readonly [number, number]>> = {
  length: [0, 1],
  substr: [2, 3],
  index: [2, 2],
  split: [2, 4],
  sub: [2, 3],
  gsub: [2, 3],
  match: [2, 3],
  sprintf: [1, Infinity],
  sin: [1, 1],
  cos: [1, 1],
  atan2: [2, 2],
  exp: [1, 1],
  log: [1, 1],
  sqrt: [1, 1],
  int: [1, 1],
  rand: [0, 0],
  srand: [0, 1],
  tolower: [1, 1],
  toupper: [1, 1],
  system: [1, 1],
  close: [1, 2],
  fflush: [0, 1],
  systime: [0, 0],
  strftime: [0, 3],
  gensub: [3, 4],
};
const WAITING = new Set(['system', 'close', 'fflush']);

class Parser {
  private lexer: AwkLexer;
  private token: Token;
  private globals: string[] = [...SPECIAL_NAMES];
  private slots = new Map<string, number>(SPECIAL_NAMES.map((name, i) => [name, i]));
  private functions = new Map<string, AwkFunction>();
  private parameters: string[] = [];
  private inFunction = false;
  private loops = 0;
  private inBeginOrEnd = false;
  /** `>` is a redirection, not a comparison. */
  private noGreater = false;
  private calls: { name: string }[] = [];

  constructor(source: string) {
    this.lexer = new AwkLexer(source);
    this.token = this.lexer.read(0, 1);
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    this.skipTerminators();
    while (this.token.kind !== 'end') {
      if (this.isKeyword('function')) this.functionDefinition();
      else rules.push(this.rule());
      this.skipTerminators();
    }
    for (const { name } of this.calls)
      if (!this.functions.has(name)) throw new AwkSyntaxError(`line ${this.token.line + 1}: function ${name} never defined`);
    const program: AwkProgram = { rules, functions: this.functions, globals: this.globals };
    markPurity(program);
    return program;
  }

  // --- words

  private advance(): Token {
    const { token } = this;
    this.token = this.lexer.read(token.to, token.line + (token.kind === 'newline' ? 1 : 0));
    return token;
  }

  private goTo(position: number, line: number): void {
    this.token = this.lexer.read(position, line);
  }

  private bad(): never {
    const { token } = this;
    if (token.kind === 'end') throw new AwkSyntaxError(`line ${token.line + 1}: missing } near end of file`);
    if (token.kind === 'operator' && token.text === ')') throw new AwkSyntaxError(`line ${token.line}: extra ')'`);
    throw new AwkSyntaxError(
      `line ${token.line}: syntax error at or near ${token.kind === 'newline' ? 'end of line' : this.lexer.source.slice(token.from, token.to)}`,
    );
  }

  private is(operator: string): boolean {
    return this.token.kind === 'operator' && this.token.text === operator;
  }

  private isKeyword(word: string): boolean {
    return this.token.kind === 'keyword' && this.token.text === word;
  }

  private takes(operator: string): boolean {
    if (!this.is(operator)) return false;
    this.advance();
    return true;
  }

  private expect(operator: string): void {
    if (!this.takes(operator)) this.bad();
  }

  private skipNewlines(): void {
    while (this.token.kind === 'newline') this.advance();
  }

  private skipTerminators(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.advance();
  }

  private slot(name: string): number {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.globals.push(name) - 1;
      this.slots.set(name, slot);
    }
    return slot;
  }

  // --- rules and functions

  private rule(): Rule {
    if (this.isKeyword('BEGIN') || this.isKeyword('END')) {
      const kind = this.advance().text === 'BEGIN' ? 'begin' : 'end';
      this.skipNewlines();
      this.inBeginOrEnd = true;
      const action = this.block();
      this.inBeginOrEnd = false;
      return { kind, action };
    }
    if (this.is('{')) return { kind: 'main', action: this.block() };
    const pattern = this.expression();
    let until: Expr | undefined;
    if (this.takes(',')) {
      this.skipNewlines();
      until = this.expression();
    }
    const action = this.is('{') ? this.block() : undefined;
    if (!action && this.token.kind !== 'newline' && this.token.kind !== 'end' && !this.is(';')) this.bad();
    return { kind: 'main', pattern, until, action };
  }

  private functionDefinition(): void {
    this.advance();
    if (this.token.kind !== 'name' && this.token.kind !== 'call') this.bad();
    const name = this.advance().text;
    if (this.functions.has(name)) throw new AwkSyntaxError(`line ${this.token.line}: function ${name} redefined`);
    this.expect('(');
    const parameters: string[] = [];
    while (!this.is(')')) {
      this.skipNewlines();
      if (this.token.kind !== 'name') this.bad();
      parameters.push(this.advance().text);
      this.skipNewlines();
      if (!this.takes(',')) break;
    }
    this.expect(')');
    this.skipNewlines();
    this.parameters = parameters;
    this.inFunction = true;
    const entry: AwkFunction = { name, parameters, body: { kind: 'block', body: [], pure: true }, pure: true };
    this.functions.set(name, entry);
    entry.body = this.block();
    this.parameters = [];
    this.inFunction = false;
  }

  // --- statements

  private block(): Statement {
    this.expect('{');
    const body: Statement[] = [];
    this.skipTerminators();
    while (!this.is('}')) {
      if (this.token.kind === 'end') this.bad();
      body.push(this.statement());
      this.skipTerminators();
    }
    this.expect('}');
    return { kind: 'block', body, pure: false };
  }

  private endOfStatement(): void {
    if (this.token.kind === 'newline' || this.is(';')) {
      this.advance();
      return;
    }
    if (this.is('}') || this.token.kind === 'end') return;
    this.bad();
  }

  /** The statement under an if, a loop, an else. */
  private body(): Statement {
    this.skipNewlines();
    if (this.takes(';')) return { kind: 'block', body: [], pure: true };
    return this.statement();
  }

  private loopBody(): Statement {
    this.loops++;
    const body = this.body();
    this.loops--;
    return body;
  }

  private statement(): Statement {
    if (this.is('{')) return this.block();
    if (this.token.kind === 'keyword') {
      switch (this.token.text) {
        case 'if': {
          this.advance();
          const test = this.parenthesized();
          const then = this.body();
          // An else may stand behind newlines and one semicolon.
          const back = this.token;
          this.skipTerminators();
          if (this.isKeyword('else')) {
            this.advance();
            return { kind: 'if', test, then, otherwise: this.body(), pure: false };
          }
          this.goTo(back.from, back.line);
          return { kind: 'if', test, then, pure: false };
        }
        case 'while': {
          this.advance();
          const test = this.parenthesized();
          return { kind: 'while', test, body: this.loopBody(), pure: false };
        }
        case 'do': {
          this.advance();
          const body = this.loopBody();
          this.skipTerminators();
          if (!this.isKeyword('while')) this.bad();
          this.advance();
          const test = this.parenthesized();
          this.endOfStatement();
          return { kind: 'do', test, body, pure: false };
        }
        case 'for':
          return this.forStatement();
      }
    }
    const statement = this.simpleStatement();
    this.endOfStatement();
    return statement;
  }

  private parenthesized(): Expr {
    this.expect('(');
    const expr = this.nested(() => this.expression());
    this.expect(')');
    return expr;
  }

  /** Inside parentheses `>` compares. */
  private nested<T>(parse: () => T): T {
    const { noGreater } = this;
    this.noGreater = false;
    const result = parse();
    this.noGreater = noGreater;
    return result;
  }

  private forStatement(): Statement {
    this.advance();
    this.expect('(');
    const back = this.token;
    if (this.token.kind === 'name') {
      const name = this.advance().text;
      if (this.isKeyword('in')) {
        this.advance();
        const array = this.arrayName();
        if (this.takes(')')) return { kind: 'for-in', target: this.variable(name), array, body: this.loopBody(), pure: false };
      }
      this.goTo(back.from, back.line);
    }
    const start = this.is(';') ? undefined : this.simpleStatement();
    this.expect(';');
    this.skipNewlines();
    const test = this.is(';') ? undefined : this.expression();
    this.expect(';');
    this.skipNewlines();
    const step = this.is(')') ? undefined : this.simpleStatement();
    this.expect(')');
    return { kind: 'for', start, test, step, body: this.loopBody(), pure: false };
  }

  private simpleStatement(): Statement {
    if (this.token.kind === 'keyword') {
      const word = this.token.text;
      switch (word) {
        case 'print':
        case 'printf':
          return this.printStatement(word);
        case 'break':
        case 'continue':
          this.advance();
          if (this.loops === 0) throw new AwkSyntaxError(`line ${this.token.line}: improper use of ${word}`);
          return { kind: word, pure: true };
        case 'next':
        case 'nextfile':
          if (this.inBeginOrEnd) throw new AwkSyntaxError(`line ${this.token.line}: improper use of next`);
          this.advance();
          return { kind: word, pure: true };
        case 'exit':
        case 'return':
          if (word === 'return' && !this.inFunction) throw new AwkSyntaxError(`line ${this.token.line}: return outside function body`);
          this.advance();
          return { kind: word, value: this.atStatementEnd() ? undefined : this.expression(), pure: false };
        case 'delete': {
          this.advance();
          const paren = this.takes('(');
          const array = this.arrayName();
          let subscripts: Expr[] | undefined;
          if (this.takes('[')) {
            subscripts = this.nested(() => this.expressionList());
            this.expect(']');
          }
          if (paren) this.expect(')');
          return { kind: 'delete', array, subscripts, pure: false };
        }
      }
    }
    return { kind: 'expression', value: this.expression(), pure: false };
  }

  private atStatementEnd(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'end' || this.is(';') || this.is('}');
  }

  private printStatement(kind: 'print' | 'printf'): Statement {
    this.advance();
    const atEnd = (): boolean => this.atStatementEnd() || this.is('>') || this.is('>>') || this.is('|');
    let args: Expr[] = [];
    if (!atEnd()) {
      const grouped = this.is('(') ? this.groupedArguments(atEnd) : undefined;
      if (grouped) args = grouped;
      else {
        this.noGreater = true;
        args = this.expressionList();
        this.noGreater = false;
      }
    }
    if (kind === 'printf' && args.length === 0) this.bad();
    let redirection: Redirection | undefined;
    if (this.is('>') || this.is('>>') || this.is('|')) {
      const operator = this.advance().text as Redirection['kind'];
      this.noGreater = true;
      redirection = { kind: operator, to: this.concatenation() };
      this.noGreater = false;
    }
    return { kind, args, redirection, pure: false };
  }

  /** `print (a, b) > "x"`: the parentheses hold the whole list only when nothing follows them. */
  private groupedArguments(atEnd: () => boolean): Expr[] | undefined {
    const back = this.token;
    const knownCalls = this.calls.length;
    this.advance();
    try {
      const args = this.nested(() => this.expressionList());
      if (this.takes(')') && atEnd()) return args;
    } catch (thrown) {
      if (!(thrown instanceof AwkSyntaxError)) throw thrown;
    }
    this.calls.length = knownCalls;
    this.goTo(back.from, back.line);
    return undefined;
  }

  // --- expressions, from the loosest binding

  private expressionList(): Expr[] {
    this.skipNewlines();
    const list = [this.expression()];
    while (this.takes(',')) {
      this.skipNewlines();
      list.push(this.expression());
    }
    this.skipNewlinesBefore(')', ']');
    return list;
  }

  private skipNewlinesBefore(...closers: string[]): void {
    if (this.token.kind !== 'newline') return;
    const back = this.token;
    this.skipNewlines();
    if (!closers.some((closer) => this.is(closer))) this.goTo(back.from, back.line);
  }

  private expression(): Expr {
    const left = this.ternary();
    const operator = this.token.kind === 'operator' ? this.token.text : '';
    if (/^(=|\+=|-=|\*=|\/=|%=|\^=|\*\*=)$/.test(operator) && isTarget(left)) {
      this.advance();
      this.skipNewlines();
      const value = this.expression();
      const short = operator === '=' ? '=' : operator === '**=' ? '^' : (operator.slice(0, -1) as BinaryOperator);
      return { kind: 'assign', operator: short, target: left, value, pure: false };
    }
    return left;
  }

  private ternary(): Expr {
    const test = this.or();
    if (!this.is('?')) return test;
    this.advance();
    this.skipNewlines();
    const then = this.expression();
    this.skipNewlines();
    this.expect(':');
    this.skipNewlines();
    return { kind: 'conditional', test, then, otherwise: this.expression(), pure: false };
  }

  private or(): Expr {
    let left = this.and();
    while (this.is('||')) {
      this.advance();
      this.skipNewlines();
      left = { kind: 'or', left, right: this.and(), pure: false };
    }
    return left;
  }

  private and(): Expr {
    let left = this.membership();
    while (this.is('&&')) {
      this.advance();
      this.skipNewlines();
      left = { kind: 'and', left, right: this.membership(), pure: false };
    }
    return left;
  }

  private membership(): Expr {
    let left = this.matching();
    while (this.isKeyword('in')) {
      this.advance();
      left = { kind: 'in', subscripts: [left], array: this.arrayName(), pure: false };
    }
    return left;
  }

  private matching(): Expr {
    let left = this.comparison();
    while (this.is('~') || this.is('!~')) {
      const negated = this.advance().text === '!~';
      left = { kind: 'match', negated, left, right: this.comparison(), pure: false };
    }
    return left;
  }

  private comparison(): Expr {
    let left = this.concatenation();
    for (;;) {
      const operator = this.token.kind === 'operator' ? this.token.text : '';
      if (operator === '|' && this.nextIsGetline()) {
        this.advance();
        this.advance();
        left = { kind: 'getline', from: 'command', source: left, target: this.maybeTarget(), pure: false };
        continue;
      }
      if (!/^(<|<=|==|!=|>|>=)$/.test(operator) || (operator === '>' && this.noGreater)) return left;
      this.advance();
      left = { kind: 'compare', operator: operator as CompareOperator, left, right: this.concatenation(), pure: false };
    }
  }

  private nextIsGetline(): boolean {
    const next = this.lexer.read(this.token.to, this.token.line);
    return next.kind === 'keyword' && next.text === 'getline';
  }

  private concatenation(): Expr {
    let left = this.additive();
    while (this.beginsOperand()) left = { kind: 'concat', left, right: this.additive(), pure: false };
    return left;
  }

  private beginsOperand(): boolean {
    const { kind, text } = this.token;
    if (kind === 'number' || kind === 'string' || kind === 'name' || kind === 'call' || kind === 'builtin') return true;
    if (kind !== 'operator') return false;
    return text === '$' || text === '(' || text === '++' || text === '--';
  }

  private additive(): Expr {
    let left = this.multiplicative();
    while (this.is('+') || this.is('-')) {
      const operator = this.advance().text as BinaryOperator;
      left = { kind: 'binary', operator, left, right: this.multiplicative(), pure: false };
    }
    return left;
  }

  private multiplicative(): Expr {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.advance().text as BinaryOperator;
      left = { kind: 'binary', operator, left, right: this.unary(), pure: false };
    }
    return left;
  }

  private unary(): Expr {
    if (this.is('!') || this.is('-') || this.is('+')) {
      const operator = this.advance().text;
      const operand = this.unary();
      return { kind: operator === '!' ? 'not' : operator === '-' ? 'negate' : 'plus', operand, pure: false };
    }
    return this.power();
  }

  private power(): Expr {
    const base = this.postfix();
    if (!this.is('^') && !this.is('**')) return base;
    this.advance();
    // Right-associative, and the exponent may carry a sign.
    const exponent: Expr = this.is('-') || this.is('+') || this.is('!') ? this.unary() : this.power();
    return { kind: 'binary', operator: '^', left: base, right: exponent, pure: false };
  }

  private postfix(): Expr {
    const operand = this.primary();
    if (isTarget(operand) && (this.is('++') || this.is('--'))) {
      const delta = this.advance().text === '++' ? 1 : -1;
      return { kind: 'increment', target: operand, delta, prefix: false, pure: false };
    }
    return operand;
  }

  private primary(): Expr {
    const { token } = this;
    switch (token.kind) {
      case 'number':
        this.advance();
        return { kind: 'number', value: token.value as number, pure: true };
      case 'string':
        this.advance();
        return { kind: 'string', value: token.text, pure: true };
      case 'name':
        this.advance();
        return this.nameOrElement(token.text);
      case 'call':
        return this.call();
      case 'builtin':
        return this.builtin();
      case 'keyword':
        if (token.text === 'getline') return this.getline();
        return this.bad();
      case 'operator':
        break;
      default:
        return this.bad();
    }
    switch (token.text) {
      case '$': {
        this.advance();
        const index: Expr =
          this.is('++') || this.is('--') ? this.prefixIncrement() : this.is('-') || this.is('+') || this.is('!') ? this.unary() : this.primary();
        return { kind: 'field', index, pure: false };
      }
      case '++':
      case '--':
        return this.prefixIncrement();
      case '/':
      case '/=': {
        const { source, to } = this.lexer.regex(token.from, token.line);
        this.goTo(to, token.line);
        return { kind: 'regex', regex: this.compile(source, token.line), pure: true };
      }
      case '(': {
        this.advance();
        const list = this.nested(() => this.expressionList());
        this.expect(')');
        if (list.length === 1) return { kind: 'group', operand: list[0] as Expr, pure: false };
        if (!this.isKeyword('in')) this.bad();
        this.advance();
        return { kind: 'in', subscripts: list, array: this.arrayName(), pure: false };
      }
      case '-':
      case '+':
      case '!':
        return this.unary();
      default:
        return this.bad();
    }
  }

  private compile(source: string, line: number): Regex {
    const regex = compileRegex(plainRegexSource(source), { extended: true, escapes: 'awk' });
    if (isRegexError(regex)) throw new AwkSyntaxError(`line ${line}: regular expression compile failed (${regexFault(regex.error)})\n${source}`);
    return regex;
  }

  private prefixIncrement(): Expr {
    const delta = this.advance().text === '++' ? 1 : -1;
    const target = this.primary();
    if (!isTarget(target)) return this.bad();
    return { kind: 'increment', target, delta, prefix: true, pure: false };
  }

  private nameOrElement(name: string): Expr {
    if (!this.is('[')) return this.variable(name);
    this.advance();
    const subscripts = this.nested(() => this.expressionList());
    this.expect(']');
    return { kind: 'element', array: this.array(name), subscripts, pure: false };
  }

  private variable(name: string): Target {
    const index = this.parameters.indexOf(name);
    if (index >= 0) return { kind: 'local', index, name, pure: true };
    return { kind: 'global', slot: this.slot(name), name, pure: true };
  }

  private array(name: string): ArrayRef {
    const index = this.parameters.indexOf(name);
    return index >= 0 ? { kind: 'local', index, name } : { kind: 'global', slot: this.slot(name), name };
  }

  private arrayName(): ArrayRef {
    if (this.token.kind !== 'name') this.bad();
    return this.array(this.advance().text);
  }

  private call(): Expr {
    const { text: name, line } = this.advance();
    const args = this.callArguments();
    this.calls.push({ name });
    return { kind: 'call', name, args, line, pure: false };
  }

  private callArguments(): Expr[] {
    this.expect('(');
    this.skipNewlines();
    const args = this.is(')') ? [] : this.nested(() => this.expressionList());
    this.skipNewlines();
    this.expect(')');
    return args;
  }

  private builtin(): Expr {
    const { text: name, line } = this.advance();
    if (!this.is('(')) {
      if (name === 'length') return { kind: 'builtin', name, args: [], pure: false };
      this.bad();
    }
    const args = this.callArguments();
    const [fewest, most] = ARITY[name] as readonly [number, number];
    if (args.length < fewest || args.length > most) throw new AwkSyntaxError(`line ${line}: wrong number of arguments in call to ${name}`);
    return { kind: 'builtin', name, args, pure: false };
  }

  private getline(): Expr {
    this.advance();
    const target = this.maybeTarget();
    if (!this.is('<')) return { kind: 'getline', from: 'input', target, pure: false };
    this.advance();
    return { kind: 'getline', from: 'file', source: this.postfix(), target, pure: false };
  }

  private maybeTarget(): Target | undefined {
    if (this.token.kind !== 'name' && !this.is('$')) return undefined;
    const target = this.primary();
    return isTarget(target) ? target : this.bad();
  }
}

function isTarget(expr: Expr): expr is Target {
  return expr.kind === 'global' || expr.kind === 'local' || expr.kind === 'field' || expr.kind === 'element';
}

// --- what may wait

/** Marks what never waits. A function waits when it loops or calls what waits; found by going round until nothing changes. */
function markPurity(program: AwkProgram): void {
  const { functions, rules } = program;
  for (let changed = true; changed;) {
    changed = false;
    for (const entry of functions.values()) {
      const pure = markStatement(entry.body, functions);
      if (entry.pure && !pure) {
        entry.pure = false;
        changed = true;
      }
    }
  }
  for (const { pattern, until, action } of rules) {
    if (pattern) markExpr(pattern, functions);
    if (until) markExpr(until, functions);
    if (action) markStatement(action, functions);
  }
}

type Functions = ReadonlyMap<string, AwkFunction>;

function all(exprs: readonly (Expr | undefined)[], functions: Functions): boolean {
  let pure = true;
  for (const expr of exprs) if (expr && !markExpr(expr, functions)) pure = false;
  return pure;
}

function markExpr(expr: Expr, functions: Functions): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'regex':
    case 'global':
    case 'local':
      return true;
    case 'getline':
      all([expr.source, expr.target], functions);
      return false;
    case 'field':
      return (expr.pure = markExpr(expr.index, functions));
    case 'element':
    case 'in':
      return (expr.pure = all(expr.subscripts, functions));
    case 'assign':
      return (expr.pure = all([expr.target, expr.value], functions));
    case 'increment':
      return (expr.pure = markExpr(expr.target, functions));
    case 'conditional':
      return (expr.pure = all([expr.test, expr.then, expr.otherwise], functions));
    case 'not':
    case 'negate':
    case 'plus':
    case 'group':
      return (expr.pure = markExpr(expr.operand, functions));
    case 'call':
      return (expr.pure = all(expr.args, functions) && functions.get(expr.name)?.pure === true);
    case 'builtin':
      return (expr.pure = all(expr.args, functions) && !WAITING.has(expr.name));
    default:
      return (expr.pure = all([expr.left, expr.right], functions));
  }
}

function markStatement(statement: Statement, functions: Functions): boolean {
  switch (statement.kind) {
    case 'block': {
      let pure = true;
      for (const each of statement.body) if (!markStatement(each, functions)) pure = false;
      return (statement.pure = pure);
    }
    case 'expression':
      return (statement.pure = markExpr(statement.value, functions));
    case 'print':
    case 'printf':
      return (statement.pure = all([...statement.args, statement.redirection?.to], functions));
    case 'if': {
      const test = markExpr(statement.test, functions);
      const then = markStatement(statement.then, functions);
      const otherwise = statement.otherwise === undefined || markStatement(statement.otherwise, functions);
      return (statement.pure = test && then && otherwise);
    }
    case 'while':
    case 'do':
      markExpr(statement.test, functions);
      markStatement(statement.body, functions);
      return false;
    case 'for':
      if (statement.start) markStatement(statement.start, functions);
      if (statement.test) markExpr(statement.test, functions);
      if (statement.step) markStatement(statement.step, functions);
      markStatement(statement.body, functions);
      return false;
    case 'for-in':
      markExpr(statement.target, functions);
      markStatement(statement.body, functions);
      return false;
    case 'exit':
    case 'return':
      return (statement.pure = statement.value === undefined || markExpr(statement.value, functions));
    case 'delete':
      return (statement.pure = all(statement.subscripts ?? [], functions));
    default:
      return true;
  }
}
