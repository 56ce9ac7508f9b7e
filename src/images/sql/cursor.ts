/** Reading tokens one after the other, with the refusals of both servers where something else was expected. */
import { tokensOf, type Dialect, type Token } from './tokens';
import { refuse } from './trouble';

/** Words that end an expression's alias or a table's: never names by themselves. */
const RESERVED = new Set(
  ('SELECT FROM WHERE GROUP ORDER BY HAVING LIMIT OFFSET UNION INNER LEFT RIGHT FULL CROSS JOIN ON USING AND OR NOT IN IS NULL LIKE ILIKE BETWEEN AS SET VALUES ' +
    'INSERT INTO UPDATE DELETE CASE WHEN THEN ELSE END ASC DESC DISTINCT PRIMARY UNIQUE CHECK CONSTRAINT FOREIGN REFERENCES DEFAULT CREATE TABLE TRUE FALSE ' +
    'RETURNING FETCH FOR WITH WINDOW INTERSECT EXCEPT').split(' '),
);

export class Cursor {
  readonly tokens: readonly Token[];
  private index = 0;

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
  ) {
    this.tokens = tokensOf(text, dialect);
  }

  get token(): Token {
    return this.tokens[this.index] as Token;
  }

  get ended(): boolean {
    return this.token.kind === 'end';
  }

  peek(offset = 1): Token {
    return this.tokens[Math.min(this.index + offset, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  /** Is this word (or sign) next? */
  at(...words: string[]): boolean {
    return words.every((word, offset) => {
      const token = this.peek(offset);
      return (token.kind === 'word' || token.kind === 'sign') && token.upper === word;
    });
  }

  /** Takes these words when they are next. */
  take(...words: string[]): boolean {
    if (!this.at(...words)) return false;
    this.index += words.length;
    return true;
  }

  expect(...words: string[]): void {
    for (const word of words) if (!this.take(word)) this.fail();
  }

  fail(): never {
    const { token } = this;
    const near = token.kind === 'end' ? '' : this.text.slice(token.at, token.end);
    refuse({ kind: 'syntax', near, rest: this.text.slice(token.at), at: token.at });
  }

  /** A name: quoted, or a word that is not reserved; PostgreSQL folds what is not quoted. */
  name(): string {
    const { token } = this;
    if (token.kind === 'name') return this.next().text;
    if (token.kind !== 'word' || RESERVED.has(token.upper)) this.fail();
    this.next();
    return this.dialect === 'postgres' ? token.text.toLowerCase() : token.text;
  }

  isName(): boolean {
    return this.token.kind === 'name' || (this.token.kind === 'word' && !RESERVED.has(this.token.upper));
  }

  /** A name, a string or (MySQL) `user@host`, of which the host is dropped. */
  userName(): string {
    const name = this.token.kind === 'string' ? this.next().text : this.name();
    if (this.dialect === 'mysql' && this.take('@')) {
      if (this.token.kind === 'string' || this.token.kind === 'sign') this.next();
      else this.name();
    }
    return name;
  }

  string(): string {
    if (this.token.kind !== 'string') this.fail();
    return this.next().text;
  }

  /** `(a, b)` of whatever `read` reads. */
  list<T>(read: () => T): T[] {
    this.expect('(');
    const items = this.commas(read);
    this.expect(')');
    return items;
  }

  commas<T>(read: () => T): T[] {
    const items = [read()];
    while (this.take(',')) items.push(read());
    return items;
  }

  /** What was typed from a token on up to here. */
  textFrom(at: number): string {
    const last = this.tokens[this.index - 1];
    return last ? this.text.slice(at, last.end) : '';
  }
}
