/** SQL as words, numbers, strings and signs, in the two dialects' quoting. */
import { refuse } from './trouble';

export type Dialect = 'postgres' | 'mysql';

export interface Token {
  kind: 'word' | 'name' | 'number' | 'string' | 'sign' | 'end';
  /** Words in the case in which they were typed; quoted names and strings without their quotes. */
  text: string;
  /** Upper case for words, else as `text`. */
  upper: string;
  at: number;
  end: number;
}

const SIGNS = ['<=>', '->>', '::', '<>', '!=', '<=', '>=', '||', '&&', '->', ':='];

/** The words of one statement. Comments are gone; text that cannot be read refuses as the servers do. */
export function tokensOf(text: string, dialect: Dialect): Token[] {
  const tokens: Token[] = [];
  const push = (kind: Token['kind'], value: string, at: number, end: number): void => {
    tokens.push({ kind, text: value, upper: kind === 'word' ? value.toUpperCase() : value, at, end });
  };
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const skip = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/.exec(rest) ?? (dialect === 'mysql' ? /^#[^\n]*/.exec(rest) : null);
    if (skip) {
      at += skip[0].length;
      continue;
    }
    const word = /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/.exec(rest);
    const number = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest);
    const character = text[at] as string;
    if (word && !(dialect === 'postgres' && /^[eE]'/.test(rest))) {
      push('word', word[0], at, (at += word[0].length));
    } else if (number) {
      push('number', number[0], at, (at += number[0].length));
    } else if (character === "'" || (character === '"' && dialect === 'mysql') || (word && dialect === 'postgres')) {
      const start = word ? at + 1 : at;
      const read = quoted(text, start, text[start] as string, dialect === 'mysql' || word !== null);
      push('string', read.value, at, read.end);
      at = read.end;
    } else if (character === '"' || character === '`') {
      const read = quoted(text, at, character, false);
      push('name', read.value, at, read.end);
      at = read.end;
    } else {
      const sign = SIGNS.find((each) => rest.startsWith(each)) ?? character;
      push('sign', sign, at, (at += sign.length));
    }
  }
  push('end', '', text.length, text.length);
  return tokens;
}

function quoted(text: string, from: number, quote: string, backslashes: boolean): { value: string; end: number } {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (character === quote) {
      if (text[at + 1] !== quote) return { value, end: at + 1 };
      value += quote;
      at++;
    } else if (character === '\\' && backslashes && at + 1 < text.length) {
      const next = text[++at] as string;
      value += { n: '\n', t: '\t', r: '\r', '0': '\0' }[next] ?? next;
    } else value += character;
  }
  refuse({ kind: 'syntax', near: text.slice(from), rest: text.slice(from), at: from });
}

/** Statements of a script, at semicolons outside of quotes and comments; `rest` is what has no semicolon yet. */
export function splitStatements(script: string, dialect: Dialect): { statements: string[]; rest: string } {
  const statements: string[] = [];
  let start = 0;
  let at = 0;
  while (at < script.length) {
    const rest = script.slice(at);
    const whole = /^(?:--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|`[^`]*`)/.exec(rest) ?? (dialect === 'mysql' ? /^#[^\n]*/.exec(rest) : null);
    if (whole) at += whole[0].length;
    else if (script[at] === ';') {
      statements.push(script.slice(start, at).trim());
      start = ++at;
    } else if (/['"`]/.test(script[at] as string)) break; // A quote that is still open: the statement goes on.
    else at++;
  }
  return { statements: statements.filter((each) => each !== ''), rest: script.slice(start).trim() === '' ? '' : script.slice(start) };
}
