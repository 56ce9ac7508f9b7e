/** The command line: a range, a command, its arguments; several commands between bars. */
import { askShell, askSuspend } from '../ask';
import type { Editing } from '../ask';
import { fileCommand } from './ex-files';
import type { FileCommand } from './ex-files';
import { commandNamed } from './ex-names';
import type { CommandName } from './ex-names';
import { parseRange } from './ex-range';
import { textCommand } from './ex-text';
import { bangCommand } from './filter';
import { setOptions } from './options';
import { askLine } from './prompt';
import { splitSearch } from './search';
import type { Vi } from './vi';

/** A command, understood. Lines count from 0; `first` is -1 for "before the first line". */
export interface ExCommand {
  name: CommandName;
  bang: boolean;
  given: 0 | 1 | 2;
  first: number;
  last: number;
  args: string;
}

/** Asks for a line and runs it; with `atOnce` it is run as it is. */
export function* typedLine(vi: Vi, initial: string, atOnce = false): Editing {
  const line = atOnce ? initial : yield* askLine(vi, ':', initial);
  if (line === undefined) return;
  if (line === '') return vi.say(':');
  // The line stays in sight until something else is said.
  vi.say(vi.wording.statusLine ? '' : `:${line}`);
  vi.typed = line;
  yield* runLine(vi, line);
  if (atOnce) return;
  vi.lastColon = line;
  vi.registers.remember(':', line);
}

const DEPTH_MAX = 20;

/** Runs a line of commands. False when one of them failed. */
export function* runLine(vi: Vi, line: string): Editing<boolean> {
  if (vi.exDepth >= DEPTH_MAX) {
    vi.complain('E169: Command too recursive');
    return false;
  }
  vi.exDepth++;
  try {
    for (let rest: string | undefined = line; rest !== undefined && vi.exitCode === undefined;) {
      const { now, later } = splitBar(rest);
      if (!(yield* runCommand(vi, now, later !== undefined))) return false;
      rest = later;
    }
    return true;
  } finally {
    vi.exDepth--;
  }
}

/** Commands whose arguments may hold a bar. */
const TAKES_BARS = /^[\s:]*(?:[%$.,;\d+-]|'[a-zA-Z<>[\]]|\/[^/]*\/)*\s*(?:g(?:lobal)?!?(?=\W)|v(?:global)?(?=\W)|norm(?:al)?!?\s|!|r(?:ead)?\s*!|w(?:rite)?\s+!|h(?:elp)?\s)/;
/** A range, and a substitution up to its separator: bars in its pattern are part of that. */
const BEFORE_PATTERN = /^[\s:]*(?:[%$.,;\d+-]|'[a-zA-Z<>[\]]|\/[^/]*\/|\?[^?]*\?)*\s*s(?:ubstitute)?([^\w\s"|\\])/;

function splitBar(line: string): { now: string; later: string | undefined } {
  if (TAKES_BARS.test(line)) return { now: line, later: undefined };
  const pattern = BEFORE_PATTERN.exec(line);
  const start = pattern ? pattern[0].length + splitSearch(line.slice(pattern[0].length), pattern[1] as string).source.length : 0;
  for (let at = start; at < line.length; at++) {
    if (line[at] === '\\' || line[at] === '\x16') at++;
    else if (line[at] === '|') return { now: line.slice(0, at), later: line.slice(at + 1) };
    else if (line[at] === '"' && /^[\s:]*$/.test(line.slice(0, at))) return { now: '', later: undefined };
  }
  return { now: line, later: undefined };
}

function* runCommand(vi: Vi, text: string, isFollowed: boolean): Editing<boolean> {
  const range = parseRange(vi, text);
  if (!range) return false;
  const rest = range.rest.replace(/^\s+/, '');
  const last = vi.buffer.count;
  // A number alone beyond the end goes to the last line; with a command it is wrong.
  if (rest !== '' && range.given > 0 && (range.first > last || range.last > last || range.first < 0 || range.last < 0)) {
    vi.complain('E16: Invalid range');
    return false;
  }
  if (rest === '') {
    if (range.given === 0) return true;
    if (vi.wording.statusLine && range.last > last) {
      vi.complain('E16: Invalid range');
      return false;
    }
    vi.markJump();
    vi.toLine(Math.min(range.last, last) - 1);
    // A number before a bar prints its line.
    if (isFollowed) vi.say(vi.buffer.current);
    vi.wanted = vi.screenColumn();
    return true;
  }
  const split = splitName(rest);
  const name = split.name === '' ? undefined : commandNamed(split.name);
  if (name === undefined) {
    vi.complain(vi.wording.notACommand(text.replace(/^[\s:]+/, '')));
    return false;
  }
  if (name === 'elsewhere') {
    vi.complain(vi.wording.notAvailable);
    return false;
  }
  let { first, last: end } = range;
  if (first > end) {
    // Vim asks whether to swap them; so does this one.
    if (!(yield* vi.confirm('Backwards range given, OK to swap (y/n)?'))) return false;
    [first, end] = [end, first];
  }
  const command: ExCommand = { name, bang: split.bang, given: range.given, first: first - 1, last: end - 1, args: split.args };
  if (range.given > 0 && WITHOUT_RANGE.has(name)) {
    vi.complain(`E481: No range allowed: ${text.trim()}`);
    return false;
  }
  if (command.bang && !WITH_BANG.has(name)) {
    vi.complain(`E477: No ! allowed: ${text.trim()}`);
    return false;
  }
  if (command.args !== '' && WITHOUT_ARGUMENTS.has(name)) {
    vi.complain(`E488: Trailing characters: ${command.args}`);
    return false;
  }
  return yield* perform(vi, command);
}

const WITHOUT_RANGE = new Set<CommandName>(['quit', 'qall', 'quitall', 'edit', 'enew', 'set', 'pwd', 'cd', 'ls', 'buffers', 'files', 'version', 'registers', 'display', 'marks', 'shell', 'stop', 'suspend', 'redo']);
const WITH_BANG = new Set<CommandName>(
  'quit qall quitall write wall wq wqall wnext xit exit xall edit enew next Next previous first rewind last buffer bdelete bnext bprevious bNext bfirst blast global read saveas stop suspend join sort retab visual view update normal file put help append ! & < > = ~'.split(
    ' ',
  ) as CommandName[],
);
const WITHOUT_ARGUMENTS = new Set<CommandName>(['quit', 'qall', 'quitall', 'enew', 'redo', 'pwd', 'shell', 'stop', 'suspend', 'nohlsearch', 'wall', 'wqall', 'xall', 'only']);

/** The command's word, its `!`, and what follows. `s/a/b/` and `ka` need no blank between. */
function splitName(text: string): { name: string; bang: boolean; args: string } {
  const special = /^[!#&<>=@~]/.exec(text);
  if (special) {
    const name = special[0];
    if (name === '<' || name === '>') {
      const levels = /^[<>]+/.exec(text)?.[0] as string;
      return { name, bang: false, args: `${levels.slice(1)}${text.slice(levels.length)}` };
    }
    return { name, bang: false, args: text.slice(1) };
  }
  // `:s` needs no blank before its pattern, `:k` none before its letter.
  const substitute = /^s(?:ubstitute)?(?![a-zA-Z])/.exec(text);
  if (substitute) return { name: 'substitute', bang: false, args: text.slice(substitute[0].length) };
  const mark = /^k([a-zA-Z])$/.exec(text);
  if (mark) return { name: 'k', bang: false, args: mark[1] as string };
  const word = /^[a-zA-Z]+/.exec(text)?.[0] ?? '';
  const bang = text[word.length] === '!';
  return { name: word, bang, args: text.slice(word.length + (bang ? 1 : 0)).replace(/^\s+/, '').replace(/\s+$/, '') };
}

function* perform(vi: Vi, command: ExCommand): Editing<boolean> {
  const { name, args } = command;
  switch (name) {
    case 'set': {
      const { shown, error } = setOptions(vi.options, args, vi.wording.options);
      if (error !== undefined) {
        vi.complain(error);
        return false;
      }
      vi.file.readOnly = vi.options.readonly;
      if (/\b(?:ff|fileformat)=/.test(args)) {
        vi.file.dos = vi.options.fileformat === 'dos';
        vi.buffer.modified = true;
      }
      if (/\bhls/.test(args)) vi.highlight = true;
      if (shown.length > 0) yield* vi.show(shown.length > 1 ? [`:${vi.typed}`, ...shown] : shown);
      return true;
    }
    case 'nohlsearch':
      vi.highlight = false;
      return true;
    case 'only':
      return true;
    case 'shell':
      vi.pushKeys([yield* askShell('')].filter((key) => key === ':'));
      return true;
    case 'stop':
    case 'suspend':
      yield* askSuspend();
      return true;
    case 'help':
      yield* vi.show(vi.wording.help);
      return true;
    case 'version':
      yield* vi.show(vi.wording.version);
      return true;
    case 'history':
      yield* vi.show(['', '      #  cmd history', ...vi.history[':'].map((line, i) => `${String(i + 1).padStart(7)}  ${line}`)]);
      return true;
    case '!':
      return yield* bangCommand(vi, command);
    default:
      if (FILE_COMMANDS.has(name)) return yield* fileCommand(vi, command as ExCommand & { name: FileCommand });
      return yield* textCommand(vi, command);
  }
}

const FILE_COMMANDS = new Set<CommandName>(
  'args buffer bdelete bfirst blast bnext bprevious bNext buffers cd edit enew exit file files first last ls next Next previous pwd quit quitall qall read recover rewind saveas update visual view write wall wq wqall wnext xit xall'.split(
    ' ',
  ) as CommandName[],
);
