/**
 * Editing a line as readline does with its emacs keys: a state machine from input to output. It knows no terminal and
 * no shell: `feed` takes what was typed and answers what to print and whether the line is done, and leaves to the
 * caller what needs the world (completion). All of readline's little states live together here, which makes the file
 * long; each key is a few lines.
 */
import { KeyReader, type Key } from './keys';
import { LineScreen } from './line-screen';

export type EditorEvent =
  | { kind: 'line'; text: string }
  | { kind: 'eof' }
  | { kind: 'interrupt' }
  /** Tab: work out the candidates and call `complete`. */
  | { kind: 'complete' };

export interface Fed {
  output: string;
  event?: EditorEvent;
  /** Input after the event, not looked at yet. */
  rest: string;
}

export interface EditorOptions {
  prompt: string;
  columns: number;
  /** Oldest first. */
  history: readonly string[];
  /** What was killed last, shared between lines. */
  kills?: KillRing;
  /** Ask the terminal to mark pastes. */
  bracketedPaste?: boolean;
}

/** Candidates for the word that begins at `from`; a text replaces what is typed from there. */
export interface CompletionAnswer {
  from: number;
  candidates: { text: string; shown: string; final: boolean }[];
}

export class KillRing {
  private texts: string[] = [];

  get last(): string {
    return this.texts[0] ?? '';
  }

  push(text: string): void {
    if (text === '') return;
    this.texts.unshift(text);
    if (this.texts.length > 10) this.texts.pop();
  }

  /** Kills in a row gather in one entry. */
  extend(text: string, before: boolean): void {
    this.texts[0] = before ? text + this.last : this.last + text;
  }

  rotate(): string {
    const first = this.texts.shift();
    if (first !== undefined) this.texts.push(first);
    return this.last;
  }
}

/** A list longer than this asks first, as readline's completion-query-items. */
const QUERY_ITEMS = 100;
const UNDO_MAX = 200;

interface Search {
  text: string;
  /** History index of the match, or -1. */
  at: number;
  failing: boolean;
  forward: boolean;
  /** The line before the search, for Ctrl-G. */
  before: { text: string; cursor: number; index: number };
}

export class LineEditor {
  private text = '';
  private cursor = 0;
  private keys = new KeyReader();
  private screen: LineScreen;
  private kills: KillRing;
  private undos: { text: string; cursor: number }[] = [];
  private history: readonly string[];
  /** Which history line is being edited; the length of the history is the new line. */
  private index: number;
  /** Changes to history lines, kept until the line is done. */
  private edited = new Map<number, string>();
  private search: Search | undefined;
  private lastSearch = '';
  /** This Tab follows another. */
  private listsNow = false;
  private lastKey = '';
  private literalNext = false;
  private argumentDepth = 0;
  private yanked: { from: number; to: number } | undefined;
  /** "Display all 120 possibilities? (y or n)". */
  private asking: string[] | undefined;
  private columns: number;
  private prompt: string;

  constructor(private options: EditorOptions) {
    this.columns = Math.max(4, options.columns);
    this.prompt = options.prompt;
    this.kills = options.kills ?? new KillRing();
    this.history = options.history;
    this.index = this.history.length;
    this.screen = new LineScreen(options.prompt, this.columns);
  }

  /** What the line holds now: for completion. */
  get line(): { text: string; cursor: number } {
    return { text: this.text, cursor: this.cursor };
  }

  start(): string {
    return (this.options.bracketedPaste ? '\x1b[?2004h' : '') + this.screen.begin('', 0);
  }

  resize(columns: number): string {
    this.columns = Math.max(4, columns);
    this.screen.resize(this.columns);
    return this.screen.redraw(this.text, this.cursor);
  }

  /** The screen was written over (a job's message): draws the prompt and line anew. */
  restart(): string {
    return this.screen.begin(this.text, this.cursor, this.prompt);
  }

  feed(input: string): Fed {
    const out: string[] = [];
    for (let at = 0; ;) {
      const found = this.keys.next(input, at);
      if (!found) {
        out.push(this.refresh());
        return { output: out.join(''), rest: '' };
      }
      at = found.at;
      const event = this.press(found.key, out);
      if (event) return { output: out.join(''), event, rest: input.slice(at) };
    }
  }

  private refresh(): string {
    if (this.asking) return '';
    if (!this.search) return this.screen.update(this.text, this.cursor);
    return '';
  }

  private press(key: Key, out: string[]): EditorEvent | undefined {
    if (this.asking) {
      this.answer(key, out);
      return undefined;
    }
    if (this.search && !this.searchKey(key, out)) return undefined;
    if (this.literalNext && key.kind === 'key') {
      this.literalNext = false;
      const char = LITERALS[key.name];
      if (char !== undefined) this.insert(char);
      return undefined;
    }
    this.literalNext = false;
    if (key.kind !== 'key') {
      if (key.text !== '') this.insert(key.text);
      this.lastKey = 'text';
      return undefined;
    }
    const event = this.command(key.name, out);
    this.lastKey = key.name;
    return event;
  }

  private command(name: string, out: string[]): EditorEvent | undefined {
    switch (name) {
      case 'enter':
        return this.accept(out);
      case 'interrupt':
        out.push(this.refresh());
        this.cursor = this.text.length;
        out.push(this.screen.update(this.text, this.cursor), '^C', this.screen.finish(), this.options.bracketedPaste ? '\x1b[?2004l\r' : '');
        return { kind: 'interrupt' };
      case 'delete-or-eof':
        if (this.text === '') {
          if (this.options.bracketedPaste) out.push('\x1b[?2004l\r');
          return { kind: 'eof' };
        }
        this.erase(this.cursor, this.after(this.cursor));
        return undefined;
      case 'tab':
      case 'list-completions':
        out.push(this.refresh());
        this.listsNow = name === 'list-completions' || this.lastKey === 'tab';
        return { kind: 'complete' };
      case 'clear':
        out.push(`\x1b[H\x1b[2J${this.screen.begin(this.text, this.cursor)}`);
        return undefined;
      case 'search':
      case 'search-forward':
        this.beginSearch(name === 'search-forward', out);
        return undefined;
      case 'literal':
        this.literalNext = true;
        return undefined;
      case 'operate':
        return this.accept(out);
      case 'comment':
        this.text = `#${this.text}`;
        this.cursor = this.text.length;
        return this.accept(out);
      case 'abort':
        out.push('\x07');
        return undefined;
      default:
        if (!this.move(name) && !this.change(name)) this.browse(name);
        return undefined;
    }
  }

  private accept(out: string[]): EditorEvent {
    this.cursor = this.text.length;
    out.push(this.refresh(), this.screen.finish());
    if (this.options.bracketedPaste) out.push('\x1b[?2004l\r');
    return { kind: 'line', text: this.text };
  }

  private move(name: string): boolean {
    switch (name) {
      case 'left':
        this.cursor = this.before(this.cursor);
        return true;
      case 'right':
        this.cursor = this.after(this.cursor);
        return true;
      case 'home':
        this.cursor = 0;
        return true;
      case 'end':
        this.cursor = this.text.length;
        return true;
      case 'word-left':
        this.cursor = this.wordStart();
        return true;
      case 'word-right':
        this.cursor = this.wordEnd();
        return true;
      default:
        return false;
    }
  }

  private change(name: string): boolean {
    switch (name) {
      case 'backspace':
        this.erase(this.before(this.cursor), this.cursor);
        return true;
      case 'delete':
        this.erase(this.cursor, this.after(this.cursor));
        return true;
      case 'kill-line':
        this.kill(this.cursor, this.text.length, false);
        return true;
      case 'kill-to-start':
        this.kill(0, this.cursor, true);
        return true;
      case 'kill-word-back': {
        const start = /\S*\s*$/.exec(this.text.slice(0, this.cursor))?.index ?? 0;
        this.kill(start, this.cursor, true);
        return true;
      }
      case 'delete-word':
        this.kill(this.cursor, this.wordEnd(), false);
        return true;
      case 'delete-word-back':
        this.kill(this.wordStart(), this.cursor, true);
        return true;
      case 'delete-space': {
        const start = /[ \t]*$/.exec(this.text.slice(0, this.cursor))?.index ?? this.cursor;
        this.erase(start, this.cursor + (/^[ \t]*/.exec(this.text.slice(this.cursor))?.[0].length ?? 0));
        return true;
      }
      case 'yank':
        this.yank(this.kills.last);
        return true;
      case 'yank-pop':
        if (this.yanked && (this.lastKey === 'yank' || this.lastKey === 'yank-pop')) {
          this.erase(this.yanked.from, this.yanked.to);
          this.yank(this.kills.rotate());
        }
        return true;
      case 'transpose':
        this.transpose();
        return true;
      case 'transpose-words':
        this.transposeWords();
        return true;
      case 'upcase':
      case 'downcase':
      case 'capitalize':
        this.changeCase(name);
        return true;
      case 'undo':
        this.undo();
        return true;
      case 'revert':
        while (this.undos.length > 0) this.undo();
        return true;
      case 'last-argument':
        this.lastArgument();
        return true;
      default:
        return false;
    }
  }

  private browse(name: string): void {
    switch (name) {
      case 'up':
        if (!this.verticalMove(-1)) this.goTo(this.index - 1);
        return;
      case 'down':
        if (!this.verticalMove(1)) this.goTo(this.index + 1);
        return;
      case 'history-first':
        this.goTo(0);
        return;
      case 'history-last':
        this.goTo(this.history.length);
        return;
      default:
    }
  }

  /** In a text of several lines the arrows move between them before they leave for the history. */
  private verticalMove(by: number): boolean {
    if (this.index !== this.history.length || !this.text.includes('\n')) return false;
    const lineStart = this.text.lastIndexOf('\n', this.cursor - 1) + 1;
    const column = this.cursor - lineStart;
    if (by < 0) {
      if (lineStart === 0) return false;
      const start = this.text.lastIndexOf('\n', lineStart - 2) + 1;
      this.cursor = Math.min(start + column, lineStart - 1);
      return true;
    }
    const end = this.text.indexOf('\n', this.cursor);
    if (end < 0) return false;
    const next = this.text.indexOf('\n', end + 1);
    this.cursor = Math.min(end + 1 + column, next < 0 ? this.text.length : next);
    return true;
  }

  private goTo(index: number): void {
    if (index < 0 || index > this.history.length || index === this.index) return;
    this.edited.set(this.index, this.text);
    this.index = index;
    this.text = this.edited.get(index) ?? this.history[index] ?? '';
    this.cursor = this.text.length;
    this.undos = [];
  }

  private insert(text: string): void {
    this.remember();
    this.text = this.cursor === this.text.length ? this.text + text : this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
  }

  private erase(from: number, to: number): void {
    if (from >= to) return;
    this.remember();
    this.text = this.text.slice(0, from) + this.text.slice(to);
    this.cursor = from;
  }

  private kill(from: number, to: number, backwards: boolean): void {
    if (from >= to) return;
    const text = this.text.slice(from, to);
    if (KILLS.has(this.lastKey)) this.kills.extend(text, backwards);
    else this.kills.push(text);
    this.erase(from, to);
  }

  private yank(text: string): void {
    const from = this.cursor;
    if (text !== '') this.insert(text);
    this.yanked = { from, to: this.cursor };
  }

  private transpose(): void {
    if (this.text.length < 2 || this.cursor === 0) return;
    const at = this.cursor === this.text.length ? this.before(this.cursor) : this.cursor;
    const first = this.before(at);
    const next = this.after(at);
    this.remember();
    this.text = this.text.slice(0, first) + this.text.slice(at, next) + this.text.slice(first, at) + this.text.slice(next);
    this.cursor = next;
  }

  private transposeWords(): void {
    const end = this.wordEnd();
    const second = /[A-Za-z0-9_\u0080-\uffff]+[^A-Za-z0-9_\u0080-\uffff]*$/.exec(this.text.slice(0, end));
    if (!second) return;
    const first = /([A-Za-z0-9_\u0080-\uffff]+)([^A-Za-z0-9_\u0080-\uffff]*)$/.exec(this.text.slice(0, second.index));
    if (!first) return;
    this.remember();
    const swapped = this.text.slice(second.index, end) + (first[2] as string) + (first[1] as string);
    this.text = this.text.slice(0, first.index) + swapped + this.text.slice(end);
    this.cursor = end;
  }

  private changeCase(how: 'upcase' | 'downcase' | 'capitalize'): void {
    const end = this.wordEnd();
    const word = this.text.slice(this.cursor, end);
    this.remember();
    const changed =
      how === 'upcase'
        ? word.toUpperCase()
        : how === 'downcase'
          ? word.toLowerCase()
          : word.toLowerCase().replace(/[A-Za-z0-9\u0080-\uffff]/, (char) => char.toUpperCase());
    this.text = this.text.slice(0, this.cursor) + changed + this.text.slice(end);
    this.cursor = this.cursor + changed.length;
  }

  /** The last word of the line before; again for the one before that. */
  private lastArgument(): void {
    this.argumentDepth = this.lastKey === 'last-argument' ? this.argumentDepth + 1 : 1;
    const line = this.history[this.history.length - this.argumentDepth];
    if (line === undefined) return;
    const word = /(?:\\.|"(?:\\.|[^"])*"|'[^']*'|[^\s"'\\])+(?=\s*$)/.exec(line)?.[0] ?? '';
    if (this.lastKey === 'last-argument' && this.yanked) this.erase(this.yanked.from, this.yanked.to);
    this.yank(word);
  }

  private remember(): void {
    const last = this.undos[this.undos.length - 1];
    // Typing runs together into one step.
    if (last && this.lastKey === 'text' && this.undos.length > 1 && last.cursor === this.cursor - 1) return;
    this.undos.push({ text: this.text, cursor: this.cursor });
    if (this.undos.length > UNDO_MAX) this.undos.shift();
  }

  private undo(): void {
    const before = this.undos.pop();
    if (!before) return;
    this.text = before.text;
    this.cursor = before.cursor;
  }

  private before(at: number): number {
    if (at <= 0) return 0;
    const code = this.text.charCodeAt(at - 1);
    return code >= 0xdc00 && code <= 0xdfff && at >= 2 ? at - 2 : at - 1;
  }

  private after(at: number): number {
    if (at >= this.text.length) return this.text.length;
    return at + ((this.text.codePointAt(at) as number) > 0xffff ? 2 : 1);
  }

  private wordStart(): number {
    const before = this.text.slice(Math.max(0, this.cursor - 4096), this.cursor);
    return this.cursor - (/[A-Za-z0-9\u0080-\uffff]*[^A-Za-z0-9\u0080-\uffff]*$/.exec(before) as RegExpExecArray)[0].length;
  }

  private wordEnd(): number {
    const rest = this.text.slice(this.cursor, this.cursor + 4096);
    return this.cursor + (/^[^A-Za-z0-9\u0080-\uffff]*[A-Za-z0-9\u0080-\uffff]*/.exec(rest) as RegExpExecArray)[0].length;
  }

  // Incremental search.

  private beginSearch(forward: boolean, out: string[]): void {
    this.search = { text: '', at: this.index, failing: false, forward, before: { text: this.text, cursor: this.cursor, index: this.index } };
    out.push(this.refreshSearch());
  }

  private refreshSearch(): string {
    const search = this.search as Search;
    const label = `(${search.failing ? 'failed ' : ''}${search.forward ? 'i-search' : 'reverse-i-search'})\`${search.text}': `;
    return this.screen.redraw(this.text, this.cursor, label);
  }

  /** True when the key ends the search and is still to be obeyed. */
  private searchKey(key: Key, out: string[]): boolean {
    const search = this.search as Search;
    if (key.kind !== 'key') {
      search.text += key.text;
      this.findMatch(search.at);
      out.push(this.refreshSearch());
      return false;
    }
    switch (key.name) {
      case 'search':
      case 'search-forward':
        search.forward = key.name === 'search-forward';
        if (search.text === '') search.text = this.lastSearch;
        this.findMatch(search.at + (search.forward ? 1 : -1));
        out.push(this.refreshSearch());
        return false;
      case 'backspace':
        search.text = search.text.slice(0, -1);
        this.findMatch(search.before.index);
        out.push(this.refreshSearch());
        return false;
      case 'abort':
        this.text = search.before.text;
        this.cursor = search.before.cursor;
        this.index = search.before.index;
        this.endSearch(out);
        return false;
      case 'ignore':
        this.endSearch(out);
        return false;
      default:
        this.endSearch(out);
        return true;
    }
  }

  private endSearch(out: string[]): void {
    this.lastSearch = (this.search as Search).text;
    this.search = undefined;
    out.push(this.screen.redraw(this.text, this.cursor, this.prompt));
  }

  private findMatch(from: number): void {
    const search = this.search as Search;
    const step = search.forward ? 1 : -1;
    for (let i = from; i >= 0 && i <= this.history.length; i += step) {
      const line = i === this.history.length ? search.before.text : (this.history[i] as string);
      const at = search.forward ? line.indexOf(search.text) : line.lastIndexOf(search.text);
      if (at < 0 || (i === this.history.length && search.text !== '')) continue;
      search.at = i;
      search.failing = false;
      this.index = i;
      this.text = line;
      this.cursor = at;
      return;
    }
    search.failing = search.text !== '';
  }

  // Completion.

  /** Puts in what the candidates have in common; when that is nothing new, a second Tab lists them. */
  complete(answer: CompletionAnswer): string {
    const { from, candidates } = answer;
    this.lastKey = 'tab';
    if (candidates.length === 0) return '\x07';
    const typed = this.text.slice(from, this.cursor);
    const [only] = candidates;
    if (candidates.length === 1 && only) {
      this.replaceWord(from, only.text + (only.final ? '' : ' '));
      return this.refresh();
    }
    const common = commonPrefix(candidates.map(({ text }) => text));
    if (common.length > typed.length) {
      this.replaceWord(from, common);
      return this.refresh();
    }
    if (!this.listsNow) return '\x07';
    const names = candidates.map(({ shown }) => shown);
    const end = this.screen.update(this.text, this.text.length);
    if (names.length > QUERY_ITEMS) {
      this.asking = names;
      return `${end}\r\nDisplay all ${names.length} possibilities? (y or n)`;
    }
    return `${end}\r\n${inColumns(names, this.columns)}${this.screen.begin(this.text, this.cursor)}`;
  }

  private replaceWord(from: number, text: string): void {
    this.remember();
    this.text = this.text.slice(0, from) + text + this.text.slice(this.cursor);
    this.cursor = from + text.length;
  }

  private answer(key: Key, out: string[]): void {
    const names = this.asking as string[];
    const yes = key.kind === 'key' ? key.name === 'tab' : /^[yY ]/.test(key.text);
    this.asking = undefined;
    out.push('\r\n', yes ? inColumns(names, this.columns) : '', this.screen.begin(this.text, this.cursor));
  }
}

const KILLS = new Set(['kill-line', 'kill-to-start', 'kill-word-back', 'delete-word', 'delete-word-back']);

/** What Ctrl-V puts in for a key. */
const LITERALS: Record<string, string> = { tab: '\t', enter: '\r', interrupt: '\x03', 'delete-or-eof': '\x04', backspace: '\x7f', abort: '\x07' };

export function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) {
    let i = 0;
    while (i < prefix.length && prefix[i] === text[i]) i++;
    prefix = prefix.slice(0, i);
  }
  return prefix;
}

/** As readline lists candidates: down the columns, two blanks apart. */
export function inColumns(names: readonly string[], columns: number): string {
  const sorted = [...new Set(names)].sort();
  const width = Math.max(...sorted.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(sorted.length / across);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let i = row; i < sorted.length; i += rows) line += i + rows < sorted.length ? (sorted[i] as string).padEnd(width) : (sorted[i] as string);
    out += `${line}\r\n`;
  }
  return out;
}
