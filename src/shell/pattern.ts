/**
 * Shell patterns: `*`, `?`, brackets with classes, and the extended `@(a|b)` family. In pattern text a backslash takes
 * the next character literally; that is how quoted parts of a word arrive here. Matching is a set of positions moved
 * along the pattern, so no pattern can take more than (length of text) × (length of pattern) steps.
 */
import { CLASSES, inRanges } from './tools/_regex-parse';

export interface PatternOptions {
  ignoreCase?: boolean;
}

type Part =
  | { kind: 'text'; text: string }
  | { kind: 'any' }
  | { kind: 'one' }
  | { kind: 'set'; negated: boolean; ranges: [number, number][]; classes: ((code: number) => boolean)[] }
  | { kind: 'group'; operator: string; choices: Part[][] };

/** Where a match may stand: single places, or everything from a place to the text's end (its beginning, backwards). */
type Positions = { from: number; set?: undefined } | { set: Set<number>; from?: undefined };

/** +1: from starts to ends. -1: from ends to starts. */
type Direction = 1 | -1;

export class Pattern {
  private parts: Part[];
  private ignoreCase: boolean;

  constructor(source: string, options: PatternOptions = {}) {
    this.ignoreCase = options.ignoreCase ?? false;
    this.parts = new PatternParser(source, this.ignoreCase).parse();
  }

  matches(text: string): boolean {
    const subject = this.subject(text);
    const ends = walk(this.parts, subject, { set: new Set([0]) }, 1, true);
    return ends.set ? ends.set.has(subject.length) : ends.from <= subject.length;
  }

  /** The end of the longest, or shortest, match that begins at `start`. */
  end(text: string, start: number, longest: boolean): number | undefined {
    const ends = walk(this.parts, this.subject(text), { set: new Set([start]) }, 1);
    return ends.set ? extreme(ends.set, longest) : longest ? text.length : ends.from <= text.length ? ends.from : undefined;
  }

  /** The beginning of the longest, or shortest, match that ends with the text. */
  start(text: string, longest: boolean): number | undefined {
    const starts = walk(this.parts, this.subject(text), { set: new Set([text.length]) }, -1);
    return starts.set ? extreme(starts.set, !longest) : longest ? 0 : starts.from >= 0 ? starts.from : undefined;
  }

  /** Matches from left to right, each the longest at its place, none overlapping; at most `most`. Empty ones count not. */
  matchesIn(text: string, most: number): { start: number; end: number }[] {
    const subject = this.subject(text);
    const only = this.parts.length === 1 ? this.parts[0] : undefined;
    const found: { start: number; end: number }[] = [];
    if (only?.kind === 'text') {
      for (let at = subject.indexOf(only.text); at >= 0 && found.length < most; at = subject.indexOf(only.text, at + only.text.length)) {
        found.push({ start: at, end: at + only.text.length });
      }
      return found;
    }
    // Walking backwards from everywhere finds in one pass where any match can begin at all.
    const starts = walk(this.parts, subject, { from: subject.length }, -1);
    let at = 0;
    const consider = (start: number): void => {
      const end = this.end(text, start, true);
      if (end === undefined || end === start) return;
      found.push({ start, end });
      at = end;
    };
    if (starts.set) {
      for (const start of [...starts.set].sort((a, b) => a - b)) if (start >= at && found.length < most) consider(start);
    } else {
      for (let start = 0; start <= starts.from && found.length < most; start = Math.max(start + 1, at)) consider(start);
    }
    return found;
  }

  private subject(text: string): string {
    if (!this.ignoreCase) return text;
    const lower = text.toLowerCase();
    // Lower case may change a length in a few scripts; then case is not ignored rather than positions be wrong.
    return lower.length === text.length ? lower : text;
  }
}

function extreme(set: Set<number>, greatest: boolean): number | undefined {
  let found: number | undefined;
  for (const at of set) if (found === undefined || (greatest ? at > found : at < found)) found = at;
  return found;
}

/** With `whole`, the last part need only be right about the text's very end. */
function walk(parts: readonly Part[], text: string, from: Positions, direction: Direction, whole = false): Positions {
  let positions = from;
  for (let i = 0; i < parts.length; i++) {
    if (positions.set?.size === 0) return positions;
    const part = parts[direction > 0 ? i : parts.length - 1 - i] as Part;
    const next = parts[direction > 0 ? i + 1 : parts.length - 2 - i];
    if (whole && !next && part.kind === 'text' && positions.set === undefined) {
      const at = text.length - part.text.length;
      return { set: new Set(at >= positions.from && text.endsWith(part.text) ? [text.length] : []) };
    }
    positions = advance(part, text, positions, direction, next?.kind === 'any');
  }
  return positions;
}

/** With `first`, only the position nearest to where the walk came from matters: `*` follows. */
function advance(part: Part, text: string, positions: Positions, direction: Direction, first: boolean): Positions {
  if (part.kind === 'any') {
    if (!positions.set) return positions;
    return { from: extreme(positions.set, direction < 0) as number };
  }
  if (part.kind === 'text') return { set: advanceText(part.text, text, positions, direction, first) };
  if (part.kind === 'group') return { set: advanceGroup(part, text, listed(positions, text, direction), direction) };
  const next = new Set<number>();
  for (const at of listed(positions, text, direction)) {
    const start = direction > 0 ? at : at - unitBefore(text, at);
    if (start < 0 || start >= text.length || (direction < 0 && at === 0)) continue;
    if (part.kind === 'set') {
      const code = text.codePointAt(start) as number;
      const inside = part.ranges.some(([low, high]) => code >= low && code <= high) || part.classes.some((test) => test(code));
      if (inside === part.negated) continue;
    }
    next.add(direction > 0 ? start + unitLength(text, start) : start);
  }
  return { set: next };
}

function advanceText(part: string, text: string, positions: Positions, direction: Direction, first: boolean): Set<number> {
  const next = new Set<number>();
  if (positions.set) {
    for (const at of positions.set) {
      const start = direction > 0 ? at : at - part.length;
      if (start >= 0 && text.startsWith(part, start)) next.add(direction > 0 ? at + part.length : start);
    }
    return next;
  }
  if (direction > 0) {
    for (let at = text.indexOf(part, positions.from); at >= 0; at = text.indexOf(part, at + 1)) {
      next.add(at + part.length);
      if (first) break;
    }
    return next;
  }
  for (let at = positions.from - part.length; at >= 0; at--) {
    at = text.lastIndexOf(part, at);
    if (at < 0) break;
    next.add(at);
    if (first) break;
  }
  return next;
}

function listed(positions: Positions, text: string, direction: Direction): Set<number> {
  if (positions.set) return positions.set;
  const all = new Set<number>();
  if (direction > 0) for (let at = positions.from; at <= text.length; at++) all.add(at);
  else for (let at = positions.from; at >= 0; at--) all.add(at);
  return all;
}

function advanceGroup(part: Extract<Part, { kind: 'group' }>, text: string, positions: Set<number>, direction: Direction): Set<number> {
  const once = (from: Set<number>): Set<number> => {
    const out = new Set<number>();
    for (const choice of part.choices) for (const at of listed(walk(choice, text, { set: from }, direction), text, direction)) out.add(at);
    return out;
  };
  if (part.operator === '@') return once(positions);
  if (part.operator === '?') return new Set([...positions, ...once(positions)]);
  if (part.operator === '!') {
    const out = new Set<number>();
    for (const start of positions) {
      const matched = once(new Set([start]));
      for (const at of listed({ from: start }, text, direction)) if (!matched.has(at)) out.add(at);
    }
    return out;
  }
  const reached = new Set(part.operator === '*' ? positions : []);
  let fresh = once(positions);
  while (fresh.size > 0) {
    const added = new Set([...fresh].filter((at) => !reached.has(at)));
    for (const at of added) reached.add(at);
    fresh = added.size > 0 ? once(added) : added;
  }
  return reached;
}

function unitBefore(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return at >= 2 && code >= 0xdc00 && code <= 0xdfff && (text.codePointAt(at - 2) as number) > 0xffff ? 2 : 1;
}

function unitLength(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}

class PatternParser {
  private at = 0;

  constructor(private source: string, private ignoreCase: boolean) {}

  parse(): Part[] {
    return this.sequence(false);
  }

  private sequence(inGroup: boolean): Part[] {
    const parts: Part[] = [];
    let text = '';
    const flush = () => {
      if (text !== '') parts.push({ kind: 'text', text: this.ignoreCase ? text.toLowerCase() : text });
      text = '';
    };
    while (this.at < this.source.length) {
      const char = this.source[this.at] as string;
      if (inGroup && (char === '|' || char === ')')) break;
      if (char === '\\' && this.at + 1 < this.source.length) {
        text += this.source[this.at + 1];
        this.at += 2;
        continue;
      }
      if ('?*+@!'.includes(char) && this.source[this.at + 1] === '(' && this.closes(this.at + 1)) {
        flush();
        parts.push(this.group(char));
        continue;
      }
      if (char === '*' || char === '?') {
        flush();
        if (char === '?') parts.push({ kind: 'one' });
        else if (parts[parts.length - 1]?.kind !== 'any') parts.push({ kind: 'any' });
        this.at++;
        continue;
      }
      if (char === '[') {
        const set = this.set();
        if (set) {
          flush();
          parts.push(set);
          continue;
        }
      }
      text += char;
      this.at++;
    }
    flush();
    return parts;
  }

  private group(operator: string): Part {
    this.at += 2;
    const choices: Part[][] = [];
    for (;;) {
      choices.push(this.sequence(true));
      const end = this.source[this.at++];
      if (end !== '|') return { kind: 'group', operator, choices };
    }
  }

  private closes(open: number): boolean {
    let depth = 0;
    for (let i = open; i < this.source.length; i++) {
      if (this.source[i] === '\\') i++;
      else if (this.source[i] === '(') depth++;
      else if (this.source[i] === ')' && --depth === 0) return true;
    }
    return false;
  }

  /** A bracket expression; undefined, with nothing taken, when it is not closed. */
  private set(): Part | undefined {
    const { source } = this;
    let i = this.at + 1;
    const negated = source[i] === '!' || source[i] === '^';
    if (negated) i++;
    const ranges: [number, number][] = [];
    const classes: ((code: number) => boolean)[] = [];
    for (let first = true; ; first = false) {
      if (i >= source.length) return undefined;
      if (source[i] === ']' && !first) break;
      if (source[i] === '/') return undefined;
      const named = /^\[:([a-z]+):\]/.exec(source.slice(i, i + 12));
      if (named) {
        const cased = named[1] === 'upper' || named[1] === 'lower';
        const inClass = CLASSES[this.ignoreCase && cased ? 'alpha' : (named[1] as string)];
        if (inClass) classes.push((code) => inRanges(code, inClass));
        i += named[0].length;
        continue;
      }
      const low = readUnit(source, i);
      i = low.end;
      if (source[i] === '-' && i + 1 < source.length && source[i + 1] !== ']') {
        const high = readUnit(source, i + 1);
        i = high.end;
        if (low.code <= high.code) this.addRange(ranges, low.code, high.code);
      } else this.addRange(ranges, low.code, low.code);
    }
    this.at = i + 1;
    return { kind: 'set', negated, ranges, classes };
  }

  private addRange(ranges: [number, number][], low: number, high: number): void {
    ranges.push([low, high]);
    if (!this.ignoreCase) return;
    // Only ASCII letters fold inside a range; single characters fold fully.
    if (low === high) {
      const lower = String.fromCodePoint(low).toLowerCase().codePointAt(0) as number;
      ranges.push([lower, lower]);
    } else if (low <= 90 && high >= 65) ranges.push([Math.max(low, 65) + 32, Math.min(high, 90) + 32]);
  }
}

function readUnit(source: string, at: number): { code: number; end: number } {
  const start = source[at] === '\\' && at + 1 < source.length ? at + 1 : at;
  const code = source.codePointAt(start) as number;
  return { code, end: start + (code > 0xffff ? 2 : 1) };
}

/** Text made safe to stand in a pattern. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!@+^-]/g, '\\$&');
}

/** Whether a pattern text is more than literal characters. */
export function hasMagic(source: string): boolean {
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') i++;
    else if (char === '*' || char === '?') return true;
    else if (char === '[' && source.indexOf(']', i + 2) > 0) return true;
    else if ('+@!'.includes(char as string) && source[i + 1] === '(' && source.indexOf(')', i) > 0) return true;
  }
  return false;
}

/** A pattern's text when it has no magic: backslashes taken away. */
export function unescapePattern(source: string): string {
  return source.replace(/\\([^])/g, '$1');
}

const compiled = new Map<string, Pattern>();

/** A pattern, remembered by its text. */
export function patternFor(source: string, ignoreCase = false): Pattern {
  const key = (ignoreCase ? 'i' : ' ') + source;
  let pattern = compiled.get(key);
  if (!pattern) {
    pattern = new Pattern(source, { ignoreCase });
    if (compiled.size >= 1000) compiled.clear();
    compiled.set(key, pattern);
  }
  return pattern;
}
