/** What is in files: reading, writing, and finding text. */
import { isFileError, windowsPath } from '../../../os';
import { sleep, type Program } from '../../../sim';
import { cmdlet, type Call } from '../cmdlet';
import { formatted } from '../format';
import { pattern } from '../patterns';
import { problem } from '../problem';
import { textOf } from '../text';
import { listed, Thing, type Value } from '../values';
import { gatherText } from './_gather';
import { asOf, itemsAt, notFound, pathOf } from './_items';

const LOOK_MS = 1000;
const NEWLINE = '\r\n';

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

function paths(call: Call): string[] {
  return [...(call.has('LiteralPath') ? listed(call.value('LiteralPath')) : listed(call.value('Path'))), ...call.input].map(pathOf);
}

function* write(call: Call, append: boolean): Program {
  const { shell } = call;
  const values = call.has('Value') ? listed(call.value('Value')) : call.input;
  const text = values.map((each) => textOf(each)).join(NEWLINE) + (call.on('NoNewline') || values.length === 0 ? '' : NEWLINE);
  for (const typed of call.texts('Path')) {
    const failed = shell.process.machine.files.write(shell.path(typed), text.replace(/\r?\n/g, NEWLINE), { append });
    if (isFileError(failed)) yield* call.complain(asOf(call, failed.errno === 'ENOENT' ? problem(`Could not find a part of the path '${shell.shown(typed)}'.`, 'GetContentWriterDirectoryNotFoundError', 'ObjectNotFound', `${shell.shown(typed)}:String`, 'DirectoryNotFoundException', false) : problem(`Access to the path '${shell.shown(typed)}' is denied.`, 'GetContentWriterUnauthorizedAccessError', 'PermissionDenied', `${shell.shown(typed)}:String`, 'UnauthorizedAccessException', false)));
  }
}

function* follow(call: Call, path: string): Program {
  const { files } = call.shell.process.machine;
  let seen = files.read(path);
  for (;;) {
    yield* sleep(call.shell.sim, LOOK_MS);
    const now = files.read(path);
    if (isFileError(now) || isFileError(seen)) return;
    for (const line of linesOf(now.startsWith(seen) ? now.slice(seen.length) : now)) yield* call.emit(line);
    seen = now;
  }
}

interface Looking {
  test(text: string): RegExpExecArray | null | { index: number; 0: string };
}

function lookingFor(call: Call): Looking[] {
  return call.texts('Pattern').map((each): Looking => {
    if (!call.on('SimpleMatch')) {
      const found = pattern(each, call.on('CaseSensitive'));
      return { test: (text) => found.exec(text) };
    }
    const wanted = call.on('CaseSensitive') ? each : each.toLowerCase();
    return { test: (text) => { const index = (call.on('CaseSensitive') ? text : text.toLowerCase()).indexOf(wanted); return index < 0 ? null : { index, 0: text.slice(index, index + wanted.length) }; } };
  });
}

function* look(call: Call, line: string, number: number, path: string | undefined): Program {
  yield* call.shell.step();
  const found = lookingFor(call).map((each) => each.test(line)).find((each) => each !== null);
  if ((found === undefined) !== call.on('NotMatch')) return;
  if (call.on('Quiet')) {
    call.kept['found'] = true;
    return;
  }
  const made = new Thing('Microsoft.PowerShell.Commands.MatchInfo', { Line: line, LineNumber: number, Path: path ?? 'InputStream', Filename: path === undefined ? 'InputStream' : path.slice(path.lastIndexOf('\\') + 1), Pattern: call.texts('Pattern')[0] ?? '', Matches: found ? [new Thing('System.Text.RegularExpressions.Match', { Value: found[0], Index: found.index, Groups: 'length' in found ? [...found].map((each) => new Thing('System.Text.RegularExpressions.Group', { Value: each ?? '' })) : [] })] : [] });
  made.text = path === undefined ? line : `${path.slice(path.lastIndexOf('\\') + 1)}:${number}:${line}`;
  yield* call.emit(made);
}

export default [
  cmdlet({
    name: 'Get-Content',
    aliases: ['cat', 'type', 'gc'],
    does: 'The lines of a file.',
    parameters: { Path: { kind: 'values', at: 0, piped: true }, LiteralPath: { kind: 'values' }, TotalCount: { kind: 'number', aliases: ['First', 'Head'] }, Tail: { kind: 'number', aliases: ['Last'] }, Raw: { kind: 'switch' }, Wait: { kind: 'switch' }, Encoding: { kind: 'text' } },
    *end(call) {
      const { shell } = call;
      for (const typed of paths(call)) {
        const items = itemsAt(shell, typed, call.has('LiteralPath'));
        if (items.length === 0) yield* call.complain(asOf(call, notFound(shell, typed)));
        for (const { path, stat } of items) {
          const text = stat.kind === 'file' ? shell.process.machine.files.read(path) : ({ errno: 'EISDIR' } as const);
          if (isFileError(text)) {
            yield* call.complain(asOf(call, problem(`Access to the path '${windowsPath(path)}' is denied.`, 'GetContentReaderUnauthorizedAccessError', 'PermissionDenied', `${windowsPath(path)}:String`, 'UnauthorizedAccessException', false)));
            continue;
          }
          if (call.on('Raw')) {
            yield* call.emit(text);
            continue;
          }
          let lines = linesOf(text);
          if (call.has('TotalCount')) lines = lines.slice(0, call.number('TotalCount'));
          if (call.has('Tail')) lines = (call.number('Tail') as number) > 0 ? lines.slice(-(call.number('Tail') as number)) : [];
          for (const line of lines) {
            yield* shell.step();
            yield* call.emit(line);
          }
          if (call.on('Wait')) yield* follow(call, path);
        }
      }
    },
  }),
  cmdlet({ name: 'Set-Content', aliases: ['sc'], does: 'Writes a file anew.', parameters: { Path: { kind: 'texts', at: 0, required: true }, Value: { kind: 'values', at: 1, piped: true }, NoNewline: { kind: 'switch' }, Encoding: { kind: 'text' }, Force: { kind: 'switch' } }, end: (call) => write(call, false) }),
  cmdlet({ name: 'Add-Content', aliases: ['ac'], does: 'Writes at the end of a file.', parameters: { Path: { kind: 'texts', at: 0, required: true }, Value: { kind: 'values', at: 1, piped: true }, NoNewline: { kind: 'switch' }, Encoding: { kind: 'text' }, Force: { kind: 'switch' } }, end: (call) => write(call, true) }),
  cmdlet({ name: 'Clear-Content', aliases: ['clc'], does: 'Empties a file.', parameters: { Path: { kind: 'texts', at: 0, required: true }, Value: { kind: 'values' }, NoNewline: { kind: 'switch' } }, end: (call) => write(call, false) }),
  cmdlet({
    name: 'Out-File',
    does: 'Writes what would be shown to a file.',
    parameters: { FilePath: { kind: 'text', at: 0, required: true, aliases: ['Path', 'LiteralPath'] }, InputObject: { kind: 'values', piped: true }, Append: { kind: 'switch' }, NoNewline: { kind: 'switch' }, Encoding: { kind: 'text', at: 1 }, Width: { kind: 'number' }, Force: { kind: 'switch' } },
    *end(call) {
      const { shell } = call;
      const typed = call.text('FilePath') as string;
      const text = gatherText(formatted([...call.input, ...listed(call.value('InputObject'))], call.number('Width') ?? shell.width));
      const failed = shell.process.machine.files.write(shell.path(typed), call.on('NoNewline') ? text.replace(/\r\n$/, '') : text, { append: call.on('Append') });
      if (isFileError(failed)) yield* call.complain(problem(`Could not find a part of the path '${shell.shown(typed)}'.`, 'FileOpenFailure,Microsoft.PowerShell.Commands.OutFileCommand', 'OpenError', ':', 'DirectoryNotFoundException', false));
    },
  }),
  cmdlet({
    name: 'Select-String',
    aliases: ['sls'],
    does: 'Finds text in lines, and in files.',
    parameters: { Pattern: { kind: 'texts', at: 0, required: true }, Path: { kind: 'values', at: 1 }, InputObject: { kind: 'values', piped: true }, SimpleMatch: { kind: 'switch' }, CaseSensitive: { kind: 'switch' }, NotMatch: { kind: 'switch' }, Quiet: { kind: 'switch' }, List: { kind: 'switch' }, AllMatches: { kind: 'switch' } },
    *item(call, value: Value) {
      if (value instanceof Thing && value.type === 'System.IO.FileInfo') {
        call.input.push(value);
        return;
      }
      // What would be tables is searched as the lines that would be shown.
      const lines = value instanceof Thing && value.text === undefined ? formatted([value], call.shell.width).split('\n').filter((each) => each !== '') : textOf(value).split(/\r?\n/);
      for (const line of lines) {
        call.kept['count'] = ((call.kept['count'] as number | undefined) ?? 0) + 1;
        yield* look(call, line, call.kept['count'] as number, undefined);
      }
    },
    *end(call) {
      for (const line of call.texts('InputObject')) yield* look(call, line, 1, undefined);
      for (const typed of [...listed(call.value('Path')), ...call.input].map(pathOf)) {
        const items = itemsAt(call.shell, typed);
        if (items.length === 0 && !/[*?]/.test(typed)) yield* call.complain(asOf(call, notFound(call.shell, typed)));
        for (const { path, stat } of items) {
          const text = stat.kind === 'file' ? call.shell.process.machine.files.read(path) : '';
          if (!isFileError(text)) for (const [i, line] of linesOf(text).entries()) yield* look(call, line, i + 1, windowsPath(path));
        }
      }
      if (call.on('Quiet')) yield* call.emit(call.kept['found'] === true);
    },
  }),
] as const;

