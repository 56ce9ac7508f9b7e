/** PowerShell at a terminal: prompt, line, history, run. The line editor is the one that bash has here. */
import type { Tty } from '../../os';
import { race, spawn, type Fiber, type Program } from '../../sim';
import { TerminalLine } from '../terminal-line';
import { completeLine, type PowerShellCompleters } from './complete';
import { callBlock } from './evaluate';
import { hostStreams } from './host';
import { settle } from './main';
import { parse } from './parse';
import { ExitFlow, Interrupted } from './problem';
import { runText } from './run';
import type { Shell } from './shell';
import { textOf } from './text';
import { Block } from './values';

const LINES_MAX = 2000;

/** Ctrl-C while a line is being typed. */
class Dropped {}

export class Conversation {
  private readonly line: TerminalLine;

  constructor(
    private readonly shell: Shell,
    completers: PowerShellCompleters,
  ) {
    const { sim, process } = shell;
    this.line = new TerminalLine({
      sim,
      process,
      write: (text) => this.show(text),
      complete: (text, cursor) => completeLine(shell, text, cursor, completers),
    });
  }

  *run(): Program<number> {
    const { shell } = this;
    const { process } = shell;
    shell.interactive = true;
    if (process.tty && process.tty.foregroundGroup === undefined) process.tty.foregroundGroup = process.group;
    process.onSignal('SIGINT', () => {
      shell.interrupts++;
      if (shell.running === 0) this.line.poke();
    });
    process.onSignal('SIGWINCH', () => this.line.resized());
    for (const signal of ['SIGQUIT', 'SIGTSTP', 'SIGTERM', 'SIGTTIN', 'SIGTTOU'] as const) process.onSignal(signal, () => {});
    for (;;) {
      let text: string | undefined;
      try {
        text = yield* this.readCommand();
      } catch (thrown) {
        if (!(thrown instanceof Dropped)) throw thrown;
        continue;
      }
      if (text === undefined) return 0;
      if (text.trim() === '') continue;
      const startMs = shell.sim.nowMs;
      shell.history.add(text);
      shell.ran.push({ startMs, endMs: startMs });
      const code = yield* this.perform(text);
      if (code !== undefined) return code;
      const last = shell.ran.at(-1);
      if (last) last.endMs = shell.sim.nowMs;
    }
  }

  /** Lines until they make whole statements; an empty line ends what is still open. */
  private *readCommand(): Program<string | undefined> {
    const lines: string[] = [];
    for (;;) {
      const line = yield* this.readLine(lines.length === 0 ? yield* this.prompt() : '>> ');
      if (line === undefined) return lines.length === 0 ? undefined : lines.join('\n');
      lines.push(line);
      const text = lines.join('\n');
      const parsed = parse(text);
      const open = 'problem' in parsed && parsed.problem.kind === 'incomplete';
      // A here-string keeps its empty lines.
      if (!open || lines.length >= LINES_MAX || (lines.length > 1 && line === '' && !/@["'][ \t]*\n/.test(text))) return text;
    }
  }

  private *prompt(): Program<string> {
    const { shell } = this;
    const own = shell.functions.get('prompt');
    if (!own) return `PS ${shell.location}> `;
    const { ok } = shell;
    const settled = yield* settle(callBlock(shell, new Block(own.script, own.source, undefined), [], { scope: shell.global, streams: hostStreams(shell), source: own.source }));
    shell.ok = ok;
    return 'value' in settled ? textOf(settled.value) || 'PS>' : 'PS>';
  }

  private *readLine(prompt: string): Program<string | undefined> {
    const { tty } = this.shell.process.stdin;
    if (!tty) return undefined;
    const typed = yield* this.line.read(tty, { prompt, history: this.shell.history.list(), bracketedPaste: true });
    if (typed.kind === 'line') return typed.text.replaceAll('\r', '');
    if (typed.kind === 'end') return undefined;
    // Ctrl-D leaves nothing here, but a closed window does.
    if (typed.kind === 'eof') {
      if ((tty as Tty & { closed?: boolean }).closed) return undefined;
      yield* this.show('\r\n');
    }
    throw new Dropped();
  }

  private *show(text: string): Program {
    yield* this.shell.process.stdout.write(text);
  }

  /** Runs a text; the code when it ends the session. Ctrl-C is first the running program's, then ours. */
  private *perform(text: string): Program<number | undefined> {
    const { shell } = this;
    const fiber = spawn(shell.sim, 'command', settle(runText(shell, text, hostStreams(shell))), shell.process.fiber as Fiber);
    const seen = shell.interrupts;
    while (!fiber.done) {
      yield* race<unknown>(fiber.ended, this.line.poked);
      if (fiber.done || shell.interrupts === seen || shell.running > 0) continue;
      fiber.cancel('interrupted');
      shell.recover();
      shell.ok = false;
      yield* this.show('\n');
      return undefined;
    }
    const settled = fiber.outcome?.kind === 'returned' ? fiber.outcome.value : undefined;
    if (!settled || !('thrown' in settled)) return undefined;
    shell.recover();
    const { thrown } = settled;
    if (thrown instanceof ExitFlow) return thrown.code;
    if (thrown instanceof Interrupted) {
      shell.ok = false;
      return undefined;
    }
    throw thrown;
  }
}
