/** `test` and `[`: POSIX's rules by the number of arguments, then a small grammar with `-a`, `-o`, `!` and brackets. */
import type { Program } from '../../sim';
import { absolutePath, isFileError, type Stat } from '../../os';
import { readElement, parseTarget } from '../assign';
import { isSetOption } from '../options';
import type { Shell } from '../shell';
import { asWords, builtin, parseInteger, type Builtin } from './_builtin';

/** A malformed expression: status 2 and this message. */
class TestError {
  constructor(readonly message: string) {}
}

const UNARY = new Set([
  '-a',
  '-b',
  '-c',
  '-d',
  '-e',
  '-f',
  '-g',
  '-G',
  '-h',
  '-k',
  '-L',
  '-n',
  '-N',
  '-o',
  '-O',
  '-p',
  '-r',
  '-R',
  '-s',
  '-S',
  '-t',
  '-u',
  '-v',
  '-w',
  '-x',
  '-z',
]);
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** A unary test: of files mostly; unknown operators were refused before. */
export function testFile(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      return shell.process.fds.get(Number(operand))?.tty !== undefined;
    case '-v': {
      const target = parseTarget(operand);
      if (!target) return /^\d+$/.test(operand) && shell.positional[Number(operand) - 1] !== undefined;
      if (target.subscript === '@' || target.subscript === '*') {
        const value = shell.variables.find(target.name)?.value;
        return value !== undefined && (typeof value === 'string' || value.size > 0);
      }
      return readElement(shell, target.name, target.subscript) !== undefined;
    }
    case '-R':
      return shell.variables.raw(operand)?.reference ?? false;
    case '-o':
      return isSetOption(operand) && shell.options.get(operand);
    default:
  }
  const follow = operator !== '-h' && operator !== '-L';
  const stat = statOf(shell, operand, follow);
  if (!stat) return false;
  switch (operator) {
    case '-d':
      return stat.kind === 'directory';
    case '-f':
      return stat.kind === 'file';
    case '-h':
    case '-L':
      return stat.kind === 'symlink';
    case '-c':
      return stat.kind === 'device';
    case '-S':
      return stat.kind === 'socket';
    case '-s':
      return stat.size > 0;
    case '-x':
      return stat.kind === 'directory' || (stat.mode & 0o111) !== 0;
    case '-b':
    case '-p':
      return false;
    case '-g':
      return (stat.mode & 0o2000) !== 0;
    case '-u':
      return (stat.mode & 0o4000) !== 0;
    case '-k':
      return (stat.mode & 0o1000) !== 0;
    case '-O':
    case '-G':
      return stat.uid === shell.process.uid;
    default:
      return true;
  }
}

function statOf(shell: Shell, path: string, follow = true): Stat | undefined {
  if (path === '') return undefined;
  const own = /^\/dev\/(?:fd\/(\d+)|stdin|stdout|stderr)$/.exec(path);
  if (own?.[1] !== undefined && shell.process.fds.has(Number(own[1]))) {
    return { kind: 'device', mode: 0o600, uid: 0, gid: 0, size: 0, modifiedMs: shell.sim.nowMs };
  }
  const stat = shell.machine.files.stat(absolutePath(shell.process.cwd, path), follow);
  return isFileError(stat) ? undefined : stat;
}

export function compareFiles(shell: Shell, operator: string, left: string, right: string): boolean {
  const a = statOf(shell, left);
  const b = statOf(shell, right);
  switch (operator) {
    case '-nt':
      return a !== undefined && (b === undefined || a.modifiedMs > b.modifiedMs);
    case '-ot':
      return b !== undefined && (a === undefined || a.modifiedMs < b.modifiedMs);
    case '-ef': {
      const { files } = shell.machine;
      const real = (path: string) => files.realpath(absolutePath(shell.process.cwd, path));
      return a !== undefined && b !== undefined && real(left) === real(right);
    }
    default:
      return false;
  }
}

class TestParser {
  private at = 0;

  constructor(
    private shell: Shell,
    private words: readonly string[],
  ) {}

  parse(): boolean {
    const { words } = this;
    if (words.length === 0) return false;
    if (words.length <= 4) return this.byCount(0, words.length);
    const answer = this.or();
    if (this.at < words.length) throw new TestError('too many arguments');
    return answer;
  }

  /** Up to four arguments the number decides, whatever they look like. */
  private byCount(from: number, count: number): boolean {
    const [a = '', b = '', c = ''] = this.words.slice(from, from + count);
    switch (count) {
      case 1:
        return a !== '';
      case 2:
        if (a === '!') return b === '';
        if (!UNARY.has(a)) throw new TestError(`${a}: unary operator expected`);
        return this.unary(a, b);
      case 3:
        if (BINARY.has(b)) return this.binary(a, b, c);
        if (b === '-a') return a !== '' && c !== '';
        if (b === '-o') return a !== '' || c !== '';
        if (a === '!') return !this.byCount(from + 1, 2);
        if (a === '(' && c === ')') return b !== '';
        throw new TestError(`${b}: binary operator expected`);
      default:
        if (a === '!') return !this.byCount(from + 1, 3);
        if (a === '(' && this.words[from + 3] === ')') return this.byCount(from + 1, 2);
        return this.whole();
    }
  }

  private whole(): boolean {
    const answer = this.or();
    if (this.at < this.words.length) throw new TestError('too many arguments');
    return answer;
  }

  private or(): boolean {
    let answer = this.and();
    while (this.words[this.at] === '-o') {
      this.at++;
      const right = this.and();
      answer ||= right;
    }
    return answer;
  }

  private and(): boolean {
    let answer = this.not();
    while (this.words[this.at] === '-a') {
      this.at++;
      const right = this.not();
      answer &&= right;
    }
    return answer;
  }

  private not(): boolean {
    if (this.words[this.at] === '!') {
      this.at++;
      return !this.not();
    }
    return this.primary();
  }

  private primary(): boolean {
    const word = this.words[this.at];
    if (word === undefined) throw new TestError('argument expected');
    const next = this.words[this.at + 1];
    if (next !== undefined && BINARY.has(next) && this.words[this.at + 2] !== undefined) {
      this.at += 3;
      return this.binary(word, next, this.words[this.at - 1] as string);
    }
    if (word === '(') {
      this.at++;
      const answer = this.or();
      if (this.words[this.at] !== ')') throw new TestError("`)' expected");
      this.at++;
      return answer;
    }
    if (UNARY.has(word) && next !== undefined) {
      this.at += 2;
      return this.unary(word, next);
    }
    this.at++;
    return word !== '';
  }

  private unary(operator: string, operand: string): boolean {
    if (operator === '-t' && parseInteger(operand) === undefined) throw new TestError(`${operand}: integer expression expected`);
    return testFile(this.shell, operator, operand);
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
      case '-ot':
      case '-ef':
        return compareFiles(this.shell, operator, left, right);
      default: {
        const a = this.integer(left);
        const b = this.integer(right);
        return operator === '-eq'
          ? a === b
          : operator === '-ne'
            ? a !== b
            : operator === '-lt'
              ? a < b
              : operator === '-le'
                ? a <= b
                : operator === '-gt'
                  ? a > b
                  : a >= b;
      }
    }
  }

  private integer(text: string): number {
    const value = parseInteger(text);
    if (value !== undefined) return value;
    throw new TestError(
      this.shell.dialect === 'ash'
        ? 'out of range'
        : this.shell.dialect === 'dash'
          ? `Illegal number: ${text}`
          : `${text}: integer expression expected`,
    );
  }
}

function* run(shell: Shell, name: string, words: string[]): Program<number> {
  try {
    return new TestParser(shell, words).parse() ? 0 : 1;
  } catch (thrown) {
    if (!(thrown instanceof TestError)) throw thrown;
    yield* shell.complain(`${name}: ${thrown.message}`);
    return 2;
  }
}

const test = builtin({
  name: 'test',
  usage: '[expr]',
  summary: 'Evaluate conditional expression.',
  *run(shell, args) {
    return yield* run(shell, 'test', asWords(args));
  },
});

const bracket = builtin({
  name: '[',
  usage: 'arg... ]',
  summary: 'Evaluate conditional expression.',
  *run(shell, args) {
    const words = asWords(args);
    if (words.pop() !== ']') {
      yield* shell.complain("[: missing `]'");
      return 2;
    }
    return yield* run(shell, '[', words);
  },
});

export const testBuiltins: readonly Builtin[] = [test, bracket];
