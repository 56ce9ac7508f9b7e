/**
 * The shell at a terminal: prompt, line, history, run, and what happened to the jobs meanwhile. Ctrl-C ends what the shell
 * itself is doing by cancelling its fiber; programs in the foreground get the signal from the terminal and the shell does not.
 */
import { race, spawn, type Fiber, type Program } from '../sim';
import { isFileError, readLine, type SignalName } from '../os';
import { completeLine } from './completion';
import { runSource } from './execute';
import { expandHereText } from './expand';
import { AbortFlow, ExitFlow, LoopFlow, ReturnFlow } from './flow';
import { expandHistory } from './history-expansion';
import { notifyJobs } from './job-control';
import { readUnit } from './main';
import { expandPrompt } from './prompt';
import { setVariable } from './assign';
import { SourceText, type Shell } from './shell';
import { parseSource } from './syntax';
import { TerminalLine } from './terminal-line';
import { installSignal, runPendingTraps } from './trap-run';

/** Ctrl-C while a line is being typed, or at PS2: the whole input is dropped. */
class Interrupted {}

const PROMPTS: Record<Shell['dialect'], { first: string; second: string }> = {
  bash: { first: '\\u@\\h:\\w\\$ ', second: '> ' },
  ash: { first: '\\w \\$ ', second: '> ' },
  dash: { first: '\\$ ', second: '> ' },
};

export function* runInteractive(shell: Shell): Program<number> {
  return yield* new Conversation(shell).run();
}

class Conversation {
  private interrupts = 0;
  private line: TerminalLine;
  private eofs = 0;

  constructor(private shell: Shell) {
    this.line = new TerminalLine({
      sim: shell.sim,
      process: shell.process,
      write: (text) => shell.err(text),
      complete: (text, cursor) => completeLine(shell, text, cursor),
    });
  }

  *run(): Program<number> {
    const { shell } = this;
    this.prepare();
    for (;;) {
      yield* runPendingTraps(shell);
      yield* notifyJobs(shell);
      this.measure();
      yield* this.beforePrompt();
      let unit: { text: string } | undefined;
      try {
        unit = yield* readUnit(shell, (continued) => this.readLine(continued));
      } catch (thrown) {
        if (!(thrown instanceof Interrupted)) throw thrown;
        shell.status = 130;
        continue;
      }
      if (unit === undefined) {
        const status = yield* this.atEnd();
        if (status === undefined) continue;
        this.save();
        return status;
      }
      this.eofs = 0;
      const text = yield* this.remember(unit.text);
      if (text === undefined) continue;
      try {
        yield* this.perform(text);
      } catch (thrown) {
        if (thrown instanceof ExitFlow) this.save();
        throw thrown;
      }
      shell.commandNumber++;
    }
  }

  private prepare(): void {
    const { shell } = this;
    const { tty } = shell.process;
    for (const option of ['emacs', 'histexpand', 'history'] as const) shell.options.set(option, shell.dialect === 'bash');
    if (tty) shell.options.set('monitor', true);
    shell.options.setShopt('expand_aliases', true);
    const prompts = PROMPTS[shell.dialect];
    if (shell.variables.get('PS1') === undefined) setVariable(shell, 'PS1', prompts.first);
    if (shell.variables.get('PS2') === undefined) setVariable(shell, 'PS2', prompts.second);
    const home = shell.variables.get('HOME') ?? '/root';
    if (shell.dialect === 'bash') {
      if (shell.variables.get('HISTFILE') === undefined) setVariable(shell, 'HISTFILE', `${home === '/' ? '' : home}/.bash_history`);
      for (const name of ['HISTSIZE', 'HISTFILESIZE']) if (shell.variables.get(name) === undefined) setVariable(shell, name, '500');
      const kept = shell.machine.files.read(shell.variables.get('HISTFILE') ?? '');
      if (!isFileError(kept)) for (const line of kept.split('\n')) shell.history.add(line);
    }
    if (tty && tty.foregroundGroup === undefined) tty.foregroundGroup = shell.process.group;
    shell.resetSignal = (signal) => this.install(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGHUP', 'SIGWINCH'] as const) {
      if (shell.traps.get(signal) === undefined) this.install(signal);
    }
  }

  /** How a shell with a person treats signals that have no trap. */
  private install(signal: SignalName): void {
    const { process } = this.shell;
    switch (signal) {
      case 'SIGINT':
        process.onSignal(signal, () => {
          this.interrupts++;
          this.line.poke();
        });
        return;
      case 'SIGHUP':
        process.onSignal(signal, () => this.hangUp());
        return;
      case 'SIGWINCH':
        process.onSignal(signal, () => this.line.resized());
        return;
      case 'SIGTERM':
      case 'SIGQUIT':
      case 'SIGTSTP':
      case 'SIGTTIN':
      case 'SIGTTOU':
        // A handler that does nothing, rather than 'ignore', which children would inherit.
        process.onSignal(signal, () => {});
        return;
      default:
        installSignal(this.shell, signal, undefined);
    }
  }

  private hangUp(): void {
    const { shell } = this;
    for (const job of shell.jobs.list()) {
      if (job.survivesHangUp) continue;
      for (const process of job.processes) {
        process.signal('SIGHUP');
        if (process.stopped) process.signal('SIGCONT');
      }
    }
    this.save();
    shell.process.exit(129);
  }

  private measure(): void {
    const { tty } = this.shell.process;
    this.shell.warnedOfJobs = this.shell.warnedOfJobs && this.shell.jobs.list().some((job) => job.state.kind === 'stopped');
    if (!tty || this.shell.dialect !== 'bash') return;
    setVariable(this.shell, 'COLUMNS', String(tty.columns));
    setVariable(this.shell, 'LINES', String(tty.rows));
  }

  private *beforePrompt(): Program {
    const { shell } = this;
    const command = shell.variables.get('PROMPT_COMMAND');
    if (command === undefined || command === '') return;
    const { status } = shell;
    yield* this.perform(command);
    shell.status = status;
  }

  private *prompt(continued: boolean): Program<string> {
    const { shell } = this;
    const text = shell.variables.get(continued ? 'PS2' : 'PS1') ?? '';
    const escaped = expandPrompt(shell, text);
    if (!/[$`]/.test(text.replace(/\\\$/g, ''))) return escaped;
    const { status } = shell;
    const expanded = yield* expandHereText(shell, escaped);
    shell.status = status;
    return expanded;
  }

  /** One line with its newline; undefined at the end of input. */
  private *readLine(continued: boolean): Program<string | undefined> {
    const { shell } = this;
    const prompt = yield* this.prompt(continued);
    const { tty } = shell.process.stdin;
    if (!tty) {
      yield* shell.err(prompt);
      return yield* readLine(shell.process.stdin);
    }
    const typed = yield* this.line.read(tty, { prompt, history: shell.history.list(), bracketedPaste: shell.dialect === 'bash' });
    if (typed.kind === 'interrupt') throw new Interrupted();
    return typed.kind === 'line' ? `${typed.text}\n` : undefined;
  }

  /** Ctrl-D: leaves, unless stopped jobs or IGNOREEOF are in the way. */
  private *atEnd(): Program<number | undefined> {
    const { shell } = this;
    const { tty } = shell.process.stdin;
    const closed = tty !== undefined && 'closed' in tty && (tty as { closed: boolean }).closed;
    if (closed) return shell.status;
    const tolerance = shell.options.get('ignoreeof') ? 10 : Number(shell.variables.get('IGNOREEOF') ?? '0');
    if (this.eofs < tolerance) {
      this.eofs++;
      yield* shell.err(`Use "${shell.login ? 'logout' : 'exit'}" to leave the shell.\n`);
      return undefined;
    }
    if (shell.dialect === 'bash' || tty) yield* shell.err(shell.dialect !== 'bash' ? '\n' : shell.login ? 'logout\n' : 'exit\n');
    const stopped = shell.jobs.list().some((job) => job.state.kind === 'stopped');
    if (stopped && !shell.warnedOfJobs) {
      shell.warnedOfJobs = true;
      yield* shell.err('There are stopped jobs.\n');
      return undefined;
    }
    return shell.status;
  }

  /** History expansion, and the line goes into the history. Undefined when nothing is to be run. */
  private *remember(typed: string): Program<string | undefined> {
    const { shell } = this;
    let text = typed.replace(/\n$/, '');
    if (shell.options.get('histexpand')) {
      const expanded = expandHistory(text, shell.history);
      if (expanded.kind === 'error') {
        yield* shell.complain(expanded.message);
        shell.status = 1;
        return undefined;
      }
      if (expanded.kind === 'changed') {
        ({ text } = expanded);
        yield* shell.err(`${text}\n`);
        if (expanded.printOnly) {
          shell.history.add(joinedLines(text));
          return undefined;
        }
      }
    }
    shell.history.add(joinedLines(text), shell.variables.get('HISTCONTROL') ?? '');
    return text.trim() === '' ? undefined : text;
  }

  /** Runs a text; Ctrl-C ends it wherever it waits. */
  private *perform(text: string): Program {
    const { shell } = this;
    const source = new SourceText(text, 'main');
    const fiber = spawn(shell.sim, 'command', settle(runSource(shell, source, 'prompt')), shell.process.fiber as Fiber);
    const seen = this.interrupts;
    while (!fiber.done) {
      yield* race<unknown>(fiber.ended, this.line.poked);
      if (this.interrupts === seen || fiber.done) continue;
      fiber.cancel('interrupted');
      this.recover();
      yield* shell.err('\n');
      shell.status = 130;
      return;
    }
    const settled = fiber.outcome?.kind === 'returned' ? fiber.outcome.value : undefined;
    if (!settled || !('thrown' in settled)) return;
    const { thrown } = settled;
    if (thrown instanceof AbortFlow) shell.status = thrown.status;
    else if (thrown instanceof LoopFlow || thrown instanceof ReturnFlow) shell.status = 0;
    else throw thrown;
    this.recover();
  }

  /** Counters that a cancelled command may have left behind; its `finally` blocks have undone the rest. */
  private recover(): void {
    const { shell } = this;
    shell.loops = shell.conditional = shell.compounds = shell.nesting = 0;
    shell.tracing = false;
    shell.traps.running = false;
    while (shell.variables.inScope) shell.variables.popScope();
    shell.frames = [];
    const { tty } = shell.process;
    if (tty) {
      tty.foregroundGroup = shell.process.group;
      tty.setModes({ raw: false, echo: true, signals: true });
    }
  }

  private save(): void {
    const { shell } = this;
    const path = shell.variables.get('HISTFILE');
    if (shell.dialect !== 'bash' || path === undefined || path === '') return;
    const kept = shell.history.list().slice(-500);
    shell.machine.files.write(path, kept.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  }
}

/** A command of several lines as one history entry, as cmdhist does: joined by `;` where that means the same. */
export function joinedLines(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n');
  let out = lines[0] as string;
  for (const line of lines.slice(1)) {
    const { problem } = parseSource(out);
    const inside = problem?.kind === 'here-document' || (problem?.kind === 'open' && problem.closer !== undefined) || text.includes('<<');
    if (inside) out += `\n${line}`;
    else if (/\\$/.test(out)) out = out.slice(0, -1) + line;
    else if (/(?:^|[\s;&|(])(?:do|then|else|elif|in|\{|\(|&&|\|\||\||&|;|;;)\s*$/.test(out) || out.trim() === '') out += ` ${line.trim()}`;
    else out += `; ${line.trim()}`;
  }
  return out;
}

/** Carries what was thrown over the border between fibers. */
function* settle<T>(program: Program<T>): Program<{ value: T } | { thrown: unknown }> {
  try {
    return { value: yield* program };
  } catch (thrown) {
    return { thrown };
  }
}
