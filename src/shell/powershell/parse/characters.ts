/** Where a parser stands in its text, and the smallest steps: blanks, separators, words, and what to say when it cannot go on. */
export type ParseProblem = { kind: 'incomplete' | 'wrong'; message: string; id: string; at: number };

/** Thrown to the parser's own entry, never beyond it. */
export class SyntaxProblem {
  constructor(readonly problem: ParseProblem) {}
}

/** Brackets within brackets beyond this are refused: the parser is recursive. */
const DEPTH_MAX = 120;

export abstract class CharacterReader {
  protected at = 0;
  protected depth = 0;

  constructor(protected readonly text: string) {}

  protected fail(message: string, id: string, at = this.at): never {
    throw new SyntaxProblem({ kind: 'wrong', message, id, at });
  }

  protected incomplete(message: string, id = 'MissingEndCurlyBrace'): never {
    throw new SyntaxProblem({ kind: 'incomplete', message, id, at: Math.max(0, this.text.length - 1) });
  }

  protected unexpected(): never {
    const token = /^(?:&&|\|\||[;|&(){}[\]<>,=+*/%!-]|[^\s;|&(){}[\],]+)/.exec(this.text.slice(this.at))?.[0] ?? this.text[this.at] ?? '';
    if (token === '<') this.fail("The '<' operator is reserved for future use.", 'RedirectionNotSupported');
    if (token === '|') this.fail('An empty pipe element is not allowed.', 'EmptyPipeElement');
    this.fail(`Unexpected token '${token}' in expression or statement.`, 'UnexpectedToken');
  }

  protected get ended(): boolean {
    return this.at >= this.text.length;
  }

  protected peek(what: string): boolean {
    return this.text.startsWith(what, this.at);
  }

  protected take(what: string): boolean {
    if (!this.peek(what)) return false;
    this.at += what.length;
    return true;
  }

  protected expect(what: string, message: string, id: string): void {
    if (this.take(what)) return;
    if (this.ended) this.incomplete(message, id);
    this.fail(message, id);
  }

  /** Blanks, comments and continued lines; with `lines` also newlines. */
  protected blanks(lines = false): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r' || (lines && char === '\n')) this.at++;
      else if (char === '`' && /^`\r?\n/.test(this.text.slice(this.at, this.at + 3))) {
        this.at += this.text[this.at + 1] === '\r' ? 3 : 2;
        if (this.ended) this.incomplete('Incomplete string token.');
      } else if (char === '`' && this.at === this.text.length - 1) this.incomplete('Incomplete string token.');
      else if (char === '#' && this.startsWord()) {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end;
      } else if (this.peek('<#')) {
        const end = this.text.indexOf('#>', this.at + 2);
        if (end < 0) this.incomplete("The terminator '#>' is missing from the multiline comment.");
        this.at = end + 2;
      } else return;
    }
  }

  protected startsWord(): boolean {
    return this.at === 0 || /[\s;|&(){},]/.test(this.text[this.at - 1] as string);
  }

  protected separators(): void {
    for (;;) {
      this.blanks(true);
      if (!this.take(';')) return;
    }
  }

  protected word(): string {
    return (/^[A-Za-z_][\w-]*/.exec(this.text.slice(this.at, this.at + 100)) ?? [''])[0];
  }

  protected nested<T>(work: () => T): T {
    if (++this.depth > DEPTH_MAX) this.fail('The script is nested too deeply for this lab.', 'NestedTooDeeply');
    try {
      return work();
    } finally {
      this.depth--;
    }
  }
}
