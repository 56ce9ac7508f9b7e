/**
 * Runs a search pattern: the leftmost match, branches and multis in the order written, as Vim's engine has it. It
 * backtracks, so it counts its steps and gives up aloud rather than hold the world still.
 */
import { isCombining } from '../display-line';
import { isKeyword, parsePattern } from './pattern-parse';
import type { PatternError, PatternNode } from './pattern-parse';

export type { PatternError } from './pattern-parse';

export interface PatternMatch {
  index: number;
  end: number;
  /** [0] is the whole match; undefined where a group took no part. */
  groups: (string | undefined)[];
}

export interface Pattern {
  source: string;
  /** It can match across the ends of lines, which are newlines in the text. */
  spansLines: boolean;
  /**
   * The first match that begins at `from` or after it, and before `limit`. Throws `PatternTooCostly`. `fileStart` and
   * `fileEnd` say whether the text's ends are the file's.
   */
  exec(text: string, from?: number, limit?: number): PatternMatch | undefined;
}

/** The pattern took more steps than it may. */
export class PatternTooCostly extends Error {}

const STEPS_MAX = 5_000_000;
const DEPTH_MAX = 1500;

export function compilePattern(
  source: string,
  options: { ignoreCase?: boolean; smartCase?: boolean; lastSubstitute?: string } = {},
): Pattern | PatternError {
  const parsed = parsePattern(source, options.lastSubstitute);
  if ('error' in parsed) return parsed;
  const ignoreCase = parsed.ignoreCase ?? (options.ignoreCase === true && !(options.smartCase === true && parsed.hasUpperCase));
  const matcher = new Matcher(parsed.node, parsed.groups, ignoreCase);
  return { source, spansLines: parsed.spansLines, exec: (text, from = 0, limit = text.length) => matcher.exec(text, from, limit) };
}

export function isPatternError(value: Pattern | PatternError): value is PatternError {
  return 'error' in value;
}

type Next = (at: number) => boolean;
type Step = (at: number, next: Next) => boolean;

class Matcher {
  private text = '';
  private steps = 0;
  private depth = 0;
  private starts: (number | undefined)[] = [];
  private ends: (number | undefined)[] = [];
  private markStart: number | undefined;
  private markEnd: number | undefined;
  private readonly run: Step;

  constructor(node: PatternNode, private groups: number, private ignoreCase: boolean) {
    this.run = this.compile(node);
  }

  exec(text: string, from: number, limit: number): PatternMatch | undefined {
    this.text = text;
    this.steps = 0;
    this.depth = 0;
    for (let at = from; at <= limit && at <= text.length; at += at < text.length && (text.codePointAt(at) as number) > 0xffff ? 2 : 1) {
      this.starts = new Array<number | undefined>(this.groups + 1).fill(undefined);
      this.ends = new Array<number | undefined>(this.groups + 1).fill(undefined);
      this.markStart = this.markEnd = undefined;
      let end = -1;
      const found = this.run(at, (reached) => {
        end = reached;
        return true;
      });
      if (!found) continue;
      const groups: (string | undefined)[] = [];
      for (let n = 1; n <= this.groups; n++) {
        const start = this.starts[n];
        const stop = this.ends[n];
        groups[n] = start === undefined || stop === undefined ? undefined : text.slice(start, stop);
      }
      const index = this.markStart ?? at;
      const last = Math.max(index, this.markEnd ?? end);
      groups[0] = text.slice(index, last);
      return { index, end: last, groups };
    }
    return undefined;
  }

  private count(): void {
    if (++this.steps > STEPS_MAX) throw new PatternTooCostly();
  }

  private compile(node: PatternNode): Step {
    switch (node.kind) {
      case 'char':
      case 'any':
      case 'set': {
        const test = this.single(node);
        return (at, next) => {
          this.count();
          const length = test(at);
          return length > 0 && next(at + length);
        };
      }
      case 'newline':
        return (at, next) => this.text[at] === '\n' && next(at + 1);
      case 'sequence': {
        const items = node.items.map((item) => this.compile(item));
        return items.reduceRight<Step>((rest, item) => (at, next) => item(at, (reached) => rest(reached, next)), (at, next) => next(at));
      }
      case 'either': {
        const items = node.items.map((item) => this.compile(item));
        return (at, next) => items.some((item) => item(at, next));
      }
      case 'all': {
        const items = node.items.map((item) => this.compile(item));
        const last = items[items.length - 1] as Step;
        return (at, next) => items.slice(0, -1).every((item) => item(at, () => true)) && last(at, next);
      }
      case 'group':
        return this.group(this.compile(node.item), node.number);
      case 'repeat':
        return this.repeat(node);
      case 'look':
        return this.look(this.compile(node.item), node.behind, node.negated);
      case 'atomic': {
        const item = this.compile(node.item);
        return (at, next) => {
          let end = -1;
          return item(at, (reached) => ((end = reached), true)) && next(end);
        };
      }
      case 'back':
        return (at, next) => {
          const start = this.starts[node.number];
          const end = this.ends[node.number];
          const wanted = start === undefined || end === undefined ? '' : this.text.slice(start, end);
          const found = this.text.slice(at, at + wanted.length);
          return (this.ignoreCase ? found.toLowerCase() === wanted.toLowerCase() : found === wanted) && next(at + wanted.length);
        };
      case 'assert':
        return (at, next) => this.holds(node.what, at) && next(at);
      case 'mark':
        return (at, next) => {
          const before = node.what === 'start' ? this.markStart : this.markEnd;
          if (node.what === 'start') this.markStart = at;
          else this.markEnd = at;
          if (next(at)) return true;
          if (node.what === 'start') this.markStart = before;
          else this.markEnd = before;
          return false;
        };
    }
  }

  /** How long the one character at a place is when it matches; 0 when it does not. */
  private single(node: PatternNode & { kind: 'char' | 'any' | 'set' }): (at: number) => number {
    const fold = this.ignoreCase;
    const wanted = node.kind === 'char' ? (fold ? lowerOf(node.code) : node.code) : 0;
    return (at) => {
      const code = this.text.codePointAt(at);
      if (code === undefined) return 0;
      const length = code > 0xffff ? 2 : 1;
      if (code === 10 && node.kind !== 'char') return node.newline ? 1 : 0;
      switch (node.kind) {
        case 'char':
          return (fold ? lowerOf(code) : code) === wanted ? length : 0;
        case 'any':
          return this.withMarks(at + length) - at;
        default:
          return node.test(code) || (fold && (node.test(lowerOf(code)) || node.test(upperOf(code)))) ? length : 0;
      }
    };
  }

  /** A dot takes the marks on a character with it. */
  private withMarks(at: number): number {
    let end = at;
    while (end < this.text.length && isCombining(this.text.codePointAt(end) as number)) end += (this.text.codePointAt(end) as number) > 0xffff ? 2 : 1;
    return end;
  }

  private group(item: Step, number: number | undefined): Step {
    if (number === undefined) return item;
    return (at, next) => {
      const start = this.starts[number];
      const end = this.ends[number];
      if (
        item(at, (reached) => {
          const before = [this.starts[number], this.ends[number]] as const;
          this.starts[number] = at;
          this.ends[number] = reached;
          if (next(reached)) return true;
          [this.starts[number], this.ends[number]] = before;
          return false;
        })
      ) {
        return true;
      }
      this.starts[number] = start;
      this.ends[number] = end;
      return false;
    };
  }

  private repeat(node: PatternNode & { kind: 'repeat' }): Step {
    const { item, min, max, greedy } = node;
    if (item.kind === 'char' || item.kind === 'any' || item.kind === 'set') return this.repeatSingle(this.single(item), min, max, greedy);
    const step = this.compile(item);
    const round = (at: number, done: number, next: Next): boolean => {
      this.count();
      if (++this.depth > DEPTH_MAX) throw new PatternTooCostly();
      const more = (): boolean => done < max && step(at, (reached) => (reached > at || done < min) && round(reached, done + 1, next));
      const found = done < min ? more() : greedy ? more() || next(at) : next(at) || more();
      this.depth--;
      return found;
    };
    return (at, next) => round(at, 0, next);
  }

  /** A loop over single characters needs no depth. */
  private repeatSingle(single: (at: number) => number, min: number, max: number, greedy: boolean): Step {
    return (at, next) => {
      let reached = at;
      let done = 0;
      const lengths: number[] = [];
      const take = (): boolean => {
        this.count();
        const length = done < max ? single(reached) : 0;
        if (length === 0) return false;
        reached += length;
        lengths.push(length);
        done++;
        return true;
      };
      if (!greedy) {
        while (done < min) if (!take()) return false;
        while (!next(reached)) if (!take()) return false;
        return true;
      }
      while (take());
      while (done >= min) {
        if (next(reached)) return true;
        if (done === 0) return false;
        this.count();
        reached -= lengths.pop() as number;
        done--;
      }
      return false;
    };
  }

  private look(item: Step, behind: boolean, negated: boolean): Step {
    const found = behind
      ? (at: number): boolean => {
          for (let from = at; from >= 0; from--) if (item(from, (reached) => reached === at)) return true;
          return false;
        }
      : (at: number): boolean => item(at, () => true);
    return (at, next) => found(at) !== negated && next(at);
  }

  private holds(what: (PatternNode & { kind: 'assert' })['what'], at: number): boolean {
    const { text } = this;
    switch (what) {
      case 'line-start':
        return at === 0 || text[at - 1] === '\n';
      case 'line-end':
        return at === text.length || text[at] === '\n';
      case 'file-start':
        return at === 0;
      case 'file-end':
        return at === text.length;
      case 'word-start':
        return !this.isWordBefore(at) && this.isWordAt(at);
      case 'word-end':
        return this.isWordBefore(at) && !this.isWordAt(at);
    }
  }

  private isWordAt(at: number): boolean {
    const code = this.text.codePointAt(at);
    return code !== undefined && isKeyword(code);
  }

  private isWordBefore(at: number): boolean {
    if (at === 0) return false;
    const unit = this.text.charCodeAt(at - 1);
    const code = unit >= 0xdc00 && unit <= 0xdfff && at > 1 ? (this.text.codePointAt(at - 2) as number) : unit;
    return isKeyword(code > 0xffff ? code : unit);
  }
}

function lowerOf(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code + 32 : code;
  const lower = String.fromCodePoint(code).toLowerCase();
  return lower.codePointAt(0) as number;
}

function upperOf(code: number): number {
  const upper = String.fromCodePoint(code).toUpperCase();
  return upper.codePointAt(0) as number;
}
