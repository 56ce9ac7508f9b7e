/** bc's language: parsed line by line as input comes, and run at once. */
import type { Program } from '../../sim';
import { arcTangent, cosine, exponential, logarithm, sine } from './_bc-math';
import {
  add,
  compare,
  divide,
  formatDecimal,
  fromInteger,
  modulo,
  multiply,
  negate,
  ONE,
  parseDecimal,
  power,
  squareRoot,
  subtract,
  ZERO,
} from './_bc-number';
import type { Decimal } from './_bc-number';

type Node =
  | { kind: 'number'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'element'; name: string; index: Node }
  | { kind: 'assign'; operator: string; target: Node; value: Node }
  | { kind: 'step'; target: Node; by: 1 | -1; prefix: boolean }
  | { kind: 'binary'; operator: string; left: Node; right: Node }
  | { kind: 'negate' | 'not' | 'group'; operand: Node }
  | { kind: 'call'; name: string; args: Node[] };

type Statement =
  | { kind: 'expression'; value: Node }
  | { kind: 'text'; text: string }
  | { kind: 'print'; items: (Node | string)[] }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'if'; test: Node; then: Statement; otherwise?: Statement }
  | { kind: 'while'; test: Node; body: Statement }
  | { kind: 'for'; start?: Node; test?: Node; step?: Node; body: Statement }
  | { kind: 'define'; name: string; parameters: string[]; autos: string[]; body: Statement[] }
  | { kind: 'return'; value?: Node }
  | { kind: 'break' | 'continue' | 'quit' };

interface Token {
  kind: 'number' | 'name' | 'text' | 'operator' | 'newline' | 'end';
  text: string;
}

class BcSyntax extends Error {
  /** `atNewline`: found out only when the next line was begun. */
  constructor(readonly atNewline = false) {
    super('syntax error');
  }
}
class BcIncomplete extends Error {}
class BcRuntime extends Error {}

/** Blanks and comments; a number; a name; a text; a newline; an operator. */
const TOKEN = new RegExp(
  [
    '^(?:[ \\t\\r]+|\\\\\\n|#[^\\n]*|\\/\\*[\\s\\S]*?\\*\\/)',
    '^([0-9A-F]+\\.?[0-9A-F]*|\\.[0-9A-F]+)',
    '^([a-z][a-z0-9_]*)',
    '^"([^"]*)"',
    '^(\\n)',
    '^(\\+\\+|--|[-+*/%^]=|==|<=|>=|!=|&&|\\|\\||[-+*/%^=<>!(){}[\\];,.])',
  ].join('|'),
);

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    if (rest.startsWith('/*') && !rest.includes('*/')) throw new BcIncomplete();
    if (rest.startsWith('"') && !rest.slice(1).includes('"')) throw new BcIncomplete();
    const match = TOKEN.exec(rest);
    if (!match) throw new BcSyntax();
    at += match[0].length;
    if (match[1] !== undefined) tokens.push({ kind: 'number', text: match[1] });
    else if (match[2] !== undefined) tokens.push({ kind: 'name', text: match[2] });
    else if (match[3] !== undefined) tokens.push({ kind: 'text', text: match[3] });
    else if (match[4] !== undefined) tokens.push({ kind: 'newline', text: '\n' });
    else if (match[5] !== undefined) tokens.push({ kind: 'operator', text: match[5] });
  }
  return tokens;
}

class Parser {
  private at = 0;

  constructor(private tokens: readonly Token[]) {}

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '' };
  }

  private is(text: string): boolean {
    const { kind, text: found } = this.peek();
    return (kind === 'operator' || kind === 'name') && found === text;
  }

  private takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) this.bad();
  }

  private bad(): never {
    if (this.peek().kind === 'end') throw new BcIncomplete();
    throw new BcSyntax(this.peek().kind === 'newline');
  }

  private skipNewlines(): void {
    while (this.peek().kind === 'newline') this.at++;
  }

  program(): Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      while (this.peek().kind === 'newline' || this.is(';')) this.at++;
      if (this.peek().kind === 'end') return statements;
      statements.push(this.statement());
      const next = this.peek();
      if (next.kind !== 'newline' && next.kind !== 'end' && !this.is(';')) this.bad();
    }
  }

  private block(): Statement[] {
    this.expect('{');
    const body: Statement[] = [];
    for (;;) {
      while (this.peek().kind === 'newline' || this.is(';')) this.at++;
      if (this.takes('}')) return body;
      body.push(this.statement());
      if (!this.is('}') && !this.is(';') && this.peek().kind !== 'newline') this.bad();
    }
  }

  private body(): Statement {
    this.skipNewlines();
    if (this.peek().kind === 'end') throw new BcIncomplete();
    return this.statement();
  }

  private statement(): Statement {
    const token = this.peek();
    if (token.kind === 'text') {
      this.at++;
      return { kind: 'text', text: token.text };
    }
    if (this.is('{')) return { kind: 'block', body: this.block() };
    if (token.kind === 'name') {
      switch (token.text) {
        case 'if': {
          this.at++;
          this.expect('(');
          const test = this.expression();
          this.expect(')');
          const then = this.body();
          const back = this.at;
          this.skipNewlines();
          if (this.takes('else')) return { kind: 'if', test, then, otherwise: this.body() };
          this.at = back;
          return { kind: 'if', test, then };
        }
        case 'while': {
          this.at++;
          this.expect('(');
          const test = this.expression();
          this.expect(')');
          return { kind: 'while', test, body: this.body() };
        }
        case 'for': {
          this.at++;
          this.expect('(');
          const start = this.is(';') ? undefined : this.expression();
          this.expect(';');
          const test = this.is(';') ? undefined : this.expression();
          this.expect(';');
          const step = this.is(')') ? undefined : this.expression();
          this.expect(')');
          return { kind: 'for', start, test, step, body: this.body() };
        }
        case 'define': {
          this.at++;
          if (this.is('void')) this.at++;
          const name = this.name();
          const parameters = this.names('(', ')');
          this.skipNewlines();
          this.expect('{');
          this.at--;
          const save = this.at;
          this.at++;
          while (this.peek().kind === 'newline' || this.is(';')) this.at++;
          let autos: string[] = [];
          if (this.takes('auto')) autos = this.nameList();
          else this.at = save + 1;
          const body: Statement[] = [];
          for (;;) {
            while (this.peek().kind === 'newline' || this.is(';')) this.at++;
            if (this.takes('}')) break;
            body.push(this.statement());
            if (!this.is('}') && !this.is(';') && this.peek().kind !== 'newline') this.bad();
          }
          return { kind: 'define', name, parameters, autos, body };
        }
        case 'return': {
          this.at++;
          const next = this.peek();
          return {
            kind: 'return',
            value: next.kind === 'newline' || next.kind === 'end' || this.is(';') || this.is('}') ? undefined : this.expression(),
          };
        }
        case 'break':
        case 'continue':
          this.at++;
          return { kind: token.text };
        case 'quit':
        case 'halt':
          this.at++;
          return { kind: 'quit' };
        case 'print': {
          this.at++;
          const items: (Node | string)[] = [];
          do {
            const next = this.peek();
            if (next.kind === 'text') {
              this.at++;
              items.push(
                next.text.replace(
                  /\\(.)/g,
                  (_all, letter: string) =>
                    (({ n: '\n', t: '\t', q: '"', '\\': '\\', a: '\x07' }) as Record<string, string>)[letter] ?? `\\${letter}`,
                ),
              );
            } else items.push(this.expression());
          } while (this.takes(','));
          return { kind: 'print', items };
        }
      }
    }
    return { kind: 'expression', value: this.expression() };
  }

  private name(): string {
    const token = this.peek();
    if (token.kind !== 'name') this.bad();
    this.at++;
    return token.text;
  }

  private nameList(): string[] {
    const names: string[] = [];
    do {
      let name = this.name();
      if (this.takes('[')) {
        this.expect(']');
        name += '[]';
      }
      names.push(name);
    } while (this.takes(','));
    return names;
  }

  private names(open: string, close: string): string[] {
    this.expect(open);
    if (this.takes(close)) return [];
    const names = this.nameList();
    this.expect(close);
    return names;
  }

  private expression(): Node {
    return this.or();
  }

  private or(): Node {
    let left = this.and();
    while (this.takes('||')) left = { kind: 'binary', operator: '||', left, right: this.and() };
    return left;
  }

  private and(): Node {
    let left = this.not();
    while (this.takes('&&')) left = { kind: 'binary', operator: '&&', left, right: this.not() };
    return left;
  }

  private not(): Node {
    if (this.takes('!')) return { kind: 'not', operand: this.not() };
    return this.relation();
  }

  private relation(): Node {
    let left = this.assignment();
    for (;;) {
      const { text } = this.peek();
      if (!/^(==|!=|<|<=|>|>=)$/.test(text) || this.peek().kind !== 'operator') return left;
      this.at++;
      left = { kind: 'binary', operator: text, left, right: this.assignment() };
    }
  }

  private assignment(): Node {
    const left = this.sum();
    const { kind, text } = this.peek();
    if (kind !== 'operator' || !/^([-+*/%^]?=)$/.test(text) || (left.kind !== 'variable' && left.kind !== 'element')) return left;
    this.at++;
    return { kind: 'assign', operator: text.slice(0, -1), target: left, value: this.assignment() };
  }

  private sum(): Node {
    let left = this.product();
    while (this.is('+') || this.is('-')) {
      const operator = this.peek().text;
      this.at++;
      left = { kind: 'binary', operator, left, right: this.product() };
    }
    return left;
  }

  private product(): Node {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.peek().text;
      this.at++;
      left = { kind: 'binary', operator, left, right: this.unary() };
    }
    return left;
  }

  /** In bc a sign binds closer than a power: -2^2 is 4. */
  private powerExpression(): Node {
    const left = this.signed();
    if (!this.takes('^')) return left;
    return { kind: 'binary', operator: '^', left, right: this.powerExpression() };
  }

  private unary(): Node {
    return this.powerExpression();
  }

  private signed(): Node {
    if (this.takes('-')) return { kind: 'negate', operand: this.signed() };
    return this.postfix();
  }

  private postfix(): Node {
    if (this.is('++') || this.is('--')) {
      const by = this.peek().text === '++' ? 1 : -1;
      this.at++;
      return { kind: 'step', target: this.primary(), by, prefix: true };
    }
    const operand = this.primary();
    if ((operand.kind === 'variable' || operand.kind === 'element') && (this.is('++') || this.is('--'))) {
      const by = this.peek().text === '++' ? 1 : -1;
      this.at++;
      return { kind: 'step', target: operand, by, prefix: false };
    }
    return operand;
  }

  private primary(): Node {
    const token = this.peek();
    if (token.kind === 'number') {
      this.at++;
      return { kind: 'number', text: token.text };
    }
    if (this.takes('.')) return { kind: 'variable', name: 'last' };
    if (this.takes('(')) {
      const operand = this.expression();
      this.expect(')');
      return { kind: 'group', operand };
    }
    if (token.kind !== 'name') this.bad();
    this.at++;
    if (this.takes('(')) {
      const args: Node[] = [];
      if (!this.takes(')')) {
        do args.push(this.expression());
        while (this.takes(','));
        this.expect(')');
      }
      return { kind: 'call', name: token.text, args };
    }
    if (this.takes('[')) {
      const index = this.expression();
      this.expect(']');
      return { kind: 'element', name: token.text, index };
    }
    return { kind: 'variable', name: token.text };
  }
}

interface BcFunction {
  parameters: string[];
  autos: string[];
  body: Statement[];
}

type Flow = undefined | 'break' | 'continue' | 'return' | 'quit';

const STEPS_PER_PAUSE = 2000;
const CALLS_DEEP_MAX = 300;

/** One bc with its variables; feed it lines, take the output. */
export class Bc {
  private pending = '';
  private line = 0;
  private variables = new Map<string, Decimal>();
  private elements = new Map<string, Decimal>();
  private functions = new Map<string, BcFunction>();
  private returned: Decimal = ZERO;
  private steps = 0;
  private depth = 0;
  output = '';
  errors = '';
  ended = false;

  constructor(
    private hasLibrary: boolean,
    private pause: () => Program,
  ) {
    if (hasLibrary) this.variables.set('scale', fromInteger(20));
  }

  /** One line of input; `last` when nothing follows. */
  *feed(text: string, last: boolean, name = '(standard_in)'): Program {
    this.line++;
    this.pending += `${text}\n`;
    let statements: Statement[];
    try {
      statements = new Parser(tokenize(this.pending)).program();
    } catch (thrown) {
      if (thrown instanceof BcIncomplete && !last) return;
      if (!(thrown instanceof BcSyntax) && !(thrown instanceof BcIncomplete)) throw thrown;
      if (thrown instanceof BcSyntax || this.pending.trim() !== '')
        this.errors += `${name} ${this.line + (thrown instanceof BcSyntax && thrown.atNewline ? 1 : 0)}: syntax error\n`;
      this.pending = '';
      return;
    }
    this.pending = '';
    try {
      for (const statement of statements) {
        if ((yield* this.run(statement)) === 'quit') {
          this.ended = true;
          return;
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof BcRuntime)) throw thrown;
      this.errors += `Runtime error (func=(main), adr=3): ${thrown.message}\n`;
    }
  }

  private get scale(): number {
    return Number(this.variables.get('scale')?.digits ?? 0n);
  }

  private base(name: 'ibase' | 'obase'): number {
    const value = this.variables.get(name);
    return value ? Number(value.digits / 10n ** BigInt(value.scale)) : 10;
  }

  private *run(statement: Statement): Program<Flow> {
    if (++this.steps % STEPS_PER_PAUSE === 0) yield* this.pause();
    switch (statement.kind) {
      case 'expression': {
        const value = yield* this.value(statement.value);
        if (statement.value.kind !== 'assign') {
          this.output += `${formatDecimal(value, this.base('obase'))}\n`;
          this.variables.set('last', value);
        }
        return undefined;
      }
      case 'text':
        this.output += statement.text;
        return undefined;
      case 'print':
        for (const item of statement.items)
          this.output += typeof item === 'string' ? item : formatDecimal(yield* this.value(item), this.base('obase'));
        return undefined;
      case 'block':
        for (const each of statement.body) {
          const flow = yield* this.run(each);
          if (flow) return flow;
        }
        return undefined;
      case 'if':
        if ((yield* this.value(statement.test)).digits !== 0n) return yield* this.run(statement.then);
        return statement.otherwise ? yield* this.run(statement.otherwise) : undefined;
      case 'while':
        while ((yield* this.value(statement.test)).digits !== 0n) {
          const flow = yield* this.run(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
        }
        return undefined;
      case 'for':
        if (statement.start) yield* this.value(statement.start);
        while (!statement.test || (yield* this.value(statement.test)).digits !== 0n) {
          const flow = yield* this.run(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
          if (statement.step) yield* this.value(statement.step);
        }
        return undefined;
      case 'define':
        this.functions.set(statement.name, statement);
        return undefined;
      case 'return':
        this.returned = statement.value ? yield* this.value(statement.value) : ZERO;
        return 'return';
      default:
        return statement.kind;
    }
  }

  private *value(node: Node): Program<Decimal> {
    switch (node.kind) {
      case 'number':
        return parseDecimal(node.text, this.base('ibase'));
      case 'variable':
        if (node.name === 'ibase' || node.name === 'obase') return fromInteger(this.base(node.name));
        return this.variables.get(node.name) ?? ZERO;
      case 'element':
        return this.elements.get(`${node.name}[${formatDecimal(yield* this.value(node.index), 10).split('.')[0]}]`) ?? ZERO;
      case 'group':
        return yield* this.value(node.operand);
      case 'negate':
        return negate(yield* this.value(node.operand));
      case 'not':
        return (yield* this.value(node.operand)).digits === 0n ? ONE : ZERO;
      case 'assign': {
        const value = yield* this.value(node.value);
        const result = node.operator === '' ? value : this.operate(node.operator, yield* this.value(node.target), value);
        yield* this.assign(node.target, result);
        return result;
      }
      case 'step': {
        const before = yield* this.value(node.target);
        const after = add(before, fromInteger(node.by));
        yield* this.assign(node.target, after);
        return node.prefix ? after : before;
      }
      case 'binary': {
        const left = yield* this.value(node.left);
        if (node.operator === '&&' && left.digits === 0n) return ZERO;
        if (node.operator === '||' && left.digits !== 0n) return ONE;
        return this.operate(node.operator, left, yield* this.value(node.right));
      }
      case 'call':
        return yield* this.call(node.name, node.args);
    }
  }

  private *assign(target: Node, value: Decimal): Program {
    if (target.kind === 'variable') {
      if (target.name === 'scale' && value.digits < 0n) throw new BcRuntime('negative scale, set to 0');
      this.variables.set(target.name, target.name === 'scale' ? fromInteger(value.digits / 10n ** BigInt(value.scale)) : value);
    } else if (target.kind === 'element')
      this.elements.set(`${target.name}[${formatDecimal(yield* this.value(target.index), 10).split('.')[0]}]`, value);
  }

  private operate(operator: string, left: Decimal, right: Decimal): Decimal {
    const truth = (holds: boolean): Decimal => (holds ? ONE : ZERO);
    switch (operator) {
      case '+':
        return add(left, right);
      case '-':
        return subtract(left, right);
      case '*':
        return multiply(left, right, this.scale);
      case '/':
        return divide(left, right, this.scale) ?? this.zeroDivision();
      case '%':
        return modulo(left, right, this.scale) ?? this.zeroDivision('Modulo by zero');
      case '^': {
        const exponent = right.digits / 10n ** BigInt(right.scale);
        if (exponent > 100_000n) throw new BcRuntime('exponent too large in raise');
        return power(left, exponent, this.scale) ?? this.zeroDivision();
      }
      case '==':
        return truth(compare(left, right) === 0);
      case '!=':
        return truth(compare(left, right) !== 0);
      case '<':
        return truth(compare(left, right) < 0);
      case '<=':
        return truth(compare(left, right) <= 0);
      case '>':
        return truth(compare(left, right) > 0);
      case '>=':
        return truth(compare(left, right) >= 0);
      default:
        return truth(right.digits !== 0n);
    }
  }

  private zeroDivision(words = 'Divide by zero'): never {
    throw new BcRuntime(words);
  }

  private *call(name: string, args: readonly Node[]): Program<Decimal> {
    const values: Decimal[] = [];
    for (const arg of args) values.push(yield* this.value(arg));
    const first = values[0] ?? ZERO;
    const own = this.functions.get(name);
    if (own) return yield* this.callOwn(own, values);
    switch (name) {
      case 'sqrt': {
        const root = squareRoot(first, this.scale);
        if (!root) throw new BcRuntime('Square root of a negative number');
        return root;
      }
      case 'length': {
        const text = (first.digits < 0n ? -first.digits : first.digits).toString();
        return fromInteger(Math.max(first.digits === 0n ? Math.max(1, first.scale) : text.length, first.scale));
      }
      case 'scale':
        return fromInteger(first.scale);
    }
    if (this.hasLibrary) {
      switch (name) {
        case 'e':
          return exponential(first, this.scale);
        case 'l':
          return logarithm(first, this.scale);
        case 's':
          return sine(first, this.scale);
        case 'c':
          return cosine(first, this.scale);
        case 'a':
          return arcTangent(first, this.scale);
      }
    }
    throw new BcRuntime(`Function ${name} not defined.`);
  }

  private *callOwn({ parameters, autos, body }: BcFunction, values: readonly Decimal[]): Program<Decimal> {
    if (values.length !== parameters.length) throw new BcRuntime('Parameter number mismatch');
    if (++this.depth > CALLS_DEEP_MAX) throw new BcRuntime('Function call nesting too deep');
    const saved = [...parameters, ...autos].map((name) => [name, this.variables.get(name)] as const);
    parameters.forEach((name, i) => this.variables.set(name, values[i] as Decimal));
    for (const name of autos) this.variables.delete(name);
    this.returned = ZERO;
    for (const statement of body) if (yield* this.run(statement)) break;
    for (const [name, value] of saved) {
      if (value) this.variables.set(name, value);
      else this.variables.delete(name);
    }
    this.depth--;
    return this.returned;
  }
}
