/**
 * POSIX regular expressions for grep, sed, awk, expr and find. A parsed expression runs on one of two machines:
 * the platform's RegExp, which is fast, or `_regex-vm.ts`, which finds the longest of the leftmost matches as POSIX
 * asks and takes time in proportion to the text whatever the expression. The second is chosen when alternatives
 * could make the first give a shorter match, or nested repeats could make it run for ever. Only an expression with
 * both back-references and nested repeats can still be slow: there is no linear way to match those.
 */
import { parseRegex, WORD } from './_regex-parse';
import type { RegexError, RegexNode, RegexSyntax } from './_regex-parse';
import { compileVm, runVm } from './_regex-vm';

export type { RegexError } from './_regex-parse';

export interface RegexOptions extends RegexSyntax {
  ignoreCase?: boolean;
  /** `^` and `$` also at newlines inside the text (sed's M). */
  multiline?: boolean;
  /** The match must fill the text, or stand between characters that are no word's (grep's -x, -w). */
  around?: 'text' | 'word';
  /** No operators: every character stands for itself. */
  fixed?: boolean;
  /** `.` and `[^x]` do not match a newline; sed and awk leave it off. */
  newlineStops?: boolean;
}

export interface Match {
  index: number;
  end: number;
  /** [0] is the whole match; undefined where a group took no part. */
  groups: (string | undefined)[];
}

export interface Regex {
  groups: number;
  /** The leftmost-longest match that begins at or after `from`. */
  exec(text: string, from?: number): Match | undefined;
  test(text: string): boolean;
}

export function isRegexError(value: Regex | RegexError): value is RegexError {
  return 'error' in value;
}

export function compileRegex(source: string, options: RegexOptions = {}): Regex | RegexError {
  const parsed = options.fixed ? { node: literalNode(source), groups: 0, usesBackReference: false } : parseRegex(source, options);
  if ('error' in parsed) return parsed;
  const { groups, usesBackReference } = parsed;
  const node = options.around ? surrounded(parsed.node, options.around) : parsed.node;
  const risky = nestsRepeats(node, false);
  const ambiguous = hasAmbiguousChoice(node);
  const native = usesBackReference || !risky ? nativeRegex(node, options) : undefined;
  if (!native || (ambiguous && !usesBackReference)) {
    const program = compileVm(node, groups, options);
    return {
      groups,
      exec: (text, from = 0) => runVm(program, text, from),
      test: native ? (text) => testNative(native, text) : (text) => runVm(program, text, 0, true) !== undefined,
    };
  }
  return { groups, exec: (text, from = 0) => execNative(native, text, from), test: (text) => testNative(native, text) };
}

function literalNode(source: string): RegexNode {
  return { kind: 'sequence', items: Array.from(source, (char) => ({ kind: 'char', code: char.codePointAt(0) as number })) };
}

function surrounded(node: RegexNode, around: 'text' | 'word'): RegexNode {
  const [before, after] = around === 'text' ? (['text-start', 'text-end'] as const) : (['after-nonword', 'before-nonword'] as const);
  return { kind: 'sequence', items: [{ kind: 'assert', what: before }, node, { kind: 'assert', what: after }] };
}

function testNative(native: RegExp, text: string): boolean {
  native.lastIndex = 0;
  return native.test(text);
}

function execNative(native: RegExp, text: string, from: number): Match | undefined {
  native.lastIndex = from;
  const match = native.exec(text);
  return match ? { index: match.index, end: match.index + match[0].length, groups: [...match] } : undefined;
}

/** A repeat inside a repeat, or a choice inside one: where a backtracking matcher can take exponential time. */
function nestsRepeats(node: RegexNode, inside: boolean): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.some((item) => nestsRepeats(item, inside));
    case 'either':
      return inside || node.items.some((item) => nestsRepeats(item, inside));
    case 'group':
      return nestsRepeats(node.item, inside);
    case 'repeat': {
      const many = node.max > 1;
      return (inside && (many || node.min !== node.max)) || nestsRepeats(node.item, inside || many);
    }
    default:
      return false;
  }
}

/** A choice whose earlier branch could hide a longer one. */
function hasAmbiguousChoice(node: RegexNode): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.some(hasAmbiguousChoice);
    case 'either': {
      const firsts = node.items.map(firstCode);
      return firsts.some((code) => code === undefined) || new Set(firsts).size < firsts.length || node.items.some(hasAmbiguousChoice);
    }
    case 'group':
      return hasAmbiguousChoice(node.item);
    case 'repeat':
      return hasAmbiguousChoice(node.item);
    default:
      return false;
  }
}

/** The one character that a branch must begin with; undefined when it is not one. */
function firstCode(node: RegexNode): number | undefined {
  if (node.kind === 'char') return node.code < 0x80 ? lowerCode(node.code) : undefined;
  if (node.kind === 'sequence' && node.items.length > 0) return firstCode(node.items[0] as RegexNode);
  if (node.kind === 'group') return firstCode(node.item);
  return undefined;
}

function lowerCode(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function nativeRegex(node: RegexNode, options: RegexOptions): RegExp {
  const source = toSource(node, options.newlineStops === true);
  return new RegExp(source, `g${options.ignoreCase ? 'i' : ''}${options.multiline ? 'm' : ''}${options.newlineStops ? '' : 's'}u`);
}

const WORD_SOURCE = `[${WORD.map(([low, high]) => `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`).join('')}]`;
const ASSERTIONS = {
  'line-start': '^',
  'line-end': '$',
  'text-start': '(?<![\\s\\S])',
  'text-end': '(?![\\s\\S])',
  'word-edge': `(?:(?<!${WORD_SOURCE})(?=${WORD_SOURCE})|(?<=${WORD_SOURCE})(?!${WORD_SOURCE}))`,
  'word-inside': `(?:(?<!${WORD_SOURCE})(?!${WORD_SOURCE})|(?<=${WORD_SOURCE})(?=${WORD_SOURCE}))`,
  'word-start': `(?<!${WORD_SOURCE})(?=${WORD_SOURCE})`,
  'word-end': `(?<=${WORD_SOURCE})(?!${WORD_SOURCE})`,
  'after-nonword': `(?<!${WORD_SOURCE})`,
  'before-nonword': `(?!${WORD_SOURCE})`,
} as const;

function toSource(node: RegexNode, newlineStops: boolean): string {
  switch (node.kind) {
    case 'empty':
      return '(?:)';
    case 'char':
      return charSource(node.code);
    case 'any':
      return '.';
    case 'set': {
      const ranges = node.ranges.map(([low, high]) => (low === high ? charSource(low) : `${charSource(low)}-${charSource(high)}`)).join('');
      return `[${node.negated ? '^' : ''}${ranges}${node.negated && newlineStops ? '\\n' : ''}]`;
    }
    case 'sequence':
      return node.items.map((item) => (item.kind === 'either' ? `(?:${toSource(item, newlineStops)})` : toSource(item, newlineStops))).join('');
    case 'either':
      return node.items.map((item) => toSource(item, newlineStops)).join('|');
    case 'group':
      return `(${toSource(node.item, newlineStops)})`;
    case 'repeat': {
      const bounds =
        node.max === Infinity
          ? node.min === 0
            ? '*'
            : node.min === 1
              ? '+'
              : `{${node.min},}`
          : node.min === 0 && node.max === 1
            ? '?'
            : `{${node.min},${node.max}}`;
      return `(?:${toSource(node.item, newlineStops)})${bounds}`;
    }
    case 'assert':
      return ASSERTIONS[node.what];
    case 'back':
      return `(?:\\${node.number})`;
  }
}

function charSource(code: number): string {
  const isPlain = (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isPlain ? String.fromCharCode(code) : `\\u{${code.toString(16)}}`;
}
