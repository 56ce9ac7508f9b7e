/** The expressions of test(1): POSIX's rules by number of arguments, then a grammar with -a, -o and parentheses. */
import { isFileError } from '../../os';
import type { Process, Stat } from '../../os';
import { isBusybox } from './_io';
import { absolutePath } from './_paths';
import { quote } from './_text';

export class TestError extends Error {}

const UNARY = new Set([
  '-b',
  '-c',
  '-d',
  '-e',
  '-f',
  '-g',
  '-h',
  '-k',
  '-L',
  '-n',
  '-N',
  '-O',
  '-G',
  '-p',
  '-r',
  '-s',
  '-S',
  '-t',
  '-u',
  '-w',
  '-x',
  '-z',
]);
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** Whether the expression holds; throws TestError with test's words. */
export function evaluateTest(process: Process, args: readonly string[]): boolean {
  const parser = new Parser(process, args);
  return parser.evaluate();
}

class Parser {
  private at = 0;

  constructor(
    private process: Process,
    private args: readonly string[],
  ) {}

  evaluate(): boolean {
    const { args } = this;
    if (args.length === 0) return false;
    if (args.length === 1) return args[0] !== '';
    if (args.length === 2) {
      if (args[0] === '!') return args[1] === '';
      if (UNARY.has(args[0] as string)) return this.unary(args[0] as string, args[1] as string);
      throw new TestError(
        /^-.$/.test(args[0] as string)
          ? `${quote(args[0] as string)}: unary operator expected`
          : `missing argument after ${quote(args[1] as string)}`,
      );
    }
    if (args.length === 3) {
      const [a, operator, b] = args as [string, string, string];
      if (BINARY.has(operator)) return this.binary(a, operator, b);
      if (operator === '-a') return a !== '' && b !== '';
      if (operator === '-o') return a !== '' || b !== '';
      if (a === '!') return !new Parser(this.process, [operator, b]).evaluate();
      if (a === '(' && b === ')') return operator !== '';
      throw new TestError(`${quote(operator)}: binary operator expected`);
    }
    if (args.length === 4 && args[0] === '!') return !new Parser(this.process, args.slice(1)).evaluate();
    if (args.length === 4 && args[0] === '(' && args[3] === ')') return new Parser(this.process, args.slice(1, 3)).evaluate();
    const result = this.or();
    if (this.at < args.length) throw new TestError(`extra argument ${quote(args[this.at] as string)}`);
    return result;
  }

  private or(): boolean {
    let result = this.and();
    while (this.args[this.at] === '-o') {
      this.at++;
      const right = this.and();
      result = result || right;
    }
    return result;
  }

  private and(): boolean {
    let result = this.term();
    while (this.args[this.at] === '-a') {
      this.at++;
      const right = this.term();
      result = result && right;
    }
    return result;
  }

  private term(): boolean {
    const word = this.args[this.at];
    if (word === undefined) throw new TestError(`missing argument after ${quote(this.args[this.args.length - 1] as string)}`);
    if (word === '!') {
      this.at++;
      return !this.term();
    }
    if (word === '(' && !BINARY.has(this.args[this.at + 1] ?? '')) {
      this.at++;
      const result = this.or();
      if (this.args[this.at] !== ')') throw new TestError(`${quote(')')} expected`);
      this.at++;
      return result;
    }
    const operator = this.args[this.at + 1];
    const right = this.args[this.at + 2];
    if (operator !== undefined && right !== undefined && BINARY.has(operator)) {
      this.at += 3;
      return this.binary(word, operator, right);
    }
    if (UNARY.has(word) && operator !== undefined) {
      this.at += 2;
      return this.unary(word, operator);
    }
    this.at++;
    return word !== '';
  }

  private stat(name: string, follow = true): Stat | undefined {
    if (name === '') return undefined;
    const stat = this.process.machine.files.stat(absolutePath(this.process, name), follow);
    return isFileError(stat) ? undefined : stat;
  }

  private unary(operator: string, operand: string): boolean {
    switch (operator) {
      case '-z':
        return operand === '';
      case '-n':
        return operand !== '';
      case '-e':
        return this.stat(operand) !== undefined;
      case '-f':
        return this.stat(operand)?.kind === 'file';
      case '-d':
        return this.stat(operand)?.kind === 'directory';
      case '-h':
      case '-L':
        return this.stat(operand, false)?.kind === 'symlink';
      case '-S':
        return this.stat(operand)?.kind === 'socket';
      case '-c':
        return this.stat(operand)?.kind === 'device';
      case '-s':
        return (this.stat(operand)?.size ?? 0) > 0;
      case '-x':
        return ((this.stat(operand)?.mode ?? 0) & 0o111) !== 0;
      case '-u':
        return ((this.stat(operand)?.mode ?? 0) & 0o4000) !== 0;
      case '-g':
        return ((this.stat(operand)?.mode ?? 0) & 0o2000) !== 0;
      case '-k':
        return ((this.stat(operand)?.mode ?? 0) & 0o1000) !== 0;
      case '-t':
        return /^\d+$/.test(operand) && this.process.fds.get(Number(operand))?.kind === 'tty';
      // Everybody is root: reading and writing is allowed, ownership is theirs.
      case '-r':
      case '-w':
      case '-O':
      case '-G':
      case '-N':
        return this.stat(operand) !== undefined;
      default:
        return false;
    }
  }

  private binary(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return left < right;
      case '>':
        return left > right;
      case '-nt':
        return (this.stat(left)?.modifiedMs ?? -Infinity) > (this.stat(right)?.modifiedMs ?? -Infinity);
      case '-ot':
        return (this.stat(left)?.modifiedMs ?? -Infinity) < (this.stat(right)?.modifiedMs ?? -Infinity);
      case '-ef': {
        const a = this.process.machine.files.realpath(absolutePath(this.process, left));
        return !isFileError(a) && a === this.process.machine.files.realpath(absolutePath(this.process, right));
      }
    }
    const x = integer(this.process, left);
    const y = integer(this.process, right);
    switch (operator) {
      case '-eq':
        return x === y;
      case '-ne':
        return x !== y;
      case '-lt':
        return x < y;
      case '-le':
        return x <= y;
      case '-gt':
        return x > y;
      default:
        return x >= y;
    }
  }
}

function integer(process: Process, text: string): bigint {
  const match = /^\s*([-+]?)(\d+)\s*$/.exec(text);
  if (!match) throw new TestError(isBusybox(process) ? `${text}: bad number` : `invalid integer ${quote(text)}`);
  return match[1] === '-' ? -BigInt(match[2] as string) : BigInt(match[2] as string);
}
