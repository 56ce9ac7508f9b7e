/** expr: arithmetic, comparisons and string operations on its arguments. */
import { COREUTILS } from './_coreutils';
import { fail, isUtf8, print, programName } from './_io';
import { helpText, misuse } from './_options';
import { compileRegex, isRegexError } from './_regex';
import { chars, compareBytes, localQuotes, quote } from './_text';
import { tool } from './_tool';

const command = { usage: 'EXPRESSION', summary: 'Print the value of EXPRESSION.', version: COREUTILS, misuse: 2, options: {} };

class ExprError extends Error {}

export default tool({
  name: 'expr',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    if (args.length === 0) return yield* misuse(process, command, 'missing operand');
    if (args.length === 1 && args[0] === '--help') {
      yield* print(process, helpText(programName(process), command));
      return 0;
    }
    try {
      const result = new Parser(args[0] === '--' ? args.slice(1) : args).whole();
      yield* print(process, `${result}\n`);
      return isNull(result) ? 1 : 0;
    } catch (thrown) {
      if (thrown instanceof ExprError) return yield* fail(process, localQuotes(thrown.message, isUtf8(process)), 2);
      throw thrown;
    }
  },
});

function isNull(text: string): boolean {
  return text === '' || /^-?0+$/.test(text);
}

class Parser {
  private at = 0;

  constructor(private args: readonly string[]) {}

  whole(): string {
    const result = this.or();
    if (this.at < this.args.length) throw new ExprError(`syntax error: unexpected argument ${quote(this.args[this.at] as string)}`);
    return result;
  }

  private takes(...words: string[]): string | undefined {
    const word = this.args[this.at];
    if (word === undefined || !words.includes(word)) return undefined;
    this.at++;
    return word;
  }

  private or(): string {
    let left = this.and();
    while (this.takes('|')) {
      const right = this.and();
      if (isNull(left)) left = isNull(right) ? '0' : right;
    }
    return left;
  }

  private and(): string {
    let left = this.comparison();
    while (this.takes('&')) {
      const right = this.comparison();
      if (isNull(left) || isNull(right)) left = '0';
    }
    return left;
  }

  private comparison(): string {
    let left = this.sum();
    for (;;) {
      const operator = this.takes('<', '<=', '=', '==', '!=', '>=', '>');
      if (!operator) return left;
      const right = this.sum();
      const x = maybeInteger(left);
      const y = maybeInteger(right);
      const order = x !== undefined && y !== undefined ? (x < y ? -1 : x > y ? 1 : 0) : compareBytes(left, right);
      const holds =
        operator === '<'
          ? order < 0
          : operator === '<='
            ? order <= 0
            : operator === '>'
              ? order > 0
              : operator === '>='
                ? order >= 0
                : operator === '!='
                  ? order !== 0
                  : order === 0;
      left = holds ? '1' : '0';
    }
  }

  private sum(): string {
    let left = this.product();
    for (;;) {
      const operator = this.takes('+', '-');
      if (!operator) return left;
      const right = this.product();
      left = String(operator === '+' ? integer(left) + integer(right) : integer(left) - integer(right));
    }
  }

  private product(): string {
    let left = this.matching();
    for (;;) {
      const operator = this.takes('*', '/', '%');
      if (!operator) return left;
      const right = this.matching();
      const x = integer(left);
      const y = integer(right);
      if (operator !== '*' && y === 0n) throw new ExprError('division by zero');
      left = String(operator === '*' ? x * y : operator === '/' ? x / y : x % y);
    }
  }

  private matching(): string {
    let left = this.keyword();
    while (this.takes(':')) left = match(left, this.keyword());
    return left;
  }

  private keyword(): string {
    const word = this.args[this.at];
    if (this.at + 1 < this.args.length) {
      if (word === '+') {
        this.at++;
        return this.args[this.at++] as string;
      }
      if (word === 'length') {
        this.at++;
        return String(chars(this.keyword()).length);
      }
      if (word === 'match') {
        this.at++;
        const text = this.keyword();
        return match(text, this.keyword());
      }
      if (word === 'index') {
        this.at++;
        const text = chars(this.keyword());
        const wanted = chars(this.keyword());
        return String(text.findIndex((char) => wanted.includes(char)) + 1);
      }
      if (word === 'substr') {
        this.at++;
        const text = chars(this.keyword());
        const from = maybeInteger(this.keyword());
        const length = maybeInteger(this.keyword());
        if (from === undefined || length === undefined || from <= 0n || length <= 0n) return '';
        return text.slice(Number(from) - 1, Number(from + length) - 1).join('');
      }
    }
    return this.primary();
  }

  private primary(): string {
    const word = this.args[this.at];
    if (word === undefined) throw new ExprError(`syntax error: missing argument after ${quote(this.args[this.at - 1] ?? '')}`);
    this.at++;
    if (word === '(') {
      const result = this.or();
      if (!this.takes(')')) {
        const next = this.args[this.at];
        throw new ExprError(
          next === undefined
            ? `syntax error: expecting ')' after ${quote(this.args[this.at - 1] as string)}`
            : `syntax error: expecting ')' instead of ${quote(next)}`,
        );
      }
      return result;
    }
    if (word === ')') throw new ExprError("syntax error: unexpected ')'");
    return word;
  }
}

function maybeInteger(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

function integer(text: string): bigint {
  const value = maybeInteger(text);
  if (value === undefined) throw new ExprError('non-integer argument');
  return value;
}

/** Anchored at the start; the first group, or how many characters matched. */
function match(text: string, pattern: string): string {
  const regex = compileRegex(pattern.startsWith('^') ? pattern : `^${pattern}`, { escapes: 'grep' });
  if (isRegexError(regex)) throw new ExprError(regex.error);
  const found = regex.exec(text);
  const start = found?.index === 0 ? found : undefined;
  if (regex.groups > 0) return start?.groups[1] ?? '';
  return String(start ? chars(start.groups[0] as string).length : 0);
}
