/** Commands about files: reading, writing, going from one to the next, and leaving. */
import { askFilter } from '../ask';
import type { Editing } from '../ask';
import { byteLength } from '../../../os';
import type { ExCommand } from './ex';
import type { CommandName } from './ex-names';
import { runFilter } from './filter';
import { joinText, splitText } from './opened-files';
import type { OpenedFile } from './opened-files';
import type { Vi } from './vi';
import { shownPath } from './wording';

export type FileCommand = CommandName;

export function* fileCommand(vi: Vi, command: ExCommand): Editing<boolean> {
  const { name, bang, args } = command;
  switch (name) {
    case 'write':
      return yield* write(vi, command);
    case 'update':
      return vi.buffer.modified ? yield* write(vi, command) : true;
    case 'saveas': {
      if (args === '') return refuse(vi, 'E471: Argument required');
      const path = expandName(vi, args);
      if (path === undefined) return false;
      if (!(yield* writeTo(vi, { ...command, args: '' }, path))) return false;
      vi.file.path = path;
      vi.file.isRenamed = false;
      vi.file.modifiedMs = vi.around.disk.modifiedMs(path);
      vi.buffer.saved();
      return true;
    }
    case 'wq':
      if (!(yield* write(vi, command))) return false;
      return quit(vi, bang);
    case 'xit':
    case 'exit':
      if ((vi.buffer.modified || args !== '') && !(yield* write(vi, command))) return false;
      return quit(vi, bang);
    case 'wall':
      return yield* writeAll(vi, bang);
    case 'wqall':
    case 'xall':
      if (!(yield* writeAll(vi, bang))) return false;
      vi.exitCode = 0;
      return true;
    case 'quit':
      return quit(vi, bang);
    case 'quitall':
    case 'qall': {
      const changed = vi.files.all.find((file) => file.buffer.modified);
      if (changed && !bang) {
        vi.files.show(changed);
        yield* vi.show(['E37: No write since last change', `E162: No write since last change for buffer "${nameOf(changed)}"`].map((text) => vi.wording.complaint(text)));
        vi.dropKeys();
        return false;
      }
      vi.exitCode = 0;
      return true;
    }
    case 'edit':
    case 'visual':
    case 'view':
    case 'recover':
      return yield* edit(vi, command);
    case 'enew':
      if (vi.buffer.modified && !bang) return refuse(vi, vi.wording.notWritten);
      vi.files.show(vi.files.of(undefined));
      return true;
    case 'read':
      return yield* read(vi, command);
    case 'file':
      if (args !== '') {
        const path = expandName(vi, args);
        if (path === undefined) return false;
        vi.file.path = path;
        vi.file.isRenamed = true;
      }
      vi.say(vi.wording.fileInfo(vi));
      return true;
    case 'ls':
    case 'files':
    case 'buffers':
      yield* vi.show([`:${vi.typed}`, ...vi.files.all.map((file) => listLine(vi, file))]);
      return true;
    case 'args':
      vi.say(vi.files.args.map((name, i) => (i === vi.files.argAt ? `[${name}]` : name)).join(' '));
      return true;
    case 'pwd':
      vi.say(vi.around.cwd);
      return true;
    case 'cd':
      return refuse(vi, vi.wording.notAvailable);
    default:
      return yield* otherFile(vi, command);
  }
}

function refuse(vi: Vi, text: string): false {
  vi.complain(text);
  return false;
}

function nameOf(file: OpenedFile): string {
  return file.path ?? '[No Name]';
}

function listLine(vi: Vi, file: OpenedFile): string {
  const where = file === vi.file ? '%' : file === vi.files.alternate ? '#' : ' ';
  const state = file === vi.file ? 'a' : file.isLoaded ? 'h' : ' ';
  const mode = file.readOnly ? '=' : ' ';
  const changed = file.buffer.modified ? '+' : ' ';
  const line = file === vi.file ? vi.cursor.line + 1 : file.isLoaded ? file.buffer.cursor.line + 1 : file.number === 1 ? 0 : 0;
  return `${String(file.number).padStart(3)} ${where}${state}${mode}${changed} ${`"${nameOf(file)}"`.padEnd(30)} line ${line}`;
}

/** A typed name: `%` and `#` are the file and the one before. Undefined when that has no name, which has been said. */
function expandName(vi: Vi, typed: string): string | undefined {
  if (/^~(?=\/|$)/.test(typed)) return vi.around.home + typed.slice(1);
  if (typed === '#') {
    if (vi.files.alternate?.path !== undefined) return vi.files.alternate.path;
    vi.complain('E194: No alternate file name to substitute for \'#\'');
    return undefined;
  }
  if (typed === '%') {
    if (vi.file.path !== undefined) return vi.file.path;
    vi.complain('E499: Empty file name for \'%\' or \'#\', only works with ":p:h"');
    return undefined;
  }
  return typed.replace(/\\(.)/g, '$1');
}

// --- Writing -----------------------------------------------------------------------------------------------------

function* write(vi: Vi, command: ExCommand): Editing<boolean> {
  const { args } = command;
  if (args.startsWith('!') && command.name === 'write') {
    const { first, last } = linesToWrite(vi, command);
    return yield* runFilter(vi, args.slice(1).trim(), joinText(vi.buffer.lines.slice(first, last + 1), false));
  }
  const appends = args.startsWith('>>');
  const named = (appends ? args.slice(2) : args).trim();
  const path = named === '' ? vi.file.path : expandName(vi, named);
  if (path === undefined) return named === '' ? refuse(vi, 'E32: No file name') : false;
  return yield* writeTo(vi, { ...command, args: appends ? '>>' : '' }, path);
}

function linesToWrite(vi: Vi, { given, first, last }: ExCommand): { first: number; last: number } {
  return given === 0 ? { first: 0, last: vi.buffer.count - 1 } : { first: Math.max(0, first), last };
}

function* writeTo(vi: Vi, command: ExCommand, path: string): Editing<boolean> {
  const { file, buffer, around } = vi;
  const { bang } = command;
  const appends = command.args === '>>';
  const isOwn = path === file.path;
  const whole = command.given === 0 || (command.first === 0 && command.last === buffer.count - 1);
  const there = around.disk.modifiedMs(path);
  if (isOwn && file.readOnly && !bang) return refuse(vi, vi.wording.readOnly(path));
  if (!appends && !bang && there !== undefined && (!isOwn || file.isRenamed)) return refuse(vi, 'E13: File exists (add ! to override)');
  if (isOwn && !whole && !bang && !appends) return refuse(vi, 'E140: Use ! to write partial buffer');
  if (isOwn && !bang && there !== undefined && file.modifiedMs !== undefined && there !== file.modifiedMs && !file.isRenamed) {
    if (!(yield* vi.confirm('Do you really want to write to it (y/n)?', ['WARNING: The file has been changed since reading it!!!']))) return false;
  }
  const { first, last } = linesToWrite(vi, command);
  const lines = buffer.isEmpty && whole ? [] : buffer.lines.slice(first, last + 1);
  // The small vi leaves a last line without newline as it is.
  const keepsEnd = vi.wording.statusLine !== undefined && file.noNewline && whole;
  const joined = joinText(lines, file.dos);
  const text = keepsEnd ? joined.replace(/\r?\n$/, '') : joined;
  if (appends && there === undefined && !bang) return refuse(vi, "E212: Can't open file for writing");
  const error = around.disk.write(path, text, appends);
  if (error !== undefined) {
    const complaint = vi.wording.complaint(vi.wording.cannotWrite(shownPath(path, around), error));
    if (!vi.wording.hasIntro || complaint.startsWith('E')) return refuse(vi, complaint);
    yield* vi.show([`"${shownPath(path, around)}" `, complaint]);
    vi.dropKeys();
    return false;
  }
  if (isOwn && whole) {
    buffer.saved();
    if (!keepsEnd) file.noNewline = false;
    file.isRenamed = false;
    file.readOnly = false;
    vi.options.readonly = false;
  } else if (file.path === undefined && whole) {
    file.path = path;
    buffer.saved();
  }
  if (path === file.path) file.modifiedMs = around.disk.modifiedMs(path);
  vi.say(vi.wording.written(shownPath(path, around), { isNew: there === undefined, appends, lines: lines.length, bytes: byteLength(text), dos: file.dos, noNewline: keepsEnd }));
  return true;
}

function* writeAll(vi: Vi, bang: boolean): Editing<boolean> {
  for (const file of vi.files.all) {
    if (!file.buffer.modified) continue;
    if (file.path === undefined) return refuse(vi, `E141: No file name for buffer ${file.number}`);
    const shown = vi.files.current;
    vi.files.current = file;
    const ok = yield* writeTo(vi, { name: 'write', bang, given: 0, first: 0, last: 0, args: '' }, file.path);
    vi.files.current = shown;
    if (!ok) return false;
  }
  return true;
}

/** `ZZ`. */
export function* saveAndQuit(vi: Vi): Editing {
  yield* fileCommand(vi, { name: 'xit', bang: false, given: 0, first: 0, last: 0, args: '' });
}

function quit(vi: Vi, bang: boolean): boolean {
  if (vi.buffer.modified && !bang) return refuse(vi, vi.wording.notWritten);
  const other = vi.files.all.find((file) => file !== vi.file && file.buffer.modified);
  if (other && !bang) {
    vi.files.show(other);
    return refuse(vi, `E162: No write since last change for buffer "${nameOf(other)}"`);
  }
  const left = vi.files.args.length - 1 - vi.files.argAt;
  if (left > 0 && !bang && !vi.warnedOfArgs) {
    vi.warnedOfArgs = true;
    return refuse(vi, vi.wording.moreFiles(left));
  }
  vi.exitCode = 0;
  return true;
}

// --- Reading -----------------------------------------------------------------------------------------------------

function* edit(vi: Vi, { bang, args, name }: ExCommand): Editing<boolean> {
  const plus = /^\+(\S*)\s*/.exec(args);
  const typed = args.slice(plus?.[0].length ?? 0);
  const path = typed === '' ? vi.file.path : expandName(vi, typed);
  if (typed !== '' && path === undefined) return false;
  const same = path === vi.file.path;
  if (vi.buffer.modified && !bang && (same || typed === '')) return refuse(vi, vi.wording.notWritten);
  if (vi.buffer.modified && !bang && !same) return refuse(vi, vi.wording.notWritten);
  if (path === undefined) return true;
  const file = same ? vi.file : vi.files.of(path);
  if (bang) vi.buffer.modified = false;
  open(vi, file, true);
  if (name === 'view') vi.file.readOnly = vi.options.readonly = true;
  if (plus) {
    const command = plus[1] as string;
    if (command === '') vi.toLine(vi.buffer.count - 1);
    else yield* vi.runColon(command);
  }
  return true;
}

/** Shows a file, read from the disk when `again`, and says what it is. */
export function open(vi: Vi, file: OpenedFile, again: boolean): void {
  vi.files.show(file);
  const loaded = again && !file.buffer.modified ? vi.files.load(file, true) : undefined;
  vi.view.top = 0;
  vi.options.readonly = file.readOnly;
  vi.message = { ...(loaded ? vi.wording.opened(vi, file, loaded) : { text: vi.wording.fileInfo(vi), isError: false }), lines: vi.buffer.count };
  vi.wanted = vi.screenColumn();
}

/** Ctrl-^. */
export function* editAlternate(vi: Vi): Editing {
  const { alternate } = vi.files;
  if (!alternate) return vi.complain('E23: No alternate file');
  if (vi.buffer.modified) return vi.complain(vi.wording.notWritten);
  open(vi, alternate, true);
}

function* read(vi: Vi, { args, given, last }: ExCommand): Editing<boolean> {
  const at = given === 0 ? vi.cursor.line : last;
  let text: string;
  let said: string | undefined;
  if (args.startsWith('!')) {
    const output = yield* askFilter(args.slice(1), '');
    text = output.output;
  } else {
    const path = args === '' ? vi.file.path : expandName(vi, args);
    if (path === undefined) return args === '' ? refuse(vi, 'E32: No file name') : false;
    const answer = vi.around.disk.read(path);
    if (answer.kind === 'missing') return refuse(vi, vi.wording.cannotOpen(path));
    if (answer.kind === 'directory') return refuse(vi, `"${path}" is a directory`);
    if (answer.kind === 'error') return refuse(vi, vi.wording.cannotOpen(path));
    ({ text } = answer);
    said = vi.wording.read(shownPath(path, vi.around), splitText(text), byteLength(text));
  }
  const { lines } = splitText(text);
  if (said !== undefined) vi.say(said);
  if (lines.length > 0) {
    vi.buffer.replace(at + 1, 0, lines);
    vi.toLine(at + 1);
  }
  if (said !== undefined && vi.wording.statusLine) vi.say(said);
  return true;
}

// --- From file to file -------------------------------------------------------------------------------------------

function* otherFile(vi: Vi, { name, bang, args, given, last }: ExCommand): Editing<boolean> {
  const { files } = vi;
  if (name === 'bdelete') return deleteBuffer(vi, bang, args);
  if (vi.buffer.modified && !bang && name !== 'wnext') return refuse(vi, vi.wording.notWritten);
  if (bang) vi.buffer.modified = vi.buffer.modified && name.startsWith('b');
  if (name === 'buffer' || name.startsWith('b')) {
    const at = files.all.indexOf(vi.file);
    const count = files.all.length;
    const target =
      name === 'buffer'
        ? args !== '' || given > 0
          ? findBuffer(vi, args || String(last + 1))
          : vi.file
        : files.all[name === 'bfirst' ? 0 : name === 'blast' ? count - 1 : (at + (name === 'bnext' ? 1 : count - 1)) % count];
    if (!target) return refuse(vi, /^\d+$/.test(args) ? `E86: Buffer ${args} does not exist` : `E94: No matching buffer for ${args}`);
    if (target !== vi.file) open(vi, target, true);
    return true;
  }
  if (name === 'wnext' && !(yield* write(vi, { name: 'write', bang, given: 0, first: 0, last: 0, args: '' }))) return false;
  if (files.args.length <= 1) return refuse(vi, 'E163: There is only one file to edit');
  const step = name === 'next' || name === 'wnext' ? 1 : name === 'previous' || name === 'Next' ? -1 : 0;
  const at = name === 'first' || name === 'rewind' ? 0 : name === 'last' ? files.args.length - 1 : files.argAt + step * (given > 0 ? last + 1 : 1);
  if (at < 0) return refuse(vi, 'E164: Cannot go before first file');
  if (at >= files.args.length) return refuse(vi, 'E165: Cannot go beyond last file');
  files.argAt = at;
  open(vi, files.of(files.args[at]), true);
  return true;
}

function findBuffer(vi: Vi, name: string): OpenedFile | undefined {
  if (/^\d+$/.test(name)) return vi.files.all.find(({ number }) => number === Number(name));
  if (name === '#') return vi.files.alternate;
  return vi.files.all.find(({ path }) => path === name) ?? vi.files.all.find(({ path }) => path?.includes(name));
}

function deleteBuffer(vi: Vi, bang: boolean, args: string): boolean {
  const target = args === '' ? vi.file : findBuffer(vi, args);
  if (!target) return refuse(vi, `E516: No buffers were deleted: bdelete ${args}`);
  if (target.buffer.modified && !bang) return refuse(vi, `E89: No write since last change for buffer ${target.number} (add ! to override)`);
  if (target === vi.file) {
    const next = vi.files.alternate ?? vi.files.all.find((file) => file !== target) ?? vi.files.of(undefined);
    if (next === target) {
      vi.buffer.modified = false;
      return true;
    }
    open(vi, next, true);
  }
  vi.files.remove(target);
  return true;
}
