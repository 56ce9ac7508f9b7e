/**
 * As much of Ruby as Vagrantfiles of courses are written in: settings (`config.vm.box = "x"`), calls with and without a
 * block, loops over ranges and lists, strings with `#{…}` in them, here-documents. What is beyond that is named with its line.
 */
export class RubyError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

export type RubyValue = string | number | boolean | null | Range | RubyValue[] | RubyHash;
export interface RubyHash {
  [key: string]: RubyValue;
}
export interface Range {
  from: number;
  to: number;
}

/** What a Vagrantfile tells about: the object that a block is given, or a part of it, as the dots lead there. */
export interface Receiver {
  set(path: string, value: RubyValue, line: number): void;
  /** A call; the answer is what its block is given, where it has one. */
  call(path: string, args: readonly RubyValue[], options: RubyHash, line: number): Receiver | undefined;
}

interface Token {
  kind: 'word' | 'string' | 'number' | 'sign' | 'newline' | 'symbol';
  text: string;
  line: number;
  /** Of a string: whether `#{…}` in it counts. */
  fills?: boolean;
  /** Nothing stands between this and the token before. */
  tight: boolean;
}

const SIGNS = ['=>', '..', '<<', '==', '!=', '<=', '>=', '&&', '||', '+=', '(', ')', '[', ']', '{', '}', ',', '.', ':', '=', '|', '+', '-', '*', '/', '%', '<', '>', '!', '?', ';'];
const ITERATIONS_MAX = 100;
const STEPS_MAX = 10_000;

export function runRuby(text: string, globals: Readonly<Record<string, Receiver>>): void {
  new Runner(tokensOf(text), globals).program();
}

function tokensOf(text: string): Token[] {
  const out: Token[] = [];
  const lines = text.split('\n');
  for (let row = 0; row < lines.length; row++) {
    const line = row + 1;
    let rest = lines[row] as string;
    const heredocs: { token: Token; end: string; strips: boolean }[] = [];
    let tight = false;
    while (rest !== '') {
      const space = /^\s+/.exec(rest)?.[0];
      if (space !== undefined) {
        rest = rest.slice(space.length);
        tight = false;
        continue;
      }
      if (rest.startsWith('#')) break;
      const push = (kind: Token['kind'], value: string, length: number, fills = false): Token => {
        const token: Token = { kind, text: value, line, tight, fills };
        out.push(token);
        rest = rest.slice(length);
        tight = true;
        return token;
      };
      const here = /^<<([-~]?)(['"]?)([A-Za-z_]\w*)\2/.exec(rest);
      const string = /^"((?:[^"\\]|\\[^])*)"|^'((?:[^'\\]|\\[^])*)'/.exec(rest);
      const words = /^%w(?:\[([^\]]*)\]|\(([^)]*)\)|\{([^}]*)\})/.exec(rest);
      const symbol = /^:([A-Za-z_]\w*)/.exec(rest);
      const word = /^[A-Za-z_]\w*[?!]?/.exec(rest);
      const number = /^\d[\d_]*/.exec(rest);
      if (here) heredocs.push({ token: push('string', '', here[0].length, here[2] !== "'"), end: here[3] as string, strips: here[1] === '~' });
      else if (string) push('string', string[1] === undefined ? (string[2] as string).replace(/\\(['\\])/g, '$1') : string[1], string[0].length, string[1] !== undefined);
      else if (words) push('word', `%w ${words[1] ?? words[2] ?? words[3] ?? ''}`, words[0].length);
      else if (symbol && !rest.startsWith('::')) push('symbol', symbol[1] as string, symbol[0].length);
      else if (word) push('word', word[0], word[0].length);
      else if (number) push('number', number[0].replaceAll('_', ''), number[0].length);
      else {
        const sign = SIGNS.find((one) => rest.startsWith(one));
        if (sign === undefined) throw new RubyError(line, `unexpected ${JSON.stringify(rest[0])}`);
        push('sign', sign, sign.length);
      }
    }
    for (const { token, end, strips } of heredocs) {
      const body: string[] = [];
      for (row++; row < lines.length && (lines[row] as string).trim() !== end; row++) body.push(lines[row] as string);
      if (row >= lines.length) throw new RubyError(token.line, `can't find string "${end}" anywhere before EOF`);
      const indent = strips ? Math.min(...body.filter((one) => one.trim() !== '').map((one) => /^ */.exec(one)?.[0].length ?? 0)) : 0;
      token.text = body.map((one) => `${one.slice(Number.isFinite(indent) ? indent : 0)}\n`).join('');
    }
    out.push({ kind: 'newline', text: '\n', line, tight: false });
  }
  return out;
}

type Scope = Map<string, RubyValue | Receiver>;

/** Reads and runs at once: a loop goes back to where its block begins. */
class Runner {
  private at = 0;
  private steps = 0;
  private scopes: Scope[] = [new Map()];

  constructor(
    private readonly tokens: readonly Token[],
    private readonly globals: Readonly<Record<string, Receiver>>,
  ) {}

  program(): void {
    while (this.at < this.tokens.length) {
      if (this.peek('word', 'end')) throw this.unexpected();
      this.statement();
    }
  }

  private statement(): void {
    if (++this.steps > STEPS_MAX) throw new RubyError(this.token.line, 'this Vagrantfile takes too many steps');
    if (this.accept('newline') || this.accept('sign', ';')) return;
    const { token } = this;
    if (token.kind === 'word' && ['if', 'unless', 'while', 'def', 'class', 'case', 'begin', 'require', 'require_relative', 'module'].includes(token.text)) {
      throw new RubyError(token.line, `this lab's vagrant does not read \`${token.text}\` in a Vagrantfile`);
    }
    const next = this.tokens[this.at + 1];
    if (token.kind === 'word' && next?.kind === 'sign' && next.text === '=' && this.lookup(token.text) === undefined && !this.globals[token.text]) {
      this.at += 2;
      this.scope.set(token.text, this.expression());
      return this.endOfStatement();
    }
    if (token.kind === 'word' && this.receiver(token.text)) return this.told();
    this.loop(this.primary());
  }

  /** `config.vm.box = …`, `config.vm.network "…", ip: "…"`, `config.vm.define "m1" do |m|`. */
  private told(): void {
    const { text, line } = this.take();
    const receiver = this.receiver(text) as Receiver;
    const path: string[] = [];
    while (this.accept('sign', '.')) path.push(this.take('word').text);
    const name = path.join('.');
    if (this.accept('sign', '=')) {
      receiver.set(name, this.expression(), line);
      return this.endOfStatement();
    }
    if (this.peek('sign', '+=') || this.peek('sign', '<<')) throw this.unexpected();
    const { args, options } = this.callArguments();
    const given = receiver.call(name, args, options, line);
    if (this.peek('word', 'do') || this.peek('sign', '{')) this.block(() => [[given]]);
    else this.endOfStatement();
  }

  /** `(1..3).each do |i|`, `list.each do |name|`, `3.times do |i|`, `hash.each do |key, value|`. */
  private loop(over: RubyValue): void {
    this.expect('sign', '.');
    const method = this.take('word');
    if (!['each', 'times', 'each_with_index'].includes(method.text)) throw new RubyError(method.line, `this lab's vagrant does not read \`.${method.text}\` in a Vagrantfile`);
    const items = itemsOf(over, method.text, method.line);
    if (items.length > ITERATIONS_MAX) throw new RubyError(method.line, `a loop of more than ${ITERATIONS_MAX} rounds`);
    this.block(() => items);
  }

  /** `do |a, b| … end`: run once for each set of values; with none it is passed over. */
  private block(rounds: () => readonly (readonly (RubyValue | Receiver | undefined)[])[]): void {
    const close = this.accept('sign', '{') ? '}' : (this.expect('word', 'do'), 'end');
    const names: string[] = [];
    if (this.accept('sign', '|')) {
      while (!this.accept('sign', '|')) {
        if (this.accept('sign', '(') || this.accept('sign', ')') || this.accept('sign', ',')) continue;
        names.push(this.take('word').text);
      }
    }
    const start = this.at;
    const all = rounds();
    for (const values of all) {
      this.at = start;
      const scope: Scope = new Map();
      names.forEach((name, i) => {
        const value = values[i];
        if (value !== undefined) scope.set(name, value);
      });
      this.scopes.push(scope);
      while (!this.atEnd(close)) this.statement();
      this.scopes.pop();
    }
    if (all.length === 0) this.skipBlock(close);
    this.at++;
    this.endOfStatement();
  }

  private skipBlock(close: string): void {
    for (let depth = 0; this.at < this.tokens.length; this.at++) {
      if (depth === 0 && this.atEnd(close)) return;
      if (this.peek('word', 'do') || this.peek('sign', '{')) depth++;
      else if (this.peek('word', 'end') || this.peek('sign', '}')) depth--;
    }
  }

  private atEnd(close: string): boolean {
    if (this.at >= this.tokens.length) throw new RubyError(this.tokens.at(-1)?.line ?? 1, 'syntax error, unexpected end-of-input, expecting `end\'');
    return close === '}' ? this.peek('sign', '}') : this.peek('word', 'end');
  }

  private callArguments(): { args: RubyValue[]; options: RubyHash } {
    const args: RubyValue[] = [];
    const options = Object.create(null) as RubyHash;
    const bracketed = this.accept('sign', '(');
    const over = () => (bracketed ? this.peek('sign', ')') : this.peek('newline') || this.peek('word', 'do') || this.peek('sign', '{') || this.at >= this.tokens.length);
    while (!over()) {
      const key = this.hashKey();
      if (key !== undefined) options[key] = this.expression();
      else args.push(this.expression());
      if (!this.accept('sign', ',')) break;
      while (this.accept('newline'));
    }
    if (bracketed) {
      while (this.accept('newline'));
      this.expect('sign', ')');
    }
    return { args, options };
  }

  /** `ip:`, `:ip =>`, `"ip" =>`: taken when it is one. */
  private hashKey(): string | undefined {
    const { token } = this;
    const next = this.tokens[this.at + 1];
    if (['word', 'string'].includes(token.kind) && next?.kind === 'sign' && next.text === ':' && next.tight) {
      this.at += 2;
      return token.text;
    }
    if (['symbol', 'string'].includes(token.kind) && next?.kind === 'sign' && next.text === '=>') {
      this.at += 2;
      return token.kind === 'string' ? this.filled(token) : token.text;
    }
    return undefined;
  }

  private expression(): RubyValue {
    const from = this.sum();
    return this.accept('sign', '..') ? { from: Number(from), to: Number(this.sum()) } : from;
  }

  private sum(): RubyValue {
    let left = this.product();
    for (;;) {
      if (this.accept('sign', '-')) left = Number(left) - Number(this.product());
      else if (this.accept('sign', '+')) {
        const right = this.product();
        left = typeof left === 'number' && typeof right === 'number' ? left + right : `${shown(left)}${shown(right)}`;
      } else return left;
    }
  }

  private product(): RubyValue {
    let left = this.primary();
    while (this.accept('sign', '*')) left = Number(left) * Number(this.primary());
    return left;
  }

  private primary(): RubyValue {
    let value = this.simple();
    for (;;) {
      if (this.peek('sign', '[') && this.token.tight) {
        this.at++;
        const key = this.expression();
        this.expect('sign', ']');
        value = Array.isArray(value) ? (value[Number(key)] ?? null) : isHash(value) ? (value[shown(key)] ?? null) : null;
      } else if (this.peek('sign', '.') && ['to_s', 'to_i', 'chomp'].includes(this.tokens[this.at + 1]?.text ?? '')) {
        this.at++;
        value = this.take().text === 'to_i' ? Number(value) || 0 : shown(value);
      } else return value;
    }
  }

  private simple(): RubyValue {
    const token = this.take();
    switch (token.kind) {
      case 'number':
        return Number(token.text);
      case 'symbol':
        return token.text;
      case 'string':
        return this.filled(token);
      case 'word': {
        if (token.text.startsWith('%w ')) return token.text.slice(3).split(/\s+/).filter(Boolean);
        if (token.text === 'true' || token.text === 'false') return token.text === 'true';
        if (token.text === 'nil') return null;
        const known = this.lookup(token.text);
        if (known === undefined || isReceiver(known)) throw new RubyError(token.line, `undefined local variable or method \`${token.text}' for main:Object`);
        return known;
      }
      case 'sign':
        if (token.text === '(') {
          const value = this.expression();
          this.expect('sign', ')');
          return value;
        }
        if (token.text === '-') return -Number(this.primary());
        if (token.text === '[') return this.listed();
        if (token.text === '{') return this.hashed();
    }
    this.at--;
    throw this.unexpected();
  }

  private listed(): RubyValue[] {
    const out: RubyValue[] = [];
    for (;;) {
      while (this.accept('newline') || this.accept('sign', ','));
      if (this.accept('sign', ']')) return out;
      out.push(this.expression());
    }
  }

  private hashed(): RubyHash {
    const out = Object.create(null) as RubyHash;
    for (;;) {
      while (this.accept('newline') || this.accept('sign', ','));
      if (this.accept('sign', '}')) return out;
      const key = this.hashKey();
      if (key === undefined) throw this.unexpected();
      while (this.accept('newline'));
      out[key] = this.expression();
    }
  }

  /** A string with what stands in `#{…}` put in. */
  private filled({ text, fills, line }: Token): string {
    if (!fills) return text;
    const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', e: '\x1b' };
    return text.replace(/\\([^])|#\{([^}]*)\}/g, (_whole, escaped: string | undefined, inner: string | undefined) => {
      if (escaped !== undefined) return escapes[escaped] ?? escaped;
      const runner = new Runner(tokensOf(inner ?? '').map((token) => ({ ...token, line })), this.globals);
      runner.scopes = this.scopes;
      return shown(runner.expression());
    });
  }

  private get scope(): Scope {
    return this.scopes.at(-1) as Scope;
  }

  private lookup(name: string): RubyValue | Receiver | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) if (this.scopes[i]?.has(name)) return this.scopes[i]?.get(name);
    return undefined;
  }

  private receiver(name: string): Receiver | undefined {
    const known = this.lookup(name) ?? this.globals[name];
    return isReceiver(known) ? known : undefined;
  }

  private endOfStatement(): void {
    if (this.peek('sign', '}') || this.peek('word', 'end') || this.at >= this.tokens.length) return;
    if (!this.accept('newline') && !this.accept('sign', ';')) throw this.unexpected();
  }

  private get token(): Token {
    return this.tokens[this.at] ?? { kind: 'newline', text: '\n', line: this.tokens.at(-1)?.line ?? 1, tight: false };
  }

  private peek(kind: Token['kind'], text?: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === kind && (text === undefined || token.text === text);
  }

  private accept(kind: Token['kind'], text?: string): boolean {
    if (!this.peek(kind, text)) return false;
    this.at++;
    return true;
  }

  private take(kind?: Token['kind']): Token {
    const { token } = this;
    if (kind !== undefined && token.kind !== kind) throw this.unexpected();
    this.at++;
    return token;
  }

  private expect(kind: Token['kind'], text: string): void {
    if (!this.accept(kind, text)) throw this.unexpected(text);
  }

  private unexpected(wanted?: string): RubyError {
    const what = this.at >= this.tokens.length ? 'end-of-input' : this.token.kind === 'newline' ? 'end of line' : `"${this.token.text}"`;
    return new RubyError(this.token.line, `syntax error, unexpected ${what}${wanted === undefined ? '' : `, expecting "${wanted}"`}`);
  }
}

function isReceiver(value: unknown): value is Receiver {
  return typeof value === 'object' && value !== null && typeof (value as Receiver).call === 'function' && typeof (value as Receiver).set === 'function';
}

export function isHash(value: RubyValue | undefined): value is RubyHash {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRange(value);
}

function isRange(value: RubyValue): value is Range {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['from'] === 'number' && typeof value['to'] === 'number';
}

export function shown(value: RubyValue): string {
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function itemsOf(over: RubyValue, method: string, line: number): RubyValue[][] {
  if (method === 'times' && typeof over === 'number') return Array.from({ length: Math.min(over, ITERATIONS_MAX + 1) }, (_, i) => [i]);
  let items: RubyValue[][] | undefined;
  if (Array.isArray(over)) items = over.map((item) => (Array.isArray(item) ? item : [item]));
  else if (typeof over === 'object' && over !== null) {
    if (isRange(over)) {
      const { from, to } = over;
      items = Array.from({ length: Math.max(0, Math.min(to - from, ITERATIONS_MAX) + 1) }, (_, i) => [from + i]);
    } else items = Object.entries(over).map(([key, value]) => [key, value]);
  }
  if (!items || method === 'times') throw new RubyError(line, `undefined method \`${method}' for ${shown(over)}`);
  return method === 'each_with_index' ? items.map((item, i) => [item.length === 1 ? (item[0] as RubyValue) : item, i]) : items;
}
