/**
 * JSON as the daemon reads it from a request: one value, with the words that Go finds for what is wrong (encoding/json
 * of Go 1.25 as Debian builds it, observed on Docker 28.5). A body may end right after its value; what follows is refused.
 */

export type JsonText = { ok: true; value: unknown } | { ok: false; problem: string };

/** Far beyond any specification; Go stops at ten thousand. */
const DEPTH_MAX = 500;

class Trouble {
  constructor(readonly words: string) {}
}

/** The value that `text` begins with. `problem` is complete but for the context that the caller adds. */
export function parseJsonText(text: string): JsonText {
  const scanner = new Scanner(text);
  const trouble = scanner.value(0);
  if (trouble) return { ok: false, problem: `invalid JSON: ${trouble.words}` };
  const end = scanner.at;
  scanner.space();
  // Go's decoder asks whether more follows, and takes a closing bracket for a no.
  if (scanner.at < text.length && !/[\]}]/.test(text.charAt(scanner.at))) return { ok: false, problem: 'unexpected content after JSON' };
  return { ok: true, value: JSON.parse(text.slice(0, end)) as unknown };
}

/** Walks over one value; answers what is wrong, or undefined and stands behind it. */
class Scanner {
  at = 0;

  constructor(private readonly text: string) {}

  space(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.at))) this.at++;
  }

  value(depth: number): Trouble | undefined {
    this.space();
    if (depth > DEPTH_MAX) return new Trouble('exceeded max depth');
    const first = this.text.charAt(this.at);
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"') return this.string();
    if (first === '-' || /\d/.test(first)) return this.number();
    const literal = { t: 'true', f: 'false', n: 'null' }[first];
    return literal ? this.literal(literal) : this.unexpected('looking for beginning of value');
  }

  private object(depth: number): Trouble | undefined {
    this.at++;
    this.space();
    if (this.eat('}')) return undefined;
    for (;;) {
      this.space();
      if (this.text.charAt(this.at) !== '"') return this.unexpected('looking for beginning of object key string');
      const key = this.string();
      if (key) return key;
      this.space();
      if (!this.eat(':')) return this.unexpected('after object key');
      const value = this.value(depth + 1);
      if (value) return value;
      this.space();
      if (this.eat('}')) return undefined;
      if (!this.eat(',')) return this.unexpected('after object key:value pair');
    }
  }

  private array(depth: number): Trouble | undefined {
    this.at++;
    this.space();
    if (this.eat(']')) return undefined;
    for (;;) {
      const value = this.value(depth + 1);
      if (value) return value;
      this.space();
      if (this.eat(']')) return undefined;
      if (!this.eat(',')) return this.unexpected('after array element');
    }
  }

  private string(): Trouble | undefined {
    this.at++;
    for (;;) {
      const char = this.text.charAt(this.at);
      if (char === '' || char < ' ') return this.unexpected('in string');
      this.at++;
      if (char === '"') return undefined;
      if (char !== '\\') continue;
      const escape = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.text.slice(this.at, this.at + 5))?.[0];
      if (escape === undefined) {
        const length = this.text.charAt(this.at) === 'u' ? 5 : 1;
        if (this.at + length > this.text.length) return new Trouble('unexpected EOF');
        return new Trouble(`invalid escape sequence \`\\${this.text.slice(this.at, this.at + length)}\` in string`);
      }
      this.at += escape.length;
    }
  }

  private number(): Trouble | undefined {
    this.eat('-');
    if (!this.eat('0') && !this.digits()) return this.unexpected('in numeric literal');
    if (this.eat('.') && !this.digits()) return this.unexpected('after decimal point in numeric literal');
    if (this.eat('e') || this.eat('E')) {
      if (!this.eat('+')) this.eat('-');
      if (!this.digits()) return this.unexpected('in exponent of numeric literal');
    }
    return undefined;
  }

  private literal(word: string): Trouble | undefined {
    for (const char of word) if (!this.eat(char)) return this.unexpected(`in literal ${word} (expecting '${char}')`);
    return undefined;
  }

  private digits(): boolean {
    const from = this.at;
    while (/\d/.test(this.text.charAt(this.at))) this.at++;
    return this.at > from;
  }

  private eat(char: string): boolean {
    if (this.text.charAt(this.at) !== char) return false;
    this.at++;
    return true;
  }

  private unexpected(where: string): Trouble {
    if (this.at >= this.text.length) return new Trouble('unexpected EOF');
    return new Trouble(`invalid character ${quoteChar(this.text.codePointAt(this.at) as number)} ${where}`);
  }
}

/** As Go's `%q` of a character. */
function quoteChar(code: number): string {
  const named: Record<number, string> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 39: "\\'", 92: '\\\\' };
  if (named[code]) return `'${named[code]}'`;
  if (code >= 0xdc80 && code <= 0xdcff) return `'\\x${(code - 0xdc00).toString(16)}'`;
  return code < 32 || code === 127 ? `'\\x${code.toString(16).padStart(2, '0')}'` : `'${String.fromCodePoint(code)}'`;
}
