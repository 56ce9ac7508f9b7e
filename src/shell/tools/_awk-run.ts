/**
 * Runs an awk program. Parts that never wait run as plain calls (`pure`), the rest as generators; a waiting part
 * inside an expression is worked out first and put back as a constant, so each operation is written once.
 */
import { exitCodeOf } from './_children';
import { assert, wait } from '../../sim';
import type { Program, Random } from '../../sim';
import { spawnChild } from '../../os';
import type { Process } from '../../os';
import type { ArrayRef, AwkFunction, AwkProgram, Expr, Statement, Target } from './_awk-ast';
import { isBusybox, programName } from './_io';
import { AwkRunError, AwkStreams } from './_awk-io';
import { plainRegexSource, regexFault } from './_awk-lex';
import { compareValues, fromInput, isTrue, sprintf, toNumber, toText } from './_awk-values';
import type { AwkArray, Value } from './_awk-values';
import { atan2, cos, exp, log, pow, sin } from './_math';
import { compileRegex, isRegexError } from './_regex';
import type { Regex } from './_regex';
import { civil, strftime } from './_time';

/** The places of the special variables: the order of SPECIAL_NAMES. */
const enum Slot {
  NF,
  NR,
  FNR,
  FS,
  OFS,
  ORS,
  RS,
  FILENAME,
  SUBSEP,
  RSTART,
  RLENGTH,
  CONVFMT,
  OFMT,
  ENVIRON,
  ARGC,
  ARGV,
}

export type Flow = undefined | 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
type Cell = Value | AwkArray;

/** Where the main loop and plain `getline` take their records from. */
export interface MainInput {
  /** False at the end; sets the record and its counters. */
  nextRecord(): Program<string | undefined>;
  skipFile(): void;
}

const CALLS_DEEP_MAX = 1000;
const LOOPS_PER_PAUSE = 2000;
const LOOPS_PER_PAUSE_MS = 0.2;

export class AwkMachine {
  readonly globals: Cell[] = [];
  readonly streams: AwkStreams;
  exitCode = 0;
  private record = '';
  private fields: Value[] = [];
  private fieldCount = 0;
  private isSplit = true;
  private isJoined = true;
  /** FS as it was when the record was read. */
  private recordSeparator = ' ';
  private frame: Cell[] = [];
  /** Which of a frame's arrays a callee made out of nothing, to hand back to the caller. */
  private depth = 0;
  private returned: Value;
  private loops = 0;
  private regexes = new Map<string, Regex>();
  private random: Random | undefined;
  private seed = 0;
  private seededState: number | undefined;
  private ranges = new Set<object>();
  /** Beyond it mawk writes whole numbers as OFMT says; gawk and busybox never do. */
  private readonly wholeMax: number;

  constructor(
    private program: AwkProgram,
    private process: Process,
    private input: MainInput,
    private now: () => number,
  ) {
    this.streams = new AwkStreams(process);
    this.wholeMax = isBusybox(process) || programName(process) === 'gawk' ? Infinity : 2147483647;
    const { globals } = this;
    globals[Slot.NR] = 0;
    globals[Slot.FNR] = 0;
    globals[Slot.FS] = ' ';
    globals[Slot.OFS] = ' ';
    globals[Slot.ORS] = '\n';
    globals[Slot.RS] = '\n';
    globals[Slot.FILENAME] = '';
    globals[Slot.SUBSEP] = '\x1c';
    globals[Slot.RSTART] = 0;
    globals[Slot.RLENGTH] = -1;
    globals[Slot.CONVFMT] = '%.6g';
    globals[Slot.OFMT] = '%.6g';
    globals[Slot.ENVIRON] = new Map([...process.env].map(([name, text]) => [name, fromInput(text)]));
  }

  // --- variables

  setGlobal(name: string, value: Value): void {
    let slot = this.program.globals.indexOf(name);
    if (slot < 0) slot = this.program.globals.push(name) - 1;
    this.assignGlobal(slot, value);
  }

  setArguments(args: readonly string[]): void {
    this.globals[Slot.ARGC] = args.length;
    this.globals[Slot.ARGV] = new Map(args.map((arg, i) => [String(i), fromInput(arg)]));
  }

  /** ARGV[i] as it is now; undefined when it was deleted. */
  argument(index: number): string | undefined {
    const args = this.globals[Slot.ARGV];
    const value = args instanceof Map ? args.get(String(index)) : undefined;
    return value === undefined ? undefined : this.text(value);
  }

  argumentCount(): number {
    return toNumber(this.globals[Slot.ARGC] as Value);
  }

  get separator(): string {
    return this.text(this.globals[Slot.RS] as Value);
  }

  text(value: Value): string {
    return toText(value, typeof value === 'number' ? (this.globals[Slot.CONVFMT] as string) : '', this.wholeMax);
  }

  private assignGlobal(slot: number, value: Value): void {
    if (this.globals[slot] instanceof Map) throw new AwkRunError(`illegal reference to array ${this.program.globals[slot]}`);
    if (slot === Slot.NF) {
      this.split();
      this.setFieldCount(Math.max(0, Math.trunc(toNumber(value))));
      return;
    }
    this.globals[slot] = slot === Slot.CONVFMT || slot === Slot.OFMT ? this.text(value) : value;
  }

  private getGlobal(slot: number): Value {
    if (slot === Slot.NF) {
      this.split();
      return this.fieldCount;
    }
    const cell = this.globals[slot];
    if (cell instanceof Map) throw new AwkRunError(`illegal reference to array ${this.program.globals[slot]}`);
    return cell;
  }

  private array(ref: ArrayRef): AwkArray {
    const cells = ref.kind === 'global' ? this.globals : this.frame;
    const place = ref.kind === 'global' ? ref.slot : ref.index;
    let cell = cells[place];
    if (cell === undefined) cells[place] = cell = new Map();
    if (!(cell instanceof Map)) throw new AwkRunError(`illegal reference to variable ${ref.name}`);
    return cell;
  }

  // --- the record and its fields

  setRecord(text: string): void {
    this.record = text;
    this.isSplit = false;
    this.isJoined = true;
    this.recordSeparator = this.text(this.globals[Slot.FS] as Value);
  }

  countRecord(isNewFile: boolean): void {
    this.globals[Slot.NR] = toNumber(this.globals[Slot.NR] as Value) + 1;
    this.globals[Slot.FNR] = (isNewFile ? 0 : toNumber(this.globals[Slot.FNR] as Value)) + 1;
  }

  startFile(name: string): void {
    this.globals[Slot.FILENAME] = name;
    this.globals[Slot.FNR] = 0;
  }

  private split(): void {
    if (this.isSplit) return;
    this.isSplit = true;
    const pieces = this.splitText(this.record, this.recordSeparator, this.separator === '');
    this.fields = pieces.map(fromInput);
    this.fieldCount = pieces.length;
  }

  private join(): string {
    if (!this.isJoined) {
      this.isJoined = true;
      const separator = this.text(this.globals[Slot.OFS] as Value);
      this.record = this.fields
        .slice(0, this.fieldCount)
        .map((field) => this.text(field))
        .join(separator);
    }
    return this.record;
  }

  private setFieldCount(count: number): void {
    while (this.fields.length < count) this.fields.push('');
    this.fields.length = count;
    this.fieldCount = count;
    this.isJoined = false;
  }

  private getField(index: number): Value {
    if (index === 0) return fromInput(this.join());
    if (index < 0) throw new AwkRunError(`negative field index $${index}`);
    this.split();
    return index > this.fieldCount ? undefined : this.fields[index - 1];
  }

  private setField(index: number, value: Value): void {
    if (index < 0) throw new AwkRunError(`negative field index $${index}`);
    if (index === 0) {
      this.setRecord(this.text(value));
      return;
    }
    this.split();
    if (index > this.fieldCount) this.setFieldCount(index);
    this.fields[index - 1] = value;
    this.isJoined = false;
  }

  private splitText(text: string, separator: string, paragraphs = false): string[] {
    if (separator === ' ') {
      const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '');
      return trimmed === '' ? [] : trimmed.split(/[ \t\n]+/);
    }
    if (text === '') return [];
    if (separator === '') return Array.from(text);
    if (paragraphs) return text.split('\n').flatMap((line) => this.splitText(line, separator));
    if (separator.length === 1 && separator !== '\\') return text.split(separator);
    return this.splitByRegex(text, this.regex(separator));
  }

  private splitByRegex(text: string, regex: Regex): string[] {
    if (text === '') return [];
    const pieces: string[] = [];
    let from = 0;
    for (let at = 0; at <= text.length;) {
      const match = regex.exec(text, at);
      if (!match) break;
      if (match.end === match.index) {
        at = match.end + 1;
        continue;
      }
      pieces.push(text.slice(from, match.index));
      from = at = match.end;
    }
    pieces.push(text.slice(from));
    return pieces;
  }

  private regex(source: string): Regex {
    let regex = this.regexes.get(source);
    if (!regex) {
      const compiled = compileRegex(plainRegexSource(source), { extended: true, escapes: 'awk' });
      if (isRegexError(compiled)) throw new AwkRunError(`regular expression compile failed (${regexFault(compiled.error)})\n${source}`);
      if (this.regexes.size > 500) this.regexes.clear();
      this.regexes.set(source, (regex = compiled));
    }
    return regex;
  }

  private regexOf(expr: Expr): Regex {
    if (expr.kind === 'regex') return expr.regex;
    return this.regex(this.text(this.value(expr)));
  }

  // --- expressions that never wait

  value(expr: Expr): Value {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return expr.value;
      case 'regex':
        return expr.regex.test(this.join()) ? 1 : 0;
      case 'global':
        return this.getGlobal(expr.slot);
      case 'local': {
        const cell = this.frame[expr.index];
        if (cell instanceof Map) throw new AwkRunError(`illegal reference to array ${expr.name}`);
        return cell;
      }
      case 'field':
        return this.getField(Math.trunc(toNumber(this.value(expr.index))));
      case 'element': {
        const array = this.array(expr.array);
        const key = this.subscript(expr.subscripts);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'group':
        return this.value(expr.operand);
      case 'assign': {
        const { operator, target } = expr;
        const value = this.value(expr.value);
        const result = operator === '=' ? value : this.arithmetic(operator, toNumber(this.value(target)), toNumber(value));
        this.assign(target, result);
        return result;
      }
      case 'increment': {
        const before = toNumber(this.value(expr.target));
        this.assign(expr.target, before + expr.delta);
        return expr.prefix ? before + expr.delta : before;
      }
      case 'conditional':
        return isTrue(this.value(expr.test)) ? this.value(expr.then) : this.value(expr.otherwise);
      case 'and':
        return isTrue(this.value(expr.left)) && isTrue(this.value(expr.right)) ? 1 : 0;
      case 'or':
        return isTrue(this.value(expr.left)) || isTrue(this.value(expr.right)) ? 1 : 0;
      case 'not':
        return isTrue(this.value(expr.operand)) ? 0 : 1;
      case 'negate':
        return -toNumber(this.value(expr.operand));
      case 'plus':
        return toNumber(this.value(expr.operand));
      case 'binary':
        return this.arithmetic(expr.operator, toNumber(this.value(expr.left)), toNumber(this.value(expr.right)));
      case 'compare': {
        const order = compareValues(this.value(expr.left), this.value(expr.right), this.globals[Slot.CONVFMT] as string);
        switch (expr.operator) {
          case '<':
            return order < 0 ? 1 : 0;
          case '<=':
            return order <= 0 ? 1 : 0;
          case '==':
            return order === 0 ? 1 : 0;
          case '!=':
            return order !== 0 ? 1 : 0;
          case '>':
            return order > 0 ? 1 : 0;
          default:
            return order >= 0 ? 1 : 0;
        }
      }
      case 'concat': {
        const left = this.text(this.value(expr.left));
        return left + this.text(this.value(expr.right));
      }
      case 'match': {
        const text = this.text(this.value(expr.left));
        return this.regexOf(expr.right).test(text) !== expr.negated ? 1 : 0;
      }
      case 'in':
        return this.array(expr.array).has(this.subscript(expr.subscripts)) ? 1 : 0;
      case 'builtin':
        return this.builtin(expr.name, expr.args);
      case 'call': {
        const flow = this.enter(expr);
        try {
          this.run(flow.entry.body);
          return this.returned;
        } finally {
          this.leave(flow);
        }
      }
      case 'getline':
        assert(false, 'getline waits');
    }
  }

  private arithmetic(operator: string, left: number, right: number): number {
    switch (operator) {
      case '+':
        return left + right;
      case '-':
        return left - right;
      case '*':
        return left * right;
      case '/':
        return left / right;
      case '%':
        return left % right;
      default:
        return pow(left, right);
    }
  }

  private subscript(subscripts: readonly Expr[]): string {
    if (subscripts.length === 1) {
      const value = this.value(subscripts[0] as Expr);
      return typeof value === 'number' && Number.isInteger(value) ? String(value) : this.text(value);
    }
    return subscripts.map((each) => this.text(this.value(each))).join(this.text(this.globals[Slot.SUBSEP] as Value));
  }

  private assign(target: Target, value: Value): void {
    switch (target.kind) {
      case 'global':
        this.assignGlobal(target.slot, value);
        return;
      case 'local':
        if (this.frame[target.index] instanceof Map) throw new AwkRunError(`illegal reference to array ${target.name}`);
        this.frame[target.index] = value;
        return;
      case 'field':
        this.setField(Math.trunc(toNumber(this.value(target.index))), value);
        return;
      case 'element':
        this.array(target.array).set(this.subscript(target.subscripts), value);
    }
  }

  private enter(expr: Expr & { kind: 'call' }): { entry: AwkFunction; caller: Cell[]; frame: Cell[]; args: Expr[] } {
    const entry = this.program.functions.get(expr.name) as AwkFunction;
    if (expr.args.length > entry.parameters.length) throw new AwkRunError(`function ${expr.name} called with too many args`);
    if (++this.depth > CALLS_DEEP_MAX) throw new AwkRunError('function call nesting too deep');
    const frame: Cell[] = entry.parameters.map((_name, i) => {
      const arg = expr.args[i];
      if (!arg) return undefined;
      // A bare name may be an array: it goes as it is.
      if (arg.kind === 'global' && arg.slot !== Slot.NF) return this.globals[arg.slot];
      if (arg.kind === 'local') return this.frame[arg.index];
      return this.value(arg);
    });
    const caller = this.frame;
    this.frame = frame;
    this.returned = undefined;
    return { entry, caller, frame, args: expr.args };
  }

  private leave({ caller, frame, args }: { caller: Cell[]; frame: Cell[]; args: Expr[] }): void {
    this.depth--;
    this.frame = caller;
    // A name that was nothing yet and became an array in the function is that array from now on.
    args.forEach((arg, i) => {
      const cell = frame[i];
      if (!(cell instanceof Map)) return;
      if (arg.kind === 'global' && this.globals[arg.slot] === undefined) this.globals[arg.slot] = cell;
      else if (arg.kind === 'local' && caller[arg.index] === undefined) caller[arg.index] = cell;
    });
  }

  // --- built-in functions

  private builtin(name: string, args: readonly Expr[]): Value {
    const number = (i: number): number => toNumber(this.value(args[i] as Expr));
    const text = (i: number): string => this.text(this.value(args[i] as Expr));
    switch (name) {
      case 'length': {
        const arg = args[0];
        if (arg === undefined) return Array.from(this.join()).length;
        if (arg.kind === 'global' || arg.kind === 'local') {
          const cell = arg.kind === 'global' ? this.globals[arg.slot] : this.frame[arg.index];
          if (cell instanceof Map) return cell.size;
        }
        return lengthOf(text(0));
      }
      case 'substr':
        return substr(text(0), number(1), args.length > 2 ? number(2) : Infinity);
      case 'index': {
        const haystack = text(0);
        const at = haystack.indexOf(text(1));
        return at < 0 ? 0 : lengthOf(haystack.slice(0, at)) + 1;
      }
      case 'split':
        return this.splitBuiltin(args);
      case 'sub':
      case 'gsub':
        return this.substitute(name === 'gsub', args);
      case 'gensub':
        return this.gensub(args);
      case 'match': {
        const subject = text(0);
        const match = this.regexOf(args[1] as Expr).exec(subject);
        this.globals[Slot.RSTART] = match ? lengthOf(subject.slice(0, match.index)) + 1 : 0;
        this.globals[Slot.RLENGTH] = match ? lengthOf(subject.slice(match.index, match.end)) : -1;
        const groups = args[2];
        if (groups && (groups.kind === 'global' || groups.kind === 'local')) {
          const array = this.array(groups);
          array.clear();
          match?.groups.forEach((group, i) => {
            if (group !== undefined) array.set(String(i), fromInput(group));
          });
        }
        return this.globals[Slot.RSTART] as number;
      }
      case 'sprintf':
        return this.format(
          args.map((arg) => this.value(arg)),
          'sprintf',
        );
      case 'sin':
        return sin(number(0));
      case 'cos':
        return cos(number(0));
      case 'atan2':
        return atan2(number(0), number(1));
      case 'exp':
        return exp(number(0));
      case 'log':
        return log(number(0));
      case 'sqrt':
        return Math.sqrt(number(0));
      case 'int':
        return Math.trunc(number(0));
      case 'rand':
        return this.rand();
      case 'srand': {
        const before = this.seed;
        this.seed = args.length > 0 ? number(0) : Math.floor(this.now() / 1000);
        this.seededState = (Math.trunc(this.seed) ^ 0x5deece66) >>> 0 || 1;
        return before;
      }
      case 'tolower':
        return text(0).toLowerCase();
      case 'toupper':
        return text(0).toUpperCase();
      case 'systime':
        return Math.floor(this.now() / 1000);
      case 'strftime':
        return strftime(args.length > 0 ? text(0) : '%c', civil(args.length > 1 ? number(1) * 1000 : this.now()));
      default:
        throw new AwkRunError(`function ${name} waits`);
    }
  }

  /** After srand(n) a fixed sequence, before it the machine's chance. */
  private rand(): number {
    if (this.seededState === undefined) {
      this.random ??= this.process.sim.random('awk');
      return this.random.fraction();
    }
    let x = this.seededState;
    x ^= (x << 13) >>> 0;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= (x << 5) >>> 0;
    this.seededState = x >>> 0;
    return this.seededState / 4294967296;
  }

  private splitBuiltin(args: readonly Expr[]): number {
    const text = this.text(this.value(args[0] as Expr));
    const ref = args[1] as Expr;
    if (ref.kind !== 'global' && ref.kind !== 'local') throw new AwkRunError('split needs an array');
    const separator = args[2];
    const pieces =
      separator === undefined
        ? this.splitText(text, this.text(this.globals[Slot.FS] as Value))
        : separator.kind === 'regex'
          ? this.splitByRegex(text, separator.regex)
          : this.splitText(text, this.text(this.value(separator)));
    const array = this.array(ref);
    array.clear();
    pieces.forEach((piece, i) => array.set(String(i + 1), fromInput(piece)));
    return pieces.length;
  }

  private substitute(all: boolean, args: readonly Expr[]): number {
    const regex = this.regexOf(args[0] as Expr);
    const replacement = this.text(this.value(args[1] as Expr));
    const target: Expr = args[2] ?? { kind: 'field', index: { kind: 'number', value: 0, pure: true }, pure: true };
    const subject = this.text(this.value(target));
    const { text, count } = replaceMatches(subject, regex, all ? 'all' : 1, (groups) => expandAmpersand(replacement, groups[0] as string));
    if (count > 0 && isAssignable(target)) this.assign(target, text);
    return count;
  }

  private gensub(args: readonly Expr[]): string {
    const regex = this.regexOf(args[0] as Expr);
    const replacement = this.text(this.value(args[1] as Expr));
    const how = this.text(this.value(args[2] as Expr));
    const subject = args[3] ? this.text(this.value(args[3])) : this.join();
    const which = /^[gG]/.test(how) ? 'all' : Math.max(1, Math.trunc(toNumber(how)));
    const { text } = replaceMatches(subject, regex, which, (groups) =>
      replacement.replace(/\\(.)|&/gs, (whole, escaped: string | undefined) => {
        if (whole === '&') return groups[0] as string;
        if (escaped !== undefined && escaped >= '0' && escaped <= '9') return groups[Number(escaped)] ?? '';
        return escaped ?? '';
      }),
    );
    return text;
  }

  private format(values: Value[], name: string): string {
    const format = this.text(values[0]);
    const text = sprintf(format, values.slice(1), this.globals[Slot.CONVFMT] as string);
    if (text === undefined) throw new AwkRunError(`not enough arguments passed to ${name}("${format}")`);
    return text;
  }

  // --- expressions that may wait

  *eval(expr: Expr): Program<Value> {
    if (expr.pure) return this.value(expr);
    switch (expr.kind) {
      case 'and':
        return isTrue(yield* this.eval(expr.left)) && isTrue(yield* this.eval(expr.right)) ? 1 : 0;
      case 'or':
        return isTrue(yield* this.eval(expr.left)) || isTrue(yield* this.eval(expr.right)) ? 1 : 0;
      case 'conditional':
        return isTrue(yield* this.eval(expr.test)) ? yield* this.eval(expr.then) : yield* this.eval(expr.otherwise);
      case 'group':
        return yield* this.eval(expr.operand);
      case 'getline':
        return yield* this.getline(expr);
      case 'call': {
        const flow = this.enter({ ...expr, args: yield* this.settleAll(expr.args) });
        // Deep chains of generators are cut now and then: each resumption walks the whole chain.
        if (this.depth % 50 === 0) yield* this.process.nested(this.exec(flow.entry.body));
        else yield* this.exec(flow.entry.body);
        const result = this.returned;
        this.leave(flow);
        return result;
      }
      case 'builtin':
        if (expr.name === 'system') return yield* this.system(this.text(yield* this.eval(expr.args[0] as Expr)));
        if (expr.name === 'close') return yield* this.streams.close(this.text(yield* this.eval(expr.args[0] as Expr)));
        if (expr.name === 'fflush') return (yield* this.streams.flush()) ? 0 : -1;
        return this.builtin(expr.name, yield* this.settleAll(expr.args));
      case 'assign': {
        const target = yield* this.settleTarget(expr.target);
        return this.value({ ...expr, target, value: yield* this.settle(expr.value) });
      }
      case 'increment':
        return this.value({ ...expr, target: yield* this.settleTarget(expr.target) });
      case 'field':
      case 'element':
        return this.value(yield* this.settleTarget(expr));
      case 'in':
        return this.value({ ...expr, subscripts: yield* this.settleAll(expr.subscripts) });
      case 'not':
      case 'negate':
      case 'plus':
        return this.value({ ...expr, operand: yield* this.settle(expr.operand) });
      case 'binary':
      case 'compare':
      case 'concat':
      case 'match': {
        const left = yield* this.settle(expr.left);
        return this.value({ ...expr, left, right: yield* this.settle(expr.right) });
      }
      default:
        return this.value(expr);
    }
  }

  /** An expression whose waiting is over. */
  private *settle(expr: Expr): Program<Expr> {
    return expr.pure ? expr : constant(yield* this.eval(expr));
  }

  private *settleAll(exprs: readonly Expr[]): Program<Expr[]> {
    const settled: Expr[] = [];
    for (const expr of exprs) settled.push(yield* this.settle(expr));
    return settled;
  }

  private *settleTarget(target: Target): Program<Target> {
    if (target.pure) return target;
    if (target.kind === 'field') return { ...target, index: yield* this.settle(target.index), pure: true };
    if (target.kind === 'element') return { ...target, subscripts: yield* this.settleAll(target.subscripts), pure: true };
    return target;
  }

  private *getline(expr: Expr & { kind: 'getline' }): Program<number> {
    const target = expr.target && (yield* this.settleTarget(expr.target));
    if (expr.from === 'input') {
      const record = yield* this.input.nextRecord();
      if (record === undefined) return 0;
      if (target) this.assign(target, fromInput(record));
      else this.setRecord(record);
      return 1;
    }
    const name = this.text(yield* this.eval(expr.source as Expr));
    yield* this.streams.flush();
    const reader = this.streams.reader(expr.from, name);
    if (!reader) return -1;
    const record = yield* reader.next(this.separator);
    if (record === undefined) return 0;
    if (expr.from === 'command') this.globals[Slot.NR] = toNumber(this.globals[Slot.NR] as Value) + 1;
    if (target) this.assign(target, fromInput(record));
    else this.setRecord(record);
    return 1;
  }

  private *system(command: string): Program<number> {
    yield* this.streams.flush();
    const child = spawnChild(this.process, ['sh', '-c', command]);
    return 'error' in child ? 127 : exitCodeOf(yield* wait(child.exited));
  }

  // --- statements

  /** Statements that never wait. */
  run(statement: Statement): Flow {
    switch (statement.kind) {
      case 'block':
        for (const each of statement.body) {
          const flow = this.run(each);
          if (flow) return flow;
        }
        return undefined;
      case 'expression':
        this.value(statement.value);
        return undefined;
      case 'print':
      case 'printf':
        this.print(
          statement.kind,
          statement.args.map((arg) => this.value(arg)),
          statement.redirection?.kind,
          statement.redirection ? this.text(this.value(statement.redirection.to)) : '',
        );
        return undefined;
      case 'if':
        if (isTrue(this.value(statement.test))) return this.run(statement.then);
        return statement.otherwise && this.run(statement.otherwise);
      case 'exit':
        if (statement.value) this.exitCode = Math.trunc(toNumber(this.value(statement.value))) & 0xff;
        return 'exit';
      case 'return':
        this.returned = statement.value && this.value(statement.value);
        return 'return';
      case 'delete': {
        const array = this.array(statement.array);
        if (statement.subscripts) array.delete(this.subscript(statement.subscripts));
        else array.clear();
        return undefined;
      }
      case 'break':
      case 'continue':
      case 'next':
        return statement.kind;
      case 'nextfile':
        this.input.skipFile();
        return 'next';
      default:
        assert(false, 'loops wait');
    }
  }

  *exec(statement: Statement): Program<Flow> {
    if (statement.pure) return this.run(statement);
    switch (statement.kind) {
      case 'block':
        for (const each of statement.body) {
          const flow = each.pure ? this.run(each) : yield* this.exec(each);
          if (flow) return flow;
        }
        return undefined;
      case 'expression':
        yield* this.eval(statement.value);
        return undefined;
      case 'print':
      case 'printf': {
        const values: Value[] = [];
        for (const arg of statement.args) values.push(yield* this.eval(arg));
        const to = statement.redirection ? this.text(yield* this.eval(statement.redirection.to)) : '';
        this.print(statement.kind, values, statement.redirection?.kind, to);
        return undefined;
      }
      case 'if':
        if (isTrue(yield* this.eval(statement.test))) return yield* this.exec(statement.then);
        return statement.otherwise ? yield* this.exec(statement.otherwise) : undefined;
      case 'while':
        while (isTrue(yield* this.eval(statement.test))) {
          const flow = yield* this.round(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
        }
        return undefined;
      case 'do':
        do {
          const flow = yield* this.round(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
        } while (isTrue(yield* this.eval(statement.test)));
        return undefined;
      case 'for':
        if (statement.start) yield* this.exec(statement.start);
        while (!statement.test || isTrue(statement.test.pure ? this.value(statement.test) : yield* this.eval(statement.test))) {
          const flow = yield* this.round(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
          if (statement.step) {
            if (statement.step.pure) this.run(statement.step);
            else yield* this.exec(statement.step);
          }
        }
        return undefined;
      case 'for-in': {
        const array = this.array(statement.array);
        for (const key of [...array.keys()]) {
          if (!array.has(key)) continue;
          this.assign(statement.target, fromInput(key));
          const flow = yield* this.round(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
        }
        return undefined;
      }
      case 'exit':
      case 'return': {
        const value = statement.value && (yield* this.eval(statement.value));
        return this.run({ ...statement, value: value === undefined ? statement.value && constant(undefined) : constant(value), pure: true });
      }
      case 'delete':
        return this.run({ ...statement, subscripts: statement.subscripts && (yield* this.settleAll(statement.subscripts)), pure: true });
      default:
        return this.run(statement);
    }
  }

  /** One round of a loop; time passes now and then, so that `while (1);` can be interrupted. */
  private *round(body: Statement): Program<Flow> {
    if (++this.loops % LOOPS_PER_PAUSE === 0) {
      yield* this.process.busy(LOOPS_PER_PAUSE_MS);
      if (!(yield* this.streams.flush())) return 'exit';
    }
    return body.pure ? this.run(body) : yield* this.exec(body);
  }

  private print(kind: 'print' | 'printf', values: Value[], redirection: '>' | '>>' | '|' | undefined, to: string): void {
    let text: string;
    if (kind === 'printf') text = this.format(values, 'printf');
    else if (values.length === 0) text = this.join() + this.text(this.globals[Slot.ORS] as Value);
    else {
      const ofmt = this.globals[Slot.OFMT] as string;
      text =
        values.map((value) => toText(value, ofmt, this.wholeMax)).join(this.text(this.globals[Slot.OFS] as Value)) +
        this.text(this.globals[Slot.ORS] as Value);
    }
    this.streams.put(redirection, to, text);
  }

  // --- rules

  /** Whether a range rule is open, by rule. */
  inRange(rule: object): boolean {
    return this.ranges.has(rule);
  }

  setRange(rule: object, open: boolean): void {
    if (open) this.ranges.add(rule);
    else this.ranges.delete(rule);
  }

  currentRecord(): string {
    return this.join();
  }

  where(): string {
    const { globals } = this;
    return (
      `\tFILENAME="${this.text(globals[Slot.FILENAME] as Value)}" FNR=${this.text(globals[Slot.FNR] as Value)} NR=` +
      `${this.text(globals[Slot.NR] as Value)}`
    );
  }
}

function constant(value: Value): Expr {
  // A text that looks like a number keeps that quality: it is handed on as it is.
  return { kind: 'string', value: value as string, pure: true };
}

function isAssignable(expr: Expr): expr is Target {
  return expr.kind === 'global' || expr.kind === 'local' || expr.kind === 'field' || expr.kind === 'element';
}

/** Characters, not UTF-16 units. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) length--;
  return length;
}

/** POSIX: the characters from position m to m + n - 1, both rounded. */
function substr(text: string, m: number, n: number): string {
  if (Number.isNaN(m) || Number.isNaN(n)) return '';
  const start = roundHalfEven(m);
  const end = n === Infinity ? Infinity : start + roundHalfEven(n);
  const chars = lengthOf(text) === text.length ? undefined : Array.from(text);
  const from = Math.max(1, start) - 1;
  const to = Math.min(chars ? chars.length : text.length, end - 1);
  if (to <= from) return '';
  return chars ? chars.slice(from, to).join('') : text.slice(from, to);
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
}

/** In a replacement `&` is the match, `\&` an ampersand. */
function expandAmpersand(replacement: string, match: string): string {
  if (!/[&\\]/.test(replacement)) return replacement;
  return replacement.replace(/\\\\&|\\&|&|\\\\/g, (mark) => (mark === '&' ? match : mark === '\\&' ? '&' : mark === '\\\\&' ? `\\${match}` : '\\'));
}

function replaceMatches(
  text: string,
  regex: Regex,
  which: number | 'all',
  replacement: (groups: readonly (string | undefined)[]) => string,
): { text: string; count: number } {
  let out = '';
  let at = 0;
  let found = 0;
  let count = 0;
  let previousEnd = -1;
  for (let from = 0; from <= text.length;) {
    const match = regex.exec(text, from);
    if (!match) break;
    if (match.end === match.index && match.index === previousEnd) {
      from = match.index + 1;
      continue;
    }
    found++;
    previousEnd = match.end;
    if (which === 'all' || found === which) {
      out += text.slice(at, match.index) + replacement(match.groups);
      at = match.end;
      count++;
      if (which !== 'all') break;
    }
    from = match.end > match.index ? match.end : match.end + 1;
  }
  return { text: out + text.slice(at), count };
}
