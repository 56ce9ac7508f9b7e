/** One key of nano's main window. */

import type { Editing } from '../ask';
import { columnsAt } from '../display-line';
import { isCharacter, PASTE } from '../keys';
import type { Key } from '../keys';
import { matchingBracket } from '../vi/motions';

import { backspace, breakLine, comment, cutOrCopy, cutTillEnd, deleteForward, deleteWord, indent, insert, justify, paste, turnBack } from './cutting';
import { location } from './draw';
import { showHelp } from './help';
import { move } from './moves';
import type { Nano } from './nano';
import { gotoCommand, replaceCommand, searchAgain, searchCommand } from './searching';
import { closeBuffer, executeCommand, insertFile, saveFile, switchBuffer, writeOut } from './writing';

/** Shifted arrows mark as they go. */
const SHIFTED: Readonly<Record<string, Key>> = { '<S-Up>': '<Up>', '<S-Down>': '<Down>', '<S-Left>': '<Left>', '<S-Right>': '<Right>' };

const CHANGES = new Set<Key>(['\r', '\n', '\t', '\x7f', '\b', '\x04', '<Del>', '\x0b', '\x15', '<C-Del>', 'M-\x7f', 'M-\b', 'M-t', 'M-}', 'M-{', 'M-3', 'M-u', 'M-e']);

export function* runCommand(nano: Nano, first: Key): Editing {
  const key = first === '\x1b' ? yield* afterEscape(nano) : first;
  const shifted = SHIFTED[key];
  if (shifted !== undefined) {
    if (!nano.mark) {
      nano.mark = { ...nano.cursor };
      nano.file.isSoftMark = true;
    }
    move(nano, shifted);
    return;
  }
  const isText = (isCharacter(key) && key >= ' ' && key !== '\x7f') || key.startsWith(PASTE);
  if ((isText || CHANGES.has(key)) && nano.refusesChange) return;
  if (isText) {
    if (nano.file.isSoftMark) nano.mark = undefined;
    if (key.startsWith(PASTE)) {
      insert(nano, key.slice(PASTE.length), 'paste', false);
      nano.wipe();
    } else insert(nano, key);
    return;
  }
  if (move(nano, key)) {
    if (nano.file.isSoftMark) nano.mark = undefined;
    nano.file.isSoftMark = nano.mark !== undefined && nano.file.isSoftMark;
    return;
  }
  yield* command(nano, key);
}

function* afterEscape(nano: Nano): Editing<Key> {
  const next = yield* nano.key();
  return next === '\x1b' ? next : `M-${next.toLowerCase()}`;
}

function* command(nano: Nano, key: Key): Editing {
  const { options } = nano;
  switch (key) {
    case '\r':
      return breakLine(nano);
    case '\t':
      return tab(nano);
    case '\x7f':
    case '\b':
      return backspace(nano);
    case '\x04':
    case '<Del>':
      return deleteForward(nano);
    case 'M-\x7f':
    case 'M-\b':
      return deleteWord(nano, true);
    case '<C-Del>':
      return deleteWord(nano, false);
    case '\x0b':
      return cutOrCopy(nano, false);
    case 'M-6':
    case 'M-^':
      return cutOrCopy(nano, true);
    case 'M-t':
      return cutTillEnd(nano);
    case '\x15':
      return paste(nano);
    case '\n':
      return justify(nano);
    case 'M-u':
    case 'M-e':
      return turnBack(nano, key === 'M-e');
    case 'M-a':
    case '\x1e':
      return setMark(nano);
    case 'M-}':
    case 'M-{':
      return indent(nano, key === 'M-}');
    case 'M-3':
      return comment(nano);
    case 'M-v':
      return yield* verbatim(nano);
    case '\x17':
      return yield* searchCommand(nano, false);
    case '\x11':
      return yield* searchCommand(nano, true);
    case 'M-w':
    case 'M-q':
      return searchAgain(nano, key === 'M-q');
    case '\x1c':
    case 'M-r':
      return yield* replaceCommand(nano);
    case '\x1f':
    case 'M-g':
      return yield* gotoCommand(nano);
    case 'M-]':
      return toBracket(nano);
    case '\x0f':
      yield* writeOut(nano, false);
      return;
    case '\x13':
      return yield* saveFile(nano);
    case '\x12':
      return yield* insertFile(nano);
    case '\x14':
      return yield* executeCommand(nano);
    case '\x18':
      return yield* closeBuffer(nano);
    case 'M->':
    case 'M-.':
      return switchBuffer(nano, 1);
    case 'M-<':
    case 'M-,':
      return switchBuffer(nano, -1);
    case '\x03':
      return nano.say(location(nano));
    case 'M-d':
      return countWords(nano);
    case '\x07':
    case '<F1>':
      return yield* showHelp(nano);
    case '\x0c':
      return;
    case '\x1a':
      return nano.say('To suspend, type ^T^Z');
    case 'M-n':
    case 'M-#':
      return toggle(nano, 'lineNumbers', 'Line numbering');
    case 'M-i':
      return toggle(nano, 'autoindent', 'Auto indent');
    case 'M-o':
      return toggle(nano, 'tabsToSpaces', 'Conversion of typed tabs to spaces');
    case 'M-c':
      options.constantShow = !options.constantShow;
      return nano.wipe();
    case 'M-x':
      options.noHelp = !options.noHelp;
      return nano.say(`Help mode ${options.noHelp ? 'disabled' : 'enabled'}`);
    case '\x1b':
      return;
    case 'M-b':
      return nano.say('No linter is defined for this type of file');
    case 'M-p':
    case 'M-$':
    case 'M-s':
    case 'M-y':
    case 'M-h':
    case 'M-k':
    case 'M-l':
    case 'M-m':
    case 'M-z':
    case 'M-j':
    case 'M-:':
    case 'M-;':
      return nano.say("This is not in this lab's nano");
    case '<Insert>':
      return yield* insertFile(nano);
    default:
      nano.say(key.startsWith('M-') ? `Unbound key: M-${nameOf(key.slice(2))}` : `Unbound key: ${nameOf(key)}`);
  }
}

function nameOf(key: Key): string {
  if (key < ' ') return `^${String.fromCharCode(key.charCodeAt(0) + 64)}`;
  return key.length === 1 ? key.toUpperCase() : key.replace(/[<>]/g, '');
}

function toggle(nano: Nano, name: 'lineNumbers' | 'autoindent' | 'tabsToSpaces', words: string): void {
  nano.options[name] = !nano.options[name];
  nano.say(`${words} ${nano.options[name] ? 'enabled' : 'disabled'}`);
}

function setMark(nano: Nano): void {
  const { file } = nano;
  if (nano.mark) {
    nano.mark = undefined;
    return nano.say('Mark Unset');
  }
  nano.mark = { ...nano.cursor };
  file.isSoftMark = false;
  nano.say('Mark Set');
}

/** Tab types one, or indents what is marked. */
function tab(nano: Nano): void {
  if (nano.mark && nano.mark.line !== nano.cursor.line) return indent(nano, true);
  if (!nano.options.tabsToSpaces) return insert(nano, '\t');
  const { tabSize } = nano.options;
  const { column } = columnsAt(nano.line, nano.cursor.column, tabSize);
  insert(nano, ' '.repeat(tabSize - (column % tabSize)));
}

/** M-V: the next key as it is. */
function* verbatim(nano: Nano): Editing {
  if (nano.refusesChange) return;
  nano.say('Verbatim Input');
  const key = yield* nano.key();
  nano.wipe();
  if (isCharacter(key)) insert(nano, key === '\r' ? '\n' : key);
}

function toBracket(nano: Nano): void {
  const place = '()[]{}<>'.includes(nano.line[nano.cursor.column] ?? ' ') ? matchingBracket(nano.buffer.lines, nano.cursor) : undefined;
  if ('()[]{}<>'.includes(nano.line[nano.cursor.column] ?? ' ')) {
    if (!place) return nano.say('No matching bracket');
    nano.moveTo(place.line, place.column);
    nano.follow('centring');
  } else nano.say('Not a bracket');
}

function countWords(nano: Nano): void {
  const { lines } = nano.buffer;
  const words = lines.reduce((sum, line) => sum + (line.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);
  const chars = lines.reduce((sum, line) => sum + Array.from(line).length + 1, -1);
  const count = nano.textLines;
  nano.say(`${count} line${count === 1 ? '' : 's'},  ${words} word${words === 1 ? '' : 's'},  ${chars} character${chars === 1 ? '' : 's'}`);
}

