/** One command of Normal mode: a register and a count, then a motion, an operator with its motion, or something of its own. */
import { askSuspend } from '../ask';
import type { Editing } from '../ask';
import { nextAt, previousAt } from '../display-line';
import { PASTE } from '../keys';
import type { Key } from '../keys';
import { typedLine } from './ex';
import { editAlternate, saveAndQuit } from './ex-files';
import { insertMode, insertPaste } from './insert';
import { firstNonBlank } from './motions';
import { follow, literalKey, readMotion } from './motion-keys';
import type { Motion } from './motion-keys';
import { addToNumber, changeCase, join, put, remove, reportLines, shift, textStart, withCase, yank } from './operators';
import { adjustedRange, charRange, lineRange, linesOf, startOf } from './ranges';
import type { TextRange } from './ranges';
import { registerText, Registers } from './registers';
import { scrollCommand } from './scroll';
import { repeatSubstitute } from './substitute';
import { undoChange } from './undo';
import type { Vi } from './vi';
import { reselect, selectAgain, visualMode } from './visual';

/** No count goes beyond this. */
const COUNT_MAX = 99_999_999;

export interface Given {
  register: string | undefined;
  count: number | undefined;
}

/** `"x` and `12` before a command, and the key behind them. */
export function* readGiven(vi: Vi): Editing<Given & { key: Key }> {
  let register: string | undefined;
  let count: number | undefined;
  for (;;) {
    const key = yield* vi.key();
    if (key === '"') {
      vi.recorded.pop();
      vi.pending += key;
      register = yield* vi.key();
      vi.recorded.pop();
      vi.pending += register;
      continue;
    }
    if (/^[1-9]$/.test(key) || (key === '0' && count !== undefined)) {
      vi.recorded.pop();
      vi.pending += key;
      count = Math.min(COUNT_MAX, (count ?? 0) * 10 + Number(key));
      continue;
    }
    if (key === '<Del>' && count !== undefined) {
      // Takes the last digit back.
      vi.recorded.pop();
      vi.pending = vi.pending.slice(0, -1);
      count = count < 10 ? undefined : Math.floor(count / 10);
      continue;
    }
    return { register, count, key };
  }
}

export function* normalCommand(vi: Vi): Editing {
  const { register, count, key } = yield* readGiven(vi);
  const given: Given = { register, count };
  if (vi.wording.lacks.has(key) && !(key === 'g' && (yield* isDoubledG(vi)))) {
    vi.complain(vi.wording.notHere(key < ' ' ? `^${String.fromCharCode(key.charCodeAt(0) + 64)}` : key));
    return;
  }
  const operator = key === '~' && vi.options.tildeop ? 'g~' : OPERATORS[key];
  if (operator !== undefined) {
    vi.pending += key;
    yield* operatorCommand(vi, operator, key, given);
    return;
  }
  const motion = yield* readMotion(vi, key, { count });
  if (motion === 'failed') {
    vi.fail();
    return;
  }
  if (motion !== 'none') {
    follow(vi, motion);
    return;
  }
  if (scrollCommand(vi, key, count)) return;
  yield* ownCommand(vi, key, given);
}

/** A small vi has `gg` and nothing else behind `g`. */
function* isDoubledG(vi: Vi): Editing<boolean> {
  const next = yield* vi.key();
  vi.recorded.pop();
  vi.pushKeys([next]);
  return next === 'g';
}

/** Operators of one key. */
const OPERATORS: Readonly<Record<string, string>> = { d: 'd', c: 'c', y: 'y', '<': '<', '>': '>', '!': '!' };
const G_OPERATORS: Readonly<Record<string, string>> = { '~': 'g~', u: 'gu', U: 'gU' };

/** Remembers a change for `.`. */
export function remember(vi: Vi, { register, count }: Given, keys: readonly Key[] = vi.recorded): void {
  if (vi.replaying) return;
  vi.repeat = { register, count, keys: [...keys] };
}

// --- Operators ---------------------------------------------------------------------------------------------------

export function* operatorCommand(vi: Vi, operator: string, typed: Key, given: Given): Editing {
  const second = yield* readGiven(vi);
  const { key } = second;
  const register = second.register ?? given.register;
  const count =
    given.count === undefined && second.count === undefined ? undefined : Math.min(COUNT_MAX, (given.count ?? 1) * (second.count ?? 1));
  if (key === '\x1b' || key === '\x03') return;
  vi.pending += key;
  const now: Given = { register, count };
  if (key === typed || (operator.length > 1 && key === operator[1])) {
    const { line } = vi.cursor;
    const last = line + (count ?? 1) - 1;
    // A count takes what is there, but there must be something below the cursor.
    if (last > vi.buffer.count - 1 && line === vi.buffer.count - 1) {
      vi.fail();
      return;
    }
    const range: TextRange = { kind: 'line', first: line, last: Math.min(last, vi.buffer.count - 1), cursor: { ...vi.cursor } };
    yield* applyOperator(vi, operator, range, now);
    return;
  }
  let force: 'v' | 'V' | undefined;
  let motionKey = key;
  if (key === 'v' || key === 'V') {
    force = key;
    motionKey = yield* vi.key();
  }
  const motion = yield* readMotion(vi, motionKey, { count, operator });
  if (motion === 'failed' || motion === 'none') {
    vi.fail();
    return;
  }
  yield* applyOperator(vi, operator, rangeOf(vi, motion, force), now, motion.large);
}

function rangeOf(vi: Vi, motion: Motion, force: 'v' | 'V' | undefined): TextRange {
  const from = motion.from ?? vi.cursor;
  const linewise = force === 'V' || (motion.linewise && force !== 'v');
  if (linewise) return lineRange(from, motion.to);
  const inclusive = force === 'v' && !motion.linewise ? !motion.inclusive : motion.inclusive && !motion.empty;
  const range = charRange(vi.buffer.lines, from, motion.to, inclusive);
  return inclusive || motion.from ? range : adjustedRange(vi.buffer.lines, range);
}

/** An operator on a range, as its motion or a selection gave it. */
export function* applyOperator(vi: Vi, operator: string, range: TextRange, given: Given, large = false, selected = false): Editing {
  const { register } = given;
  if (register !== undefined && operator !== 'y' && !Registers.isWritable(register)) {
    vi.fail();
    return;
  }
  switch (operator) {
    case 'd':
      if (!selected) remember(vi, given);
      remove(vi, range, register, { large, selected });
      return;
    case 'y': {
      yank(vi, range, register);
      vi.cursor = range.kind === 'line' ? { ...range.cursor } : startOf(vi, range);
      return;
    }
    case 'c':
      yield* change(vi, range, given, large, selected);
      return;
    case '>':
    case '<':
      if (!selected) remember(vi, given);
      shift(vi, range, (operator === '>' ? 1 : -1) * (selected ? (given.count ?? 1) : 1));
      return;
    case 'g~':
    case 'gu':
    case 'gU':
      if (!selected) remember(vi, given);
      changeCase(vi, range, operator === 'g~' ? '~' : operator === 'gu' ? 'u' : 'U');
      vi.cursor = range.kind === 'line' ? { ...range.cursor } : startOf(vi, range);
      return;
    case 'J':
    case 'gJ': {
      const [first, last] = linesOf(range);
      join(vi, first, Math.max(last, first + 1 < vi.buffer.count ? first + 1 : last), operator === 'J');
      return;
    }
    case '!': {
      const [first, last] = linesOf(range);
      const lines = last - first;
      const lead = lines === 0 ? '.!' : first + lines >= vi.buffer.count - 1 && first === vi.cursor.line ? '.,$!' : `.,.+${lines}!`;
      vi.cursor = { line: first, column: vi.cursor.column };
      yield* typedLine(vi, lead);
      return;
    }
  }
}

/** `c`: deletes and inserts; whole lines keep one, and its indent with 'autoindent'. */
function* change(vi: Vi, range: TextRange, given: Given, large: boolean, selected: boolean): Editing {
  const { buffer } = vi;
  if (range.kind === 'line' && buffer.isEmpty) buffer.cursor = { line: 0, column: 0 };
  else if (range.kind === 'line') {
    vi.registers.delete(given.register, { kind: 'line', lines: buffer.lines.slice(range.first, range.last + 1) }, true);
    const before = buffer.count;
    buffer.cursor = { line: range.first, column: range.cursor.line === range.first ? range.cursor.column : 0 };
    const indent = vi.options.autoindent ? (/^[ \t]*/.exec(buffer.line(range.first))?.[0] ?? '') : '';
    buffer.replace(range.first, range.last - range.first + 1, [indent]);
    buffer.cursor = { line: range.first, column: indent.length };
    reportLines(vi, before);
  } else if (range.kind === 'char') {
    const isEmpty = range.start.line === range.end.line && range.start.column === range.end.column;
    if (isEmpty) buffer.cursor = { ...range.start };
    else {
      const text = buffer.line(range.start.line);
      remove(vi, range, given.register, { large, selected: true });
      buffer.cursor = { line: range.start.line, column: Math.min(range.start.column, text.length) };
    }
  } else {
    yield* changeBlock(vi, range, given);
    return;
  }
  const autoIndented = range.kind === 'line' && buffer.current !== '';
  yield* insertMode(vi, { given, selected, autoIndented });
}

/** What is typed goes into each line of the block when it is finished. */
function* changeBlock(vi: Vi, range: TextRange & { kind: 'block' }, given: Given): Editing {
  remove(vi, range, given.register, { selected: true });
  yield* insertMode(vi, { given, selected: true, block: { first: range.first, last: range.last, column: range.left, pads: false, staysAtStart: false } });
}

// --- Everything else ---------------------------------------------------------------------------------------------

function* ownCommand(vi: Vi, key: Key, given: Given): Editing {
  const { buffer, cursor } = vi;
  const count = given.count ?? 1;
  const text = buffer.current;
  const asOperator = (line: string): Editing => shorthand(vi, line, given);
  switch (key) {
    // Shorthands of operators.
    case 'x':
    case '<Del>':
      return yield* cutCharacters(vi, given, nextOf(text, cursor.column, count));
    case 'X':
      return yield* cutCharacters(vi, given, previousOf(text, cursor.column, count));
    case 'D':
      return yield* asOperator('d$');
    case 'C':
      return yield* asOperator('c$');
    case 'Y':
      return yield* asOperator('yy');
    case 'S':
      return yield* asOperator('cc');
    case 's': {
      if (text === '') {
        yield* insertMode(vi, { given });
        return;
      }
      return yield* applyOperator(vi, 'c', { kind: 'char', start: cursor, end: { line: cursor.line, column: nextOf(text, cursor.column, count) } }, given);
    }
    // Into Insert mode.
    case 'i':
    case '<Insert>':
      return yield* insertMode(vi, { given, times: given.count });
    case 'a':
      vi.cursor = { line: cursor.line, column: nextAt(text, cursor.column) };
      return yield* insertMode(vi, { given, times: given.count });
    case 'I':
      vi.cursor = { line: cursor.line, column: textStart(text) };
      return yield* insertMode(vi, { given, times: given.count });
    case 'A':
      vi.cursor = { line: cursor.line, column: text.length };
      return yield* insertMode(vi, { given, times: given.count });
    case 'o':
    case 'O':
      return yield* insertMode(vi, { given, times: given.count, opens: key });
    case 'R':
      return yield* insertMode(vi, { given, times: given.count, replaces: true });
    // Into Visual mode.
    case 'v':
    case 'V':
    case '\x16':
      return yield* visualMode(vi, key === 'v' ? 'char' : key === 'V' ? 'line' : 'block', given.count);
    // Small changes.
    case 'r':
      return yield* replaceCharacters(vi, given);
    case '~':
      return toggleCase(vi, given);
    case 'J': {
      const last = cursor.line + Math.max(2, count) - 1;
      if (last > buffer.count - 1) {
        if (cursor.line >= buffer.count - 1 || count > 2) return vi.fail();
      }
      remember(vi, given);
      join(vi, cursor.line, Math.min(last, buffer.count - 1), true);
      return;
    }
    case 'p':
    case 'P': {
      const register = vi.registers.get(given.register);
      if (!register) return vi.complain(`E353: Nothing in register ${given.register ?? '"'}`);
      remember(vi, given);
      put(vi, register, count, key === 'P');
      return;
    }
    case '\x01':
    case '\x18':
      if (!addToNumber(vi, key === '\x01' ? count : -count)) return vi.fail();
      return remember(vi, given);
    case '&':
      remember(vi, given);
      return yield* repeatSubstitute(vi, false);
    // Undo, redo, repeat, play.
    case 'u':
      for (let left = count; left > 0; left--) if (!undoChange(vi, false)) break;
      return;
    case '\x12':
      for (let left = count; left > 0; left--) if (!undoChange(vi, true)) break;
      return;
    case '.':
      return yield* repeatLast(vi, given);
    case 'q':
      return yield* recordMacro(vi);
    case '@':
      return yield* playMacro(vi, given);
    // The command line and what is like it.
    case ':':
      return yield* typedLine(vi, given.count === undefined ? '' : count === 1 ? '.' : `.,.+${count - 1}`);
    case 'Z': {
      vi.pending += key;
      const next = yield* vi.key();
      if (next === 'Z') return yield* saveAndQuit(vi);
      if (next === 'Q') vi.exitCode = 0;
      else vi.fail();
      return;
    }
    case 'm': {
      vi.pending += key;
      const name = yield* vi.key();
      if (!/^[a-zA-Z'`[\]<>]$/.test(name)) return vi.fail();
      buffer.marks.set(name === '`' ? "'" : name, { ...cursor });
      return;
    }
    case 'g':
      return yield* gCommand(vi, given);
    case 'z':
      return yield* zCommand(vi, given);
    case '\x07':
      return vi.say(vi.wording.fileInfo(vi));
    case '\x0f':
    case '\t':
      return jump(vi, key === '\t' ? count : -count);
    case '\x1e':
      return yield* editAlternate(vi);
    case '\x0c':
      vi.message = undefined;
      return;
    case '\x1a':
      return yield* askSuspend();
    case '\x03':
      return vi.say(vi.wording.howToLeave(vi));
    case '\x1b':
      return;
    case '<F1>':
      return yield* typedLine(vi, 'help', true);
    case '\x17': {
      yield* vi.key();
      return vi.complain(vi.wording.notHere('Windows'));
    }
    case 'K':
    case 'Q':
    case '=':
    case 'U':
      return vi.complain(vi.wording.notHere(key));
    default:
      if (key.startsWith(PASTE)) return insertPaste(vi, key.slice(PASTE.length));
      vi.fail();
  }
}

/** `D` is `d$` and so on: the same keys, run at once. */
function* shorthand(vi: Vi, keys: string, given: Given): Editing {
  const own = [...vi.recorded];
  vi.pushKeys(Array.from(keys.slice(1)));
  vi.recorded = own;
  const before = vi.recorded.length;
  yield* operatorCommand(vi, keys[0] as string, keys[0] as string, given);
  // What `.` repeats is the shorthand, not what it stands for: the pushed keys are taken out.
  if (!vi.replaying && vi.repeat && vi.repeat.keys[0] === own[0]) {
    const rest = vi.repeat.keys.slice(before + keys.length - 1);
    vi.repeat = { ...vi.repeat, keys: [...own, ...rest] };
  }
}

function nextOf(text: string, column: number, count: number): number {
  let at = column;
  for (let left = count; left > 0 && at < text.length; left--) at = nextAt(text, at);
  return at;
}

function previousOf(text: string, column: number, count: number): number {
  let at = column;
  for (let left = count; left > 0 && at > 0; left--) at = previousAt(text, at);
  return at;
}

function* cutCharacters(vi: Vi, given: Given, to: number): Editing {
  const { line, column } = vi.cursor;
  if (to === column) return vi.fail();
  const [start, end] = to < column ? [to, column] : [column, to];
  yield* applyOperator(vi, 'd', { kind: 'char', start: { line, column: start }, end: { line, column: end } }, given);
}

function* replaceCharacters(vi: Vi, given: Given): Editing {
  const { buffer, cursor } = vi;
  const count = given.count ?? 1;
  const text = buffer.current;
  vi.pending += 'r';
  const char = yield* literalKey(vi);
  if (char === undefined) return;
  let end = cursor.column;
  for (let left = count; left > 0; left--) {
    if (end >= text.length) return vi.fail();
    end = nextAt(text, end);
  }
  remember(vi, given);
  if (char === '\r' || char === '\n') {
    buffer.replace(cursor.line, 1, [text.slice(0, cursor.column), text.slice(end)]);
    buffer.cursor = { line: cursor.line + 1, column: 0 };
    return;
  }
  buffer.setLine(cursor.line, text.slice(0, cursor.column) + char.repeat(count) + text.slice(end));
  buffer.cursor = { line: cursor.line, column: cursor.column + char.length * (count - 1) };
}

function toggleCase(vi: Vi, given: Given): void {
  const { buffer, cursor } = vi;
  const text = buffer.current;
  if (text === '') return vi.fail();
  const end = nextOf(text, cursor.column, given.count ?? 1);
  remember(vi, given);
  buffer.setLine(cursor.line, text.slice(0, cursor.column) + withCase(text.slice(cursor.column, end), '~') + text.slice(end));
  buffer.cursor = { line: cursor.line, column: end };
}

/** `.`: the keys of the last change, with its register and count, or with the count that is given now. */
function* repeatLast(vi: Vi, given: Given): Editing {
  const { repeat } = vi;
  if (!repeat) return vi.fail();
  if (given.count !== undefined) vi.repeat = { ...repeat, count: given.count };
  const count = given.count ?? repeat.count;
  let { register } = repeat;
  if (register !== undefined && /^[1-8]$/.test(register)) {
    // `"1p..` brings back one deletion after the other.
    register = String(Number(register) + 1);
    vi.repeat = { ...(vi.repeat as typeof repeat), register };
  }
  const keys = [...(register === undefined ? [] : ['"', register]), ...(count === undefined ? [] : String(count)), ...repeat.keys];
  const kept = { replaying: vi.replaying, repeat: vi.repeat };
  vi.replaying = true;
  try {
    if (repeat.visual) selectAgain(vi, repeat.visual);
    yield* vi.play(keys, true);
  } finally {
    vi.replaying = kept.replaying;
    vi.repeat = kept.repeat;
  }
}

function* recordMacro(vi: Vi): Editing {
  if (vi.recording) {
    const { register, keys } = vi.recording;
    vi.recording = undefined;
    vi.registers.record(register, keys.slice(0, -1).join(''));
    return;
  }
  vi.pending += 'q';
  const name = yield* vi.key();
  if (!/^[a-zA-Z0-9"]$/.test(name)) return vi.fail();
  vi.recording = { register: name, keys: [] };
}

function* playMacro(vi: Vi, given: Given): Editing {
  vi.pending += '@';
  const name = yield* vi.key();
  const wanted = name === '@' ? vi.lastPlayed : name;
  if (wanted === undefined) {
    vi.complain('E748: No previously used register');
    return;
  }
  if (wanted === ':') {
    if (vi.lastColon === '') return vi.complain('E30: No previous command line');
    vi.lastPlayed = wanted;
    vi.pushKeys([':', ...Array.from(vi.lastColon), '\r']);
    return;
  }
  const register = vi.registers.get(wanted);
  if (!/^[a-zA-Z0-9".*-]$/.test(wanted) || !register) return vi.fail();
  vi.lastPlayed = wanted;
  const keys = keysOf(registerText(register));
  for (let left = Math.min(given.count ?? 1, Math.ceil(MACRO_KEYS_MAX / Math.max(1, keys.length))); left > 0; left--) vi.pushKeys(keys);
}

const MACRO_KEYS_MAX = 200_000;

/** A recorded text as keys: names such as `<Up>` were written as they are called. */
function keysOf(text: string): Key[] {
  return text.match(/<(?:[SCM]-)?(?:Up|Down|Left|Right|Home|End|Del|Insert|PageUp|PageDown|F\d+|Tab)>|[\s\S]/gu) ?? [];
}

function* gCommand(vi: Vi, given: Given): Editing {
  const key = yield* vi.key();
  vi.pending += key;
  const operator = G_OPERATORS[key];
  if (operator !== undefined) return yield* operatorCommand(vi, operator, `g${key}`, given);
  switch (key) {
    case 'J': {
      const last = vi.cursor.line + Math.max(2, given.count ?? 2) - 1;
      if (last > vi.buffer.count - 1) return vi.fail();
      remember(vi, given);
      return join(vi, vi.cursor.line, last, false);
    }
    case 'v':
      return yield* reselect(vi);
    case 'p':
    case 'P': {
      const register = vi.registers.get(given.register);
      if (!register) return vi.fail();
      remember(vi, given);
      put(vi, register, given.count ?? 1, key === 'P', true);
      return;
    }
    case 'i': {
      const mark = vi.buffer.marks.get('^');
      if (mark) vi.cursor = { ...mark };
      return yield* insertMode(vi, { given });
    }
    case 'I':
      vi.cursor = { line: vi.cursor.line, column: 0 };
      return yield* insertMode(vi, { given });
    case '&':
      return yield* repeatSubstitute(vi, true);
    case 'a':
      return vi.say(characterInfo(vi.buffer.current, vi.cursor.column));
    default:
      vi.fail();
  }
}

/** `ga`: the character under the cursor by its number, and the marks on it. */
function characterInfo(text: string, column: number): string {
  return Array.from(text.slice(column, nextAt(text, column)), (char) => {
    const code = char.codePointAt(0) as number;
    const shown = code < 0x20 ? `^${String.fromCharCode(code + 64)}` : code === 0x7f ? '^?' : char;
    const hex = code.toString(16).padStart(2, '0');
    return code < 0x80 ? `<${shown}>  ${code},  Hex ${hex},  Octal ${code.toString(8).padStart(3, '0')}` : `<${shown}> ${code}, Hex ${hex.padStart(4, '0')}, Octal ${code.toString(8)}`;
  }).join(' ');
}

function* zCommand(vi: Vi, given: Given): Editing {
  vi.pending += 'z';
  const key = yield* vi.key();
  const { view, buffer } = vi;
  if (key === 'Z' || key === 'Q') return;
  if (given.count !== undefined) vi.cursor = { line: Math.min(given.count, buffer.count) - 1, column: vi.cursor.column };
  const { line } = vi.cursor;
  switch (key) {
    case '\r':
    case 't':
      view.top = line;
      break;
    case '.':
    case 'z':
      view.centre(buffer, line, 'above', true);
      break;
    case '-':
    case 'b':
      view.top = view.topFor(buffer, line);
      break;
    default:
      return vi.fail();
  }
  if (key === '\r' || key === '.' || key === '-') vi.cursor = { line, column: firstNonBlank(buffer.line(line)) };
}

function jump(vi: Vi, by: number): void {
  if (by < 0 && vi.jumpAt === vi.jumps.length) {
    const place = { ...vi.cursor };
    vi.markJump(place);
    vi.jumpAt = vi.jumps.length - 1;
  }
  const at = vi.jumpAt + by;
  const place = vi.jumps[at];
  if (!place) return vi.fail();
  vi.jumpAt = at;
  vi.cursor = { line: Math.min(place.line, vi.buffer.count - 1), column: place.column };
}
