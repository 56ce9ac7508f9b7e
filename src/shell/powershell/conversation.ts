/** PowerShell at a terminal: prompt, line, history, run. The line editor is the one that bash has here. */
import type { Tty } from '../../os';
import { race, spawn, type Fiber, type Program } from '../../sim';
import { KillRing, LineEditor } from '../line-editor';
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

/** How long a completer may take before the key is given up. */
const COMPLETION_MS_MAX = 2000;
const LINES_MAX = 2000;

/** Ctrl-C while a line is being typed. */
class Dropped {}

export class Conversation {
  private readonly kills = new KillRing();
  private wake: (() => void) | undefined;
  private resized = false;

  constructor(
    private readonly shell: Shell,
    private readonly completers: PowerShellCompleters,
  ) {}

  *run(): Program<number> {
    const { shell } = this;
    const { process } = shell;
    shell.interactive = true;
    if (process.tty && process.tty.foregroundGroup === undefined) process.tty.foregroundGroup = process.group;
    process.onSignal('SIGINT', () => {
      shell.interrupts++;
      if (shell.running === 0) this.wake?.();
    });
    process.onSignal('SIGWINCH', () => {
      this.resized = true;
      this.wake?.();
    });
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
    tty.setModes({ raw: true, echo: false, signals: false });
    try {
      return yield* this.edit(tty, prompt);
    } finally {
      tty.setModes({ raw: false, echo: true, signals: true });
    }
  }

  private *edit(tty: Tty, prompt: string): Program<string | undefined> {
    const { shell } = this;
    const editor = new LineEditor({ prompt, columns: tty.columns, history: shell.history.list(), kills: this.kills, bracketedPaste: true });
    yield* this.show(editor.start());
    for (;;) {
      const chunk = yield* this.nextInput();
      if (chunk === 'resized') {
        yield* this.show(editor.resize(tty.columns));
        continue;
      }
      if (chunk === undefined) return undefined;
      let input = chunk;
      for (;;) {
        const { output, event, rest } = editor.feed(input);
        yield* this.show(output);
        if (event?.kind === 'complete') {
          yield* this.complete(editor);
          input = rest;
          continue;
        }
        if (!event) break;
        tty.unread(rest);
        if (event.kind === 'line') return event.text.replaceAll('\r', '');
        // Ctrl-D leaves nothing here, but a closed window does.
        if (event.kind === 'eof') {
          if ((tty as Tty & { closed?: boolean }).closed) return undefined;
          yield* this.show('\r\n');
        }
        throw new Dropped();
      }
    }
  }

  private *show(text: string): Program {
    if (text !== '') yield* this.shell.process.stdout.write(text);
  }

  private *nextInput(): Program<string | undefined | 'resized'> {
    const { shell } = this;
    if (this.resized) {
      this.resized = false;
      return 'resized';
    }
    const fiber: Fiber<string | undefined> = spawn(shell.sim, 'read', shell.process.stdin.read(), shell.process.fiber as Fiber);
    try {
      const { index } = yield* race<unknown>(fiber.ended as never, this.woken as never);
      if (index === 1) {
        if (!this.resized) return '';
        this.resized = false;
        return 'resized';
      }
      return fiber.outcome?.kind === 'returned' ? fiber.outcome.value : undefined;
    } finally {
      this.wake = undefined;
      fiber.cancel('input');
    }
  }

  private get woken(): (wake: (value: unknown) => void) => () => void {
    return (wake) => {
      this.wake = () => wake(undefined);
      return () => (this.wake = undefined);
    };
  }

  private *complete(editor: LineEditor): Program {
    const { shell } = this;
    const { text, cursor } = editor.line;
    const fiber = spawn(shell.sim, 'complete', completeLine(shell, text, cursor, this.completers), shell.process.fiber as Fiber);
    try {
      yield* race<unknown>(fiber.ended as never, ((wake: (value: unknown) => void) => shell.sim.after(COMPLETION_MS_MAX, 'completion', () => wake(undefined))) as never);
    } finally {
      fiber.cancel('too slow');
    }
    yield* this.show(editor.complete(fiber.outcome?.kind === 'returned' ? fiber.outcome.value : { from: cursor, candidates: [] }));
  }

  /** Runs a text; the code when it ends the session. Ctrl-C is first the running program's, then ours. */
  private *perform(text: string): Program<number | undefined> {
    const { shell } = this;
    const fiber = spawn(shell.sim, 'command', settle(runText(shell, text, hostStreams(shell))), shell.process.fiber as Fiber);
    const seen = shell.interrupts;
    while (!fiber.done) {
      yield* race<unknown>(fiber.ended as never, this.woken as never);
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
