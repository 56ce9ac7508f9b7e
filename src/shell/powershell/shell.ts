/** The state of one PowerShell: its process, its variables, what it has defined, and how the last command went. */
import { environmentValue, normalizePath, treePath, windowsPath, type Process } from '../../os';
import type { Program, Sim } from '../../sim';
import type { Script } from './ast';
import { problem, type Problem } from './problem';
import { Scope } from './scope';
import { History } from '../history';
import type { Table, Value } from './values';

/** What a step of a script costs in virtual time, and how much may be owed before it is paid. */
const STEP_MS = 0.02;
const OWED_MS_MAX = 1;
/** Calls within calls; the evaluator's own stack is the limit behind it. */
const CALLS_MAX = 100;
/** Objects that one pipeline may leave in memory. */
export const GATHERED_MAX = 500_000;

export interface Defined {
  script: Script;
  source: string;
}

/** Where a pipeline's objects go. */
export interface Streams {
  out(value: Value): Program;
  /** The objects go straight to the host's screen, so a program may have it for itself. */
  direct: boolean;
  /** What becomes of errors. */
  error(told: Problem): Program;
  /** Where a program's stderr goes: shown, dropped, or on with the output. */
  errors: 'host' | 'none' | 'output' | { write(text: string): Program };
  /** What is held back for a table is printed now. */
  flush(): Program;
}

/** Where code runs: what it sees and where its output goes. */
export interface Place {
  scope: Scope;
  streams: Streams;
  source: string;
}

export class Shell {
  readonly process: Process;
  readonly sim: Sim;
  readonly global = new Scope(undefined);
  readonly functions = new Map<string, Defined & { name: string }>();
  readonly aliases = new Map<string, string>();
  readonly history = new History();
  /** When each entry of the history ran. */
  readonly ran: { startMs: number; endMs: number }[] = [];
  /** `$?`. */
  ok = true;
  errorRecords: Value[] = [];
  matches: Table | undefined;
  interactive = false;
  /** Programs that run now: Ctrl-C is theirs first. */
  running = 0;
  interrupts = 0;
  /** `try` blocks that are open. */
  guarded = 0;
  readonly locations: string[] = [];
  private owedMs = 0;
  private calls = 0;

  constructor(process: Process) {
    this.process = process;
    this.sim = process.sim;
  }

  /** Each step costs time, so no loop holds the clock still. */
  *step(times = 1): Program {
    this.owedMs += STEP_MS * times;
    if (this.owedMs < OWED_MS_MAX) return;
    const owed = this.owedMs;
    this.owedMs = 0;
    yield* this.process.busy(owed);
  }

  *called<T>(work: () => Program<T>): Program<T> {
    if (this.calls >= CALLS_MAX) throw problem('The script failed due to call depth overflow.', 'CallDepthOverflow', 'InvalidOperation', '', 'ScriptCallDepthException');
    this.calls++;
    try {
      return yield* work();
    } finally {
      this.calls--;
    }
  }

  /** A cancelled command leaves its calls behind. */
  recover(): void {
    this.calls = 0;
    this.running = 0;
    this.guarded = 0;
  }

  get width(): number {
    return this.process.stdout.tty?.columns ?? 120;
  }

  /** `C:\Users\Administrator`. */
  get location(): string {
    return windowsPath(this.process.cwd);
  }

  environment(name: string): string | undefined {
    return environmentValue(this.process.env, name);
  }

  setEnvironment(name: string, value: string | undefined): void {
    const lower = name.toLowerCase();
    const known = [...this.process.env.keys()].find((key) => key.toLowerCase() === lower);
    if (value === undefined || value === '') {
      if (known !== undefined) this.process.env.delete(known);
    } else this.process.env.set(known ?? name, value);
  }

  get home(): string {
    return this.environment('USERPROFILE') ?? 'C:\\Users\\Administrator';
  }

  /** A path as typed, in the tree's form and absolute. */
  path(typed: string): string {
    const text = typed.replace(/^(?:Microsoft\.PowerShell\.Core\\)?FileSystem::/i, '');
    if (/^~(?=[\\/]|$)/.test(text)) return normalizePath(treePath(this.home + text.slice(1)));
    if (/^[A-Za-z]:[^\\/]/.test(text)) return normalizePath(`${this.process.cwd}/${text.slice(2).replaceAll('\\', '/')}`);
    if (/^([A-Za-z]:)?[\\/]/.test(text) || /^[A-Za-z]:$/.test(text)) return normalizePath(treePath(text));
    return normalizePath(`${this.process.cwd}/${text.replaceAll('\\', '/')}`);
  }

  /** The same as it is shown: `C:\x`. */
  shown(typed: string): string {
    return windowsPath(this.path(typed));
  }
}
