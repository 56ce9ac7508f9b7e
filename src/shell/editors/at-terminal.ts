/**
 * An editor at a terminal: raw mode and a screen of its own, keys in, what changed of the picture out. It goes aside for
 * Ctrl-Z and for commands of the shell, follows the window's size, and leaves the terminal as it was.
 */
import { createPipe, errnoText, isFileError, openPath, openText, readAll, spawnChild } from '../../os';
import type { OpenFile, Process } from '../../os';
import { race, spawn, timer, wait } from '../../sim';
import type { Fiber, Program } from '../../sim';
import { exitCodeOf } from '../tools/_children';
import { absolutePath } from '../tools/_paths';
import type { Answer, Ask, Disk, Editor, FilterAnswer, ReadAnswer, Surroundings } from './ask';
import { KeyDecoder } from './keys';
import type { Key } from './keys';
import { Painter } from './picture';

const ENTER = '\x1b[?1049h\x1b[?2004h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?2004l\x1b[?1049l';
/** The rest of an escape sequence comes within this, or not at all. */
const SEQUENCE_MS = 40;
/** What a key and its drawing cost. */
const KEY_MS = 0.2;

/** Where keys come from, and how this editor takes leave when there is no more input, or when it is told to end. */
export interface Farewell {
  inputEnded: string;
  terminated: string;
  /** Stdin was the text to edit: keys come from the terminal. */
  stdinIsText?: boolean;
}

/** Runs an editor to its end; answers its exit code. */
export function* runAtTerminal(process: Process, make: (around: Surroundings) => Editor, farewell: Farewell): Program<number> {
  return yield* new Desk(process, make, farewell).run();
}

class Desk {
  private readonly painter = new Painter();
  private readonly decoder = new KeyDecoder();
  private readonly keys: Key[] = [];
  private readonly editor: Editor;
  /** Where keys come from: stdin, or the terminal by its name. */
  private input: OpenFile;
  private named: OpenFile | undefined;
  private hasRead = false;
  private readonly saved: { raw: boolean; echo: boolean; signals: boolean } | undefined;
  private resized = false;
  private terminated = false;
  private ended = false;
  private wake: (() => void) | undefined;

  constructor(
    private readonly process: Process,
    make: (around: Surroundings) => Editor,
    private readonly farewell: Farewell,
  ) {
    const { tty } = process.stdout;
    this.input = process.stdin;
    if (farewell.stdinIsText) this.useTerminal();
    this.saved = tty ? { raw: tty.modes.raw, echo: tty.modes.echo, signals: tty.modes.signals } : undefined;
    this.editor = make({
      disk: diskOf(process),
      columns: tty?.columns ?? 80,
      rows: tty?.rows ?? 24,
      nowMs: () => process.sim.nowMs,
      cwd: process.cwd,
      home: process.env.get('HOME') ?? '/root',
    });
  }

  *run(): Program<number> {
    const { process } = this;
    process.onSignal('SIGWINCH', () => this.notice(() => (this.resized = true)));
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.onSignal(signal, () => this.notice(() => (this.terminated = true)));
    // Ctrl-C comes as a key; from a command of the shell it is not for the editor.
    process.onSignal('SIGINT', () => {});
    process.onSignal('SIGQUIT', () => {});
    const program = this.editor.run();
    try {
      yield* this.enter();
      let step = program.next(undefined);
      while (!step.done) {
        const answer = yield* this.answer(step.value);
        if (this.ended) {
          yield* this.leave();
          yield* process.stderr.write(this.terminated ? this.farewell.terminated : this.farewell.inputEnded);
          return 1;
        }
        yield* process.busy(KEY_MS);
        step = program.next(answer);
      }
      yield* this.leave();
      return step.value;
    } finally {
      this.restoreModes();
      // What was typed behind the last key is for whoever comes next.
      if (this.keys.length > 0) process.stdout.tty?.unread(this.keys.filter((key) => key.length === 1).join(''));
      this.named?.close();
    }
  }

  /** Keys come from the terminal, whatever stdin is. False when there is none. */
  private useTerminal(): boolean {
    const opened = this.named || this.process.stdin.tty || !this.draws ? undefined : openPath(this.process, '/dev/tty');
    if (!opened || isFileError(opened)) return false;
    this.named = this.input = opened;
    return true;
  }

  private notice(what: () => void): void {
    what();
    this.wake?.();
  }

  private get draws(): boolean {
    return this.process.stdout.tty !== undefined;
  }

  private *enter(): Program {
    const { tty } = this.process.stdout;
    tty?.setModes({ raw: true, echo: false, signals: false });
    this.painter.forget();
    if (this.draws) yield* this.process.stdout.write(ENTER);
    if (tty) this.editor.resize(tty.columns, tty.rows);
  }

  private *leave(): Program {
    if (this.draws) yield* this.process.stdout.write(LEAVE);
    this.restoreModes();
  }

  private restoreModes(): void {
    if (this.saved) this.process.stdout.tty?.setModes(this.saved);
  }

  private *answer(ask: Ask): Program<Answer> {
    switch (ask.ask) {
      case 'key':
        return yield* this.nextKey();
      case 'shell':
        return yield* this.runShell(ask.line);
      case 'filter':
        return yield* this.runFilter(ask.line, ask.input);
      case 'suspend':
        yield* this.suspend();
        return undefined;
    }
  }

  /** The next key; meanwhile the picture is kept true to the window's size. */
  private *nextKey(draws = true): Program<Key> {
    while (this.keys.length === 0) {
      if (draws && this.draws) yield* this.process.stdout.write(this.painter.draw(this.editor.picture()));
      const chunk = yield* this.read(this.decoder.waiting ? SEQUENCE_MS : Infinity);
      if (chunk === 'resized') {
        const { tty } = this.process.stdout;
        if (tty) this.editor.resize(tty.columns, tty.rows);
        this.painter.forget();
      } else if (chunk === 'time') this.keys.push(...this.decoder.flush());
      else if (chunk === undefined) {
        // An empty stdin says nothing: the person is at the terminal.
        if (!this.terminated && !this.hasRead && this.useTerminal()) continue;
        this.ended = true;
        return '';
      } else {
        this.hasRead = true;
        this.keys.push(...this.decoder.feed(chunk));
      }
    }
    return this.keys.shift() as Key;
  }

  /** Input; undefined at its end and when the editor is told to go. */
  private *read(timeoutMs: number): Program<string | undefined | 'resized' | 'time'> {
    const { process } = this;
    if (this.terminated) return undefined;
    if (this.resized) {
      this.resized = false;
      return 'resized';
    }
    const fiber: Fiber<string | undefined> = spawn(process.sim, 'keys', this.input.read(), process.fiber as Fiber);
    try {
      const waits = [
        fiber.ended as never,
        ((wake: (value: unknown) => void) => {
          this.wake = () => wake(undefined);
          return () => (this.wake = undefined);
        }) as never,
        ...(timeoutMs === Infinity ? [] : [timer(process.sim, timeoutMs) as never]),
      ];
      const { index } = yield* race<unknown>(...waits);
      if (index === 0) return fiber.outcome?.kind === 'returned' ? fiber.outcome.value : undefined;
      if (index === 2) return 'time';
      if (this.terminated) return undefined;
      this.resized = false;
      return 'resized';
    } finally {
      this.wake = undefined;
      fiber.cancel('keys');
    }
  }

  private get shell(): string {
    return this.process.env.get('SHELL') ?? '/bin/sh';
  }

  /** On the terminal as it was before the editor; the answer is the key that brings the editor back. */
  private *runShell(line: string): Program<Key> {
    const { process } = this;
    yield* this.leave();
    const argv = line === '' ? [this.shell] : [this.shell, '-c', line];
    const child = spawnChild(process, argv);
    if ('error' in child) yield* process.stdout.write(`Cannot execute shell ${this.shell}\n`);
    else {
      const status = yield* wait(child.exited);
      const code = exitCodeOf(status);
      if (code !== 0) yield* process.stdout.write(`\nshell returned ${code}\n`);
    }
    process.stdout.tty?.setModes({ raw: true, echo: false, signals: false });
    yield* process.stdout.write('\nPress ENTER or type command to continue');
    const key = yield* this.nextKey(false);
    yield* this.enter();
    return key;
  }

  private *runFilter(line: string, input: string): Program<FilterAnswer> {
    const { process } = this;
    const pipe = createPipe();
    const stdin = openText(input);
    const child = spawnChild(process, [this.shell, '-c', line], {
      fds: new Map([
        [0, stdin],
        [1, pipe.writer],
        [2, pipe.writer],
      ]),
    });
    pipe.writer.close();
    stdin.close();
    if ('error' in child) {
      pipe.reader.close();
      return { output: `Cannot execute shell ${this.shell}\n`, code: 127 };
    }
    const { text } = yield* readAll(pipe.reader);
    pipe.reader.close();
    const status = yield* wait(child.exited);
    return { output: text, code: exitCodeOf(status) };
  }

  /** Stops its job, where there is a shell that can wake it. */
  private *suspend(): Program {
    const { process } = this;
    const parent = process.machine.processes.get(process.ppid);
    if (!parent || parent.group === process.group || !this.draws) return;
    yield* this.leave();
    process.machine.processes.signalGroup(process.group, 'SIGTSTP');
    yield* process.busy(KEY_MS);
    yield* this.enter();
  }
}

/** The machine's files as an editor sees them. */
export function diskOf(process: Process): Disk {
  const { files } = process.machine;
  const full = (path: string): string => absolutePath(process, path);
  const isReadOnly = (path: string): boolean => {
    const found = files
      .mounts()
      .filter((mount) => path === mount.path || path.startsWith(`${mount.path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0];
    return found?.readOnly ?? false;
  };
  return {
    read(typed): ReadAnswer {
      const path = full(typed);
      const stat = files.stat(path);
      if (isFileError(stat)) return stat.errno === 'ENOENT' ? { kind: 'missing' } : { kind: 'error', error: errnoText(stat.errno) };
      if (stat.kind === 'directory') return { kind: 'directory' };
      if (stat.kind !== 'file') return { kind: 'error', error: 'Not a regular file' };
      const text = files.read(path);
      if (isFileError(text)) return { kind: 'error', error: errnoText(text.errno) };
      return { kind: 'text', text, readOnly: (stat.mode & 0o222) === 0 || isReadOnly(path), modifiedMs: stat.modifiedMs };
    },
    write(typed, text, append = false) {
      const path = full(typed);
      const stat = files.stat(path);
      if (!isFileError(stat) && stat.kind === 'device') return undefined;
      const refused = files.write(path, text, { append, mode: 0o666 & ~process.umask });
      return refused ? errnoText(refused.errno) : undefined;
    },
    list(typed) {
      const path = full(typed);
      const names = files.list(path);
      if (isFileError(names)) return [];
      return names.map((name) => {
        const stat = files.stat(`${path}/${name}`);
        return !isFileError(stat) && stat.kind === 'directory' ? `${name}/` : name;
      });
    },
    modifiedMs(typed) {
      const stat = files.stat(full(typed));
      return isFileError(stat) ? undefined : stat.modifiedMs;
    },
  };
}
