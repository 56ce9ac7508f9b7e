/**
 * A terminal: the line discipline between a person's keys and the programs, and the way to the screen. In cooked mode
 * it echoes and edits a line as Linux's N_TTY does; Ctrl-C, Ctrl-\ and Ctrl-Z become signals for the foreground group.
 * Output passes at about a megabyte per virtual second: a flood costs its writer time, not the page its life.
 */
import { Signal, sleep, wait, type Program, type Sim } from '../sim';
import { Deque } from './deque';
import { openDescription } from './handle';
import type { SignalName } from './process';
import type { OpenFile } from './stream';
import type { Tty, TtyModes } from './tty';
import { cutAt } from './utf8';
import { textWidth } from './width';

export interface TerminalOptions {
  sim: Sim;
  /** As tty(1) prints it without `/dev/`: `pts/0`. */
  name: string;
  columns?: number;
  rows?: number;
  /** Where Ctrl-C goes: `machine.processes.signalGroup`. */
  signalGroup: (group: number, signal: SignalName) => void;
}

const CHARS_PER_MS = 1000;
/** How far a writer may run ahead of the rate. */
const AHEAD_MS = 32;
/** Output kept for a screen that is not there yet. */
const BACKLOG_CHARS_MAX = 1024 * 1024;
/** Unread input beyond this is dropped: somebody pasted a film. */
const INPUT_CHARS_MAX = 32 * 1024 * 1024;

const SIGNAL_KEYS: Record<string, { signal: SignalName; echo: string }> = {
  '\x03': { signal: 'SIGINT', echo: '^C' },
  '\x1c': { signal: 'SIGQUIT', echo: '^\\' },
  '\x1a': { signal: 'SIGTSTP', echo: '^Z' },
};

export class Terminal implements Tty {
  readonly name: string;
  columns: number;
  rows: number;
  foregroundGroup: number | undefined;
  /** The group of the session's first process: it gets SIGHUP when the window closes. */
  sessionGroup: number | undefined;
  private sim: Sim;
  private signalGroup: TerminalOptions['signalGroup'];
  private currentModes: TtyModes = { raw: false, echo: true, signals: true, newlines: true };
  /** What may be read: complete lines in cooked mode, anything in raw mode; an empty one is the end (Ctrl-D). */
  private readable = new Deque<string>();
  private readableChars = 0;
  /** Typed ahead while in raw mode, in front of `readable`; cooked line by line, only when it is read as lines. */
  private ahead = '';
  private line = '';
  private literalNext = false;
  private changed = new Signal();
  private listeners = new Set<(text: string) => void>();
  private backlog = '';
  private freeAtMs = 0;
  private hungUp = false;
  private enteredListener: ((line: string) => void) | undefined;

  constructor(options: TerminalOptions) {
    this.sim = options.sim;
    this.name = options.name;
    this.columns = options.columns ?? 80;
    this.rows = options.rows ?? 24;
    this.signalGroup = options.signalGroup;
  }

  get modes(): Readonly<TtyModes> {
    return this.currentModes;
  }

  get closed(): boolean {
    return this.hungUp;
  }

  setModes(modes: Partial<TtyModes>): void {
    const wasRaw = this.currentModes.raw;
    this.currentModes = { ...this.currentModes, ...modes };
    if (wasRaw === this.currentModes.raw) return;
    if (this.currentModes.raw) {
      this.ahead = this.takeReadable() + this.line + this.ahead;
      this.line = '';
    } else {
      // Typed ahead while nobody cooked: becomes lines when somebody reads, without a second echo.
      this.ahead = this.takeRaw();
      this.readableChars = 0;
    }
    this.changed.fire();
  }

  input(text: string): void {
    if (this.hungUp || this.ahead.length + this.readableChars + text.length > INPUT_CHARS_MAX) return;
    if (!this.currentModes.raw && this.ahead !== '') this.inputBehind(text);
    else if (!this.currentModes.raw) this.cook(text, this.currentModes.echo);
    else if (this.currentModes.signals) this.rawWithSignals(text);
    else this.push(text);
    this.changed.fire();
  }

  unread(text: string): void {
    if (text === '') return;
    this.ahead = this.currentModes.raw ? text + this.ahead : text + this.takeReadable() + this.ahead;
    this.changed.fire();
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.columns = Math.max(1, columns);
    this.rows = Math.max(1, rows);
    if (this.foregroundGroup !== undefined) this.signalGroup(this.foregroundGroup, 'SIGWINCH');
  }

  *read(maxChars = Infinity): Program<string | undefined> {
    for (;;) {
      if (!this.currentModes.raw) this.cookAhead();
      if (this.readable.length > 0 || (this.currentModes.raw && this.ahead !== '')) break;
      if (this.hungUp) return undefined;
      yield* wait(this.changed.wait);
    }
    if (this.currentModes.raw) {
      const all = this.takeRaw();
      const cut = cutAt(all, Math.max(1, maxChars));
      this.ahead = all.slice(cut);
      this.readableChars = 0;
      return all.slice(0, cut);
    }
    const first = this.readable.first as string;
    const cut = cutAt(first, Math.max(1, maxChars));
    if (cut < first.length) this.readable.first = first.slice(cut);
    else this.readable.shift();
    this.readableChars -= cut;
    return first === '' ? undefined : first.slice(0, cut);
  }

  *write(text: string): Program<boolean> {
    for (let at = 0; at < text.length; ) {
      if (this.hungUp) return false;
      const waitMs = this.freeAtMs - this.sim.nowMs - AHEAD_MS;
      if (waitMs > 0) {
        yield* sleep(this.sim, waitMs);
        continue;
      }
      const part = text.slice(at, at + cutAt(at === 0 ? text : text.slice(at, at + 16_385), 16_384));
      at += part.length;
      this.freeAtMs = Math.max(this.freeAtMs, this.sim.nowMs) + part.length / CHARS_PER_MS;
      this.show(part);
    }
    return !this.hungUp;
  }

  entered(line: string): void {
    this.enteredListener?.(line);
  }

  onEntered(listener: (line: string) => void): void {
    this.enteredListener = listener;
  }

  onOutput(listener: (text: string) => void): () => void {
    this.listeners.add(listener);
    const kept = this.backlog;
    this.backlog = '';
    if (kept !== '') listener(kept);
    return () => this.listeners.delete(listener);
  }

  hangUp(): void {
    if (this.hungUp) return;
    this.hungUp = true;
    this.changed.fire();
    const groups = new Set([this.sessionGroup, this.foregroundGroup]);
    for (const group of groups) {
      if (group === undefined) continue;
      this.signalGroup(group, 'SIGHUP');
      this.signalGroup(group, 'SIGCONT');
    }
  }

  private show(text: string): void {
    const shown = this.currentModes.newlines && text.includes('\n') ? text.replace(/\r?\n/g, '\r\n') : text;
    if (this.listeners.size === 0) this.backlog = (this.backlog + shown).slice(-BACKLOG_CHARS_MAX);
    for (const listener of [...this.listeners]) listener(shown);
  }

  /** One line of what was typed ahead, so that a large paste is not cooked again for each command in it. */
  private cookAhead(): void {
    while (this.ahead !== '' && this.readable.length === 0) {
       
      const end = this.ahead.search(/[\r\n\x04]/);
      const piece = end < 0 ? this.ahead : this.ahead.slice(0, end + 1);
      this.ahead = this.ahead.slice(piece.length);
      this.cook(piece, false);
    }
  }

  /** Input while older input is still uncooked: signals act at once, the rest waits its turn. */
  private inputBehind(text: string): void {
     
    for (const part of text.split(/([\x03\x1c\x1a])/)) {
      if (part in SIGNAL_KEYS && this.currentModes.signals) this.raise(part, this.currentModes.echo);
      else {
        this.ahead += part;
         
        if (this.currentModes.echo) this.show(part.replace(/\r/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, caret));
      }
    }
  }

  private takeRaw(): string {
    const { ahead } = this;
    this.ahead = '';
    return ahead + this.takeReadable();
  }

  private takeReadable(): string {
    this.readableChars = 0;
    return this.readable.drain().map((text) => (text === '' ? '\x04' : text)).join('');
  }

  private push(text: string): void {
    this.readable.push(text);
    this.readableChars += text.length;
  }

  private raise(key: string, echo: boolean): void {
    const { signal, echo: shown } = SIGNAL_KEYS[key] as { signal: SignalName; echo: string };
    if (echo) this.show(shown);
    this.line = this.ahead = '';
    this.readable.drain();
    this.readableChars = 0;
    if (this.foregroundGroup !== undefined) this.signalGroup(this.foregroundGroup, signal);
  }

  private rawWithSignals(text: string): void {
     
    for (const part of text.split(/([\x03\x1c\x1a])/)) {
      if (part in SIGNAL_KEYS) this.raise(part, this.currentModes.echo);
      else if (part !== '') this.push(part);
    }
  }

  /** N_TTY's canonical mode. Runs of ordinary text pass in one piece, so a large paste is linear. */
  private cook(text: string, echo: boolean): void {
     
    const ordinary = /[^\x00-\x1f\x7f]+/y;
    const echoed: string[] = [];
    const say = (shown: string) => {
      if (echo) echoed.push(shown);
    };
    for (let i = 0; i < text.length; ) {
      ordinary.lastIndex = i;
      const run = ordinary.exec(text)?.[0];
      if (run !== undefined) {
        this.literalNext = false;
        this.line += run;
        say(run);
        i += run.length;
        continue;
      }
      const key = text[i++] as string;
      if (this.literalNext) {
        this.literalNext = false;
        this.line += key;
        say(caret(key));
      } else if (key === '\r' || key === '\n') {
        this.push(`${this.line}\n`);
        this.line = '';
        say('\n');
      } else if (key === '\x04') {
        this.push(this.line);
        this.line = '';
      } else if (key in SIGNAL_KEYS && this.currentModes.signals) {
        if (echoed.length > 0) this.show(echoed.splice(0).join(''));
        this.raise(key, echo);
      } else if (key === '\x7f' || key === '\b') say(this.erase(/(?:[\ud800-\udbff][\udc00-\udfff]|[^])$/));
      else if (key === '\x15') say(this.erase(/[^]*$/));
      else if (key === '\x17') say(this.erase(/[^ \t]*[ \t]*$/));
      else if (key === '\x12') say(`^R\n${this.line}`);
      else if (key === '\x16') this.literalNext = true;
      else {
        this.line += key;
        say(key === '\t' ? key : caret(key));
      }
    }
    if (echoed.length > 0) this.show(echoed.join(''));
  }

  private erase(end: RegExp): string {
    const gone = end.exec(this.line)?.[0] ?? '';
    this.line = this.line.slice(0, this.line.length - gone.length);
    let columns = 0;
    for (const character of gone) columns += character < ' ' ? 2 : textWidth(character);
    return '\b \b'.repeat(columns);
  }
}

function caret(key: string): string {
  return key === '\x7f' ? '^?' : key < ' ' ? `^${String.fromCharCode(key.charCodeAt(0) + 64)}` : key;
}

/** The terminal as an open file: what a session's fds 0, 1 and 2 point at. */
export function openTerminal(tty: Tty): OpenFile {
  return openDescription({
    kind: 'tty',
    tty,
    path: `/dev/${tty.name}`,
    read: (maxChars) => tty.read(maxChars),
    write: (text) => tty.write(text),
    release: () => {},
  });
}
