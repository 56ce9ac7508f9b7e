/**
 * From a YAML text to tokens, in the order and with the lookahead of go-yaml (gopkg.in/yaml.v3 scannerc.go): which
 * of several mistakes is told, and with which line, depends on how far the scanner runs ahead of the parser.
 *
 * Indentation becomes block-start and block-end tokens. A simple key (`a: b`) is only known as a key at its colon,
 * so its place in the queue is remembered and the key token is put in there later.
 */
import { Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Mark, scannerProblem } from './cursor';
import { type ScalarStyle, scanBlock, scanPlain, scanQuoted } from './scalars';
import { type Directive, scanAnchor, scanDirective, scanTag } from './tags';

export type Token = { start: Mark } & (
  | {
      kind:
        | 'stream-start' | 'stream-end' | 'document-start' | 'document-end' | 'block-sequence-start' | 'block-mapping-start' | 'block-end'
        | 'flow-sequence-start' | 'flow-sequence-end' | 'flow-mapping-start' | 'flow-mapping-end' | 'block-entry' | 'flow-entry' | 'key' | 'value';
    }
  | { kind: 'directive'; directive: Directive }
  | { kind: 'alias' | 'anchor'; value: string }
  | { kind: 'tag'; handle: string; suffix: string }
  | { kind: 'scalar'; value: string; style: ScalarStyle; end: number }
);

type PlainKind = Exclude<Token['kind'], 'directive' | 'alias' | 'anchor' | 'tag' | 'scalar'>;

interface SimpleKey {
  possible: boolean;
  /** At the indentation of a block mapping it must turn out to be a key. */
  required: boolean;
  token: number;
  mark: Mark;
}

/** Characters within which a simple key must find its colon. */
const KEY_LENGTH_MAX = 1024;
/** Tokens that are ready before one is handed out; go-yaml looks that far for comments. */
const LOOKAHEAD = 2;

export class Scanner {
  private cursor: Cursor;
  private queue: Token[] = [];
  private head = 0;
  private ready = false;
  private started = false;
  private taken = 0;
  private indent = -1;
  private indents: number[] = [];
  private flowLevel = 0;
  private keyAllowed = true;
  private keys: SimpleKey[] = [];
  private keyByToken = new Map<number, number>();

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  /** The next token, left in place. */
  peek(): Token {
    if (!this.ready) this.fill();
    this.ready = true;
    return this.queue[this.head] as Token;
  }

  skip(): void {
    this.ready = false;
    this.taken++;
    this.head++;
    if (this.head > 1000) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }

  private fill(): void {
    for (;;) {
      if (this.head < this.queue.length - LOOKAHEAD) {
        // A possible key at the head waits for its colon.
        const at = this.keyByToken.get(this.taken);
        const key = at === undefined ? undefined : this.keys[at];
        if (!key || !this.isStillKey(key)) return;
      }
      this.fetch();
    }
  }

  /** Puts a token at its number, or at the end where that has been handed out already. */
  private push(token: Token, number = -1): void {
    if (number < this.taken) this.queue.push(token);
    else this.queue.splice(this.head + number - this.taken, 0, token);
  }

  private pushPlain(kind: PlainKind, width: number): void {
    const start = this.cursor.mark();
    this.cursor.take(width);
    this.push({ kind, start });
  }

  private fetch(): void {
    const { cursor } = this;
    if (!this.started) {
      this.started = true;
      this.keys.push({ possible: false, required: false, token: 0, mark: cursor.mark() });
      this.push({ kind: 'stream-start', start: cursor.mark() });
      return;
    }
    this.skipToToken();
    this.unroll(cursor.column);
    const c = cursor.at();
    if (c === '') return this.fetchEnd();
    if (c === '%' && cursor.column === 0) {
      this.leaveBlocks();
      this.push({ kind: 'directive', start: cursor.mark(), directive: scanDirective(cursor) });
      return;
    }
    const indicator = cursor.documentIndicator();
    if (indicator) {
      this.leaveBlocks();
      this.pushPlain(indicator === '---' ? 'document-start' : 'document-end', 3);
      return;
    }
    this.fetchContent(c);
    if (this.queue[this.queue.length - 1]?.kind !== 'block-entry') this.skipLineComment();
  }

  private fetchEnd(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    this.leaveBlocks();
    this.push({ kind: 'stream-end', start: cursor.mark() });
  }

  /** All open blocks end here. */
  private leaveBlocks(): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
  }

  private fetchContent(c: string): void {
    const { cursor } = this;
    const spaced = isBlankOrEnd(cursor.at(1));
    const inFlow = this.flowLevel > 0;
    switch (c) {
      case '[':
        return this.fetchFlowStart('flow-sequence-start');
      case '{':
        return this.fetchFlowStart('flow-mapping-start');
      case ']':
        return this.fetchFlowEnd('flow-sequence-end');
      case '}':
        return this.fetchFlowEnd('flow-mapping-end');
      case ',':
        this.dropKey();
        this.keyAllowed = true;
        return this.pushPlain('flow-entry', 1);
      case '-':
        if (spaced) return this.fetchBlockEntry();
        break;
      case '?':
        if (inFlow || spaced) return this.fetchKey();
        break;
      case ':':
        if (inFlow || spaced) return this.fetchValue();
        break;
      case '*':
      case '&': {
        this.saveKey();
        this.keyAllowed = false;
        const start = cursor.mark();
        return this.push({ kind: c === '*' ? 'alias' : 'anchor', start, value: scanAnchor(cursor) });
      }
      case '!': {
        this.saveKey();
        this.keyAllowed = false;
        const start = cursor.mark();
        return this.push({ kind: 'tag', start, ...scanTag(cursor) });
      }
      case '|':
      case '>':
        if (inFlow) break;
        return this.fetchBlockScalar();
      case "'":
      case '"':
        return this.fetchQuoted();
    }
    if (isBlank(c) || '-?:,[]{}#&*!|>\'"%@`'.includes(c)) {
      // Of the indicators only these may begin a plain scalar, when no blank follows.
      const plain = (c === '-' && !isBlank(cursor.at(1))) || (!inFlow && (c === '?' || c === ':') && !spaced);
      if (!plain) throw scannerProblem('found character that cannot start any token', cursor);
    }
    this.fetchPlain();
  }

  private fetchBlockScalar(): void {
    this.dropKey();
    this.keyAllowed = true;
    const start = this.cursor.mark();
    this.push({ kind: 'scalar', start, ...scanBlock(this.cursor, this.indent) });
  }

  private fetchQuoted(): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.cursor.mark();
    this.push({ kind: 'scalar', start, ...scanQuoted(this.cursor) });
  }

  private fetchPlain(): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.cursor.mark();
    const { value, style, end, multiline } = scanPlain(this.cursor, this.indent, this.flowLevel > 0);
    if (multiline) this.keyAllowed = true;
    this.push({ kind: 'scalar', start, value, style, end });
  }

  private fetchFlowStart(kind: 'flow-sequence-start' | 'flow-mapping-start'): void {
    this.saveKey();
    this.keys.push({ possible: false, required: false, token: this.nextToken, mark: this.cursor.mark() });
    this.flowLevel++;
    this.keyAllowed = true;
    this.pushPlain(kind, 1);
  }

  private fetchFlowEnd(kind: 'flow-sequence-end' | 'flow-mapping-end'): void {
    this.dropKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      const key = this.keys.pop() as SimpleKey;
      this.keyByToken.delete(key.token);
    }
    this.keyAllowed = false;
    this.pushPlain(kind, 1);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerProblem('block sequence entries are not allowed in this context', this.cursor);
      this.roll(this.cursor.column, -1, 'block-sequence-start', this.cursor.mark());
    }
    this.dropKey();
    this.keyAllowed = true;
    this.pushPlain('block-entry', 1);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerProblem('mapping keys are not allowed in this context', this.cursor);
      this.roll(this.cursor.column, -1, 'block-mapping-start', this.cursor.mark());
    }
    this.dropKey();
    this.keyAllowed = this.flowLevel === 0;
    this.pushPlain('key', 1);
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (this.isStillKey(key)) {
      this.push({ kind: 'key', start: key.mark }, key.token);
      this.roll(key.mark.column, key.token, 'block-mapping-start', key.mark);
      key.possible = false;
      this.keyByToken.delete(key.token);
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) throw scannerProblem('mapping values are not allowed in this context', this.cursor);
        this.roll(this.cursor.column, -1, 'block-mapping-start', this.cursor.mark());
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.pushPlain('value', 1);
  }

  private get nextToken(): number {
    return this.taken + this.queue.length - this.head;
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const { cursor } = this;
    const required = this.flowLevel === 0 && this.indent === cursor.column;
    this.dropKey();
    this.keys[this.keys.length - 1] = { possible: true, required, token: this.nextToken, mark: cursor.mark() };
    this.keyByToken.set(this.nextToken, this.keys.length - 1);
  }

  /** Gives up the possible key of this level. */
  private dropKey(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (!key.possible) return;
    if (key.required) throw scannerProblem("could not find expected ':'", key.mark, this.cursor);
    key.possible = false;
    this.keyByToken.delete(key.token);
  }

  /** A simple key fits one line and 1024 characters. */
  private isStillKey(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line >= this.cursor.line && key.mark.index + KEY_LENGTH_MAX >= this.cursor.index) return true;
    if (key.required) throw scannerProblem("could not find expected ':'", key.mark, this.cursor);
    key.possible = false;
    return false;
  }

  /** Deeper than before: a block begins. */
  private roll(column: number, number: number, kind: 'block-sequence-start' | 'block-mapping-start', start: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.push({ kind, start }, number);
  }

  /** Less deep than before: blocks end. */
  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push({ kind: 'block-end', start: this.cursor.mark() });
      this.indent = this.indents.pop() as number;
    }
  }

  /** Tabs may stand anywhere but where indentation counts. */
  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      if (cursor.column === 0 && cursor.at() === '\ufeff') cursor.take();
      while (cursor.at() === ' ' || (cursor.at() === '\t' && (this.flowLevel > 0 || !this.keyAllowed))) cursor.take();
      if (cursor.at() === '#') this.skipComments();
      if (!isBreak(cursor.at())) return;
      cursor.takeBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  /** A comment, and the comments on the next lines whatever blanks stand before them. */
  private skipComments(): void {
    const { cursor } = this;
    for (;;) {
      while (!isBreakOrEnd(cursor.at())) cursor.take();
      let ahead = 0;
      while (isBlank(cursor.at(ahead)) || isBreak(cursor.at(ahead))) ahead++;
      if (cursor.at(ahead) !== '#') return;
      while (cursor.at() !== '#') if (cursor.takeBreak() === '') cursor.take();
    }
  }

  /** A comment on the line of the token just read. */
  private skipLineComment(): void {
    const { cursor } = this;
    if (cursor.newlines > 0) return;
    let ahead = 0;
    while (isBlank(cursor.at(ahead))) ahead++;
    if (cursor.at(ahead) !== '#') return;
    while (!isBreakOrEnd(cursor.at())) cursor.take();
  }
}
