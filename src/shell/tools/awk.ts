/** awk, mawk, gawk: the pattern language. Messages are mawk's (Debian's awk), or busybox's in its images. */
import { errnoText, isFileError } from '../../os';
import type { Process } from '../../os';
import type { Program } from '../../sim';
import type { AwkProgram, Rule } from './_awk-ast';
import { AwkRunError, RecordReader } from './_awk-io';
import { AwkSyntaxError, unescapeString } from './_awk-lex';
import { parseAwk } from './_awk-parse';
import { AwkMachine } from './_awk-run';
import type { Flow, MainInput } from './_awk-run';
import { fromInput, isTrue } from './_awk-values';
import { CHUNK_COST_MS, fail, isBusybox, openInput, programName, readFile } from './_io';
import { tool } from './_tool';

const USAGE = `[Options] [Program] [file ...]

Program:
    The -f option value is the name of a file that holds the program.
    Without -f the first argument is the program; "--" ends the options.

Options:
    -f program-file  Read the program from a file; may be repeated.
    -F value         Set the field separator, FS.
    -v var=value     Assign a value to a variable before BEGIN.
    --               End of options.
`;

interface Arguments {
  separator?: string;
  assignments: string[];
  files: string[];
  rest: string[];
}

function readArguments(args: readonly string[]): Arguments | { bad: string } | { lacks: string } {
  const result: Arguments = { assignments: [], files: [], rest: [] };
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      i++;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    const letter = arg.charAt(1);
    if (letter !== 'F' && letter !== 'v' && letter !== 'f') return { bad: arg };
    const value = arg.length > 2 ? arg.slice(2) : args[++i];
    if (value === undefined) return { lacks: letter };
    if (letter === 'F') result.separator = value;
    else if (letter === 'v') result.assignments.push(value);
    else result.files.push(value);
  }
  result.rest = args.slice(i);
  return result;
}

export default tool({
  name: 'awk',
  aliases: ['mawk', 'gawk', 'nawk'],
  package: 'mawk',
  busybox: true,
  *main(process) {
    const name = programName(process);
    const args = readArguments(process.argv.slice(1));
    if ('lacks' in args) return yield* fail(process, `option -${args.lacks} lacks argument`, 2);
    if ('bad' in args) {
      if (args.bad === '--help' || args.bad === '-h') {
        yield* process.stdout.write(`Usage: ${name} ${USAGE}`);
        return 0;
      }
      if (args.bad === '--version' || args.bad === '-V' || args.bad === '-W') {
        yield* process.stdout.write('mawk 1.3.4 20200120\n');
        return 0;
      }
      return yield* fail(process, `not an option: ${args.bad}`, 2);
    }
    let source: string | undefined;
    for (const file of args.files) {
      const text = yield* readFile(process, file);
      if (isFileError(text)) return yield* fail(process, `cannot open ${file} (${errnoText(text.errno)})`, 2);
      source = source === undefined ? text : `${source}\n${text}`;
    }
    source ??= args.rest.shift();
    if (source === undefined) {
      yield* process.stderr.write(`Usage: ${name} ${USAGE}`);
      return isBusybox(process) ? 1 : 0;
    }
    let program: AwkProgram;
    try {
      program = parseAwk(source);
    } catch (thrown) {
      if (!(thrown instanceof AwkSyntaxError)) throw thrown;
      return yield* fail(process, isBusybox(process) ? busyboxWords(thrown.message) : thrown.message, isBusybox(process) ? 1 : 2);
    }
    const run = new AwkRun(process, program);
    try {
      run.prepare(name, args);
      return yield* run.all();
    } catch (thrown) {
      if (!(thrown instanceof AwkRunError)) throw thrown;
      yield* run.machine.streams.flush();
      if (isBusybox(process))
        return yield* fail(process, thrown.message.startsWith('cannot open ') ? thrown.message.slice(12) : `cmd. line:1: ${thrown.message}`);
      const isOpening = thrown.message.startsWith('cannot open');
      yield* process.stderr.write(
        isOpening ? `${name}: ${thrown.message}\n` : `${name}: run time error: ${thrown.message}\n${run.machine.where()}\n`,
      );
      return 2;
    }
  },
});

function busyboxWords(message: string): string {
  const line = /line (\d+): /.exec(message)?.[1] ?? '1';
  if (message.includes('near end of file') || message.includes('runaway')) return `cmd. line:${line}: Unexpected end of string`;
  return `cmd. line:${line}: ${message.includes('never defined') ? 'Call to undefined function' : 'Unexpected token'}`;
}

/** One run: its rules, and the stream of records from the operands. */
class AwkRun implements MainInput {
  readonly machine: AwkMachine;
  private reader: RecordReader | undefined;
  private argument = 1;
  private usedStdin = false;
  private sawFile = false;

  constructor(
    private process: Process,
    private program: AwkProgram,
  ) {
    this.machine = new AwkMachine(program, process, this, () => process.sim.nowMs);
  }

  prepare(name: string, { separator, assignments, rest }: Arguments): void {
    this.machine.setArguments([name, ...rest]);
    if (separator !== undefined) this.machine.setGlobal('FS', unescapeString(separator));
    for (const assignment of assignments) this.assign(assignment);
  }

  private assign(text: string): void {
    const equals = text.indexOf('=');
    if (equals < 0) throw new AwkRunError(`cannot open ${text} (improper assignment: -v ${text})`);
    this.machine.setGlobal(text.slice(0, equals), fromInput(unescapeString(text.slice(equals + 1))));
  }

  *all(): Program<number> {
    const { machine, program } = this;
    const of = (kind: Rule['kind']): Rule[] => program.rules.filter((rule) => rule.kind === kind);
    let flow: Flow;
    for (const { action } of of('begin')) {
      flow = action && (yield* machine.exec(action));
      if (flow === 'exit') break;
    }
    const main = of('main');
    const end = of('end');
    if (flow !== 'exit' && (main.length > 0 || end.length > 0)) yield* this.records(main);
    if (!machine.streams.closed) {
      for (const { action } of end) {
        flow = action && (yield* machine.exec(action));
        if (flow === 'exit') break;
      }
    }
    yield* machine.streams.closeAll();
    return machine.exitCode;
  }

  private *records(rules: readonly Rule[]): Program<Flow> {
    const { machine } = this;
    let sinceFlush = 0;
    for (;;) {
      // What is at hand is taken without ceremony; before waiting for more, output goes out.
      let record = this.reader?.ready(machine.separator);
      if (record !== undefined) machine.countRecord(false);
      else {
        if (!(yield* machine.streams.flush())) return 'exit';
        record = yield* this.nextRecord();
        if (record === undefined) return undefined;
      }
      machine.setRecord(record);
      for (const rule of rules) {
        if (!(yield* this.selects(rule))) continue;
        const { action } = rule;
        if (!action) {
          machine.streams.put(undefined, '', `${machine.currentRecord()}\n`);
          continue;
        }
        const flow = action.pure ? machine.run(action) : yield* machine.exec(action);
        if (flow === 'exit') return flow;
        if (flow === 'next') break;
      }
      if (++sinceFlush % 500 === 0) {
        yield* this.process.busy(CHUNK_COST_MS);
        if (!(yield* machine.streams.flush())) return 'exit';
      }
    }
  }

  private *selects(rule: Rule): Program<boolean> {
    const { pattern, until } = rule;
    const { machine } = this;
    if (!pattern) return true;
    if (!until) return isTrue(pattern.pure ? machine.value(pattern) : yield* machine.eval(pattern));
    if (!machine.inRange(rule)) {
      if (!isTrue(yield* machine.eval(pattern))) return false;
      machine.setRange(rule, true);
    }
    if (isTrue(yield* machine.eval(until))) machine.setRange(rule, false);
    return true;
  }

  *nextRecord(): Program<string | undefined> {
    for (;;) {
      if (!this.reader && !(yield* this.openNext())) return undefined;
      const record = yield* (this.reader as RecordReader).next(this.machine.separator);
      if (record !== undefined) {
        this.machine.countRecord(false);
        return record;
      }
      this.skipFile();
    }
  }

  skipFile(): void {
    this.reader?.close();
    this.reader = undefined;
  }

  /** The next operand that is a file; assignments among them take effect as they are passed. */
  private *openNext(): Program<boolean> {
    const { machine, process } = this;
    while (this.argument < machine.argumentCount()) {
      const argument = machine.argument(this.argument++);
      if (argument === undefined || argument === '') continue;
      if (/^[A-Za-z_]\w*=/.test(argument)) {
        this.assign(argument);
        continue;
      }
      this.sawFile = true;
      const source = openInput(process, argument);
      if (isFileError(source)) {
        yield* machine.streams.flush();
        const why = source.errno === 'EISDIR' ? 'Is a directory' : errnoText(source.errno);
        if (isBusybox(process)) throw new AwkRunError(`cannot open ${argument}: ${why}`);
        throw new AwkRunError(`cannot open ${argument} (${why})`);
      }
      machine.startFile(argument === '-' ? '' : argument);
      this.reader = new RecordReader(source);
      return true;
    }
    if (this.sawFile || this.usedStdin) return false;
    this.usedStdin = true;
    const stdin = openInput(process, '-');
    if (isFileError(stdin)) return false;
    this.reader = new RecordReader(stdin);
    return true;
  }
}
