/**
 * Arithmetic as `$(( ))` does it: 64-bit integers that wrap, C's operators and precedence, variables by name whose
 * values are themselves expressions. Parsed once per text into a small tree and evaluated over it; the errors are
 * bash's, with the token it would name.
 */
export interface ArithmeticScope {
  /** The value of a variable or array element; undefined when unset. May throw what the shell throws (set -u). */
  read(name: string, subscript: string | undefined): string | undefined;
  write(name: string, subscript: string | undefined, value: string): void;
}

export class ArithmeticError extends Error {
  /** `message` is what bash prints after the expression. */
  constructor(readonly expression: string, message: string, readonly token: string) {
    super(message);
  }

  /** The line that bash prints, without its name before it. */
  get text(): string {
    return `${this.expression}: ${this.message} (error token is "${this.token}")`;
  }
}

type Node =
  | { kind: 'number'; value: bigint }
  | { kind: 'variable'; name: string; subscript?: string; at: number }
  | { kind: 'unary'; operator: string; operand: Node }
  | { kind: 'step'; by: bigint; prefix: boolean; target: Extract<Node, { kind: 'variable' }> }
  | { kind: 'binary'; operator: string; left: Node; right: Node; rightAt: number }
  | { kind: 'logical'; operator: '&&' | '||'; left: Node; right: Node }
  | { kind: 'choice'; test: Node; yes: Node; no: Node }
  | { kind: 'assign'; operator: string; target: Extract<Node, { kind: 'variable' }>; value: Node; rightAt: number }
  | { kind: 'comma'; left: Node; right: Node };

const RECURSION_MAX = 64;
const DEPTH_MAX = 200;

const PRECEDENCE: Record<string, number> = {
  '*': 11, '/': 11, '%': 11, '+': 10, '-': 10, '<<': 9, '>>': 9, '<': 8, '<=': 8, '>': 8, '>=': 8, '==': 7, '!=': 7, '&': 6, '^': 5, '|': 4,
};
const ASSIGNMENTS = ['=', '*=', '/=', '%=', '+=', '-=', '<<=', '>>=', '&=', '^=', '|='];
const OPERATORS = [
  '<<=', '>>=', '**', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '*=', '/=', '%=', '+=', '-=', '&=', '^=', '|=',
  '+', '-', '*', '/', '%', '<', '>', '!', '~', '&', '^', '|', '?', ':', '=', ',', '(', ')',
];

interface Token {
  kind: 'number' | 'name' | 'operator' | 'end';
  text: string;
  at: number;
  subscript?: string;
}

class Parser {
  private at = 0;
  private token: Token;
  private depth = 0;

  constructor(private source: string) {
    this.token = this.next();
  }

  parse(): Node {
    if (this.token.kind === 'end') return { kind: 'number', value: 0n };
    const node = this.comma();
    if ((this.token as Token).kind !== 'end') this.fail('syntax error in expression', this.token);
    return node;
  }

  private fail(message: string, token: Token): never {
    throw new ArithmeticError(this.source.trimStart(), message, this.source.slice(token.at));
  }

  private comma(): Node {
    let left = this.assignment();
    while (this.take(',')) left = { kind: 'comma', left, right: this.assignment() };
    return left;
  }

  private assignment(): Node {
    if (++this.depth > DEPTH_MAX) this.fail('expression recursion level exceeded', this.token);
    const left = this.choice();
    const operator = this.token;
    if (operator.kind === 'operator' && ASSIGNMENTS.includes(operator.text)) {
      if (left.kind !== 'variable') this.fail('attempted assignment to non-variable', operator);
      this.token = this.next();
      const rightAt = this.token.at;
      const value = this.assignment();
      this.depth--;
      return { kind: 'assign', operator: operator.text.slice(0, -1), target: left, value, rightAt };
    }
    this.depth--;
    return left;
  }

  private choice(): Node {
    const test = this.logicalOr();
    if (!this.take('?')) return test;
    if (this.is(':')) this.fail('expression expected', this.token);
    const yes = this.comma();
    if (!this.take(':')) this.fail("`:' expected for conditional expression", this.token);
    if (this.token.kind === 'end') this.fail('expression expected', this.token);
    return { kind: 'choice', test, yes, no: this.choiceTail() };
  }

  private choiceTail(): Node {
    return this.assignment();
  }

  private logicalOr(): Node {
    let left = this.logicalAnd();
    while (this.take('||')) left = { kind: 'logical', operator: '||', left, right: this.logicalAnd() };
    return left;
  }

  private logicalAnd(): Node {
    let left = this.binary(4);
    while (this.take('&&')) left = { kind: 'logical', operator: '&&', left, right: this.binary(4) };
    return left;
  }

  private binary(least: number): Node {
    let left = this.power();
    for (;;) {
      const operator = this.token;
      const precedence = operator.kind === 'operator' ? PRECEDENCE[operator.text] : undefined;
      if (precedence === undefined || precedence < least) return left;
      this.token = this.next();
      const rightAt = this.token.at;
      left = { kind: 'binary', operator: operator.text, left, right: this.binary(precedence + 1), rightAt };
    }
  }

  private power(): Node {
    const left = this.unary();
    if (!this.is('**')) return left;
    this.token = this.next();
    const rightAt = this.token.at;
    return { kind: 'binary', operator: '**', left, right: this.power(), rightAt };
  }

  private unary(): Node {
    const { token } = this;
    if (token.kind === 'operator') {
      if (token.text === '++' || token.text === '--') {
        this.token = this.next();
        // `--5` is two minus signs; only a name can be stepped.
        if ((this.token as Token).kind === 'name') return { kind: 'step', by: token.text === '++' ? 1n : -1n, prefix: true, target: this.variable() };
        return { kind: 'unary', operator: '+', operand: this.deeper() };
      }
      if ('!~+-'.includes(token.text) && token.text.length === 1) {
        this.token = this.next();
        return { kind: 'unary', operator: token.text, operand: this.deeper() };
      }
    }
    return this.postfix();
  }

  private deeper(): Node {
    if (++this.depth > DEPTH_MAX) this.fail('expression recursion level exceeded', this.token);
    const node = this.unary();
    this.depth--;
    return node;
  }

  private postfix(): Node {
    const { token } = this;
    if (token.kind === 'number') {
      this.token = this.next();
      return { kind: 'number', value: parseNumber(token.text, this.source.trimStart()) };
    }
    if (token.kind === 'name') {
      const variable = this.variable();
      if (this.is('++') || this.is('--')) {
        const by = this.token.text === '++' ? 1n : -1n;
        this.token = this.next();
        return { kind: 'step', by, prefix: false, target: variable };
      }
      return variable;
    }
    if (this.take('(')) {
      const inner = this.comma();
      if (!this.take(')')) this.fail("missing `)'", this.token);
      return inner;
    }
    const shown = token.kind === 'end' ? { ...token, at: lastOperatorAt(this.source, token.at) } : token;
    return this.fail('syntax error: operand expected', shown);
  }

  private variable(): Extract<Node, { kind: 'variable' }> {
    const { text, subscript, at } = this.token;
    this.token = this.next();
    return { kind: 'variable', name: text, subscript, at };
  }

  private is(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.token = this.next();
    return true;
  }

  private next(): Token {
    const { source } = this;
    while (/\s/.test(source[this.at] ?? '')) this.at++;
    const at = this.at;
    const rest = source.slice(at, at + 200);
    if (rest === '') return { kind: 'end', text: '', at };
    const number = /^[0-9][0-9a-zA-Z#@_]*/.exec(rest)?.[0];
    if (number !== undefined) {
      this.at += number.length;
      return { kind: 'number', text: number, at };
    }
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(source.slice(at, at + 10_000))?.[0];
    if (name !== undefined) {
      this.at += name.length;
      if (source[this.at] !== '[') return { kind: 'name', text: name, at };
      const end = closingBracket(source, this.at);
      if (end < 0) throw new ArithmeticError(source.trimStart(), 'bad array subscript', source.slice(at));
      const subscript = source.slice(this.at + 1, end);
      this.at = end + 1;
      return { kind: 'name', text: name, subscript, at };
    }
    const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) {
      throw new ArithmeticError(source.trimStart(), 'syntax error: invalid arithmetic operator', source.slice(at));
    }
    this.at += operator.length;
    return { kind: 'operator', text: operator, at };
  }
}

/** bash names the operator before a missing operand. */
function lastOperatorAt(source: string, end: number): number {
  const match = /[^\s\w]+\s*$/.exec(source.slice(0, end));
  return match ? match.index + match[0].trimEnd().length - 1 : end;
}

export function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i;
    else if (text[i] === '\\') i++;
  }
  return -1;
}

function parseNumber(text: string, expression: string): bigint {
  const hash = text.indexOf('#');
  if (hash >= 0) {
    const base = Number(text.slice(0, hash));
    if (!(base >= 2 && base <= 64)) throw new ArithmeticError(expression, 'invalid arithmetic base', text);
    return digits(text.slice(hash + 1), base, expression, text);
  }
  if (/^0[xX]/.test(text)) return digits(text.slice(2), 16, expression, text);
  if (text.length > 1 && text.startsWith('0')) return digits(text.slice(1), 8, expression, text);
  return digits(text, 10, expression, text);
}

function digits(text: string, base: number, expression: string, token: string): bigint {
  let value = 0n;
  for (const digit of text) {
    let number = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(base <= 36 ? digit.toLowerCase() : digit);
    if (base > 36 && number < 0) number = digit === '@' ? 62 : digit === '_' ? 63 : digit.charCodeAt(0) - 65 + 36;
    if (number < 0 || number >= base) throw new ArithmeticError(expression, 'value too great for base', token);
    value = BigInt.asIntN(64, value * BigInt(base) + BigInt(number));
  }
  return value;
}

class Evaluator {
  constructor(private scope: ArithmeticScope, private source: string, private level: number) {}

  run(node: Node): bigint {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'variable':
        return this.value(node);
      case 'comma':
        this.run(node.left);
        return this.run(node.right);
      case 'choice':
        return this.run(this.run(node.test) !== 0n ? node.yes : node.no);
      case 'logical': {
        const left = this.run(node.left) !== 0n;
        if (node.operator === '&&' ? !left : left) return left ? 1n : 0n;
        return this.run(node.right) !== 0n ? 1n : 0n;
      }
      case 'unary':
        return this.unary(node.operator, this.run(node.operand));
      case 'step': {
        const before = this.value(node.target);
        const after = BigInt.asIntN(64, before + node.by);
        this.scope.write(node.target.name, node.target.subscript, after.toString());
        return node.prefix ? after : before;
      }
      case 'assign': {
        const value = this.run(node.value);
        const result = node.operator === '' ? value : this.binary(node.operator, this.value(node.target), value, node.rightAt);
        this.scope.write(node.target.name, node.target.subscript, result.toString());
        return result;
      }
      default: {
        const left = this.run(node.left);
        return this.binary(node.operator, left, this.run(node.right), node.rightAt);
      }
    }
  }

  private value(node: Extract<Node, { kind: 'variable' }>): bigint {
    const text = this.scope.read(node.name, node.subscript);
    if (text === undefined || text === '') return 0n;
    if (/^(?:0|-?[1-9][0-9]{0,17})$/.test(text)) return BigInt(text);
    if (this.level >= RECURSION_MAX) throw new ArithmeticError(text, 'expression recursion level exceeded', text);
    return evaluateAt(text, this.scope, this.level + 1);
  }

  private unary(operator: string, value: bigint): bigint {
    switch (operator) {
      case '!':
        return value === 0n ? 1n : 0n;
      case '~':
        return BigInt.asIntN(64, ~value);
      case '-':
        return BigInt.asIntN(64, -value);
      default:
        return value;
    }
  }

  private binary(operator: string, a: bigint, b: bigint, rightAt: number): bigint {
    const wrap = (value: bigint) => BigInt.asIntN(64, value);
    const truth = (value: boolean) => (value ? 1n : 0n);
    switch (operator) {
      case '+':
        return wrap(a + b);
      case '-':
        return wrap(a - b);
      case '*':
        return wrap(a * b);
      case '/':
      case '%':
        if (b === 0n) throw new ArithmeticError(this.source.trimStart(), 'division by 0', this.source.slice(rightAt));
        return wrap(operator === '/' ? a / b : a % b);
      case '**':
        if (b < 0n) throw new ArithmeticError(this.source.trimStart(), 'exponent less than 0', this.source.slice(rightAt).replace(/^[-+\s]+/, ''));
        return power(a, b);
      case '<<':
        return wrap(a << (b & 63n));
      case '>>':
        return wrap(a >> (b & 63n));
      case '<':
        return truth(a < b);
      case '<=':
        return truth(a <= b);
      case '>':
        return truth(a > b);
      case '>=':
        return truth(a >= b);
      case '==':
        return truth(a === b);
      case '!=':
        return truth(a !== b);
      case '&':
        return a & b;
      case '^':
        return a ^ b;
      default:
        return a | b;
    }
  }
}

/** By squaring and wrapping, so that a huge exponent is 64 steps and no huge number. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return result;
}

const parsed = new Map<string, Node>();

function evaluateAt(text: string, scope: ArithmeticScope, level: number): bigint {
  let node = parsed.get(text);
  if (!node) {
    node = new Parser(text).parse();
    if (parsed.size >= 2000) parsed.clear();
    parsed.set(text, node);
  }
  return new Evaluator(scope, text, level).run(node);
}

/** The value of an expression in which expansions are done. Throws `ArithmeticError`. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope): bigint {
  return evaluateAt(text, scope, 0);
}
