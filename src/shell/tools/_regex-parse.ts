/**
 * POSIX regular expressions as GNU reads them (regcomp(3) with the GNU operators), parsed to a tree. `_regex.ts`
 * chooses what runs the tree.
 */
import { wordTable } from '../../os/word-table';
export type Assertion =
  | 'line-start'
  | 'line-end'
  | 'text-start'
  | 'text-end'
  | 'word-edge'
  | 'word-inside'
  | 'word-start'
  | 'word-end'
  | 'after-nonword'
  | 'before-nonword';

export type RegexNode =
  | { kind: 'empty' }
  | { kind: 'char'; code: number }
  | { kind: 'any' }
  | { kind: 'set'; negated: boolean; ranges: readonly (readonly [number, number])[] }
  | { kind: 'sequence'; items: RegexNode[] }
  | { kind: 'either'; items: RegexNode[] }
  | { kind: 'group'; number: number; item: RegexNode }
  | { kind: 'repeat'; item: RegexNode; min: number; max: number }
  | { kind: 'assert'; what: Assertion }
  | { kind: 'back'; number: number };

export interface RegexSyntax {
  /** ERE rather than BRE. */
  extended?: boolean;
  /**
   * Which escapes stand for characters: `sed` knows \n \t \xHH and the like (also inside brackets), `awk` has had
   * its lexer treat them and reads a backslash inside brackets as an escape, `grep` knows none.
   */
  escapes?: 'grep' | 'sed' | 'awk';
}

export interface ParsedRegex {
  node: RegexNode;
  groups: number;
  usesBackReference: boolean;
}

/** What regcomp(3) says of a bad expression. */
export interface RegexError {
  error: string;
}

type Ranges = (readonly [number, number])[];

const LOWER: Ranges = [
  [0x61, 0x7a],
  [0xb5, 0xb5],
  [0xdf, 0xf6],
  [0xf8, 0xff],
  [0x3ac, 0x3ce],
  [0x430, 0x45f],
];
const UPPER: Ranges = [
  [0x41, 0x5a],
  [0xc0, 0xd6],
  [0xd8, 0xde],
  [0x386, 0x3ab],
  [0x400, 0x42f],
];
const DIGIT: Ranges = [[0x30, 0x39]];
// Letters by fixed ranges, not by \p{L}: the engines' Unicode versions differ, the world's bytes must not.
const ALPHA: Ranges = [
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0xaa, 0xaa],
  [0xb5, 0xb5],
  [0xba, 0xba],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2af],
  [0x370, 0x373],
  [0x376, 0x37d],
  [0x386, 0x386],
  [0x388, 0x481],
  [0x48a, 0x556],
  [0x561, 0x587],
  [0x5d0, 0x5ea],
  [0x620, 0x64a],
  [0x1e00, 0x1fff],
  [0x3041, 0x30ff],
  [0x3400, 0x9fff],
  [0xac00, 0xd7a3],
];
const SPACE: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
const PUNCT: Ranges = [
  [0x21, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x60],
  [0x7b, 0x7e],
];

/** The named classes of brackets and of tr(1). */
export const CLASSES: Readonly<Record<string, Ranges>> = wordTable({
  alpha: ALPHA,
  digit: DIGIT,
  alnum: [...DIGIT, ...ALPHA],
  upper: UPPER,
  lower: LOWER,
  space: SPACE,
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  punct: PUNCT,
  print: [
    [0x20, 0x7e],
    [0xa0, 0xd7ff],
    [0xe000, 0x10ffff],
  ],
  graph: [
    [0x21, 0x7e],
    [0xa1, 0xd7ff],
    [0xe000, 0x10ffff],
  ],
  cntrl: [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
  xdigit: [
    [0x30, 0x39],
    [0x41, 0x46],
    [0x61, 0x66],
  ],
});

/** Letters, digits and `_`: what \\w takes. */
export const WORD: Ranges = [...DIGIT, ...ALPHA, [0x5f, 0x5f]];

export function inRanges(code: number, ranges: readonly (readonly [number, number])[]): boolean {
  for (const [low, high] of ranges) if (code >= low && code <= high) return true;
  return false;
}

export function isWordCode(code: number): boolean {
  return inRanges(code, WORD);
}

const REPEATS_MAX = 32767;

export function parseRegex(source: string, syntax: RegexSyntax = {}): ParsedRegex | RegexError {
  try {
    return new Parser(source, syntax).parse();
  } catch (thrown) {
    if (thrown instanceof Bad) return { error: thrown.message };
    throw thrown;
  }
}

class Bad extends Error {}

class Parser {
  private at = 0;
  private groups = 0;
  private open = 0;
  private closed = new Set<number>();
  private usesBackReference = false;
  private readonly chars: string[];

  constructor(
    source: string,
    private syntax: RegexSyntax,
  ) {
    this.chars = Array.from(source);
  }

  parse(): ParsedRegex {
    const node = this.either();
    if (this.at < this.chars.length) throw new Bad('Unmatched ) or \\)');
    return { node, groups: this.groups, usesBackReference: this.usesBackReference };
  }

  /** The operator at this place in either syntax: `(`, `)`, `{`, `}`, `|`, `+`, `?`, with its length; undefined when it is an ordinary character. */
  private operator(at = this.at): { op: string; length: number } | undefined {
    const char = this.chars[at];
    if (char === undefined) return undefined;
    if (char === '\\') {
      const next = this.chars[at + 1];
      if (!this.syntax.extended && next !== undefined && '(){}|+?'.includes(next)) return { op: next, length: 2 };
      return undefined;
    }
    if (this.syntax.extended && '(){}|+?'.includes(char)) return { op: char, length: 1 };
    return char === '*' ? { op: '*', length: 1 } : undefined;
  }

  private either(): RegexNode {
    const items = [this.sequence()];
    while (this.operator()?.op === '|') {
      this.at += this.operator()!.length;
      items.push(this.sequence());
    }
    return items.length === 1 ? (items[0] as RegexNode) : { kind: 'either', items };
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.at < this.chars.length) {
      const operator = this.operator();
      if (operator?.op === '|') break;
      if (operator?.op === ')') {
        if (this.open > 0) break;
        // grep -E takes a lone `)` as it stands (RE_UNMATCHED_RIGHT_PAREN_ORD).
        if (!this.syntax.extended || this.syntax.escapes !== 'grep') throw new Bad('Unmatched ) or \\)');
      }
      const atom = this.atom(items.length === 0);
      if (atom) items.push(this.repeats(atom));
    }
    return items.length === 1 ? (items[0] as RegexNode) : items.length === 0 ? { kind: 'empty' } : { kind: 'sequence', items };
  }

  private atom(first: boolean): RegexNode | undefined {
    const operator = this.operator();
    const char = this.chars[this.at] as string;
    if (operator) {
      const { op, length } = operator;
      if (op === '(') return this.group(length);
      if (op === '*' || op === '+' || op === '?') {
        this.at += length;
        // At the start a BRE takes them literally; an ERE ignores them (glibc, RE_CONTEXT_INDEP_OPS).
        if (this.syntax.extended) return first ? undefined : { kind: 'empty' };
        return literal(op);
      }
      if (op === '{') {
        if (!this.syntax.extended) throw new Bad('Invalid preceding regular expression');
        this.at += length;
        return literal('{');
      }
      if (op === '}' || op === ')') {
        this.at += length;
        return literal(op);
      }
    }
    this.at++;
    if (char === '.') return { kind: 'any' };
    if (char === '[') return this.bracket();
    if (char === '^' && (this.syntax.extended || first)) return { kind: 'assert', what: 'line-start' };
    if (char === '$' && (this.syntax.extended || this.endsHere())) return { kind: 'assert', what: 'line-end' };
    if (char === '\\') return this.escape();
    return literal(char);
  }

  /** In a BRE `$` is an anchor only at the end of a branch. */
  private endsHere(): boolean {
    if (this.at >= this.chars.length) return true;
    const op = this.operator()?.op;
    return op === ')' || op === '|';
  }

  private group(length: number): RegexNode {
    this.at += length;
    const number = ++this.groups;
    this.open++;
    const item = this.either();
    const close = this.operator();
    if (close?.op !== ')') throw new Bad('Unmatched ( or \\(');
    this.at += close.length;
    this.open--;
    this.closed.add(number);
    return { kind: 'group', number, item };
  }

  private escape(): RegexNode {
    const char = this.chars[this.at++];
    if (char === undefined) throw new Bad('Trailing backslash');
    switch (char) {
      case 'w':
        return { kind: 'set', negated: false, ranges: WORD };
      case 'W':
        return { kind: 'set', negated: true, ranges: WORD };
      case 's':
        return { kind: 'set', negated: false, ranges: SPACE };
      case 'S':
        return { kind: 'set', negated: true, ranges: SPACE };
      case 'b':
        return { kind: 'assert', what: 'word-edge' };
      case 'B':
        return { kind: 'assert', what: 'word-inside' };
      case '<':
        return { kind: 'assert', what: 'word-start' };
      case '>':
        return { kind: 'assert', what: 'word-end' };
      case '`':
        return { kind: 'assert', what: 'text-start' };
      case "'":
        return { kind: 'assert', what: 'text-end' };
    }
    if (char >= '1' && char <= '9' && this.syntax.escapes !== 'awk') {
      const number = Number(char);
      if (!this.closed.has(number)) throw new Bad('Invalid back reference');
      this.usesBackReference = true;
      return { kind: 'back', number };
    }
    const code = this.syntax.escapes === 'sed' ? this.sedEscape(char) : undefined;
    return code === undefined ? literal(char) : { kind: 'char', code };
  }

  /** \n, \t, \xHH, \oNNN, \dNNN, \cX of GNU sed; undefined when the letter stands for itself. */
  private sedEscape(char: string): number | undefined {
    const simple = 'abfnrtv'.indexOf(char);
    if (simple >= 0 && char !== 'b') return [7, 8, 12, 10, 13, 9, 11][simple];
    const digits = char === 'x' ? /^[0-9a-fA-F]{1,2}/ : char === 'o' ? /^[0-7]{1,3}/ : char === 'd' ? /^[0-9]{1,3}/ : undefined;
    if (digits) {
      const match = digits.exec(this.chars.slice(this.at, this.at + 3).join(''));
      if (!match) return undefined;
      this.at += match[0].length;
      return parseInt(match[0], char === 'x' ? 16 : char === 'o' ? 8 : 10) & 0xff;
    }
    if (char === 'c' && this.at < this.chars.length) return ((this.chars[this.at++] as string).toUpperCase().charCodeAt(0) ^ 0x40) & 0x7f;
    return undefined;
  }

  private repeats(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      const operator = this.operator();
      if (!operator) return node;
      const { op, length } = operator;
      if (op === '*' && isAnchorStart(node) && !this.syntax.extended) return node;
      if (op === '*' || op === '+' || op === '?') {
        this.at += length;
        node = { kind: 'repeat', item: node, min: op === '+' ? 1 : 0, max: op === '?' ? 1 : Infinity };
        continue;
      }
      if (op !== '{') return node;
      const bounds = this.interval(length);
      if (!bounds) return node;
      node = { kind: 'repeat', item: node, ...bounds };
    }
  }

  /** `{2}`, `{2,}`, `{,5}`, `{2,5}`; in an ERE anything else leaves `{` an ordinary character. */
  private interval(length: number): { min: number; max: number } | undefined {
    const extended = this.syntax.extended === true;
    const rest = this.chars.slice(this.at + length).join('');
    const match = (extended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (!match || (match[1] === '' && match[2] === '')) {
      if (extended) return undefined;
      throw new Bad(rest.includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    }
    const min = match[1] === '' ? 0 : Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3]);
    if (max < min) throw new Bad('Invalid content of \\{\\}');
    if (min > REPEATS_MAX || (max !== Infinity && max > REPEATS_MAX)) throw new Bad('Regular expression too big');
    this.at += length + match[0].length;
    return { min, max };
  }

  private bracket(): RegexNode {
    const ranges: [number, number][] = [];
    const negated = this.chars[this.at] === '^';
    if (negated) this.at++;
    for (let first = true; ; first = false) {
      const char = this.chars[this.at];
      if (char === undefined) throw new Bad('Unmatched [, [^, [:, [., or [=');
      if (char === ']' && !first) {
        this.at++;
        return { kind: 'set', negated, ranges };
      }
      if (char === '[' && this.chars[this.at + 1] === ':') {
        const name = this.bracketName(':');
        const named = CLASSES[name];
        if (!named) throw new Bad('Invalid character class name');
        for (const [low, high] of named) ranges.push([low, high]);
        continue;
      }
      const low = this.bracketChar();
      if (this.chars[this.at] !== '-' || this.chars[this.at + 1] === ']' || this.chars[this.at + 1] === undefined) {
        ranges.push([low, low]);
        continue;
      }
      this.at++;
      const high = this.bracketChar();
      if (high < low) throw new Bad('Invalid range end');
      ranges.push([low, high]);
    }
  }

  private bracketChar(): number {
    const char = this.chars[this.at] as string;
    if (char === '[' && (this.chars[this.at + 1] === '.' || this.chars[this.at + 1] === '=')) {
      const name = this.bracketName(this.chars[this.at + 1] as string);
      if (Array.from(name).length !== 1) throw new Bad('Invalid collation character');
      return name.codePointAt(0) as number;
    }
    this.at++;
    if (char === '\\' && this.at < this.chars.length) {
      const next = this.chars[this.at] as string;
      if (this.syntax.escapes === 'awk') {
        this.at++;
        return next.codePointAt(0) as number;
      }
      if (this.syntax.escapes === 'sed' && 'nftrvaxod'.includes(next)) {
        this.at++;
        const code = this.sedEscape(next);
        if (code !== undefined) return code;
        this.at--;
      }
    }
    return char.codePointAt(0) as number;
  }

  /** The name in `[:name:]`, `[.name.]` or `[=name=]`. */
  private bracketName(mark: string): string {
    let end = this.at + 2;
    while (end < this.chars.length && !(this.chars[end] === mark && this.chars[end + 1] === ']')) end++;
    if (end >= this.chars.length) throw new Bad('Unmatched [, [^, [:, [., or [=');
    const name = this.chars.slice(this.at + 2, end).join('');
    this.at = end + 2;
    return name;
  }
}

function literal(char: string): RegexNode {
  return { kind: 'char', code: char.codePointAt(0) as number };
}

function isAnchorStart(node: RegexNode): boolean {
  return node.kind === 'assert' && node.what === 'line-start';
}
