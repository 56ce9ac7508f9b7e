/** Whether a text is JSON (RFC 8259), and where it stops being so. Reading goes on no further than the first mistake. */
import type { Diagnostic } from '../../cli/stack/_lint/diagnostic';
import { TextMap } from '../../cli/stack/_lint/text-map';

/** Deeper nesting is no configuration. */
const DEPTH_MAX = 500;

class Mistake {
  constructor(
    readonly words: string,
    readonly start: number,
    readonly end: number,
  ) {}
}

export function lintJson(text: string): Diagnostic[] {
  if (text.trim() === '') return [];
  const map = new TextMap(text);
  try {
    const reader = new Reader(text, map);
    reader.document();
    return reader.doubled.map((one) => ({ ...map.span(one.start, one.end), severity: 'warning', source: 'JSON', message: one.words }));
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return [{ ...map.span(error.start, error.end), severity: 'error', source: 'JSON', message: error.words }];
  }
}

class Reader {
  private at = 0;
  /** Keys that an object has twice: allowed, and never meant. */
  readonly doubled: Mistake[] = [];

  constructor(
    private readonly text: string,
    private readonly map: TextMap,
  ) {}

  document(): void {
    this.value(0);
    this.skip();
    if (this.at < this.text.length) throw this.unexpected('A JSON text has one value: what follows it does not belong.');
  }

  private skip(): void {
    const blank = /[ \t\r\n]*/y;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.text)?.[0].length ?? 0;
    if (this.text.startsWith('//', this.at) || this.text.startsWith('/*', this.at) || this.text[this.at] === '#') {
      throw new Mistake('JSON has no comments.', this.at, this.endOfLine());
    }
  }

  private endOfLine(): number {
    const end = this.text.indexOf('\n', this.at);
    return end < 0 ? this.text.length : end;
  }

  private unexpected(words: string): Mistake {
    const end = /^[A-Za-z0-9_.+-]+/.exec(this.text.slice(this.at, this.at + 100))?.[0].length ?? 1;
    return new Mistake(words, this.at, this.at + end);
  }

  private value(depth: number): void {
    this.skip();
    const c = this.text[this.at];
    if (depth > DEPTH_MAX) throw this.unexpected('This is nested too deeply.');
    if (c === '{') this.object(depth);
    else if (c === '[') this.list(depth);
    else if (c === '"') this.string();
    else this.word();
  }

  private word(): void {
    const match = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![A-Za-z0-9_.+-])/.exec(this.text.slice(this.at, this.at + 400));
    if (match) {
      this.at += match[0].length;
      return;
    }
    if (this.at >= this.text.length) throw this.unexpected('The text ends where a value is expected.');
    const c = this.text[this.at] as string;
    if (c === "'") throw this.unexpected('Texts stand in double quotes.');
    if (c === ',' || c === '}' || c === ']') throw this.unexpected('A value is missing here.');
    throw this.unexpected('A value is a text in double quotes, a number, true, false, null, an object or a list.');
  }

  private string(): string {
    const start = this.at++;
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || c === '\n' || c === '\r') throw new Mistake('The quote that opens here is not closed on this line.', start, this.at);
      if (c === '"') break;
      if (c < ' ') throw new Mistake('Control characters are written as escapes: \\t, \\n, \\u001b.', this.at, this.at + 1);
      if (c === '\\') {
        const escape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.text.slice(this.at, this.at + 6));
        if (!escape) throw new Mistake('There is no such escape. A backslash is written \\\\.', this.at, this.at + 2);
        this.at += escape[0].length;
      } else this.at++;
    }
    return this.text.slice(start, ++this.at);
  }

  private object(depth: number): void {
    const open = this.at++;
    const keys = new Map<string, number>();
    this.skip();
    if (this.text[this.at] === '}') {
      this.at++;
      return;
    }
    for (;;) {
      this.skip();
      const start = this.at;
      if (this.text[this.at] !== '"') {
        if (this.text[this.at] === '}') throw new Mistake('There is no comma before the closing brace.', start - this.blanksBefore(), start + 1);
        if (this.at >= this.text.length) throw new Mistake('The brace that opens here is never closed.', open, open + 1);
        throw this.unexpected('A key stands in double quotes.');
      }
      const key = this.string();
      const end = this.at;
      const before = keys.get(key);
      if (before !== undefined) this.doubled.push(new Mistake(`The key ${key} is there already, on line ${this.map.spot(before).line}: the last one counts.`, start, end));
      keys.set(key, start);
      this.skip();
      if (this.text[this.at] !== ':') throw new Mistake(`A colon belongs between ${key} and its value.`, start, end);
      this.at++;
      this.value(depth + 1);
      if (this.closes('}', open, 'brace')) return;
    }
  }

  private list(depth: number): void {
    const open = this.at++;
    this.skip();
    if (this.text[this.at] === ']') {
      this.at++;
      return;
    }
    for (;;) {
      this.skip();
      if (this.text[this.at] === ']') throw new Mistake('There is no comma before the closing bracket.', this.at - this.blanksBefore(), this.at + 1);
      this.value(depth + 1);
      if (this.closes(']', open, 'bracket')) return;
    }
  }

  /** How far back the comma is that is one too many. */
  private blanksBefore(): number {
    return this.at - this.text.slice(0, this.at).trimEnd().length + 1;
  }

  /** Steps over a comma or the closing mark; true for the mark. */
  private closes(mark: string, open: number, noun: string): boolean {
    const end = this.at;
    this.skip();
    const c = this.text[this.at];
    if (c === undefined) throw new Mistake(`The ${noun} that opens here is never closed.`, open, open + 1);
    if (c !== ',' && c !== mark) throw new Mistake(`A comma is missing here, or the closing ${noun}.`, end - 1, end);
    this.at++;
    return c === mark;
  }
}
