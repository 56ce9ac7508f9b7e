/** Files and buffers: opening, inserting, writing out, closing. */
import { askFilter, askSuspend } from '../ask';
import type { Editing } from '../ask';
import { TextBuffer } from '../text-buffer';
import { ask, askYesNo } from './asking';
import { cutTillEnd, insert, markedStretch, textBetween } from './cutting';
import { goToPlace } from './searching';
import type { Nano } from './nano';

export interface OpenBuffer {
  path: string | undefined;
  buffer: TextBuffer;
  /** The first line on the screen, and the cursor's row. */
  top: number;
  row: number;
  /** The column vertical moves want. */
  wanted: number;
  /** The mark came with a shifted key: any other move takes it away. */
  isSoftMark: boolean;
  format: 'unix' | 'dos';
  modifiedMs: number | undefined;
  /** It was opened together with others: the title shows its number. */
  isOneOfSeveral: boolean;
}

function splitLines(text: string): { lines: string[]; isDos: boolean } {
  if (text === '') return { lines: [''], isDos: false };
  let lines = text.split('\n');
  const isDos = lines.length > 1 && lines.slice(0, -1).every((line) => line.endsWith('\r'));
  if (isDos) lines = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return { lines, isDos };
}

/** Opens a file (or a text, or nothing) as another buffer, and says what came of it. */
export function openFile(nano: Nano, path: string | undefined, text?: string, start: { line?: number; column?: number } = {}): void {
  const answer = path === undefined ? undefined : nano.around.disk.read(path);
  if (answer?.kind === 'directory') return nano.say(`"${path}" is a directory`);
  if (answer?.kind === 'error') return nano.say(`Error reading ${path}: ${answer.error}`);
  const content = text ?? (answer?.kind === 'text' ? answer.text : '');
  const { lines, isDos } = splitLines(content);
  if (lines[lines.length - 1] !== '' && !nano.options.noNewlines) lines.push('');
  const buffer = new TextBuffer(lines, nano.around.nowMs);
  if (text !== undefined) buffer.modified = true;
  const file: OpenBuffer = {
    path,
    buffer,
    top: 0,
    row: 0,
    wanted: 0,
    isSoftMark: false,
    format: isDos ? 'dos' : 'unix',
    modifiedMs: answer?.kind === 'text' ? answer.modifiedMs : undefined,
    isOneOfSeveral: false,
  };
  nano.buffers.push(file);
  nano.at = nano.buffers.length - 1;
  if (nano.buffers.length > 1) for (const each of nano.buffers) each.isOneOfSeveral = true;
  if (path !== undefined) {
    const count = nano.textLines;
    if (answer?.kind === 'missing') nano.say('New File');
    else nano.say(`Read ${count} line${count === 1 ? '' : 's'}${isDos ? ' (Converted from DOS format)' : ''}${answer?.kind === 'text' && answer.readOnly ? '' : ''}`);
    if (answer?.kind === 'text' && answer.readOnly) nano.say(`File '${path}' is unwritable`);
  } else if (text !== undefined) nano.say(`Read ${nano.textLines} line${nano.textLines === 1 ? '' : 's'}`);
  if (start.line !== undefined || start.column !== undefined) {
    const { message } = nano;
    goToPlace(nano, start.line, start.column);
    nano.say(message);
  }
}

/** ^R: a file's text at the cursor. */
export function* insertFile(nano: Nano): Editing {
  if (nano.refusesChange) return;
  let intoNew = false;
  let typed = '';
  for (;;) {
    const asked = yield* ask(nano, 'insert', `File to ${intoNew ? 'read into new buffer' : 'insert'} [from ./]`, {
      initial: typed,
      keys: ['M-f', '\x18', 'M-n', '\x14'],
      complete: (text) => completed(nano, text),
    });
    if (asked.kind === 'cancel') return;
    if (asked.kind === 'key') {
      typed = asked.text;
      if (asked.key === 'M-f') intoNew = !intoNew;
      else if (asked.key === '\x18') return yield* executeCommand(nano);
      else if (asked.key === '\x14') nano.say("The file browser is not in this lab's nano");
      continue;
    }
    if (asked.text === '') return nano.say('Cancelled');
    const answer = nano.around.disk.read(asked.text);
    if (answer.kind === 'missing' && !intoNew) return nano.say(`File "${asked.text}" not found`);
    if (answer.kind === 'directory') return nano.say(`"${asked.text}" is a directory`);
    if (answer.kind === 'error') return nano.say(`Error reading ${asked.text}: ${answer.error}`);
    if (intoNew) return openFile(nano, asked.text);
    const text = answer.kind === 'text' ? answer.text : '';
    insert(nano, text, 'insertion', false);
    const lines = splitLines(text).lines.length - (text.endsWith('\n') || text === '' ? 1 : 0);
    nano.say(`Read ${lines} line${lines === 1 ? '' : 's'}`);
    return;
  }
}

/** ^T: what a command prints goes in at the cursor; with M-\ the text goes through the command. */
export function* executeCommand(nano: Nano): Editing {
  if (nano.refusesChange) return;
  let pipes = false;
  let typed = '';
  for (;;) {
    const asked = yield* ask(nano, 'execute', pipes ? 'Command to execute in new buffer, with buffer piped to it' : 'Command to execute', {
      initial: typed,
      keys: ['M-\\', 'M-f', '\x13', '\x19', '\x0f', '\x16', '\x1a'],
    });
    if (asked.kind === 'cancel') return;
    if (asked.kind === 'key') {
      typed = asked.text;
      if (asked.key === 'M-\\') pipes = !pipes;
      else if (asked.key === '\x1a') return yield* askSuspend();
      else if (asked.key === '\x16') return cutTillEnd(nano);
      else if (asked.key === '\x19') return nano.say('No linter is defined for this type of file');
      else return nano.say("This is not in this lab's nano");
      continue;
    }
    const { buffer } = nano;
    const input = pipes ? textOf(nano) : '';
    const answer = yield* askFilter(asked.text, input);
    if (pipes) {
      nano.step('filtering');
      buffer.cursor = { line: 0, column: 0 };
      buffer.replace(0, buffer.count, splitLines(answer.output).lines);
      nano.moveTo(0, 0);
      nano.changed();
    } else insert(nano, answer.output, 'insertion', false);
    const lines = splitLines(answer.output).lines.length - (answer.output.endsWith('\n') || answer.output === '' ? 1 : 0);
    if (answer.code !== 0) nano.say(`Error: ${answer.output.trim().split('\n')[0] ?? ''}`);
    else nano.say(`Read ${lines} line${lines === 1 ? '' : 's'}`);
    return;
  }
}

/** The name completed as far as it is certain. */
function completed(nano: Nano, typed: string): string {
  const slash = typed.lastIndexOf('/') + 1;
  const start = typed.slice(slash);
  const names = nano.around.disk.list(slash === 0 ? '.' : typed.slice(0, slash)).filter((name) => name.startsWith(start));
  const [first] = names;
  if (first === undefined) return typed;
  let common = first;
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  return typed.slice(0, slash) + common;
}

/** The buffer as its file will have it. */
function textOf(nano: Nano): string {
  const { lines } = nano.buffer;
  const end = nano.file.format === 'dos' ? '\r\n' : '\n';
  return lines.join(end);
}

type Way = 'write' | 'append' | 'prepend';

const QUESTIONS: Readonly<Record<Way, string>> = { write: 'File Name to Write', append: 'File Name to Append to', prepend: 'File Name to Prepend to' };

const SELECTED: Readonly<Record<Way, string>> = { write: 'Write Selection to File', append: 'Append Selection to File', prepend: 'Prepend Selection to File' };

/** ^O, and ^X after yes. False when it was given up or failed. */
export function* writeOut(nano: Nano, closes: boolean): Editing<boolean> {
  const { file } = nano;
  let way: Way = 'write';
  const selects = !closes && nano.mark !== undefined;
  let typed = selects ? '' : (file.path ?? '');
  let backup = false;
  for (;;) {
    const marks = (file.format === 'dos' ? ' [DOS Format]' : '') + (backup ? ' [Backup]' : '');
    const asked = yield* ask(nano, 'write', (selects ? SELECTED[way] : QUESTIONS[way]) + marks, {
      initial: typed,
      keys: ['M-d', 'M-m', 'M-a', 'M-p', 'M-b', '\x14', '\x11'],
      complete: (text) => completed(nano, text),
    });
    if (asked.kind === 'cancel') return false;
    if (asked.kind === 'key') {
      typed = asked.text;
      if (asked.key === 'M-d') file.format = file.format === 'dos' ? 'unix' : 'dos';
      else if (asked.key === 'M-a') way = way === 'append' ? 'write' : 'append';
      else if (asked.key === 'M-p') way = way === 'prepend' ? 'write' : 'prepend';
      // The file's own name is offered only where it is to be written over.
      if (typed === (way === 'write' ? '' : file.path)) typed = way === 'write' ? (file.path ?? '') : '';
      else if (asked.key === 'M-b') backup = !backup;
      continue;
    }
    const path = asked.text;
    typed = path;
    if (path === '') {
      nano.say('Cancelled');
      return false;
    }
    const exists = nano.around.disk.modifiedMs(path) !== undefined;
    if (way === 'write' && (path !== file.path || selects)) {
      if (file.path !== undefined && !selects) {
        const answer = yield* askYesNo(nano, 'Save file under DIFFERENT NAME? ');
        if (answer !== 'y') continue;
      }
      if (exists) {
        const answer = yield* askYesNo(nano, `File "${path}" exists; OVERWRITE? `);
        if (answer !== 'y') continue;
      }
    } else if (way === 'write' && path === file.path && !(yield* stillOurs(nano))) return false;
    if (backup && exists) {
      const old = nano.around.disk.read(path);
      if (old.kind === 'text') nano.around.disk.write(`${path}~`, old.text);
    }
    return writeFile(nano, path, way, closes, selects);
  }
}

/** Somebody else may have written the file meanwhile. */
function* stillOurs(nano: Nano): Editing<boolean> {
  const { file } = nano;
  if (file.path === undefined || file.modifiedMs === undefined) return true;
  const now = nano.around.disk.modifiedMs(file.path);
  if (now === undefined || now === file.modifiedMs) return true;
  return (yield* askYesNo(nano, 'File on disk has changed; continue saving? ')) === 'y';
}

/** `selects`: only what is marked, which leaves the buffer as changed as it was. */
function writeFile(nano: Nano, path: string, way: Way, closes: boolean, selects: boolean): boolean {
  const { file } = nano;
  const stretch = selects ? markedStretch(nano) : undefined;
  const whole = stretch ? textBetween(nano, stretch.start, stretch.end).join(file.format === 'dos' ? '\r\n' : '\n') : textOf(nano);
  let text = whole;
  if (way !== 'write') {
    const old = nano.around.disk.read(path);
    const before = old.kind === 'text' ? old.text : '';
    text = way === 'append' ? before + whole : whole + before;
  }
  const error = nano.around.disk.write(path, text);
  if (error !== undefined) {
    nano.say(`Error writing ${path}: ${error}`);
    return false;
  }
  const lines = stretch ? stretch.end.line - stretch.start.line + (stretch.end.column > 0 ? 1 : 0) : nano.textLines;
  if (way === 'write' && !stretch) {
    file.path = path;
    nano.buffer.saved();
    file.modifiedMs = nano.around.disk.modifiedMs(path);
  }
  if (!closes) nano.say(`Wrote ${lines} line${lines === 1 ? '' : 's'}`);
  return true;
}

/** ^S: writes without a question when there is a name. */
export function* saveFile(nano: Nano): Editing {
  const { path } = nano.file;
  if (path === undefined) {
    yield* writeOut(nano, false);
    return;
  }
  if (yield* stillOurs(nano)) writeFile(nano, path, 'write', false, false);
}

/** ^X: asks about changes, then closes the buffer, and nano with the last one. */
export function* closeBuffer(nano: Nano): Editing {
  if (nano.buffer.modified && !nano.options.viewOnly) {
    const answer = yield* askYesNo(nano, 'Save modified buffer? ');
    if (answer === 'cancel') return;
    if (answer === 'y' && !(yield* writeOut(nano, true))) return;
  }
  nano.buffers.splice(nano.at, 1);
  if (nano.buffers.length === 0) {
    nano.exitCode = 0;
    return;
  }
  nano.at %= nano.buffers.length;
  nano.sayName();
}

/** M-< and M->. */
export function switchBuffer(nano: Nano, by: 1 | -1): void {
  if (nano.buffers.length < 2) return nano.say('No more open file buffers');
  nano.at = (nano.at + by + nano.buffers.length) % nano.buffers.length;
  nano.sayName();
}
