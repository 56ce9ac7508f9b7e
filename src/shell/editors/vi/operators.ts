/** What operators do to a range: delete, yank, change case, shift, join, put. The cursor ends where Vim leaves it. */
import { lineWidth, nextAt, previousAt } from '../display-line';
import type { Place } from '../text-buffer';
import { firstNonBlank, indentOf } from './motions';
import { shiftWidthOf } from './options';
import { adjustedForDelete, blockPart, endOf, linesOf, startOf, textOf } from './ranges';
import type { TextRange } from './ranges';
import { registerText } from './registers';
import type { Register } from './registers';
import type { Vi } from './vi';

/** More changed lines than this are told. */
const REPORTED = 2;
/** No command may make the text larger than this. */
export const TEXT_CHARS_MAX = 32 * 1024 * 1024;
export const TEXT_LINES_MAX = 2_000_000;

/** `3 fewer lines`, when there are enough of them. */
export function reportLines(vi: Vi, before: number): void {
  const difference = vi.buffer.count - before;
  if (vi.buffer.isEmpty) vi.say(vi.wording.noLines);
  else report(vi, vi.wording.lines(difference));
}

function report(vi: Vi, text: string | undefined): void {
  if (text !== undefined) vi.say(text);
}

function setMarks(vi: Vi, range: TextRange): void {
  vi.buffer.marks.set('[', startOf(vi, range));
  vi.buffer.marks.set(']', endOf(vi, range));
}

export function yank(vi: Vi, range: TextRange, register: string | undefined): void {
  const text = textOf(vi, range);
  vi.registers.yank(register, text);
  setMarks(vi, range);
  report(vi, vi.wording.yanked(vi.wording.statusLine && text.kind === 'char' ? text.lines.length - 1 : text.lines.length, sizeOf(text), text.kind === 'block', register !== undefined && register !== '"' ? register : undefined));
}

/** Characters in a register, ends of lines included. */
function sizeOf(register: Register): number {
  return registerText(register).length;
}

/** `large` says that the motion was one of those whose text always goes to the numbered registers. */
export function remove(vi: Vi, wanted: TextRange, register: string | undefined, options: { large?: boolean; selected?: boolean } = {}): void {
  const { buffer } = vi;
  if (buffer.isEmpty) return;
  const range = options.selected ? wanted : adjustedForDelete(buffer.lines, wanted);
  const text = textOf(vi, range);
  if (range.kind === 'char' && text.lines.length === 1 && text.lines[0] === '') {
    if (buffer.line(range.start.line) === '') vi.fail();
    return;
  }
  vi.registers.delete(register, text, text.kind === 'line' || text.lines.length > 1 || options.large === true);
  const before = buffer.count;
  if (range.kind === 'line') {
    // Undo brings the cursor back to where the command was given, if that was the first of the lines.
    buffer.cursor = { line: range.first, column: range.cursor.column };
    buffer.replace(range.first, range.last - range.first + 1, []);
    vi.toLine(range.first);
  } else if (range.kind === 'char') {
    buffer.cursor = { ...range.start };
    replaceChars(vi, range, '');
  } else {
    buffer.cursor = startOf(vi, range);
    const cut: string[] = [];
    for (let line = range.first; line <= range.last; line++) {
      const each = buffer.line(line);
      const { start, end } = blockPart(each, range.left, range.right, vi.options.tabstop);
      cut.push(each.slice(0, start) + each.slice(end));
    }
    buffer.replace(range.first, cut.length, cut);
  }
  buffer.marks.set('[', { ...buffer.cursor });
  buffer.marks.set(']', { ...buffer.cursor });
  reportLines(vi, before);
  report(vi, vi.wording.deleted(text.lines.length - (text.kind === 'char' ? 1 : 0), sizeOf(text), register));
}

/** Puts text in the place of a stretch of characters. */
export function replaceChars(vi: Vi, { start, end }: TextRange & { kind: 'char' }, text: string): void {
  const { buffer } = vi;
  const head = buffer.line(start.line).slice(0, start.column);
  const tail = buffer.line(end.line).slice(end.column);
  buffer.replace(start.line, end.line - start.line + 1, (head + text + tail).split('\n'));
}

/** Changes each stretch of text in a range. */
export function mapText(vi: Vi, range: TextRange, change: (text: string) => string): void {
  const { buffer } = vi;
  const [first, last] = linesOf(range);
  buffer.cursor = startOf(vi, range);
  const lines: string[] = [];
  for (let line = first; line <= last; line++) {
    const text = buffer.line(line);
    let start = 0;
    let end = text.length;
    if (range.kind === 'char') {
      if (line === range.start.line) start = range.start.column;
      if (line === range.end.line) end = range.end.column;
    } else if (range.kind === 'block') ({ start, end } = blockPart(text, range.left, range.right, vi.options.tabstop));
    lines.push(text.slice(0, start) + change(text.slice(start, end)) + text.slice(end));
  }
  buffer.replace(first, lines.length, lines);
  setMarks(vi, range);
}

export type CaseChange = '~' | 'u' | 'U';

export function changeCase(vi: Vi, range: TextRange, how: CaseChange): void {
  mapText(vi, range, (text) => withCase(text, how));
  const [first, last] = linesOf(range);
  if (last - first + 1 > REPORTED) vi.say(`${last - first + 1} lines changed`);
}

export function withCase(text: string, how: CaseChange): string {
  if (how === 'u') return text.toLowerCase();
  if (how === 'U') return text.toUpperCase();
  return Array.from(text, (char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())).join('');
}

/** Blanks that reach a column: tabs as far as they go, unless tabs are expanded. */
export function indentTo(vi: Vi, columns: number): string {
  const { expandtab, tabstop } = vi.options;
  if (expandtab) return ' '.repeat(columns);
  return '\t'.repeat(Math.floor(columns / tabstop)) + ' '.repeat(columns % tabstop);
}

/** A line with its indent moved by that many levels. */
export function shifted(vi: Vi, line: string, levels: number, rounds = vi.options.shiftround): string {
  const width = shiftWidthOf(vi.options);
  const indent = indentOf(line);
  const columns = lineWidth(indent, vi.options.tabstop);
  let target = columns + levels * width;
  if (rounds && columns % width !== 0) target = levels > 0 ? (Math.floor(columns / width) + levels) * width : (Math.ceil(columns / width) + levels) * width;
  return indentTo(vi, Math.max(0, target)) + line.slice(indent.length);
}

export function shift(vi: Vi, range: TextRange, levels: number): void {
  const { buffer } = vi;
  const [first, last] = linesOf(range);
  buffer.cursor = { line: first, column: buffer.cursor.line === first ? buffer.cursor.column : 0 };
  if (range.kind === 'block') shiftBlock(vi, range, levels);
  else {
    buffer.replace(
      first,
      last - first + 1,
      buffer.lines.slice(first, last + 1).map((line) => (line === '' ? line : shifted(vi, line, levels))),
    );
    vi.toLine(first);
  }
  const count = last - first + 1;
  const times = Math.abs(levels);
  if (count > REPORTED) vi.say(vi.wording.shifted(count, levels > 0 ? '>' : '<', times));
}

function shiftBlock(vi: Vi, range: TextRange & { kind: 'block' }, levels: number): void {
  const { buffer } = vi;
  const width = shiftWidthOf(vi.options) * Math.abs(levels);
  const lines: string[] = [];
  for (let line = range.first; line <= range.last; line++) {
    const text = buffer.line(line);
    const { start, end } = blockPart(text, range.left, range.right, vi.options.tabstop);
    if (start === end && range.right !== Infinity) lines.push(text);
    else if (levels > 0) {
      const blanks = indentOf(text.slice(start));
      const from = lineWidth(text.slice(0, start), vi.options.tabstop);
      const to = lineWidth(text.slice(0, start) + blanks, vi.options.tabstop) + width;
      lines.push(text.slice(0, start) + blanksBetween(vi, from, to) + text.slice(start + blanks.length));
    } else {
      const blanks = indentOf(text.slice(start));
      const from = lineWidth(text.slice(0, start), vi.options.tabstop);
      const to = Math.max(from, lineWidth(text.slice(0, start) + blanks, vi.options.tabstop) - width);
      lines.push(text.slice(0, start) + blanksBetween(vi, from, to) + text.slice(start + blanks.length));
    }
  }
  buffer.replace(range.first, lines.length, lines);
  buffer.cursor = startOf(vi, range);
}

function blanksBetween(vi: Vi, from: number, to: number): string {
  const { expandtab, tabstop } = vi.options;
  if (expandtab) return ' '.repeat(to - from);
  let at = from;
  let out = '';
  while (Math.floor(at / tabstop) < Math.floor(to / tabstop)) {
    out += '\t';
    at = (Math.floor(at / tabstop) + 1) * tabstop;
  }
  return out + ' '.repeat(to - at);
}

/** `J` and `gJ` over lines `first` to `last`. */
export function join(vi: Vi, first: number, last: number, spaces: boolean): void {
  const { buffer } = vi;
  let text = buffer.line(first);
  let column = text.length;
  for (let line = first + 1; line <= last; line++) {
    const next = buffer.line(line);
    const added = spaces ? next.replace(/^[ \t]+/, '') : next;
    // Two blanks behind a sentence, as 'joinspaces' has it.
    const glue = spaces && added !== '' && !added.startsWith(')') && text !== '' && !/\t$/.test(text) ? (/[.!?] ?$/.test(text) ? '  ' : ' ').slice(/ $/.test(text) ? 1 : 0) : '';
    column = text.length;
    text += glue + added;
  }
  buffer.cursor = { line: first, column: buffer.cursor.column };
  buffer.replace(first, last - first + 1, [text]);
  buffer.cursor = { line: first, column };
}

/** `p` and `P`; `stays` is for `gp`: the cursor goes behind what was put. False when it would grow beyond bounds. */
export function put(vi: Vi, register: Register, count: number, before: boolean, stays = false): boolean {
  const { buffer } = vi;
  const size = register.lines.reduce((sum, line) => sum + line.length + 1, 0) * count;
  if (size > TEXT_CHARS_MAX || register.lines.length * count + buffer.count > TEXT_LINES_MAX || growsTooMuch(vi, size)) {
    vi.complain('E342: Out of memory!');
    return false;
  }
  if (register.kind === 'line') putLines(vi, repeated(register.lines, count), before, stays);
  else if (register.kind === 'block') putBlock(vi, register.lines, count, before, stays);
  else putChars(vi, register.lines, count, before, stays);
  report(vi, vi.wording.put(register.kind === 'char' ? register.lines.length - 1 : register.lines.length, sizeOf(register), undefined));
  return true;
}

/** The text as a whole has a limit too; it is measured when much is added. */
function growsTooMuch(vi: Vi, added: number): boolean {
  if (added < 65_536) return false;
  return vi.buffer.lines.reduce((sum, line) => sum + line.length + 1, 0) + added > TEXT_CHARS_MAX;
}

function repeated(lines: readonly string[], count: number): string[] {
  const all: string[] = [];
  for (let i = 0; i < count; i++) all.push(...lines);
  return all;
}

function putLines(vi: Vi, lines: string[], before: boolean, stays: boolean): void {
  const { buffer } = vi;
  const count = buffer.count;
  const at = before ? buffer.cursor.line : buffer.cursor.line + 1;
  buffer.replace(at, 0, lines);
  buffer.marks.set('[', { line: at, column: 0 });
  buffer.marks.set(']', { line: at + lines.length - 1, column: 0 });
  if (stays) buffer.cursor = { line: Math.min(at + lines.length, buffer.count - 1), column: 0 };
  else vi.toLine(at);
  reportLines(vi, count);
}

function putChars(vi: Vi, lines: readonly string[], count: number, before: boolean, stays: boolean): void {
  const { buffer } = vi;
  const { line, column } = buffer.cursor;
  const text = buffer.current;
  const at = before || text === '' ? column : nextAt(text, column);
  const head = text.slice(0, at);
  const tail = text.slice(at);
  if (lines.length === 1) {
    const added = (lines[0] as string).repeat(count);
    buffer.setLine(line, head + added + tail);
    const end = head.length + added.length;
    buffer.marks.set('[', { line, column: at });
    buffer.marks.set(']', { line, column: Math.max(at, end - 1) });
    buffer.cursor = { line, column: stays ? end : added === '' ? column : previousAt(head + added, end) };
    return;
  }
  const linesBefore = buffer.count;
  const added = new Array<string>(count).fill(lines.join('\n')).join('');
  const all = (head + added + tail).split('\n');
  buffer.replace(line, 1, all);
  buffer.marks.set('[', { line, column: at });
  buffer.marks.set(']', { line: line + all.length - 1, column: 0 });
  const last = all[all.length - 1] as string;
  buffer.cursor = stays ? { line: line + all.length - 1, column: last.length - tail.length } : { line, column: Math.min(at, (all[0] as string).length) };
  reportLines(vi, linesBefore);
}

function putBlock(vi: Vi, lines: readonly string[], count: number, before: boolean, stays: boolean): void {
  const { buffer } = vi;
  const { tabstop } = vi.options;
  const { line: first } = buffer.cursor;
  const text = buffer.current;
  const at = before || text === '' ? buffer.cursor.column : nextAt(text, buffer.cursor.column);
  const column = lineWidth(text.slice(0, at), tabstop);
  const width = Math.max(...lines.map((line) => lineWidth(line, tabstop)));
  const linesBefore = buffer.count;
  const changed = lines.map((added, i) => {
    const old = buffer.lines[first + i] ?? '';
    const missing = column - lineWidth(old, tabstop);
    const base = missing > 0 ? old + ' '.repeat(missing) : old;
    const { start } = missing > 0 ? { start: base.length } : blockPart(base, column, Infinity, tabstop);
    const padded = added + ' '.repeat(width - lineWidth(added, tabstop));
    const tail = base.slice(start);
    const all = padded.repeat(count - 1) + (tail === '' ? added : padded);
    return base.slice(0, start) + all + tail;
  });
  const present = Math.min(lines.length, buffer.count - first);
  buffer.replace(first, present, changed);
  buffer.cursor = stays
    ? { line: first + lines.length - 1, column: at + width * count }
    : { line: first, column: Math.min(at, (changed[0] as string).length) };
  buffer.marks.set('[', { line: first, column: at });
  buffer.marks.set(']', { line: first + lines.length - 1, column: at });
  reportLines(vi, linesBefore);
}

/** Ctrl-A and Ctrl-X: the number at or behind the cursor, plus `by`. False when there is none. */
export function addToNumber(vi: Vi, by: number): boolean {
  const { buffer } = vi;
  const { line, column } = buffer.cursor;
  const text = buffer.current;
  for (const match of text.matchAll(/0[xX][0-9a-fA-F]+|-?\d+/g)) {
    const end = match.index + match[0].length;
    if (end <= column) continue;
    const [found] = match;
    let start = match.index;
    let written = found;
    let next: string;
    if (/^0x/i.test(found)) {
      const digits = found.slice(2);
      const value = (BigInt(`0x${digits}`) + BigInt(by)) & 0xffff_ffff_ffff_ffffn;
      const hex = value.toString(16).padStart(digits.length, '0');
      next = found.slice(0, 2) + (/[A-F]/.test(digits) && !/[a-f]/.test(digits) ? hex.toUpperCase() : hex);
    } else {
      // A minus that stands behind a word is a hyphen.
      if (found.startsWith('-') && start > 0 && /[\w]/.test(text[start - 1] as string)) {
        start++;
        written = found.slice(1);
      }
      if (BigInt.asIntN(64, BigInt(written)) !== BigInt(written)) return false;
      const value = BigInt(written) + BigInt(by);
      const digits = written.replace('-', '');
      const padded = /^0\d/.test(digits);
      next = padded ? (value < 0n ? '-' : '') + (value < 0n ? -value : value).toString().padStart(digits.length, '0') : String(value);
    }
    buffer.setLine(line, text.slice(0, start) + next + text.slice(end));
    buffer.cursor = { line, column: start + next.length - 1 };
    return true;
  }
  return false;
}

/** Where a line's text begins, for `I`. */
export function textStart(line: string): number {
  const at = firstNonBlank(line);
  return /^[ \t]*$/.test(line) ? line.length : at;
}

/** A place moved along with the text that stands around it. */
export function clampPlace(vi: Vi, place: Place): Place {
  const line = Math.max(0, Math.min(place.line, vi.buffer.count - 1));
  return { line, column: Math.max(0, Math.min(place.column, vi.buffer.line(line).length)) };
}
