/**
 * Keys from the terminal while a program draws on it: watch, top, less. The terminal is put in raw mode and back;
 * Ctrl-C and termination come as a key, so that the screen can be left in order.
 */
import { openPath, isFileError } from '../../os';
import type { OpenFile, Process, Tty } from '../../os';
import { race, Signal, spawn, timer } from '../../sim';
import type { Program } from '../../sim';

/** What `next` answers: one key (an escape sequence is one), or what else happened. */
export type KeyEvent = { kind: 'key'; text: string } | { kind: 'time' } | { kind: 'interrupt' } | { kind: 'resize' };

export class Keys {
  private queue: KeyEvent[] = [];
  private arrived = new Signal();
  private saved: { raw: boolean; echo: boolean } | undefined;
  private file: OpenFile | undefined;
  readonly tty: Tty | undefined;

  /** `reads` false takes no keys and only listens for signals. */
  constructor(
    private process: Process,
    reads = true,
  ) {
    this.tty = process.stdout.tty ?? process.tty;
    process.onSignal('SIGINT', () => this.push({ kind: 'interrupt' }));
    process.onSignal('SIGTERM', () => this.push({ kind: 'interrupt' }));
    process.onSignal('SIGWINCH', () => this.push({ kind: 'resize' }));
    if (!process.tty) return;
    this.saved = { raw: process.tty.modes.raw, echo: process.tty.modes.echo };
    process.tty.setModes({ echo: false });
    const opened = reads ? openPath(process, '/dev/tty') : undefined;
    if (!opened || isFileError(opened)) return;
    this.file = opened;
    process.tty.setModes({ raw: true });
    spawn(process.sim, 'keys', this.listen(opened), process.fiber as Parameters<typeof spawn>[3]);
  }

  private *listen(file: OpenFile): Program {
    for (;;) {
      const text = yield* file.read();
      if (text === undefined) return;
      for (const key of text.match(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|[\s\S]/gu) ?? []) this.push({ kind: 'key', text: key });
    }
  }

  private push(event: KeyEvent): void {
    this.queue.push(event);
    this.arrived.fire();
  }

  /** The next event, or `time` after that long. */
  *next(timeoutMs = Infinity): Program<KeyEvent> {
    if (this.queue.length === 0) {
      if (timeoutMs === Infinity) yield* race<void>(this.arrived.wait);
      else yield* race<void>(this.arrived.wait, timer(this.process.sim, timeoutMs));
    }
    return this.queue.shift() ?? { kind: 'time' };
  }

  /** True when something waits to be taken. */
  get pending(): boolean {
    return this.queue.length > 0;
  }

  /** Puts the terminal back; call it in a `finally`. */
  restore(): void {
    if (this.saved) this.process.tty?.setModes(this.saved);
    this.saved = undefined;
    this.file?.close();
  }
}
