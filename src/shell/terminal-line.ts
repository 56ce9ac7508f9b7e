/**
 * One line from whoever sits at a terminal: the line editor between the terminal's raw input and a shell, whichever
 * language that speaks. What happens outside meanwhile (another window size, a signal) comes in by `resized` and `poke`.
 */
import type { Process, Tty } from '../os';
import { race, spawn, type Fiber, type Program, type Sim, type Wait } from '../sim';
import { KillRing, LineEditor, type CompletionAnswer } from './line-editor';

/** How long a completer may take before the key is given up. */
const COMPLETION_MS_MAX = 2000;

export interface TerminalLineShell {
  readonly sim: Sim;
  readonly process: Process;
  /** Where the shell echoes to. */
  write(text: string): Program;
  complete(text: string, cursor: number): Program<CompletionAnswer>;
}

/** `eof` is Ctrl-D on an empty line, `end` the end of the input itself. */
export type TypedLine = { kind: 'line'; text: string } | { kind: 'eof' | 'end' | 'interrupt' };

export interface TerminalLineOptions {
  readonly prompt: string;
  readonly history: readonly string[];
  readonly bracketedPaste: boolean;
}

export class TerminalLine {
  private readonly kills = new KillRing();
  private wake: (() => void) | undefined;
  private isResized = false;

  constructor(private readonly shell: TerminalLineShell) {}

  /** Wakes whoever waits for input or for a command: something has happened. */
  poke(): void {
    this.wake?.();
  }

  resized(): void {
    this.isResized = true;
    this.poke();
  }

  /** Fires with the next `poke`. One waits at a time. */
  readonly poked: Wait<void> = (wake) => {
    this.wake = () => wake();
    return () => (this.wake = undefined);
  };

  /** Reads with the terminal in raw mode, which is undone whatever happens. */
  *read(tty: Tty, options: TerminalLineOptions): Program<TypedLine> {
    tty.setModes({ raw: true, echo: false, signals: false });
    try {
      const typed = yield* this.edit(tty, options);
      if (typed.kind === 'line') tty.entered(typed.text);
      return typed;
    } finally {
      tty.setModes({ raw: false, echo: true, signals: true });
    }
  }

  private *edit(tty: Tty, options: TerminalLineOptions): Program<TypedLine> {
    const editor = new LineEditor({ ...options, columns: tty.columns, kills: this.kills });
    yield* this.show(editor.start());
    for (;;) {
      const chunk = yield* this.nextInput();
      if (chunk === 'resized') {
        yield* this.show(editor.resize(tty.columns));
        continue;
      }
      if (chunk === undefined) return { kind: 'end' };
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
        return event.kind === 'line' || event.kind === 'eof' ? event : { kind: 'interrupt' };
      }
    }
  }

  private *show(text: string): Program {
    if (text !== '') yield* this.shell.write(text);
  }

  /** Input, or the news that the window has another size; undefined at the end of input. */
  private *nextInput(): Program<string | undefined | 'resized'> {
    if (this.takeResized()) return 'resized';
    const { sim, process } = this.shell;
    const fiber: Fiber<string | undefined> = spawn(sim, 'read', process.stdin.read(), process.fiber as Fiber);
    try {
      const { index } = yield* race<unknown>(fiber.ended, this.poked);
      if (index === 1) return this.takeResized() ? 'resized' : '';
      return fiber.outcome?.kind === 'returned' ? fiber.outcome.value : undefined;
    } finally {
      this.wake = undefined;
      fiber.cancel('input');
    }
  }

  private takeResized(): boolean {
    const taken = this.isResized;
    this.isResized = false;
    return taken;
  }

  private *complete(editor: LineEditor): Program {
    const { sim, process } = this.shell;
    const { text, cursor } = editor.line;
    const fiber = spawn(sim, 'complete', this.shell.complete(text, cursor), process.fiber as Fiber);
    try {
      yield* race<unknown>(fiber.ended, (wake: (value: unknown) => void) => sim.after(COMPLETION_MS_MAX, 'completion', () => wake(undefined)));
    } finally {
      fiber.cancel('too slow');
    }
    yield* this.show(editor.complete(fiber.outcome?.kind === 'returned' ? fiber.outcome.value : { from: cursor, candidates: [] }));
  }
}
