/** Expressions: operators by their rank, then what they work on, down to variables, quotes and literals. */
import type { Block, Expression, Script, Statement } from '../ast';
import { CharacterReader } from './characters';

const COMPARISONS = 'eq ne gt ge lt le like notlike match notmatch contains notcontains in notin replace split join is isnot as'.split(' ');
/** From the loosest to the tightest. */
const BINARY: readonly ReadonlySet<string>[] = [
  new Set(['-and', '-or', '-xor']),
  new Set(['-band', '-bor', '-bxor', '-shl', '-shr']),
  new Set(COMPARISONS.flatMap((name) => [`-${name}`, `-i${name}`, `-c${name}`])),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
  new Set(['-f']),
  new Set(['..']),
];

export abstract class ExpressionParser extends CharacterReader {
  /** What brackets and script blocks hold. */
  protected abstract statement(): Statement;
  protected abstract block(closer: string): Block;
  /** After the opening brace. */
  protected abstract script(start: number): Script;
  /** The whole parser, for a text inside the text. */
  protected abstract another(text: string): ExpressionParser;

  protected expression(): Expression {
    return this.nested(() => this.binary(0));
  }

  protected operatorAt(level: number): string | undefined {
    const rest = this.text.slice(this.at, this.at + 16).toLowerCase();
    const found = /^(?:-[a-z]+|\.\.|[+\-*/%])/.exec(rest)?.[0];
    if (found === undefined || !(BINARY[level] as ReadonlySet<string>).has(found)) return undefined;
    // `+=` and `++` are something else.
    if (/^[+\-*/%]$/.test(found) && (rest[1] === '=' || (rest[1] === found && /[+-]/.test(found)))) return undefined;
    return found;
  }

  protected binary(level: number): Expression {
    if (level === BINARY.length) return this.comma();
    const start = this.at;
    let left = this.binary(level + 1);
    for (;;) {
      const before = this.at;
      this.blanks();
      const operator = this.operatorAt(level);
      if (operator === undefined) {
        this.at = before;
        return left;
      }
      this.at += operator.length;
      this.blanks(true);
      if (this.ended) this.incomplete(`You must provide a value expression following the '${operator}' operator.`, 'ExpectedValueExpression');
      if (/[;|)}]/.test(this.text[this.at] as string)) this.fail(`You must provide a value expression following the '${operator}' operator.`, 'ExpectedValueExpression');
      const right = this.binary(level + 1);
      left = { kind: 'binary', operator, left, right, start, end: this.at };
    }
  }

  protected comma(): Expression {
    const start = this.at;
    if (this.take(',')) {
      this.blanks(true);
      const only = this.unary();
      return { kind: 'list', items: [only], start, end: this.at };
    }
    return this.commaList(
      () => this.unary(),
      () => {
        if (this.ended) this.incomplete("Missing expression after ','.", 'MissingExpressionAfterToken');
      },
    );
  }

  /** One item alone, or several with commas between them as a list; `afterComma` says when nothing fit follows one. */
  protected commaList(item: () => Expression, afterComma: () => void): Expression {
    const start = this.at;
    const items = [item()];
    for (;;) {
      const before = this.at;
      this.blanks();
      if (!this.take(',')) {
        this.at = before;
        break;
      }
      this.blanks(true);
      afterComma();
      items.push(item());
    }
    return items.length === 1 ? (items[0] as Expression) : { kind: 'list', items, start, end: this.at };
  }

  protected unary(): Expression {
    const start = this.at;
    const found = /^(?:!|\+\+|--|-(?:not|bnot|i?split|csplit|join)\b|[+-](?!\d|\.\d))/i.exec(this.text.slice(this.at, this.at + 10))?.[0];
    if (found !== undefined) {
      this.at += found.length;
      this.blanks(true);
      if (this.ended) this.incomplete(`Missing expression after unary operator '${found}'.`, 'MissingExpressionAfterOperator');
      const lower = found.toLowerCase();
      if (found === '++' || found === '--') return { kind: 'step', target: this.unary(), by: found === '++' ? 1 : -1, before: true, start, end: this.at };
      const operand = this.nested(() => (lower === '-split' || lower === '-isplit' || lower === '-csplit' || lower === '-join' ? this.comma() : this.unary()));
      return { kind: 'unary', operator: lower === '!' ? '-not' : lower, operand, start, end: this.at };
    }
    return this.postfix(this.primary());
  }

  protected primary(): Expression {
    const start = this.at;
    const char = this.text[this.at];
    if (char === undefined) this.incomplete('An expression was expected.', 'ExpectedExpression');
    if (char === '$') return this.peek('$(') ? this.subexpression() : this.variable();
    if (char === "'") return this.singleQuoted();
    if (char === '"') return this.doubleQuoted();
    if (char === '(') {
      this.at++;
      this.blanks(true);
      const statement = this.nested(() => this.statement());
      this.blanks(true);
      this.expect(')', "Missing closing ')' in expression.", 'MissingEndParenthesisInExpression');
      return { kind: 'group', statement, start, end: this.at };
    }
    if (char === '{') {
      this.at++;
      const script = this.script(start);
      return { kind: 'script', script, start, end: this.at };
    }
    if (char === '@') return this.afterAt();
    if (char === '[') return this.typeOrCast();
    const number = /^[+-]?(?:0[xX][\da-fA-F]+|\d+\.\d+(?:[eE][+-]?\d+)?|\d+(?:[eE][+-]?\d+)?|\.\d+)(?:[lLdD]|[kmgtKMGT][bB])?/.exec(this.text.slice(start, start + 60));
    if (number) {
      this.at += number[0].length;
      const value = numberOf(number[0]);
      return { kind: 'literal', value, start, end: this.at };
    }
    return this.unexpected();
  }

  protected afterAt(): Expression {
    const start = this.at;
    if (this.take('@(')) {
      const body = this.block(')');
      this.expect(')', "Missing closing ')' in expression.", 'MissingEndParenthesisInExpression');
      return { kind: 'array', body, start, end: this.at };
    }
    if (this.take('@{')) return this.tableLiteral(start);
    const here = /^@(["'])[ \t]*\r?\n/.exec(this.text.slice(start));
    if (here) {
      const quote = here[1] as string;
      const from = start + here[0].length;
      const close = new RegExp(`(?:^|\\r?\\n)${quote}@`).exec(this.text.slice(from));
      if (!close) this.incomplete('The string is missing the terminator: ' + `${quote}@.`, 'TerminatorExpectedAtEndOfString');
      const text = this.text.slice(from, from + close.index);
      this.at = from + close.index + close[0].length;
      if (quote === "'") return { kind: 'literal', value: text, start, end: this.at };
      return this.expanded(text, from, start);
    }
    if (/^@["'][ \t]*$/.test(this.text.slice(start))) this.incomplete('The string is missing the terminator.', 'TerminatorExpectedAtEndOfString');
    const splat = /^@(\w+)/.exec(this.text.slice(start));
    if (!splat) this.fail('Unrecognized token in source text.', 'UnrecognizedToken');
    this.at += splat[0].length;
    return { kind: 'variable', name: splat[1] as string, splat: true, start, end: this.at };
  }

  protected tableLiteral(start: number): Expression {
    const entries: { key: Expression; value: Statement }[] = [];
    for (;;) {
      this.separators();
      if (this.take('}')) return { kind: 'table', entries, start, end: this.at };
      if (this.ended) this.incomplete("Missing closing '}' in hash literal.");
      const from = this.at;
      const word = /^[A-Za-z_][\w-]*/.exec(this.text.slice(from))?.[0];
      let key: Expression;
      if (word !== undefined) {
        this.at += word.length;
        key = { kind: 'literal', value: word, start: from, end: this.at };
      } else key = this.unary();
      this.blanks(true);
      this.expect('=', "Missing '=' operator after key in hash literal.", 'MissingEqualsInHashLiteral');
      this.blanks(true);
      if (this.ended) this.incomplete('The hash literal was incomplete.', 'MissingEndCurlyBrace');
      entries.push({ key, value: this.statement() });
    }
  }

  protected typeOrCast(): Expression {
    const start = this.at;
    const found = /^\[([\w.]+(?:\[\])?(?:\[[\w.,[\] ]*\])?)\]/.exec(this.text.slice(start, start + 200));
    if (!found) return this.unexpected();
    this.at += found[0].length;
    const name = found[1] as string;
    if (this.peek('::')) return { kind: 'type', name, start, end: this.at };
    const before = this.at;
    this.blanks();
    if (this.ended || !/[$"'([{@\d+\-!,]/.test(this.text[this.at] as string) || /^-[a-z]/i.test(this.text.slice(this.at, this.at + 2))) {
      this.at = before;
      return { kind: 'type', name, start, end: this.at };
    }
    const operand = this.nested(() => this.unary());
    return { kind: 'cast', type: name, operand, start, end: this.at };
  }

  protected postfix(first: Expression): Expression {
    let found = first;
    const { start } = first;
    for (;;) {
      if (this.peek('::') || (this.peek('.') && !this.peek('..') && /[\w"'$(]/.test(this.text[this.at + 1] ?? ''))) {
        const isStatic = this.peek('::');
        this.at += isStatic ? 2 : 1;
        found = this.member(found, isStatic, start);
      } else if (this.peek('[') && found.kind !== 'literal') {
        this.at++;
        this.blanks(true);
        const index = this.expression();
        this.blanks(true);
        this.expect(']', "Missing ']' after array index expression.", 'MissingEndSquareBracket');
        found = { kind: 'index', object: found, index, start, end: this.at };
      } else if ((this.peek('++') || this.peek('--')) && canAssign(found)) {
        const by = this.peek('++') ? 1 : -1;
        this.at += 2;
        return { kind: 'step', target: found, by, before: false, start, end: this.at };
      } else return found;
    }
  }

  protected member(object: Expression, isStatic: boolean, start: number): Expression {
    const from = this.at;
    const word = /^\w+/.exec(this.text.slice(from, from + 100))?.[0];
    let name: Expression;
    if (word !== undefined) {
      this.at += word.length;
      name = { kind: 'literal', value: word, start: from, end: this.at };
    } else if (this.peek('$')) name = this.peek('$(') ? this.subexpression() : this.variable();
    else name = this.primary();
    if (!this.take('(')) return { kind: 'member', object, name, static: isStatic, start, end: this.at };
    const args: Expression[] = [];
    this.blanks(true);
    while (!this.take(')')) {
      if (this.ended) this.incomplete("Missing ')' in method call.", 'MissingEndParenthesisInMethodCall');
      // Commas part the arguments here and make no list.
      args.push(this.nested(() => this.withoutComma()));
      this.blanks(true);
      if (!this.take(',') && !this.peek(')')) {
        if (this.ended) this.incomplete("Missing ')' in method call.", 'MissingEndParenthesisInMethodCall');
        this.fail("Missing ')' in method call.", 'MissingEndParenthesisInMethodCall');
      }
      this.blanks(true);
    }
    return { kind: 'member', object, name, arguments: args, static: isStatic, start, end: this.at };
  }

  protected withoutComma(level = 0): Expression {
    if (level === BINARY.length) return this.unary();
    const start = this.at;
    let left = this.withoutComma(level + 1);
    for (;;) {
      const before = this.at;
      this.blanks(true);
      const operator = this.operatorAt(level);
      if (operator === undefined) {
        this.at = before;
        return left;
      }
      this.at += operator.length;
      this.blanks(true);
      left = { kind: 'binary', operator, left, right: this.withoutComma(level + 1), start, end: this.at };
    }
  }

  protected variable(): Expression & { kind: 'variable' } {
    const start = this.at;
    const found = /^\$(?:\{([^}]+)\}|([?$^](?!\w)|(?:(?:env|global|script|local|private|function|variable|using):)?\w+))/i.exec(this.text.slice(start, start + 300));
    if (!found) this.fail('Unrecognized token in source text.', 'UnrecognizedToken');
    this.at += found[0].length;
    return { kind: 'variable', name: (found[1] ?? found[2]) as string, start, end: this.at };
  }

  protected subexpression(): Expression {
    const start = this.at;
    this.at += 2;
    const body = this.block(')');
    this.expect(')', "Missing closing ')' in subexpression.", 'MissingEndParenthesisInSubexpression');
    return { kind: 'sub', body, start, end: this.at };
  }

  protected singleQuoted(): Expression {
    const start = this.at++;
    let text = '';
    for (;;) {
      const end = this.text.indexOf("'", this.at);
      if (end < 0) this.incomplete("The string is missing the terminator: '.", 'TerminatorExpectedAtEndOfString');
      text += this.text.slice(this.at, end);
      this.at = end + 1;
      if (!this.take("'")) return { kind: 'literal', value: text, start, end: this.at };
      text += "'";
    }
  }

  protected doubleQuoted(): Expression {
    const start = this.at++;
    const parts = this.expandableUntil((char) => char === '"');
    if (this.ended) this.incomplete('The string is missing the terminator: ".', 'TerminatorExpectedAtEndOfString');
    this.at++;
    return this.joined(parts, start);
  }

  protected joined(parts: (string | Expression)[], start: number): Expression {
    if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join(''), start, end: this.at };
    return { kind: 'expandable', parts, start, end: this.at };
  }

  /** A here-string's text, read by a parser of its own that ends where the text does. */
  protected expanded(text: string, from: number, start: number): Expression {
    const inner = this.another(this.text.slice(0, from + text.length));
    inner.at = from;
    inner.depth = this.depth + 1;
    return this.joined(inner.expandableUntil(() => false), start);
  }

  protected expandableUntil(ends: (char: string) => boolean): (string | Expression)[] {
    const parts: (string | Expression)[] = [];
    let text = '';
    while (!this.ended) {
      const char = this.text[this.at] as string;
      if (ends(char)) {
        if (this.text[this.at + 1] !== char) break;
        text += char;
        this.at += 2;
      } else if (char === '`') {
        text += escaped(this.text[this.at + 1] ?? '');
        this.at += 2;
      } else if (char === '$' && /^\$(?:[({]|[?$^](?!\w)|\w)/.test(this.text.slice(this.at, this.at + 3))) {
        if (text !== '') parts.push(text);
        text = '';
        parts.push(this.peek('$(') ? this.subexpression() : this.variable());
      } else {
        text += char;
        this.at++;
      }
    }
    if (text !== '' || parts.length === 0) parts.push(text);
    return parts;
  }
}

export function canAssign(target: Expression): boolean {
  return ['variable', 'member', 'index', 'cast'].includes(target.kind) || (target.kind === 'list' && target.items.every(canAssign));
}

/** What a backtick makes of the character after it. */
export function escaped(char: string): string {
  switch (char) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '0':
      return '\0';
    case 'a':
      return '\x07';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'v':
      return '\v';
    case 'e':
      return '\x1b';
    default:
      return char;
  }
}

const UNITS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };

export function numberOf(text: string): number {
  const unit = /[kmgt]b$/i.exec(text)?.[0].toLowerCase();
  const bare = text.replace(/(?:[kmgt]b)$/i, '').replace(/^([+-]?(?!0[xX]).*)[lLdD]$/, '$1');
  const sign = bare.startsWith('-') ? -1 : 1;
  return sign * Number(bare.replace(/^[+-]/, '')) * (unit === undefined ? 1 : (UNITS[unit] as number));
}
