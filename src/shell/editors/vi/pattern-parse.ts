/**
 * Vim's search patterns, parsed to a tree: magic levels (`\v`, `\m`, `\M`, `\V`), multis, groups, look-around, classes,
 * `\zs` and `\ze`. `pattern.ts` runs the tree.
 */
export type PatternNode =
  | { kind: 'char'; code: number }
  | { kind: 'any'; newline: boolean }
  | { kind: 'set'; test: (code: number) => boolean; newline: boolean }
  | { kind: 'newline' }
  | { kind: 'sequence'; items: PatternNode[] }
  | { kind: 'either'; items: PatternNode[] }
  /** All must match here; the last one is what is matched. */
  | { kind: 'all'; items: PatternNode[] }
  | { kind: 'group'; number: number | undefined; item: PatternNode }
  | { kind: 'repeat'; item: PatternNode; min: number; max: number; greedy: boolean }
  | { kind: 'look'; item: PatternNode; behind: boolean; negated: boolean }
  | { kind: 'atomic'; item: PatternNode }
  | { kind: 'back'; number: number }
  | { kind: 'assert'; what: 'line-start' | 'line-end' | 'word-start' | 'word-end' | 'file-start' | 'file-end' }
  | { kind: 'mark'; what: 'start' | 'end' };

export interface ParsedPattern {
  node: PatternNode;
  groups: number;
  /** `\c` or `\C` in the pattern. */
  ignoreCase: boolean | undefined;
  hasUpperCase: boolean;
  /** It can match more than one line. */
  spansLines: boolean;
}

/** In Vim's words, with the number. */
export interface PatternError {
  error: string;
}

type Magic = 'v' | 'm' | 'M' | 'V';

/** A character of the pattern: standing for itself, or an operator (named without its backslash). */
type Token = { op: string } | { char: string };

class Refused extends Error {}

const CLASS_LETTERS = 'iIkKfFpPsSdDxXoOwWhHaAlLuU';

/** Keyword characters: Vim's default 'iskeyword'. */
export function isKeyword(code: number): boolean {
  return (
    code === 0x5f ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0xb5 ||
    (code >= 0xc0 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f) && !(code >= 0xd800 && code <= 0xdfff))
  );
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;
const isAlpha = (code: number): boolean => isLower(code) || isUpper(code);
const isBlank = (code: number): boolean => code === 0x20 || code === 9;
const isPrintable = (code: number): boolean => code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0);

const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  i: isKeyword,
  k: isKeyword,
  f: (code) => isKeyword(code) || '/.-+,#$%~='.includes(String.fromCharCode(code)),
  p: isPrintable,
  s: isBlank,
  d: isDigit,
  x: (code) => isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66),
  o: (code) => code >= 0x30 && code <= 0x37,
  w: (code) => isDigit(code) || isAlpha(code) || code === 0x5f,
  h: (code) => isAlpha(code) || code === 0x5f,
  a: isAlpha,
  l: isLower,
  u: isUpper,
};

function classOf(letter: string): (code: number) => boolean {
  const lower = CLASSES[letter];
  if (lower) return lower;
  const test = CLASSES[letter.toLowerCase()] as (code: number) => boolean;
  // \I, \K, \F and \P are the class without digits; the others are its opposite.
  if ('IKFP'.includes(letter)) return (code) => test(code) && !isDigit(code);
  return (code) => !test(code);
}

const BRACKET_CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  alpha: isAlpha,
  digit: isDigit,
  alnum: (code) => isAlpha(code) || isDigit(code),
  lower: isLower,
  upper: isUpper,
  punct: (code) => code > 0x20 && code < 0x7f && !isAlpha(code) && !isDigit(code),
  space: (code) => code === 0x20 || (code >= 9 && code <= 13),
  blank: isBlank,
  xdigit: CLASSES['x'] as (code: number) => boolean,
  cntrl: (code) => code < 0x20 || code === 0x7f,
  print: isPrintable,
  graph: (code) => code > 0x20 && code < 0x7f,
  return: (code) => code === 13,
  tab: (code) => code === 9,
  escape: (code) => code === 27,
  backspace: (code) => code === 8,
};

/** `lastSubstitute` is what `~` stands for. */
export function parsePattern(source: string, lastSubstitute = ''): ParsedPattern | PatternError {
  try {
    return new Parser(source, lastSubstitute).parse();
  } catch (thrown) {
    if (thrown instanceof Refused) return { error: thrown.message };
    throw thrown;
  }
}

class Parser {
  private at = 0;
  private magic: Magic = 'm';
  private groups = 0;
  private ignoreCase: boolean | undefined;
  private hasUpperCase = false;
  private spansLines = false;
  /** Nothing came before in this branch: `^` is an anchor and `*` is itself. */
  private atStart = true;
  /** Only `^` came before: a `*` is itself. */
  private afterCaret = false;

  constructor(private source: string, private lastSubstitute: string) {}

  parse(): ParsedPattern {
    const node = this.choice();
    if (this.at < this.source.length) throw new Refused(`E55: Unmatched ${this.magic === 'v' ? '' : '\\'})`);
    return { node, groups: this.groups, ignoreCase: this.ignoreCase, hasUpperCase: this.hasUpperCase, spansLines: this.spansLines };
  }

  private choice(): PatternNode {
    const items = [this.conjunction()];
    while (this.takeOp('|')) items.push(this.conjunction());
    return items.length === 1 ? (items[0] as PatternNode) : { kind: 'either', items };
  }

  private conjunction(): PatternNode {
    const items = [this.sequence()];
    while (this.takeOp('&')) items.push(this.sequence());
    return items.length === 1 ? (items[0] as PatternNode) : { kind: 'all', items };
  }

  private sequence(): PatternNode {
    const items: PatternNode[] = [];
    this.atStart = true;
    while (this.at < this.source.length) {
      const { token } = this.peek();
      if ('op' in token && (token.op === '|' || token.op === '&' || token.op === ')')) break;
      const piece = this.piece();
      if (piece) items.push(piece);
    }
    return items.length === 1 ? (items[0] as PatternNode) : { kind: 'sequence', items };
  }

  /** The next token and where it ends. */
  private peek(from = this.at): { token: Token; end: number } {
    const char = this.charAt(from);
    if (char !== '\\') return { token: this.isSpecial(char) ? { op: char } : { char }, end: from + char.length };
    const next = this.charAt(from + 1);
    if (next === '') return { token: { char: '\\' }, end: from + 1 };
    const end = from + 1 + next.length;
    if (/[a-zA-Z0-9]/.test(next)) return { token: { op: `\\${next}` }, end };
    if (next === '_') return { token: { op: '_' }, end };
    // With a backslash what is special without one stands for itself, and the other way round.
    if (this.isSpecial(next) || !'^$.*[~+=?{@()|&<>%'.includes(next)) return { token: { char: next }, end };
    return { token: { op: next }, end };
  }

  private charAt(at: number): string {
    const code = this.source.codePointAt(at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private isSpecial(char: string): boolean {
    switch (this.magic) {
      case 'v':
        return '^$.*[~+=?{@()|&<>%'.includes(char);
      case 'm':
        return '^$.*[~'.includes(char);
      case 'M':
        return '^$'.includes(char);
      default:
        // Only at the ends of the pattern.
        return char === '^' || char === '$';
    }
  }

  private takeOp(op: string): boolean {
    if (this.at >= this.source.length) return false;
    const { token, end } = this.peek();
    if (!('op' in token) || token.op !== op) return false;
    this.at = end;
    return true;
  }

  private piece(): PatternNode | undefined {
    const atom = this.atom();
    if (!atom) return undefined;
    this.atStart = false;
    this.afterCaret = atom.kind === 'assert' && atom.what === 'line-start';
    return this.afterCaret ? atom : this.multi(atom);
  }

  private multi(atom: PatternNode): PatternNode {
    if (this.at >= this.source.length) return atom;
    const { token, end } = this.peek();
    if (!('op' in token)) return atom;
    const repeat = (min: number, max: number, greedy = true): PatternNode => ({ kind: 'repeat', item: atom, min, max, greedy });
    let node: PatternNode;
    switch (token.op) {
      case '*':
        this.at = end;
        node = repeat(0, Infinity);
        break;
      case '+':
        this.at = end;
        node = repeat(1, Infinity);
        break;
      case '=':
      case '?':
        this.at = end;
        node = repeat(0, 1);
        break;
      case '{': {
        const bounds = /^(-?)(\d*)(,?)(\d*)\\?\}/.exec(this.source.slice(end));
        if (!bounds) throw new Refused(`E554: Syntax error in ${this.magic === 'v' ? '' : '\\'}{...}`);
        this.at = end + bounds[0].length;
        const low = bounds[2] as string;
        const high = bounds[4] as string;
        let min = low === '' ? 0 : Number(low);
        let max = high !== '' ? Number(high) : bounds[3] === ',' || low === '' ? Infinity : min;
        if (min > max) [min, max] = [max, min];
        node = repeat(min, max, bounds[1] === '');
        break;
      }
      case '@': {
        const what = /^(?:\d*<[=!]|[>=!])/.exec(this.source.slice(end))?.[0];
        if (what === undefined) throw new Refused(`E59: Invalid character after ${this.magic === 'v' ? '' : '\\'}@`);
        this.at = end + what.length;
        node = what === '>' ? { kind: 'atomic', item: atom } : { kind: 'look', item: atom, behind: what.includes('<'), negated: what.endsWith('!') };
        break;
      }
      default:
        return atom;
    }
    if (this.at < this.source.length) {
      const after = this.peek().token;
      if ('op' in after && ['*', '+', '=', '?', '{'].includes(after.op)) {
        throw new Refused(after.op === '*' ? 'E61: Nested *' : `E62: Nested ${this.magic === 'v' ? '' : '\\'}${after.op}`);
      }
    }
    return node;
  }

  private atom(): PatternNode | undefined {
    const { token, end } = this.peek();
    const start = this.at;
    this.at = end;
    if ('char' in token) return this.literal(token.char);
    const { op } = token;
    switch (op) {
      case '^':
        return this.atStart ? this.anchor('line-start') : this.literal('^');
      case '$':
        return this.endsHere() ? this.anchor('line-end') : this.literal('$');
      case '.':
        return { kind: 'any', newline: false };
      case '*':
        if (this.atStart || this.afterCaret) return this.literal('*');
        throw new Refused('E64: * follows nothing');
      case '+':
      case '=':
      case '?':
      case '{':
      case '@':
        throw new Refused(`E64: ${this.source.slice(start, end)} follows nothing`);
      case '[':
        return this.collection(false) ?? this.literal('[');
      case '~':
        return { kind: 'sequence', items: Array.from(this.lastSubstitute, (char) => this.literal(char)) };
      case '<':
        return this.anchor('word-start');
      case '>':
        return this.anchor('word-end');
      case '(': {
        const number = ++this.groups;
        return this.groupBody(number, '(');
      }
      case '%':
        return this.percent();
      case '_':
        return this.underscore();
      default:
        return this.letter(op.slice(1));
    }
  }

  private literal(char: string): PatternNode {
    if (/\p{Lu}/u.test(char)) this.hasUpperCase = true;
    return { kind: 'char', code: char.codePointAt(0) as number };
  }

  private anchor(what: 'line-start' | 'line-end' | 'word-start' | 'word-end' | 'file-start' | 'file-end'): PatternNode {
    return { kind: 'assert', what };
  }

  private groupBody(number: number | undefined, name: string): PatternNode {
    const item = this.choice();
    if (!this.takeOp(')')) throw new Refused(name === '%(' ? `E53: Unmatched ${this.magic === 'v' ? '' : '\\'}%(` : `E54: Unmatched ${this.magic === 'v' ? '' : '\\'}(`);
    return { kind: 'group', number, item };
  }

  /** Whether the pattern or the branch ends here: what makes `$` an anchor. */
  private endsHere(): boolean {
    if (this.at >= this.source.length) return true;
    if (this.magic === 'v') return true;
    const { token } = this.peek();
    return 'op' in token && ['|', '&', ')', '\\n'].includes(token.op);
  }

  private percent(): PatternNode {
    const rest = this.source.slice(this.at);
    if (rest.startsWith('(')) {
      this.at++;
      return this.groupBody(undefined, '%(');
    }
    if (rest.startsWith('^')) {
      this.at++;
      return this.anchor('file-start');
    }
    if (rest.startsWith('$')) {
      this.at++;
      return this.anchor('file-end');
    }
    const code = /^(?:d(\d+)|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|o([0-7]{1,4}))/.exec(rest);
    if (!code) throw new Refused(`E71: Invalid character after ${this.magic === 'v' ? '' : '\\'}%`);
    this.at += code[0].length;
    const hex = code[2] ?? code[3] ?? code[4];
    const value = code[1] !== undefined ? Number(code[1]) : hex !== undefined ? parseInt(hex, 16) : parseInt(code[5] as string, 8);
    return { kind: 'char', code: Math.min(value, 0x10ffff) };
  }

  /** `\_x`: the class with the end of the line, or an anchor anywhere. */
  private underscore(): PatternNode {
    const char = this.charAt(this.at);
    this.at += char.length;
    if (char === '^') return this.anchor('line-start');
    if (char === '$') return this.anchor('line-end');
    this.spansLines = true;
    if (char === '.') return { kind: 'any', newline: true };
    if (char === '[') {
      const set = this.collection(true);
      if (set) return set;
    }
    if (char !== '' && CLASS_LETTERS.includes(char)) return { kind: 'set', test: classOf(char), newline: true };
    throw new Refused('E63: Invalid use of \\_');
  }

  private letter(letter: string): PatternNode | undefined {
    if (letter !== '' && CLASS_LETTERS.includes(letter)) return { kind: 'set', test: classOf(letter), newline: false };
    if (/[1-9]/.test(letter)) {
      if (Number(letter) > this.groups) throw new Refused('E65: Illegal back reference');
      return { kind: 'back', number: Number(letter) };
    }
    switch (letter) {
      case 'c':
      case 'C':
        this.ignoreCase = letter === 'c';
        return undefined;
      case 'v':
      case 'm':
      case 'M':
      case 'V':
        this.magic = letter;
        return undefined;
      case 'e':
        return { kind: 'char', code: 27 };
      case 't':
        return { kind: 'char', code: 9 };
      case 'r':
        return { kind: 'char', code: 13 };
      case 'b':
        return { kind: 'char', code: 8 };
      case 'n':
        this.spansLines = true;
        return { kind: 'newline' };
      case 'z': {
        const what = this.charAt(this.at);
        if (what !== 's' && what !== 'e') throw new Refused('E68: Invalid character after \\z');
        this.at++;
        return { kind: 'mark', what: what === 's' ? 'start' : 'end' };
      }
      default:
        return this.literal(letter);
    }
  }

  /** After `[`; undefined when it is never closed, and then the bracket is itself. */
  private collection(newline: boolean): PatternNode | undefined {
    const { source } = this;
    let at = this.at;
    const negated = source[at] === '^';
    if (negated) at++;
    const tests: ((code: number) => boolean)[] = [];
    let hasNewline = newline;
    let first = true;
    for (;;) {
      const code = source.codePointAt(at);
      if (code === undefined) return undefined;
      let char = String.fromCodePoint(code);
      if (char === ']' && !first) {
        at++;
        break;
      }
      first = false;
      const named = char === '[' ? /^\[:([a-z]+):\]/.exec(source.slice(at)) : null;
      if (named && BRACKET_CLASSES[named[1] as string]) {
        tests.push(BRACKET_CLASSES[named[1] as string] as (code: number) => boolean);
        at += named[0].length;
        continue;
      }
      const escaped = this.bracketCharacter(at);
      if (escaped.newline) {
        hasNewline = true;
        this.spansLines = true;
        at = escaped.end;
        continue;
      }
      char = escaped.char;
      at = escaped.end;
      const low = char.codePointAt(0) as number;
      if (/\p{Lu}/u.test(char)) this.hasUpperCase = true;
      if (source[at] === '-' && source[at + 1] !== undefined && source[at + 1] !== ']') {
        const upper = this.bracketCharacter(at + 1);
        const high = upper.char.codePointAt(0) as number;
        if (high < low) throw new Refused('E944: Reverse range in character class');
        tests.push((each) => each >= low && each <= high);
        at = upper.end;
      } else tests.push((each) => each === low);
    }
    this.at = at;
    return { kind: 'set', newline: hasNewline, test: (code) => tests.some((test) => test(code)) !== negated };
  }

  private bracketCharacter(at: number): { char: string; end: number; newline: boolean } {
    const char = this.charAt(at);
    if (char !== '\\') return { char, end: at + char.length, newline: false };
    const next = this.charAt(at + 1);
    const plain = { e: '\x1b', t: '\t', r: '\r', b: '\b', '\\': '\\', ']': ']', '^': '^', '-': '-' }[next];
    if (plain !== undefined) return { char: plain, end: at + 2, newline: false };
    if (next === 'n') return { char: '\n', end: at + 2, newline: true };
    return { char: '\\', end: at + 1, newline: false };
  }
}
