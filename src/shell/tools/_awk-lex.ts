/** Words of an awk program, one at a time: whether `/` begins a regular expression only the parser knows. */
export type TokenKind = 'number' | 'string' | 'name' | 'call' | 'builtin' | 'keyword' | 'operator' | 'newline' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  value?: number;
  from: number;
  to: number;
  line: number;
}

export class AwkSyntaxError extends Error {}

const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);
export const BUILTINS = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'match',
  'sprintf',
  'sin',
  'cos',
  'atan2',
  'exp',
  'log',
  'sqrt',
  'int',
  'rand',
  'srand',
  'tolower',
  'toupper',
  'system',
  'close',
  'fflush',
  'systime',
  'strftime',
  'gensub',
]);
const OPERATORS = [
  '**=',
  '&&',
  '||',
  '!~',
  '==',
  '<=',
  '>=',
  '!=',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '>>',
  '**',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];

export class AwkLexer {
  constructor(readonly source: string) {}

  lineAt(position: number): number {
    let line = 1;
    for (let i = 0; i < position; i++) if (this.source.charCodeAt(i) === 10) line++;
    return line;
  }

  /** The word at or after a position. */
  read(position: number, line: number): Token {
    const { source } = this;
    let at = position;
    let currentLine = line;
    for (;;) {
      const char = source[at];
      if (char === ' ' || char === '\t' || char === '\r') at++;
      else if (char === '\\' && source[at + 1] === '\n') {
        at += 2;
        currentLine++;
      } else if (char === '\\' && source[at + 1] === '\r' && source[at + 2] === '\n') {
        at += 3;
        currentLine++;
      } else if (char === '#') while (at < source.length && source[at] !== '\n') at++;
      else break;
    }
    const token = (kind: TokenKind, to: number, text = source.slice(at, to), value?: number): Token => ({
      kind,
      text,
      value,
      from: at,
      to,
      line: currentLine,
    });
    const char = source[at];
    if (char === undefined) return token('end', at, 'end of file');
    if (char === '\n') return token('newline', at + 1);
    if (char === '"') return this.string(at, currentLine);
    if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(source[at + 1] ?? ''))) {
      const text = (/^0[xX][0-9a-fA-F]+|^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(source.slice(at, at + 400)) as RegExpExecArray)[0];
      return token('number', at + text.length, text, Number(text));
    }
    if (/[A-Za-z_]/.test(char)) {
      const text = (/^\w+/.exec(source.slice(at)) as RegExpExecArray)[0];
      const to = at + text.length;
      if (KEYWORDS.has(text)) return token('keyword', to, text === 'func' ? 'function' : text);
      if (BUILTINS.has(text)) return token('builtin', to);
      return token(source[to] === '(' ? 'call' : 'name', to);
    }
    const operator = OPERATORS.find((each) => source.startsWith(each, at));
    if (!operator) throw new AwkSyntaxError(`${currentLine}: unexpected character '${char}'`);
    return token('operator', at + operator.length);
  }

  private string(from: number, line: number): Token {
    const { source } = this;
    let at = from + 1;
    let raw = '';
    for (;;) {
      const char = source[at];
      if (char === undefined || char === '\n') throw new AwkSyntaxError(`line ${line}: runaway string constant "${raw.slice(0, 10)} ...`);
      if (char === '"') break;
      if (char === '\\') {
        if (source[at + 1] === '\n') {
          at += 2;
          continue;
        }
        raw += char + (source[at + 1] ?? '');
        at += 2;
        continue;
      }
      raw += char;
      at++;
    }
    return { kind: 'string', text: unescapeString(raw), from, to: at + 1, line };
  }

  /** A regular expression that begins with the `/` at `from`: its text without slashes, and where it ends. */
  regex(from: number, line: number): { source: string; to: number } {
    const { source } = this;
    let at = from + 1;
    let text = '';
    let inBracket = false;
    for (;;) {
      const char = source[at];
      if (char === undefined || char === '\n') throw new AwkSyntaxError(`line ${line}: runaway regular expression /${text.slice(0, 10)} ...`);
      if (char === '/' && !inBracket) break;
      if (char === '\\') {
        text += char + (source[at + 1] ?? '');
        at += 2;
        continue;
      }
      if (char === '[' && !inBracket) {
        inBracket = true;
        // A `]` right behind the opening stands for itself.
        const lead = /^\^?\]?/.exec(source.slice(at + 1))?.[0] as string;
        text += char + lead;
        at += 1 + lead.length;
        continue;
      }
      if (char === ']') inBracket = false;
      text += char;
      at++;
    }
    return { source: text, to: at + 1 };
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** The escapes of a string; unknown ones keep their backslash, so that "\." works as a regular expression. */
export function unescapeString(raw: string): string {
  return raw.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, escape: string) => {
    if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8) & 0xff);
    return SIMPLE[escape] ?? all;
  });
}

/** A regular expression's escapes for characters made plain: `\/`, `\"`, `\t`, `\012`. */
export function plainRegexSource(source: string): string {
  return source.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, escape: string) => {
    if (/^[0-7]/.test(escape)) {
      const char = String.fromCharCode(parseInt(escape, 8) & 0xff);
      return /[\\^$.[\]|()*+?{}]/.test(char) ? `\\${char}` : char;
    }
    if (escape === '/' || escape === '"' || escape === '&') return escape;
    if ('ntrafv'.includes(escape)) return SIMPLE[escape] as string;
    if (escape === 'y') return '\\b';
    return all;
  });
}

/** What is wrong with a regular expression, in mawk's words. */
export function regexFault(error: string): string {
  if (error.startsWith('Unmatched (')) return "missing ')'";
  if (error.startsWith('Unmatched [')) return "missing ']'";
  if (error.startsWith('Unmatched )')) return "missing '('";
  return error.toLowerCase();
}
