/** find: files by what is known of them, with actions. */
import { errnoText, isFileError, runChild } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { spawnErrorText } from './_children';
import { FindError, parseFind } from './_find-parse';
import type { FindExpression } from './_find-parse';
import { formatFound } from './_find-format';
import { complain, fail, isBusybox, Output } from './_io';
import { absolutePath, baseName, joinTyped } from './_paths';
import { quote } from './_text';
import { tool } from './_tool';
import type { Visit } from './_walk';

export default tool({
  name: 'find',
  package: 'findutils',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    let follow = false;
    while (/^-[HLP]$/.test(args[0] ?? '')) follow = args.shift() === '-L';
    const starts: string[] = [];
    while (args.length > 0 && !/^(-.+|\(|!|,)$/.test(args[0] as string)) starts.push(args.shift() as string);
    let parsed: ReturnType<typeof parseFind>;
    try {
      parsed = parseFind(process, args);
    } catch (thrown) {
      if (!(thrown instanceof FindError)) throw thrown;
      if (isBusybox(process) && thrown.message.startsWith('unknown predicate'))
        return yield* fail(process, `unrecognized: ${/`(.*)'/.exec(thrown.message)?.[1]}`);
      return yield* fail(process, thrown.message);
    }
    const run = new FindRun(process, parsed.expression, follow || parsed.follow, parsed);
    for (const start of starts.length > 0 ? starts : ['.']) if (!(yield* run.start(start))) break;
    return yield* run.finish();
  },
});

class FindRun {
  private out: Output;
  private exitCode = 0;
  private quit = false;
  private pruned = false;
  private startName = '';
  /** What `-exec ... +` gathers. */
  private gathered = new Map<FindExpression, string[]>();

  constructor(
    private process: Process,
    private expression: FindExpression,
    private follow: boolean,
    private limits: { depthMin: number; depthMax: number; depthFirst: boolean; oneFileSystem: boolean },
  ) {
    this.out = new Output(process);
  }

  *start(name: string): Program<boolean> {
    this.startName = name;
    const path = absolutePath(this.process, name);
    const stat = this.process.machine.files.stat(path, this.follow);
    if (isFileError(stat)) {
      yield* this.out.flush();
      yield* complain(this.process, isBusybox(this.process) ? `${name}: ${errnoText(stat.errno)}` : `${quote(name)}: ${errnoText(stat.errno)}`);
      this.exitCode = 1;
      return true;
    }
    yield* this.visit({ name, path, stat, depth: 0 });
    return (yield* this.out.flush()) && !this.quit;
  }

  private *visit(visit: Visit): Program {
    const { depthMin, depthMax, depthFirst } = this.limits;
    this.pruned = false;
    const here = visit.depth >= depthMin;
    if (here && !depthFirst) yield* this.evaluate(this.expression, visit);
    const goesDown = visit.stat.kind === 'directory' && visit.depth < depthMax && !this.pruned && !this.quit;
    if (goesDown) {
      const { files } = this.process.machine;
      const names = files.list(visit.path);
      for (const entry of isFileError(names) ? [] : names) {
        const name = joinTyped(visit.name, entry);
        const path = joinTyped(visit.path, entry);
        let stat = files.stat(path, this.follow);
        if (isFileError(stat)) stat = files.stat(path, false);
        if (isFileError(stat)) continue;
        yield* this.visit({ name, path, stat, depth: visit.depth + 1 });
        if (this.quit) return;
      }
      if (!(yield* this.out.flush())) this.quit = true;
    }
    if (here && depthFirst && !this.quit) yield* this.evaluate(this.expression, visit);
  }

  private *evaluate(expression: FindExpression, visit: Visit): Program<boolean> {
    switch (expression.kind) {
      case 'and':
        return (yield* this.evaluate(expression.left, visit)) && (yield* this.evaluate(expression.right, visit));
      case 'or':
        return (yield* this.evaluate(expression.left, visit)) || (yield* this.evaluate(expression.right, visit));
      case 'list':
        yield* this.evaluate(expression.left, visit);
        return yield* this.evaluate(expression.right, visit);
      case 'not':
        return !(yield* this.evaluate(expression.operand, visit));
      case 'test':
        return expression.test(visit, baseName(visit.name));
      case 'print':
        this.out.put(visit.name + expression.end);
        return true;
      case 'printf':
        this.out.put(formatFound(this.process, expression.format, visit, this.startName));
        return true;
      case 'prune':
        this.pruned = true;
        return true;
      case 'quit':
        this.quit = true;
        return true;
      case 'delete':
        return yield* this.delete(visit);
      case 'exec':
        return yield* this.exec(expression, visit);
    }
  }

  private *delete(visit: Visit): Program<boolean> {
    if (visit.name === '.') return true;
    const error = this.process.machine.files.remove(visit.path);
    if (!error) return true;
    yield* complain(
      this.process,
      isBusybox(this.process) ? `${visit.name}: ${errnoText(error.errno)}` : `cannot delete ${quote(visit.name)}: ${errnoText(error.errno)}`,
    );
    this.exitCode = 1;
    return false;
  }

  private *exec(expression: FindExpression & { kind: 'exec' }, visit: Visit): Program<boolean> {
    const name = expression.inDirectory ? `./${baseName(visit.name)}` : visit.name;
    if (expression.many) {
      const names = this.gathered.get(expression) ?? [];
      names.push(name);
      this.gathered.set(expression, names);
      return true;
    }
    yield* this.out.flush();
    const argv = expression.argv.map((word) => word.replaceAll('{}', name));
    return (yield* this.run(argv, expression.inDirectory ? visit.path.replace(/\/[^/]*$/, '') || '/' : this.process.cwd)) === 0;
  }

  private *run(argv: string[], cwd: string): Program<number> {
    const status = yield* runChild(this.process, argv, { cwd });
    if ('error' in status) {
      yield* complain(
        this.process,
        isBusybox(this.process) ? `${argv[0]}: ${spawnErrorText(status)}` : `${quote(argv[0] as string)}: ${spawnErrorText(status)}`,
      );
      return 127;
    }
    return status.signal ? 128 : status.code;
  }

  *finish(): Program<number> {
    yield* this.out.flush();
    for (const [expression, names] of this.gathered) {
      if (expression.kind !== 'exec' || names.length === 0) continue;
      const at = expression.argv.indexOf('{}');
      const argv = [...expression.argv.slice(0, at), ...names, ...expression.argv.slice(at + 1)];
      if ((yield* this.run(argv, this.process.cwd)) !== 0) this.exitCode = 1;
    }
    return this.exitCode;
  }
}
