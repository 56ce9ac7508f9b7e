/** Searching the text: `/`, `?`, `n`, `N`, `*`, and what is found where. */
import { previousAt } from '../display-line';
import type { Place } from '../text-buffer';
import { compilePattern, isPatternError, PatternTooCostly } from './pattern';
import type { Pattern, PatternMatch } from './pattern';
import type { Vi } from './vi';

export interface SearchMemory {
  /** Undefined until something was searched. */
  source: string | undefined;
  backwards: boolean;
  /** What came behind the second slash: `+1`, `e`, `s-1`. */
  offset: string;
}

export interface Found {
  place: Place;
  /** An offset in lines. */
  linewise: boolean;
  inclusive: boolean;
}

/** The pattern with the options of the moment; undefined when it is wrong, which has then been said. */
export function patternOf(vi: Vi, source: string, smart = true): Pattern | undefined {
  const pattern = compilePattern(source, {
    ignoreCase: vi.options.ignorecase,
    smartCase: smart && vi.options.smartcase,
    lastSubstitute: vi.substitute?.replacement ?? '',
  });
  if (!isPatternError(pattern)) return pattern;
  vi.complain(pattern.error);
  return undefined;
}

/** The first match in a line at or after a column. A pattern that spans lines sees those that follow. */
export function matchInLine(vi: Vi, pattern: Pattern, line: number, from = 0): PatternMatch | undefined {
  const text = vi.buffer.line(line);
  if (!pattern.spansLines) return pattern.exec(text, from);
  return pattern.exec(vi.buffer.lines.slice(line, line + LINES_SPANNED_MAX).join('\n'), from, text.length);
}

const LINES_SPANNED_MAX = 200;

/** Runs something that matches patterns; a pattern that takes too long is complained of. */
export function guarded<T>(vi: Vi, body: () => T): T | undefined {
  try {
    return body();
  } catch (thrown) {
    if (!(thrown instanceof PatternTooCostly)) throw thrown;
    vi.complain("E363: Pattern uses more memory than 'maxmempattern'");
    return undefined;
  }
}

/** Stretches of a line that the last pattern matches, for `:set hlsearch`. */
export function highlightsOf(vi: Vi, text: string): [start: number, end: number][] {
  const { source } = vi.search;
  if (source === undefined || source === '') return [];
  const pattern = compilePattern(source, { ignoreCase: vi.options.ignorecase, smartCase: vi.options.smartcase });
  if (isPatternError(pattern) || pattern.spansLines) return [];
  const found: [number, number][] = [];
  try {
    for (let from = 0; from <= text.length;) {
      const match = pattern.exec(text, from);
      if (!match) break;
      if (match.end > match.index) found.push([match.index, match.end]);
      from = Math.max(match.end, match.index + 1);
    }
  } catch (thrown) {
    if (!(thrown instanceof PatternTooCostly)) throw thrown;
  }
  return found;
}

interface Hit {
  line: number;
  match: PatternMatch;
}

/** A match at the end of a line counts as one on its last character. */
function shownColumn(text: string, match: PatternMatch): number {
  return text !== '' && match.index >= text.length ? previousAt(text, text.length) : match.index;
}

function forward(vi: Vi, pattern: Pattern, from: Place): { hit: Hit; wrapped: boolean } | undefined {
  const { buffer, options } = vi;
  for (let step = 0; step <= buffer.count; step++) {
    const line = from.line + step;
    const wrapped = line >= buffer.count;
    if (wrapped && !options.wrapscan) return undefined;
    const at = line % buffer.count;
    const text = buffer.line(at);
    for (let start = 0; start <= text.length;) {
      const match = matchInLine(vi, pattern, at, start);
      if (!match) break;
      const column = shownColumn(text, match);
      if (step === 0 && column <= from.column) {
        start = Math.max(match.index + 1, start + 1);
        continue;
      }
      if (wrapped && step === buffer.count && column > from.column) break;
      return { hit: { line: at, match }, wrapped };
    }
  }
  return undefined;
}

function backward(vi: Vi, pattern: Pattern, from: Place): { hit: Hit; wrapped: boolean } | undefined {
  const { buffer, options } = vi;
  for (let step = 0; step <= buffer.count; step++) {
    const line = from.line - step;
    const wrapped = line < 0;
    if (wrapped && !options.wrapscan) return undefined;
    const at = (line + buffer.count) % buffer.count;
    const text = buffer.line(at);
    let last: PatternMatch | undefined;
    for (let start = 0; start <= text.length;) {
      const match = matchInLine(vi, pattern, at, start);
      if (!match) break;
      const column = shownColumn(text, match);
      if (step === 0 && column >= from.column) break;
      last = match;
      start = Math.max(match.index + 1, start + 1);
    }
    if (last) return { hit: { line: at, match: last }, wrapped };
  }
  return undefined;
}

/**
 * Searches from the cursor, `count` times. Undefined when there is nothing, which has then been said. `offset` as typed
 * behind the pattern moves from there.
 */
export function searchFrom(vi: Vi, from: Place, source: string, backwards: boolean, offset: string, count: number): Found | undefined {
  const pattern = patternOf(vi, source);
  if (!pattern) return undefined;
  return guarded(vi, () => {
    const parsed = parseOffset(offset);
    let at = startFor(vi, from, backwards, parsed);
    let hit: Hit | undefined;
    let wrapped = false;
    for (let left = count; left > 0; left--) {
      const found = backwards ? backward(vi, pattern, at) : forward(vi, pattern, at);
      if (!found) {
        vi.complain(vi.options.wrapscan ? vi.wording.patternNotFound(source) : backwards ? `E384: Search hit TOP without match for: ${source}` : `E385: Search hit BOTTOM without match for: ${source}`);
        return undefined;
      }
      wrapped ||= found.wrapped;
      ({ hit } = found);
      at = { line: hit.line, column: shownColumn(vi.buffer.line(hit.line), hit.match) };
    }
    vi.say(wrapped ? vi.wording.wrapped(backwards) : vi.wording.statusLine ? '' : (backwards ? '?' : '/') + source + (parsed ? (backwards ? '?' : '/') + offsetText(parsed) : ''));
    return placed(vi, hit as Hit, parsed);
  });
}

interface Offset {
  from: 'start' | 'end' | 'line';
  by: number;
}

function parseOffset(text: string): Offset | undefined {
  const match = /^([esb])?([+-]?)(\d*)$/.exec(text);
  if (!match || text === '') return undefined;
  const [, letter, sign, digits] = match;
  const size = digits === '' ? (sign === '' ? 0 : 1) : Number(digits);
  const by = sign === '-' ? -size : size;
  return { from: letter === 'e' ? 'end' : letter === undefined ? 'line' : 'start', by };
}

/** As it is shown with the pattern: a line offset always has a plus before it. */
function offsetText({ from, by }: Offset): string {
  const letter = from === 'end' ? 'e' : from === 'start' ? 's' : '';
  return `${letter}${by > 0 || from === 'line' ? '+' : ''}${by !== 0 || from === 'line' ? by : ''}`;
}

/** With an offset the search goes on from where the match was, not from where the cursor was put. */
function startFor(vi: Vi, from: Place, backwards: boolean, offset: Offset | undefined): Place {
  if (!offset) return from;
  const text = vi.buffer.line(from.line);
  if (offset.from === 'line') return backwards ? { line: from.line, column: 0 } : { line: from.line, column: text.length };
  return { line: from.line, column: Math.max(0, Math.min(text.length, from.column - (offset.from === 'end' && !backwards ? 0 : offset.by))) };
}

function placed(vi: Vi, { line, match }: Hit, offset: Offset | undefined): Found {
  const text = vi.buffer.line(line);
  if (offset?.from === 'line') {
    const at = Math.max(0, Math.min(vi.buffer.count - 1, line + offset.by));
    return { place: { line: at, column: 0 }, linewise: true, inclusive: false };
  }
  if (offset?.from === 'end') {
    const end = match.end > match.index ? previousAt(text, Math.min(match.end, text.length)) : match.index;
    return { place: { line, column: Math.max(0, end + offset.by) }, linewise: false, inclusive: true };
  }
  return { place: { line, column: Math.max(0, shownColumn(text, match) + (offset?.by ?? 0)) }, linewise: false, inclusive: false };
}

/** A word as a pattern that matches it and nothing longer. */
export function wordPattern(word: string, whole: boolean): string {
  const escaped = word.replace(/[\\/.*$^~[\]]/g, '\\$&');
  return whole ? `\\<${escaped}\\>` : escaped;
}

/** Splits what was typed behind `/` or `?`: the pattern, and the offset behind an unescaped separator. */
export function splitSearch(text: string, separator: string): { source: string; offset: string | undefined; rest: string } {
  let inBrackets = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '\\') at++;
    else if (inBrackets) inBrackets = char !== ']';
    else if (char === '[' && /^\[\^?\]?[^\]]*\]/.test(text.slice(at))) {
      inBrackets = true;
      if (text[at + 1] === '^') at++;
      if (text[at + 1] === ']') at++;
    } else if (char === separator) {
      const behind = text.slice(at + 1);
      const next = behind.indexOf(';');
      return { source: text.slice(0, at), offset: next < 0 ? behind : behind.slice(0, next), rest: next < 0 ? '' : behind.slice(next + 1) };
    }
  }
  return { source: text, offset: undefined, rest: '' };
}
