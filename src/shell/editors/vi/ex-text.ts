/** Commands that work on the text of a range: delete, move, sort, global and their like. */
import type { Editing } from '../ask';
import type { Key } from '../keys';
import { cellsOf, lineWidth } from '../display-line';
import { compareBytes } from '../../tools/_text';
import type { ExCommand } from './ex';
import { splitSearch, guarded, matchInLine, patternOf } from './search';
import { indentTo, join, put, remove, reportLines, shift, yank } from './operators';
import type { TextRange } from './ranges';
import { firstNonBlank } from './motions';
import { Registers, registerText } from './registers';
import { parseRange } from './ex-range';
import { badPattern, substituteCommand } from './substitute';
import { undoChange } from './undo';
import type { Vi } from './vi';

export function* textCommand(vi: Vi, command: ExCommand): Editing<boolean> {
  const { name, bang, args, given } = command;
  const { buffer } = vi;
  switch (name) {
    case 'substitute':
    case '&':
    case '~':
      return yield* substituteCommand(vi, command);
    case 'delete':
    case 'yank': {
      const taken = registerAndCount(vi, command);
      if (!taken) return false;
      const range: TextRange = { kind: 'line', first: taken.first, last: taken.last, cursor: { line: taken.first, column: firstNonBlank(buffer.line(taken.first)) } };
      if (name === 'yank') yank(vi, range, taken.register);
      else {
        vi.markJump();
        remove(vi, range, taken.register, { selected: true });
        if (vi.wording.statusLine) vi.message = undefined;
      }
      return true;
    }
    case 'put': {
      const register = args === '_' ? { lines: [''] } : vi.registers.get(args === '' ? undefined : args[0]);
      if (!register) return refuse(vi, `E353: Nothing in register ${args || '"'}`);
      const at = given === 0 ? vi.cursor.line : command.last;
      const above = bang || at < 0;
      vi.cursor = { line: Math.max(0, at), column: 0 };
      put(vi, { kind: 'line', lines: register.lines }, 1, above);
      // The cursor goes to the last of the new lines.
      vi.toLine(above ? Math.max(0, at) + register.lines.length - 1 : at + register.lines.length);
      return true;
    }
    case 'join': {
      const taken = registerAndCount(vi, { ...command, args });
      if (!taken) return false;
      const first = taken.first;
      const last = taken.counted ? Math.min(first + (taken.last - taken.first), buffer.count - 1) : given === 2 ? taken.last : Math.min(taken.last + 1, buffer.count - 1);
      if (last > first) join(vi, first, last, !bang);
      vi.toLine(first);
      return true;
    }
    case '>':
    case '<': {
      const levels = /^[<>]*/.exec(args)?.[0].length ?? 0;
      const taken = registerAndCount(vi, { ...command, args: args.slice(levels) });
      if (!taken) return false;
      shift(vi, { kind: 'line', first: taken.first, last: taken.last, cursor: vi.cursor }, (name === '>' ? 1 : -1) * (levels + 1));
      vi.toLine(taken.last);
      return true;
    }
    case 'copy':
    case 't':
    case 'move':
      return moveLines(vi, command, name !== 'move');
    case 'normal':
      return yield* normalLines(vi, command);
    case 'global':
    case 'vglobal':
      return yield* globalCommand(vi, command);
    case 'print':
    case 'number':
    case '#':
    case 'list':
      return yield* printLines(vi, command);
    case '=':
      vi.say(String(given === 0 ? buffer.count : command.last + 1));
      return true;
    case 'sort':
      return sortLines(vi, command);
    case 'retab':
      return retab(vi, command);
    case 'undo':
    case 'redo':
      undoChange(vi, name === 'redo');
      return true;
    case 'mark':
    case 'k':
      if (args === '') return refuse(vi, 'E471: Argument required');
      if (!/^[a-zA-Z'`]$/.test(args)) return refuse(vi, args.length > 1 ? `E488: Trailing characters: ${args.slice(1)}` : 'E191: Argument must be a letter or forward/backward quote');
      buffer.marks.set(args === '`' ? "'" : args, { line: Math.max(0, command.last), column: 0 });
      return true;
    case 'marks':
      yield* vi.show([
        `:${vi.typed}`,
        'mark line  col file/text',
        ...[...buffer.marks]
          .filter(([mark]) => /^['a-zA-Z[\]^.]$/.test(mark))
          .map(([mark, { line, column }]) => ` ${mark} ${String(line + 1).padStart(6)} ${String(column).padStart(4)} ${buffer.line(line).trimStart()}`),
      ]);
      return true;
    case 'registers':
    case 'display':
      yield* vi.show([
        `:${vi.typed}`,
        'Type Name Content',
        ...vi.registers
          .list()
          .filter(([register]) => args === '' || args.includes(register))
          .map(([register, content]) => `  ${content.kind[0]}  "${register}   ${registerText(content).replaceAll('\n', '^J').slice(0, vi.columns - 12)}`),
      ]);
      return true;
    case '@': {
      const register = vi.registers.get(args.trim() === '' || args.trim() === '@' ? vi.lastPlayed : args.trim());
      if (!register) return refuse(vi, 'E748: No previously used register');
      for (const line of register.lines) if (!(yield* vi.runColon(line))) return false;
      return true;
    }
    default:
      return refuse(vi, vi.wording.notAvailable);
  }
}

function refuse(vi: Vi, text: string): false {
  vi.complain(text);
  return false;
}

/** `:d x 3`: a register and a count, which goes from the last line of the range. Undefined: wrong, and said. */
function registerAndCount(vi: Vi, { args, first, last, name }: ExCommand): { register: string | undefined; first: number; last: number; counted: boolean } | undefined {
  const takesRegister = name === 'delete' || name === 'yank';
  const match = takesRegister ? /^([^\d\s])?\s*(\d+)?\s*(.*)$/.exec(args) : /^()(\d+)?\s*(.*)$/.exec(args);
  const [, letter = '', digits, behind = ''] = match ?? [];
  if (behind !== '' || (letter !== '' && !Registers.isWritable(letter))) {
    vi.complain(`E488: Trailing characters: ${behind || args}`);
    return undefined;
  }
  if (digits === '0') {
    vi.complain('E939: Positive count required');
    return undefined;
  }
  const register = letter === '' ? undefined : letter;
  if (digits === undefined) return { register, first: Math.max(0, first), last: Math.max(0, last), counted: false };
  const from = Math.max(0, last);
  return { register, first: from, last: Math.min(from + Number(digits) - 1, vi.buffer.count - 1), counted: true };
}

function moveLines(vi: Vi, { first, last, args }: ExCommand, copies: boolean): boolean {
  const { buffer } = vi;
  const target = parseRange(vi, args);
  if (!target) return false;
  if (target.given === 0) return refuse(vi, 'E14: Invalid address');
  if (target.last > buffer.count) return refuse(vi, 'E16: Invalid range');
  const to = target.last;
  const from = Math.max(0, first);
  const lines = buffer.lines.slice(from, last + 1);
  if (copies) {
    const before = buffer.count;
    buffer.replace(to, 0, lines);
    vi.toLine(to + lines.length - 1);
    reportLines(vi, before);
    return true;
  }
  if (to > from && to <= last) return refuse(vi, 'E134: Cannot move a range of lines into itself');
  if (to === from || to === last + 1) {
    vi.toLine(last);
    return true;
  }
  // Two changes, so that the lines between keep their tags and marks.
  buffer.replace(to, 0, lines);
  const gone = to <= from ? from + lines.length : from;
  buffer.replace(gone, lines.length, []);
  vi.toLine(to <= from ? to + lines.length - 1 : to - 1);
  if (lines.length > 2) vi.say(`${lines.length} lines moved`);
  return true;
}

function* normalLines(vi: Vi, { args, given, first, last }: ExCommand): Editing<boolean> {
  if (args === '') return refuse(vi, 'E471: Argument required');
  const keys: Key[] = Array.from(args);
  const mode = vi.mode;
  vi.mode = 'normal';
  let ok = true;
  if (given === 0) ok = yield* vi.play(keys, false);
  else {
    for (let line = Math.max(0, first); line <= last && line < vi.buffer.count && vi.exitCode === undefined; line++) {
      vi.cursor = { line, column: 0 };
      ok = yield* vi.play(keys, false);
      if (!ok) break;
    }
  }
  if (vi.exitCode === undefined) vi.mode = mode === 'command' ? 'normal' : mode;
  return ok || refuse(vi, 'E192: Recursive use of :normal too deep');
}

/** `:g/pattern/command`: marks the lines first, then runs the command on each that is still there. */
function* globalCommand(vi: Vi, { name, bang, args, given, first, last }: ExCommand): Editing<boolean> {
  const { buffer } = vi;
  if (vi.inGlobal) return refuse(vi, 'E147: Cannot do :global recursive with a range');
  const separator = args[0] ?? '';
  if (separator === '' || /[\w\s"|\\]/.test(separator)) return refuse(vi, 'E148: Regular expression missing from :global');
  const { source: typed } = splitSearch(args.slice(1), separator);
  const source = typed === '' ? vi.search.source : typed;
  if (source === undefined) return refuse(vi, 'E35: No previous regular expression');
  const run = args.slice(1 + typed.length).startsWith(separator) ? args.slice(2 + typed.length) : '';
  const pattern = patternOf(vi, source, false);
  if (!pattern) return yield* badPattern(vi);
  vi.search = { source, backwards: false, offset: '' };
  const inverted = bang || name === 'vglobal';
  const [from, to] = given === 0 ? [0, buffer.count - 1] : [Math.max(0, first), last];
  const marked: number[] = [];
  for (let line = from; line <= to; line++) {
    const hit = guarded(vi, () => ({ found: matchInLine(vi, pattern, line) !== undefined }));
    if (hit === undefined) return false;
    if (hit.found !== inverted) marked.push(line);
  }
  if (marked.length === 0) {
    vi.say(inverted ? `Pattern found in every line: ${source}` : `Pattern not found: ${source}`);
    return false;
  }
  if (run.trim() === '' || /^\s*p(?:rint)?\s*$/.test(run)) {
    vi.toLine(marked[marked.length - 1] as number);
    yield* vi.show([`:${vi.typed}`, ...marked.map((line) => shownLine(vi, line, false, false))]);
    return true;
  }
  const before = buffer.count;
  buffer.tag(marked);
  vi.inGlobal = true;
  vi.globalHits = { hits: 0, lines: 0 };
  try {
    for (let line = buffer.takeTagged(); line !== undefined && vi.exitCode === undefined && vi.buffer === buffer; line = buffer.takeTagged()) {
      vi.cursor = { line, column: 0 };
      yield* vi.runColon(run);
    }
  } finally {
    vi.inGlobal = false;
    buffer.untag();
  }
  if (vi.exitCode !== undefined) return true;
  if (vi.buffer === buffer) reportLines(vi, before);
  const { hits, lines } = vi.globalHits;
  const told = hits > 0 ? vi.wording.substituted(hits, lines) : undefined;
  if (told !== undefined) vi.say(told);
  return true;
}

function* printLines(vi: Vi, { name, args, given, first, last }: ExCommand): Editing<boolean> {
  const count = /^\d+$/.test(args) ? Number(args) : undefined;
  const from = count !== undefined ? last : first;
  const to = count !== undefined ? last + count - 1 : given === 0 ? first : last;
  const lines: string[] = [];
  for (let line = Math.max(0, from); line <= to && line < vi.buffer.count; line++) lines.push(shownLine(vi, line, name === 'number' || name === '#', name === 'list'));
  vi.toLine(to);
  yield* vi.show(lines);
  return true;
}

function shownLine(vi: Vi, line: number, numbered: boolean, listed: boolean): string {
  const text = vi.buffer.line(line);
  const shown = cellsOf(text, vi.options.tabstop)
    .map((cell) => (listed && text[cell.at] === '\t' ? '^I' : cell.shown))
    .join('');
  const number = numbered || vi.options.number ? `${String(line + 1).padStart(Math.max(3, String(vi.buffer.count).length))} ` : '';
  return `${number}${shown}${listed ? '$' : ''}`;
}

function sortLines(vi: Vi, { bang, args, given, first, last }: ExCommand): boolean {
  const { buffer } = vi;
  const flags = args.trim();
  if (!/^[iun\s]*$/.test(flags)) return refuse(vi, `E474: Invalid argument: ${flags}`);
  const [from, to] = given === 0 ? [0, buffer.count - 1] : [Math.max(0, first), last];
  const folds = flags.includes('i');
  const numeric = flags.includes('n');
  const keyOf = (line: string): string => (folds ? line.toLowerCase() : line);
  const numberOf = (line: string): number => Number(/-?\d+/.exec(line)?.[0] ?? -Infinity);
  const compare = (a: string, b: string): number => {
    if (!numeric) return compareBytes(keyOf(a), keyOf(b));
    const [x, y] = [numberOf(a), numberOf(b)];
    return x === y ? 0 : x < y ? -1 : 1;
  };
  let lines = buffer.lines.slice(from, to + 1).sort((a, b) => (bang ? compare(b, a) : compare(a, b)));
  if (flags.includes('u')) lines = lines.filter((line, i) => i === 0 || compare(line, lines[i - 1] as string) !== 0);
  const before = buffer.count;
  vi.cursor = { line: from, column: 0 };
  buffer.replace(from, to - from + 1, lines);
  vi.toLine(from);
  reportLines(vi, before);
  return true;
}

function retab(vi: Vi, { bang, args, given, first, last }: ExCommand): boolean {
  const { buffer } = vi;
  const stop = args === '' ? vi.options.tabstop : Number(args);
  if (!(stop > 0)) return refuse(vi, `E487: Argument must be positive: ${args}`);
  const [from, to] = given === 0 ? [0, buffer.count - 1] : [Math.max(0, first), last];
  const old = vi.options.tabstop;
  const lines = buffer.lines.slice(from, to + 1).map((line) => {
    if (!line.includes('\t') && !bang) return line;
    let out = '';
    for (const [run] of line.matchAll(/[ \t]+|[^ \t]+/g)) {
      if (!/[ \t]/.test(run) || (!bang && !run.includes('\t'))) {
        out += run;
        continue;
      }
      const column = lineWidth(out, old);
      const width = lineWidth(out + run, old) - column;
      out += vi.options.expandtab ? ' '.repeat(width) : column === 0 ? indentTo(vi, width) : run;
    }
    return out;
  });
  vi.options.tabstop = stop;
  vi.cursor = { line: from, column: 0 };
  buffer.replace(from, lines.length, lines);
  return true;
}
