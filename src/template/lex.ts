/**
 * Go's template lexer: text and actions become tokens, whose names, positions and error texts are those of
 * text/template/parse, since learners see them ("unclosed action", "unterminated quoted string").
 */
import { isPrintable, quote } from './quote';
export type TokenKind =
  | 'error'
  | 'eof'
  | 'text'
  | 'left'
  | 'right'
  | 'comment'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'string'
  | 'raw-string'
  | 'char-constant'
  | 'number'
  | 'complex'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'open'
  | 'close'
  | 'char';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Index into the template's text. */
  at: number;
  /** From 1. */
  line: number;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);

const isSpace = (c: string | undefined) => c === ' ' || c === '\t' || c === '\r' || c === '\n';
const isDigit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9';
const isWord = (c: string | undefined) => c !== undefined && (c === '_' || /[\p{L}\p{Nd}]/u.test(c));

/** The code point that starts at `at`, as a string; undefined past the end. */
function charAt(input: string, at: number): string | undefined {
  const code = input.codePointAt(at);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

/** Go's `%#U`: U+0021 '!'. */
function unicodeName(c: string): string {
  const code = c.codePointAt(0) as number;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintable(c) ? `${name} '${c}'` : name;
}

/** All tokens; the last one is `eof` or `error`. */
export function lexTemplate(input: string): Token[] {
  return new Lexer(input).run();
}

class Lexer {
  private tokens: Token[] = [];
  private at = 0;
  private start = 0;
  private line = 1;
  private startLine = 1;
  private depth = 0;
  private failed = false;

  constructor(private input: string) {}

  run(): Token[] {
    while (!this.failed) {
      if (!this.text()) break;
      this.action();
    }
    return this.tokens;
  }

  /** Plain text up to the next action; false at the end of input. */
  private text(): boolean {
    const found = this.input.indexOf('{{', this.at);
    if (found < 0) {
      this.moveTo(this.input.length);
      if (this.at > this.start) this.emit('text');
      this.emit('eof');
      return false;
    }
    let end = found;
    const trims = this.input[found + 2] === '-' && isSpace(this.input[found + 3]);
    if (trims) while (end > this.at && isSpace(this.input[end - 1])) end--;
    this.moveTo(end);
    if (this.at > this.start) this.emit('text');
    this.skipTo(found);
    const afterMarker = found + 2 + (trims ? 2 : 0);
    if (this.input.startsWith('/*', afterMarker)) return this.comment(afterMarker);
    this.moveTo(found + 2);
    this.emit('left');
    this.skipTo(afterMarker);
    return true;
  }

  private comment(at: number): boolean {
    const end = this.input.indexOf('*/', at + 2);
    if (end < 0) return this.fail('unclosed comment');
    let after = end + 2;
    const trims = isSpace(this.input[after]) && this.input.startsWith('-}}', after + 1);
    if (trims) after += 2;
    if (!this.input.startsWith('}}', after)) return this.fail('comment ends before closing delimiter');
    this.skipTo(after + 2);
    if (trims) this.skipSpaces();
    return this.text();
  }

  private action(): void {
    this.depth = 0;
    while (!this.failed) {
      const trims = isSpace(this.input[this.at]) && this.input.startsWith('-}}', this.at + 1);
      if (trims || this.input.startsWith('}}', this.at)) {
        if (this.depth > 0) return void this.fail('unclosed left paren');
        if (trims) this.skipTo(this.at + 2);
        this.moveTo(this.at + 2);
        this.emit('right');
        if (trims) this.skipSpaces();
        return;
      }
      this.inside();
    }
  }

  /** One token inside an action (lexInsideAction of Go's lex.go). */
  private inside(): void {
    const c = charAt(this.input, this.at);
    if (c === undefined) return void this.fail('unclosed action');
    if (isSpace(c)) {
      while (isSpace(this.input[this.at]) && !this.input.startsWith('-}}', this.at + 1)) this.moveTo(this.at + 1);
      if (this.at === this.start) this.moveTo(this.at + 1);
      return this.emit('space');
    }
    const next = this.input[this.at + 1];
    if (c === ':') {
      if (next !== '=') return void this.fail('expected :=');
      this.moveTo(this.at + 2);
      return this.emit('declare');
    }
    if (c === '.' && !isDigit(next)) return this.word('field', 1);
    if (c === '.' || c === '+' || c === '-' || isDigit(c)) return this.number();
    if (isWord(c)) return this.identifier();
    switch (c) {
      case '=':
        return this.single('assign');
      case '|':
        return this.single('pipe');
      case '"':
        return this.quoted('"', 'string', 'unterminated quoted string');
      case '`':
        return this.raw();
      case "'":
        return this.quoted("'", 'char-constant', 'unterminated character constant');
      case '$':
        return this.word('variable', 1);
      case '(':
        this.depth++;
        return this.single('open');
      case ')':
        if (--this.depth < 0) return void this.fail('unexpected right paren');
        return this.single('close');
    }
    if (c > ' ' && c < '\u007f') return this.single('char');
    this.fail(`unrecognized character in action: ${unicodeName(c)}`);
  }

  private single(kind: TokenKind): void {
    this.moveTo(this.at + 1);
    this.emit(kind);
  }

  /** A field or a variable: the mark, then letters and digits; alone it is the dot or `$`. */
  private word(kind: 'field' | 'variable', markLength: number): void {
    this.moveTo(this.at + markLength);
    if (!isWord(charAt(this.input, this.at)) && this.atTerminator()) return this.emit(kind === 'field' ? 'dot' : 'variable');
    this.skipWord();
    if (this.atTerminator()) this.emit(kind);
    else this.fail(`bad character ${unicodeName(charAt(this.input, this.at) as string)}`);
  }

  private identifier(): void {
    this.skipWord();
    const word = this.input.slice(this.start, this.at);
    if (!this.atTerminator()) return void this.fail(`bad character ${unicodeName(charAt(this.input, this.at) as string)}`);
    if (KEYWORDS.has(word)) this.emit('keyword');
    else if (word === 'true' || word === 'false') this.emit('bool');
    else this.emit(word === 'nil' ? 'nil' : 'identifier');
  }

  private number(): void {
    this.scanNumber();
    // `1+2i`, without blanks.
    const sign = this.input[this.at];
    const isComplex = sign === '+' || sign === '-';
    if (isComplex) this.scanNumber();
    const after = charAt(this.input, this.at);
    if (isWord(after)) this.moveTo(this.at + (after as string).length);
    const text = this.input.slice(this.start, this.at);
    if (isWord(after) || (isComplex && !text.endsWith('i'))) this.fail(`bad number syntax: ${quote(text)}`);
    else this.emit('number');
  }

  /** What a number may be written with; whether it is one is the parser's affair. */
  private scanNumber(): void {
    const match =
      /^[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/.exec(
        this.input.slice(this.at),
      );
    this.moveTo(this.at + (match as RegExpExecArray)[0].length);
  }

  private quoted(quote: string, kind: TokenKind, problem: string): void {
    let at = this.at + 1;
    for (; ; at++) {
      const c = this.input[at];
      if (c === '\\' && this.input[at + 1] !== undefined && this.input[at + 1] !== '\n') {
        at++;
        continue;
      }
      if (c === undefined || c === '\n' || c === '\\') return void this.fail(problem);
      if (c === quote) break;
    }
    this.moveTo(at + 1);
    this.emit(kind);
  }

  private raw(): void {
    const end = this.input.indexOf('`', this.at + 1);
    if (end < 0) return void this.fail('unterminated raw quoted string');
    this.moveTo(end + 1);
    this.emit('raw-string');
  }

  private skipWord(): void {
    for (let c = charAt(this.input, this.at); isWord(c); c = charAt(this.input, this.at)) this.moveTo(this.at + (c as string).length);
  }

  /** Whether a word may end here. */
  private atTerminator(): boolean {
    const c = this.input[this.at];
    return c === undefined || isSpace(c) || '.,|:=)('.includes(c) || this.input.startsWith('}}', this.at);
  }

  private skipSpaces(): void {
    let at = this.at;
    while (isSpace(this.input[at])) at++;
    this.skipTo(at);
  }

  private moveTo(at: number): void {
    for (let i = this.at; i < at; i++) if (this.input[i] === '\n') this.line++;
    this.at = at;
  }

  private skipTo(at: number): void {
    this.moveTo(at);
    this.start = at;
    this.startLine = this.line;
  }

  private emit(kind: TokenKind): void {
    this.tokens.push({ kind, text: this.input.slice(this.start, this.at), at: this.start, line: this.startLine });
    this.start = this.at;
    this.startLine = this.line;
  }

  private fail(problem: string): false {
    this.tokens.push({ kind: 'error', text: problem, at: this.start, line: this.startLine });
    this.failed = true;
    return false;
  }
}
