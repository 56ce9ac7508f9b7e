/**
 * The editor's state, and how keys come to it: typed, replayed by `.` and `:normal`, or out of a register. What the keys
 * do is told in `normal.ts`, `insert.ts`, `visual.ts` and `ex.ts`; what is seen, in `draw.ts`.
 */
import { askKey } from '../ask';
import type { Editing, Editor, Surroundings } from '../ask';
import { boundaryAt, columnsAt, indexAtColumn, lineWidth, previousAt } from '../display-line';
import type { Key } from '../keys';
import type { Picture } from '../picture';
import type { Place, TextBuffer } from '../text-buffer';
import { draw } from './draw';
import { runLine } from './ex';
import type { CharSearch } from './motions';
import { firstNonBlank } from './motions';
import { normalCommand } from './normal';
import { selecting } from './visual';
import { OpenedFiles } from './opened-files';
import type { OpenedFile } from './opened-files';
import { defaultOptions } from './options';
import { Registers } from './registers';
import type { SearchMemory } from './search';
import { View } from './view';
import type { Wording } from './wording';

export type Mode = 'normal' | 'insert' | 'replace' | 'visual' | 'command';
export type VisualKind = 'char' | 'line' | 'block';

export interface ViStart {
  files: readonly string[];
  /** `+cmd` and `-c cmd`, without the colon. */
  commands?: readonly string[];
  readOnly?: boolean;
  /** `vi -`: the text to begin with. */
  text?: string;
  wording: Wording;
}

/** What `.` does again. */
export interface Repeat {
  register: string | undefined;
  count: number | undefined;
  keys: readonly Key[];
  /** The command worked on a selection of this size. */
  visual?: { kind: VisualKind; lines: number; columns: number };
}

/** A line that is being typed at the bottom. */
export interface Prompt {
  /** `:`, `/` or `?`. */
  lead: string;
  text: string;
  at: number;
}

export interface Message {
  text: string;
  isError: boolean;
  /** How many lines the text had when it was said. */
  lines?: number;
}

/** Stands in the queue where a replayed sequence ends. */
const END = '<End of keys>';
const ESCAPE = '\x1b';
/** Keys that may run without a person typing one in between: macros may call themselves. */
const REPLAYED_MAX = 100_000;
const PLAY_DEPTH_MAX = 20;

export class Vi implements Editor {
  readonly options = defaultOptions();
  readonly registers = new Registers();
  readonly view: View;
  readonly files: OpenedFiles;
  readonly wording: Wording;
  mode: Mode = 'normal';
  visual: { kind: VisualKind; anchor: Place; toEnd: boolean } | undefined;
  lastVisual: { kind: VisualKind; anchor: Place; cursor: Place; toEnd: boolean } | undefined;
  /** Where vertical motions want to go, in columns of the screen; Infinity after `$`. */
  wanted = 0;
  /** The command that runs is a vertical motion, which keeps `wanted`. */
  keepsWanted = false;
  message: Message | undefined;
  prompt: Prompt | undefined;
  /** More output than the last row holds: shown until a key is pressed. */
  pages: { lines: readonly string[]; prompt: string } | undefined;
  /** The message is a question: the cursor stands behind it. */
  asks = false;
  /** What was typed of an unfinished command. */
  pending = '';
  search: SearchMemory = { source: undefined, backwards: false, offset: '' };
  /** `\0` and `&` of the last `:s`, for `&`, `~` and `:&`. */
  substitute: { pattern: string; replacement: string; flags: string } | undefined;
  highlight = true;
  charSearch: CharSearch | undefined;
  repeat: Repeat | undefined;
  lastInserted = '';
  lastColon = '';
  /** The command line that runs, as it was typed. */
  typed = '';
  lastShell = '';
  history = { ':': [] as string[], '/': [] as string[] };
  jumps: Place[] = [];
  jumpAt = 0;
  /** `-- (insert) --`: one command of Normal mode from Insert mode. */
  insertsAgain = false;
  recording: { register: string; keys: Key[] } | undefined;
  lastPlayed: string | undefined;
  exitCode: number | undefined;
  showsIntro = false;
  /** A `:global` runs: there is none inside it. */
  inGlobal = false;
  /** What the substitutions of a `:global` come to. */
  globalHits = { hits: 0, lines: 0 };
  /** `:q` has said that there are more files. */
  warnedOfArgs = false;
  /** Command lines that run inside command lines. */
  exDepth = 0;
  /** Keys of the command that runs, for `.`; undefined while it replays. */
  recorded: Key[] = [];
  replaying = false;
  private queue: Key[] = [];
  private replayed = 0;
  private playDepth = 0;

  constructor(
    readonly around: Surroundings,
    private readonly start: ViStart,
  ) {
    this.wording = start.wording;
    this.files = new OpenedFiles(around, start.files);
    this.view = new View(this.options, around.columns, Math.max(1, around.rows - 1));
  }

  get file(): OpenedFile {
    return this.files.current;
  }

  get buffer(): TextBuffer {
    return this.files.current.buffer;
  }

  get cursor(): Place {
    return this.buffer.cursor;
  }

  set cursor(place: Place) {
    this.buffer.cursor = place;
  }

  get columns(): number {
    return this.view.columns;
  }

  *run(): Editing<number> {
    const { start } = this;
    if (start.readOnly) this.options.readonly = true;
    if (start.text !== undefined) this.files.begin(start.text);
    const opened = this.files.load(this.file);
    if (start.readOnly) this.file.readOnly = true;
    if (start.files.length > 0 && !(this.wording.statusLine && opened.answer === 'text')) this.message = { ...this.wording.opened(this, this.file, opened), lines: this.buffer.count };
    else this.showsIntro = start.text === undefined && this.wording.hasIntro;
    if (this.file.path !== undefined) this.registers.remember('%', this.file.path);
    for (const command of start.commands ?? []) {
      yield* runLine(this, command);
      if (this.exitCode !== undefined) return this.exitCode;
    }
    this.settle();
    while (this.exitCode === undefined) {
      yield* this.command();
    }
    return this.exitCode;
  }

  /** One command of Normal mode, and what every command leaves in order. */
  *command(): Editing {
    this.recorded = [];
    this.pending = '';
    this.keepsWanted = false;
    const { message, file } = this;
    const { top } = this.view;
    const wasModified = file.buffer.modified;
    if (this.visual) yield* selecting(this);
    else yield* normalCommand(this);
    this.pending = '';
    if (this.exitCode !== undefined) return;
    this.settle();
    if (this.isReplaying) return;
    this.view.follow(this.buffer);
    if (this.message && this.linesMoved(this.message === message, top)) this.message = undefined;
    if (this.buffer.modified && !wasModified && this.file === file && file.readOnly) this.say(this.wording.changingReadOnly);
    if (this.message?.isError && this.message.text.length > this.messageRoom) yield* this.show([this.message.text]);
  }

  /** What was said goes when the lines on the screen have moved since. */
  private linesMoved(isOld: boolean, top: number): boolean {
    // A few rows are scrolled, and the message with them; for more the screen is drawn anew below it.
    const scrolled = Math.abs(this.view.top - top);
    if (scrolled > 0 && scrolled < this.view.height - 1 && (isOld || /^[:/?]/.test(this.message?.text ?? ''))) return true;
    if (this.message?.lines === undefined || this.message.lines === this.buffer.count) return false;
    const { at, by } = this.buffer.reshaped;
    // Lines that come at the top or go at the end of the text move no others.
    return by > 0 ? at > top && at + by < this.buffer.count : at < this.buffer.count;
  }

  /** Columns that a message may take without waiting for a key. */
  get messageRoom(): number {
    if (this.wording.statusLine) return this.columns;
    return this.columns - (this.options.ruler ? 18 : 0) - (this.options.showcmd ? 11 : 0);
  }

  /** After a command: the cursor stands on a character, a step of undo is closed. */
  settle(): void {
    this.clampCursor();
    if (!this.keepsWanted) this.wanted = this.screenColumn();
    if (!this.insertsAgain) this.buffer.closeStep();
  }

  /** A command line as if it were typed. */
  *runColon(line: string): Editing<boolean> {
    return yield* runLine(this, line);
  }

  picture(): Picture {
    return draw(this);
  }

  resize(columns: number, rows: number): void {
    this.view.columns = columns;
    this.view.height = Math.max(1, rows - 1);
  }

  // --- Keys ----------------------------------------------------------------------------------------------------

  *key(): Editing<Key> {
    let key: Key;
    const next = this.queue[this.queue.length - 1];
    if (next === END) return ESCAPE;
    if (next !== undefined) {
      this.queue.pop();
      key = next;
      if (++this.replayed > REPLAYED_MAX) this.dropKeys();
    } else {
      this.replayed = 0;
      key = yield* askKey();
      this.showsIntro = false;
      this.recording?.keys.push(key);
    }
    this.recorded.push(key);
    return key;
  }

  /** Keys as if they were typed next. */
  pushKeys(keys: readonly Key[]): void {
    for (let i = keys.length - 1; i >= 0; i--) this.queue.push(keys[i] as Key);
  }

  /** True while keys come from a register, `.` or `:normal`: nothing need be drawn. */
  get isReplaying(): boolean {
    return this.queue.length > 0;
  }

  /** Keys that wait to be replayed. */
  get queued(): number {
    return this.queue.length;
  }

  /** Something failed: what was to be replayed is given up. */
  dropKeys(): void {
    while (this.queue.length > 0 && this.queue[this.queue.length - 1] !== END) this.queue.pop();
  }

  /** Runs keys as one command (or as many as they are): an unfinished one ends as with Escape. False when too deep. */
  *play(keys: readonly Key[], once: boolean): Editing<boolean> {
    if (this.playDepth >= PLAY_DEPTH_MAX) return false;
    this.playDepth++;
    this.queue.push(END);
    this.pushKeys(keys);
    const kept = this.recorded;
    do {
      if (this.queue[this.queue.length - 1] === END) break;
      yield* this.command();
    } while (!once && this.exitCode === undefined);
    this.dropKeys();
    this.queue.pop();
    this.recorded = kept;
    this.playDepth--;
    return true;
  }

  // --- What is said --------------------------------------------------------------------------------------------

  say(text: string): void {
    this.message = text === '' ? undefined : { text, isError: false, lines: this.buffer.count };
  }

  /** A message of something that failed; replayed keys end here. */
  complain(text: string): void {
    const words = this.wording.complaint(text);
    this.message = words === '' ? undefined : { text: words, isError: true, lines: this.buffer.count };
    this.dropKeys();
  }

  /** A key that does nothing here: as the bell. */
  fail(): void {
    this.dropKeys();
  }

  /** Output of several lines, above a prompt that any key ends. A colon begins the next command line. */
  *show(lines: readonly string[]): Editing {
    if (lines.length === 1 && (lines[0] as string).length <= this.messageRoom) {
      this.say(lines[0] as string);
      return;
    }
    const room = Math.max(1, this.view.height);
    let rest = lines;
    while (rest.length > room) {
      this.pages = { lines: rest.slice(0, room), prompt: '-- More --' };
      const key = yield* this.key();
      if (key === 'q' || key === ESCAPE || key === '\x03') {
        this.pages = undefined;
        return;
      }
      rest = rest.slice(key === '\r' || key === 'j' || key === '<Down>' ? 1 : room);
    }
    this.pages = { lines: rest, prompt: 'Press ENTER or type command to continue' };
    const key = yield* this.key();
    this.pages = undefined;
    this.message = undefined;
    if (key === ':') this.pushKeys([':']);
    else if (key !== '\r' && key !== ' ' && key !== '\n' && key !== ESCAPE) this.pushKeys([key]);
  }

  /** A question at the bottom; `y` is yes. */
  *confirm(question: string, warning: readonly string[] = []): Editing<boolean> {
    this.pages = { lines: warning, prompt: question };
    const key = yield* this.key();
    this.pages = undefined;
    this.message = undefined;
    return key === 'y' || key === 'Y';
  }

  // --- The cursor ----------------------------------------------------------------------------------------------

  /** Onto a character; in Insert mode and while selecting, one beyond the last is allowed. */
  clampCursor(beyond = this.mode === 'insert' || this.mode === 'replace'): void {
    const { buffer } = this;
    const line = Math.max(0, Math.min(buffer.cursor.line, buffer.count - 1));
    const text = buffer.line(line);
    let column = boundaryAt(text, Math.min(buffer.cursor.column, text.length));
    if (!beyond && column >= text.length) column = previousAt(text, text.length);
    buffer.cursor = { line, column };
  }

  screenColumn(place: Place = this.cursor): number {
    return columnsAt(this.buffer.line(place.line), place.column, this.options.tabstop).column;
  }

  /** The place in a line at the wanted column. */
  columnIn(line: number, wanted = this.wanted): number {
    const text = this.buffer.line(line);
    // A selection may reach beyond the last character.
    const beyond = this.mode === 'visual';
    if (wanted === Infinity) return beyond ? text.length : previousAt(text, text.length);
    if (beyond && lineWidth(text, this.options.tabstop) <= wanted) return text.length;
    return indexAtColumn(text, wanted, this.options.tabstop);
  }

  /** Onto the first character that is not blank of a line. */
  toLine(line: number): void {
    const at = Math.max(0, Math.min(line, this.buffer.count - 1));
    this.cursor = { line: at, column: firstNonBlank(this.buffer.line(at)) };
  }

  /** Remembers where the cursor is before it goes far. */
  markJump(place: Place = this.cursor): void {
    this.buffer.marks.set("'", { ...place });
    this.jumps = this.jumps.filter(({ line }) => line !== place.line);
    this.jumps.push({ ...place });
    if (this.jumps.length > 100) this.jumps.shift();
    this.jumpAt = this.jumps.length;
  }
}
