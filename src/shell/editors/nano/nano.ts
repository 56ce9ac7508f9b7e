/**
 * nano: a plain editor that says at the bottom what may be done. Here is its state and the loop over keys; what the keys
 * do is in `commands.ts`, `moves.ts`, `cutting.ts`, `searching.ts` and `writing.ts`, what is seen in `draw.ts`.
 */
import { askKey } from '../ask';
import type { Editing, Editor, Surroundings } from '../ask';
import { boundaryAt, columnsAt } from '../display-line';
import type { Key } from '../keys';
import type { Picture } from '../picture';
import type { Place, TextBuffer } from '../text-buffer';
import { runCommand } from './commands';
import { drawNano } from './draw';
import type { MenuName } from './menus';
import { openFile } from './writing';
import type { OpenBuffer } from './writing';

export interface NanoOptions {
  lineNumbers: boolean;
  autoindent: boolean;
  tabsToSpaces: boolean;
  tabSize: number;
  /** The two rows of shortcuts are hidden. */
  noHelp: boolean;
  /** The cursor's position is said all the time. */
  constantShow: boolean;
  /** No newline is added at the end of the text. */
  noNewlines: boolean;
  viewOnly: boolean;
}

export interface NanoStart {
  /** Each with where to begin, counted from 1. */
  files: readonly { path: string; line?: number; column?: number }[];
  options: Partial<NanoOptions>;
  /** `nano -`: the text to begin with. */
  text?: string;
}

/** What is being asked at the bottom. */
export interface NanoPrompt {
  menu: MenuName;
  question: string;
  text: string;
  at: number;
  /** Yes and no, without a text. */
  isQuestion: boolean;
}

/** How the cursor comes back on the screen when it has left it. */
export type Scrolling = 'flowing' | 'stationary' | 'centring';

/** After so many keys a message goes. */
const MESSAGE_KEYS = 20;

export class Nano implements Editor {
  readonly options: NanoOptions;
  buffers: OpenBuffer[] = [];
  at = 0;
  columns: number;
  rows: number;
  message = '';
  private messageKeys = 0;
  prompt: NanoPrompt | undefined;
  /** The help text is shown instead of a buffer. */
  help: { lines: readonly string[]; top: number } | undefined;
  cutText: string[] = [];
  /** The last key cut or copied a line: the next one adds to it. */
  keepsCut = false;
  search = { text: '', isCaseSensitive: false, isRegex: false, backwards: false };
  replacement = '';
  history: { search: string[]; replace: string[] } = { search: [], replace: [] };
  /** A stretch that is shown reversed: what a replacement asks about. */
  spotlight: { line: number; start: number; end: number } | undefined;
  exitCode: number | undefined;

  constructor(
    readonly around: Surroundings,
    private readonly start: NanoStart,
  ) {
    this.columns = around.columns;
    this.rows = around.rows;
    this.options = {
      lineNumbers: false,
      autoindent: false,
      tabsToSpaces: false,
      tabSize: 8,
      noHelp: false,
      constantShow: false,
      noNewlines: false,
      viewOnly: false,
      ...start.options,
    };
  }

  get file(): OpenBuffer {
    return this.buffers[this.at] as OpenBuffer;
  }

  get buffer(): TextBuffer {
    return this.file.buffer;
  }

  /** The other end of what is marked; it moves with the text. */
  get mark(): Place | undefined {
    const mark = this.buffer.marks.get('!');
    if (!mark) return undefined;
    const line = Math.min(mark.line, this.buffer.count - 1);
    return { line, column: boundaryAt(this.buffer.line(line), Math.min(mark.column, this.buffer.line(line).length)) };
  }

  set mark(place: Place | undefined) {
    if (place) this.buffer.marks.set('!', { ...place });
    else this.buffer.marks.delete('!');
  }

  get cursor(): Place {
    return this.buffer.cursor;
  }

  set cursor(place: Place) {
    this.buffer.cursor = place;
  }

  get line(): string {
    return this.buffer.current;
  }

  /** Rows of text on the screen. */
  get height(): number {
    const shortcuts = this.options.noHelp || this.rows < 6 ? 0 : 2;
    return Math.max(1, this.rows - 2 - shortcuts);
  }

  *run(): Editing<number> {
    const { files, text } = this.start;
    if (text !== undefined) openFile(this, undefined, text);
    for (const file of files) openFile(this, file.path, undefined, file);
    if (this.buffers.length === 0) {
      openFile(this, undefined);
      if (this.message === '') this.say('Welcome to nano.  For basic help, type Ctrl+G.');
    }
    this.at = 0;
    if (this.buffers.length > 1) this.sayName();
    while (this.exitCode === undefined) {
      const key = yield* this.key();
      const keepsCut = this.keepsCut;
      yield* runCommand(this, key);
      if (this.keepsCut === keepsCut && keepsCut) this.keepsCut = this.cutting;
      this.cutting = false;
      if (this.exitCode === undefined) this.follow('flowing');
    }
    return this.exitCode;
  }

  /** Set by what cuts, so that the next cut adds. */
  cutting = false;

  picture(): Picture {
    return drawNano(this);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    if (this.buffers.length > 0) this.follow('flowing');
  }

  /** One key; a message on the screen grows older by it. */
  *key(): Editing<Key> {
    const key = yield* askKey();
    if (this.messageKeys > 0 && (--this.messageKeys === 0 || this.options.constantShow)) this.wipe();
    return key;
  }

  // --- What is said --------------------------------------------------------------------------------------------

  say(text: string): void {
    this.message = text;
    this.messageKeys = MESSAGE_KEYS;
  }

  wipe(): void {
    this.message = '';
    this.messageKeys = 0;
  }

  /** `f -- 7 lines`, when one of several buffers comes to the front. */
  sayName(): void {
    const lines = this.textLines;
    this.say(`${this.file.path ?? 'New Buffer'} -- ${lines} line${lines === 1 ? '' : 's'}`);
  }

  /** Lines without the empty one that nano keeps at the end. */
  get textLines(): number {
    const { count } = this.buffer;
    return this.buffer.line(count - 1) === '' ? count - 1 : count;
  }

  // --- The cursor and the screen -------------------------------------------------------------------------------

  /** Columns before a place. */
  columnOf(place: Place = this.cursor): number {
    return columnsAt(this.buffer.line(place.line), place.column, this.options.tabSize).column;
  }

  /** Moves the cursor; vertical moves keep the column one came from. */
  moveTo(line: number, column: number, keepsColumn = false): void {
    const at = Math.max(0, Math.min(line, this.buffer.count - 1));
    const text = this.buffer.line(at);
    this.cursor = { line: at, column: boundaryAt(text, Math.max(0, Math.min(column, text.length))) };
    if (!keepsColumn) this.file.wanted = this.columnOf();
  }

  /** Brings the cursor onto the screen, when it is not there. */
  follow(how: Scrolling): void {
    const { file, height } = this;
    const { line } = this.cursor;
    file.top = Math.max(0, Math.min(file.top, this.buffer.count - 1));
    if (line >= file.top && line < file.top + height) {
      file.row = line - file.top;
      return;
    }
    const row = how === 'centring' ? Math.floor(height / 2) : how === 'stationary' ? Math.min(file.row, height - 1) : line < file.top ? 0 : height - 1;
    file.top = Math.max(0, line - row);
    file.row = line - file.top;
  }

  /** The cursor's line to the middle of the screen, wherever it is. */
  centre(): void {
    this.file.top = Math.max(0, this.cursor.line - Math.floor(this.height / 2));
    this.file.row = this.cursor.line - this.file.top;
  }

  // --- Changes -------------------------------------------------------------------------------------------------

  /**
   * What comes now is a step of undo of that name; typing and deleting go on in the step before when they continue it.
   */
  step(label: string, continues = false): void {
    const { buffer } = this;
    const goesOn = continues && buffer.changing && buffer.stepLabel === label && this.lastEdit === `${this.at}:${this.cursor.line}:${this.cursor.column}`;
    if (!goesOn) buffer.closeStep();
    buffer.label = label;
  }

  private lastEdit = '';

  /** The end of a change: where it left the cursor, and the empty line at the end of the text. */
  changed(): void {
    const { buffer } = this;
    if (!this.options.noNewlines && buffer.line(buffer.count - 1) !== '') buffer.replace(buffer.count, 0, ['']);
    buffer.endAt(buffer.cursor);
    this.file.wanted = this.columnOf();
    this.lastEdit = `${this.at}:${this.cursor.line}:${this.cursor.column}`;
  }

  /** True when nothing may be changed, which is then said. */
  get refusesChange(): boolean {
    if (!this.options.viewOnly) return false;
    this.say('Key is invalid in view mode');
    return true;
  }
}
