/**
 * A shell's state: variables, functions, options, jobs, traps, and where it is in its source. The evaluator's files are
 * functions over it (`execute.ts`, `expand.ts`, …); a subshell is a copy of it in another process.
 */
import { Signal, type Program, type Sim } from '../sim';
import { closedFile, writeOrSignal, type Machine, type OpenFile, type Process, type SignalName } from '../os';
import type { Completions } from './completion-table';
import { AbortFlow } from './flow';
import { History } from './history';
import { Jobs } from './jobs';
import { STEP_BATCH_MS } from './limits';
import { Options } from './options';
import type { FunctionNode } from './syntax';
import { Traps } from './traps';
import { Variables } from './variables';

/** Whose words the messages are in: bash, busybox ash, or Debian's dash. The language is the same. */
export type Dialect = 'bash' | 'ash' | 'dash';

export interface FunctionDefinition {
  name: string;
  node: FunctionNode;
  /** The text that the node's positions index. */
  source: SourceText;
  /** `export -f`. */
  exported?: boolean;
}

/** A text being run, and where its lines are. */
export class SourceText {
  private starts: number[] | undefined;

  /** `name` is what BASH_SOURCE says: a file, `main` or `environment`. */
  constructor(readonly text: string, readonly name: string, readonly firstLine = 1) {}

  lineAt(pos: number): number {
    if (!this.starts) {
      this.starts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.starts.push(at + 1);
    }
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as number) <= pos) low = middle;
      else high = middle - 1;
    }
    return this.firstLine + low;
  }
}

/** A function call, or a sourced file, in progress. */
export interface Frame {
  kind: 'function' | 'source';
  name: string;
  /** Where it was called. */
  callLine: number;
  callSource: SourceText;
}

/** An error in an expansion, on its way to where it is printed; the line being run is then dropped. */
export class ExpansionError {
  constructor(readonly text: string, readonly options: { fatal?: boolean; status?: number } = {}) {}
}

export interface ShellSettings {
  process: Process;
  /** `$0` and the name in messages. */
  name: string;
  dialect: Dialect;
  interactive: boolean;
  login: boolean;
}

export class Shell {
  process: Process;
  name: string;
  readonly dialect: Dialect;
  interactive: boolean;
  readonly login: boolean;
  variables = new Variables();
  functions = new Map<string, FunctionDefinition>();
  aliases = new Map<string, string>();
  options = new Options();
  positional: string[] = [];
  status = 0;
  pipeStatus: number[] = [];
  /** Of the last command substitution, for a command that is only assignments. */
  substitutionStatus: number | undefined;
  source = new SourceText('', 'main');
  line = 0;
  frames: Frame[] = [];
  /** Above zero in the condition of `if`, `while`, `&&`, `!`: there a failure is no reason to exit. */
  conditional = 0;
  loops = 0;
  /** Compound commands around the one in progress, in this source. */
  compounds = 0;
  nesting = 0;
  subshellLevel = 0;
  /** Command substitutions around this shell: the `+` signs of `set -x`. */
  substitutionLevel = 0;
  /** A trace line is being made; it is not traced itself. */
  tracing = false;
  /** `$$`: the same in every subshell. */
  readonly shellPid: number;
  lastBackgroundPid: number | undefined;
  lastArgument = '';
  /** The simple command in progress as it was written, for job messages. */
  commandText = '';
  /** The builtin in progress. */
  builtinName = '';
  jobs = new Jobs();
  traps = new Traps();
  history = new History();
  completions: Completions | undefined;
  hashed = new Map<string, { path: string; hits: number }>();
  directories: string[] = [];
  /** `exit` has warned of stopped jobs; the second time it leaves. */
  warnedOfJobs = false;
  /** How an interactive shell treats a signal whose trap was taken away. */
  resetSignal: ((signal: SignalName) => void) | undefined;
  /** `enable -n`. */
  disabledBuiltins = new Set<string>();
  /** Started with `-c`: its syntax errors say so. */
  commandString = false;
  /** Reads its commands from standard input (`-s`, or no operand). */
  readsStdin = false;
  /** CPU time of children that have ended, for `time` and `times`. */
  childrenCpuMs = 0;
  /** What the prompt's `\!` and `\#` count. */
  commandNumber = 1;
  /** SECONDS: what it was set to, and when. */
  secondsBase = 0;
  secondsFromMs = 0;
  /** RANDOM's own generator once it has been seeded, so that a seeded script repeats itself. */
  randomState: number | undefined;
  /** Positions in `"$@"` walked by getopts within a cluster of letters. */
  getoptsAt = 1;
  /** Descriptors of process substitutions that are still open here. */
  substitutedFds: number[] = [];
  /** Wakes `wait` and `read` when a trap is due. */
  readonly trapArrived = new Signal();
  /** A signal that ends the script, for whoever runs the EXIT trap. */
  readonly terminated = new Signal<SignalName>();
  /** A builtin could not write its output. */
  outputFailed = false;
  /** Complaints of expansions that go on nevertheless, waiting to be printed. */
  warnings: string[] = [];
  /** Grows with each change of the aliases. */
  aliasVersion = 0;
  private owedMs = 0;

  constructor(settings: ShellSettings) {
    this.process = settings.process;
    this.name = settings.name;
    this.dialect = settings.dialect;
    this.interactive = settings.interactive;
    this.login = settings.login;
    this.shellPid = settings.process.pid;
    this.variables.owner = this;
  }

  get sim(): Sim {
    return this.process.sim;
  }

  get machine(): Machine {
    return this.process.machine;
  }

  /** Job control is on: jobs get process groups and the terminal. */
  get hasJobControl(): boolean {
    return this.options.get('monitor') && this.subshellLevel === 0;
  }

  /** A copy for a subshell. Its process is set when it runs; until then it has this one's. */
  fork(): Shell {
    const child = new Shell({ process: this.process, name: this.name, dialect: this.dialect, interactive: false, login: this.login });
    (child as { shellPid: number }).shellPid = this.shellPid;
    child.variables = this.variables.fork();
    child.variables.owner = child;
    child.secondsBase = this.secondsBase;
    child.secondsFromMs = this.secondsFromMs;
    child.randomState = this.randomState;
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    child.options = this.options.copy();
    child.options.set('monitor', false);
    child.positional = this.positional;
    child.status = this.status;
    child.pipeStatus = this.pipeStatus;
    child.source = this.source;
    child.line = this.line;
    child.frames = [...this.frames];
    child.conditional = this.conditional;
    child.loops = this.loops;
    child.compounds = this.compounds;
    child.nesting = this.nesting;
    child.subshellLevel = this.subshellLevel + 1;
    child.substitutionLevel = this.substitutionLevel;
    child.lastBackgroundPid = this.lastBackgroundPid;
    child.lastArgument = this.lastArgument;
    child.jobs = this.jobs.forSubshell();
    child.traps = this.traps.forSubshell();
    child.history = this.history;
    child.hashed = new Map(this.hashed);
    child.directories = [...this.directories];
    child.commandString = this.commandString;
    child.promptName = this.promptName;
    child.getoptsAt = this.getoptsAt;
    return child;
  }

  /** The name in messages of an interactive shell and its subshells, which name no line. */
  promptName: string | undefined;

  file(fd: number): OpenFile {
    return this.process.fds.get(fd) ?? closedFile;
  }

  *out(text: string): Program<boolean> {
    const written = yield* writeOrSignal(this.process, this.file(1), text);
    if (!written) this.outputFailed = true;
    return written;
  }

  *err(text: string): Program {
    yield* writeOrSignal(this.process, this.file(2), text);
  }

  /** What stands before a message: `bash: line 3: `, or `bash: ` at a prompt. */
  prefix(): string {
    if (this.promptName !== undefined) return `${this.promptName}: `;
    const name = this.frames.length > 0 ? this.source.name : this.name;
    switch (this.dialect) {
      case 'ash':
        return this.commandString ? `${name}: ` : `${name}: line ${this.line}: `;
      case 'dash':
        return `${name}: ${this.line}: `;
      default:
        return `${name}: line ${this.line}: `;
    }
  }

  /** Prints a message to standard error with the shell's name before it. */
  *complain(message: string): Program {
    if (this.dialect === 'ash' && this.promptName === undefined && this.builtinName !== '' && message.startsWith(`${this.builtinName}: `)) {
      // busybox names the line after the builtin, and counts a command string's lines from nought.
      const line = this.line - (this.commandString ? 1 : 0);
      const name = this.frames.length > 0 ? this.source.name : this.name;
      yield* this.err(`${name}: ${this.builtinName}: line ${line}: ${message.slice(this.builtinName.length + 2)}\n`);
      return;
    }
    yield* this.err(`${this.prefix()}${message}\n`);
  }

  /** Prints an expansion's error and answers how control goes on. */
  *reportExpansion(error: ExpansionError): Program<AbortFlow> {
    yield* this.complain(error.text);
    return new AbortFlow(error.options.status ?? 1, error.options.fatal ?? false);
  }

  /** A step of the program: costs virtual CPU time. Small costs gather, so that a script is not one event per step. */
  *spend(ms: number): Program {
    this.owedMs += ms;
    if (this.owedMs < STEP_BATCH_MS) return;
    const owedMs = this.owedMs;
    this.owedMs = 0;
    yield* this.process.busy(owedMs);
  }
}
