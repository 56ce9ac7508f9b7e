/** The expression language of find. */
import { isFileError } from '../../os';
import type { FileKind, Process } from '../../os';
import { compileGlob } from './_glob';
import { changeMode } from './_mode';
import { absolutePath } from './_paths';
import { compileRegex, isRegexError } from './_regex';
import { quote } from './_text';
import { findUser, groups } from './_users';
import type { Visit } from './_walk';

export type FindExpression =
  | { kind: 'and' | 'or' | 'list'; left: FindExpression; right: FindExpression }
  | { kind: 'not'; operand: FindExpression }
  | { kind: 'test'; test: (visit: Visit, base: string) => boolean }
  | { kind: 'print'; end: string }
  | { kind: 'printf'; format: string }
  | { kind: 'delete' | 'prune' | 'quit' }
  | { kind: 'exec'; argv: string[]; many: boolean; inDirectory: boolean };

export interface FindProgram {
  expression: FindExpression;
  depthMin: number;
  depthMax: number;
  depthFirst: boolean;
  follow: boolean;
  oneFileSystem: boolean;
}

export class FindError extends Error {}

const KINDS: Readonly<Record<string, FileKind>> = { f: 'file', d: 'directory', l: 'symlink', s: 'socket', c: 'device' };
/** Known to the real find, not to this lab. */
const LACKING = new Set([
  '-ok',
  '-okdir',
  '-ls',
  '-fls',
  '-fprint',
  '-fprint0',
  '-fprintf',
  '-context',
  '-fstype',
  '-inum',
  '-links',
  '-samefile',
  '-used',
  '-xtype',
  '-regextype',
  '-files0-from',
  '-lname',
  '-ilname',
  '-newerXY',
]);

export function parseFind(process: Process, args: readonly string[]): FindProgram {
  return new Parser(process, args).program();
}

class Parser {
  private at = 0;
  private hasAction = false;
  private result: Omit<FindProgram, 'expression'> = { depthMin: 0, depthMax: Infinity, depthFirst: false, follow: false, oneFileSystem: false };

  constructor(
    private process: Process,
    private args: readonly string[],
  ) {}

  program(): FindProgram {
    let expression: FindExpression = { kind: 'test', test: () => true };
    if (this.args.length > 0) {
      expression = this.list();
      if (this.at < this.args.length) {
        const word = this.args[this.at] as string;
        throw new FindError(word === ')' ? "invalid expression; you have too many ')'" : `paths must precede expression: \`${word}'`);
      }
    }
    if (!this.hasAction) expression = { kind: 'and', left: expression, right: { kind: 'print', end: '\n' } };
    return { ...this.result, expression };
  }

  private peek(): string | undefined {
    return this.args[this.at];
  }

  private list(): FindExpression {
    let left = this.or();
    while (this.peek() === ',') {
      this.at++;
      left = { kind: 'list', left, right: this.or() };
    }
    return left;
  }

  private or(): FindExpression {
    let left = this.and();
    while (this.peek() === '-o' || this.peek() === '-or') {
      this.at++;
      if (this.peek() === undefined || this.peek() === ')')
        throw new FindError(`invalid expression; you have used a binary operator '${this.args[this.at - 1]}' with nothing after it.`);
      left = { kind: 'or', left, right: this.and() };
    }
    return left;
  }

  private and(): FindExpression {
    let left = this.not();
    for (;;) {
      const word = this.peek();
      if (word === '-a' || word === '-and') this.at++;
      else if (word === undefined || word === ')' || word === '-o' || word === '-or' || word === ',') return left;
      left = { kind: 'and', left, right: this.not() };
    }
  }

  private not(): FindExpression {
    const word = this.peek();
    if (word === '!' || word === '-not') {
      this.at++;
      return { kind: 'not', operand: this.not() };
    }
    if (word === '(') {
      this.at++;
      if (this.peek() === ')') throw new FindError('invalid expression; empty parentheses are not allowed.');
      const inner = this.list();
      if (this.peek() !== ')') throw new FindError("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.at++;
      return inner;
    }
    return this.primary();
  }

  private argument(name: string): string {
    const text = this.args[this.at++];
    if (text === undefined) throw new FindError(`missing argument to \`${name}'`);
    return text;
  }

  private number(name: string): number {
    const text = this.argument(name);
    if (!/^\d+$/.test(text)) throw new FindError(`Expected a positive decimal integer argument to ${name}, but got ${quote(text)}`);
    return Number(text);
  }

  /** `5`, `+5`, `-5` against a count. */
  private comparison(name: string, text: string): (count: number) => boolean {
    const match = /^([-+]?)(\d+(?:\.\d+)?)$/.exec(text);
    if (!match) throw new FindError(`invalid argument \`${text}' to \`${name}'`);
    const wanted = Number(match[2]);
    if (match[1] === '+') return (count) => count > wanted;
    return match[1] === '-' ? (count) => count < wanted : (count) => count === wanted;
  }

  private primary(): FindExpression {
    const word = this.peek();
    if (word === undefined) throw new FindError('invalid expression');
    this.at++;
    const { files } = this.process.machine;
    const { sim } = this.process;
    const test = (check: (visit: Visit, base: string) => boolean): FindExpression => ({ kind: 'test', test: check });
    switch (word) {
      case '-name':
      case '-iname': {
        const matches = compileGlob(this.argument(word), { ignoreCase: word === '-iname' });
        return test((_visit, base) => matches(base));
      }
      case '-path':
      case '-wholename':
      case '-ipath':
      case '-iwholename': {
        const matches = compileGlob(this.argument(word), { ignoreCase: word.startsWith('-i') });
        return test(({ name }) => matches(name));
      }
      case '-regex':
      case '-iregex': {
        const regex = compileRegex(this.argument(word), { escapes: 'grep', around: 'text', ignoreCase: word === '-iregex' });
        if (isRegexError(regex)) throw new FindError(`failed to compile regular expression: ${regex.error}`);
        return test(({ name }) => regex.test(name));
      }
      case '-type': {
        const text = this.argument(word);
        const kinds = text.split(',').map((letter) => {
          if (letter === 'b' || letter === 'p' || letter === 'D') return undefined;
          const kind = KINDS[letter];
          if (!kind) throw new FindError(`Unknown argument to -type: ${letter.charAt(0)}`);
          return kind;
        });
        return test(({ stat }) => kinds.includes(stat.kind));
      }
      case '-maxdepth':
        this.result.depthMax = this.number(word);
        return test(() => true);
      case '-mindepth':
        this.result.depthMin = this.number(word);
        return test(() => true);
      case '-depth':
      case '-d':
        this.result.depthFirst = true;
        return test(() => true);
      case '-follow':
        this.result.follow = true;
        return test(() => true);
      case '-xdev':
      case '-mount':
        this.result.oneFileSystem = true;
        return test(() => true);
      case '-noleaf':
      case '-daystart':
      case '-warn':
      case '-nowarn':
      case '-ignore_readdir_race':
      case '-true':
        return test(() => true);
      case '-false':
        return test(() => false);
      case '-empty':
        return test(({ stat, path }) => {
          if (stat.kind === 'file') return stat.size === 0;
          const names = stat.kind === 'directory' ? files.list(path) : undefined;
          return Array.isArray(names) && names.length === 0;
        });
      case '-size': {
        const text = this.argument(word);
        const match = /^([-+]?\d+)([bcwkMG]?)$/.exec(text);
        if (!match) throw new FindError(`invalid -size type \`${text.replace(/^[-+]?\d*/, '').charAt(0)}'`);
        const unit = { b: 512, '': 512, c: 1, w: 2, k: 1024, M: 1048576, G: 1073741824 }[match[2] as 'b'] as number;
        const holds = this.comparison(word, match[1] as string);
        return test(({ stat }) => holds(Math.ceil((stat.kind === 'directory' ? 4096 : stat.size) / unit)));
      }
      case '-mtime':
      case '-ctime':
      case '-atime':
      case '-mmin':
      case '-cmin':
      case '-amin': {
        const holds = this.comparison(word, this.argument(word));
        const unitMs = word.endsWith('min') ? 60_000 : 86_400_000;
        return test(({ stat }) => {
          const age = (sim.nowMs - stat.modifiedMs) / unitMs;
          // Minutes are compared as they are, days are cut.
          return holds(word.endsWith('min') ? Math.ceil(age) : Math.floor(age));
        });
      }
      case '-newer':
      case '-anewer':
      case '-cnewer':
      case '-newermt': {
        const name = this.argument(word);
        const stat = files.stat(absolutePath(this.process, name));
        if (isFileError(stat)) throw new FindError(`${quote(name)}: No such file or directory`);
        return test((visit) => visit.stat.modifiedMs > stat.modifiedMs);
      }
      case '-perm': {
        const text = this.argument(word);
        const how = /^[-/]/.test(text) ? text.charAt(0) : '';
        const mode = changeMode(how === '' ? text : text.slice(1), 0, false);
        if (mode === undefined) throw new FindError(`invalid mode ${quote(text)}`);
        return test(({ stat }) =>
          how === '-' ? (stat.mode & mode) === mode : how === '/' ? mode === 0 || (stat.mode & mode) !== 0 : stat.mode === mode,
        );
      }
      case '-executable':
        return test(({ stat }) => (stat.mode & 0o111) !== 0);
      case '-readable':
      case '-writable':
        return test(() => true);
      case '-user':
      case '-uid': {
        const name = this.argument(word);
        const user = findUser(this.process, name);
        if (!user && !/^\d+$/.test(name)) throw new FindError(`${quote(name)} is not the name of a known user`);
        return test(({ stat }) => stat.uid === (user?.uid ?? Number(name)));
      }
      case '-group':
      case '-gid': {
        const name = this.argument(word);
        const group = groups(this.process).find((each) => each.name === name);
        if (!group && !/^\d+$/.test(name)) throw new FindError(`${quote(name)} is not the name of an existing group`);
        return test(({ stat }) => stat.gid === (group?.gid ?? Number(name)));
      }
      case '-nouser':
      case '-nogroup':
        return test(() => false);
      case '-print':
      case '-print0':
        this.hasAction = true;
        return { kind: 'print', end: word === '-print' ? '\n' : '\0' };
      case '-printf':
        this.hasAction = true;
        return { kind: 'printf', format: this.argument(word) };
      case '-delete':
        this.hasAction = true;
        this.result.depthFirst = true;
        return { kind: 'delete' };
      case '-prune':
        return { kind: 'prune' };
      case '-quit':
        return { kind: 'quit' };
      case '-exec':
      case '-execdir':
        this.hasAction = true;
        return this.exec(word);
      default:
        if (LACKING.has(word)) throw new FindError(`option ${word} is not supported in this lab`);
        if (!word.startsWith('-')) throw new FindError(`paths must precede expression: \`${word}'`);
        throw new FindError(`unknown predicate \`${word}'`);
    }
  }

  private exec(word: string): FindExpression {
    const argv: string[] = [];
    for (;;) {
      const next = this.args[this.at++];
      if (next === undefined) throw new FindError(`missing argument to \`${word}'`);
      if (next === ';' && argv.length > 0) return { kind: 'exec', argv, many: false, inDirectory: word === '-execdir' };
      if (next === '+' && argv[argv.length - 1] === '{}') return { kind: 'exec', argv, many: true, inDirectory: word === '-execdir' };
      argv.push(next);
    }
  }
}
