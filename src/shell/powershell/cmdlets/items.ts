/** Files and folders: listing, going there, making, copying, moving and removing them. */
import { isFileError, windowsPath } from '../../../os';
import type { Program } from '../../../sim';
import { cmdlet, type Call } from '../cmdlet';
import { wildcard } from '../patterns';
import { problem } from '../problem';
import { textOf } from '../text';
import { listed, Thing, type Value } from '../values';
import { locationThing } from '../variables';
import { asOf, type Item, itemsAt, itemThing, join, notFound, pathOf, real, sorted } from './_items';

const DEPTH_MAX = 100;

/** The paths that a cmdlet is about: its parameter's, or what came down the pipeline. */
function pathsOf(call: Call, fallback?: string): string[] {
  const given = [...(call.has('LiteralPath') ? listed(call.value('LiteralPath')) : listed(call.value('Path'))), ...call.input].map(pathOf);
  return given.length === 0 && fallback !== undefined && !call.piped ? [fallback] : given;
}

function* found(call: Call, typed: string): Program<Item[]> {
  const items = itemsAt(call.shell, typed, call.has('LiteralPath'));
  if (items.length === 0 && !/[*?]/.test(typed)) yield* call.complain(asOf(call, notFound(call.shell, typed)));
  return items;
}

function* listFolder(call: Call, folder: string, depth: number): Program {
  const { files } = call.shell.process.machine;
  const names = files.list(folder);
  if (isFileError(names)) return;
  const like = call.text('Filter') === undefined ? undefined : wildcard(call.text('Filter') as string);
  const includes = call.texts('Include').map((each) => wildcard(each));
  const excludes = call.texts('Exclude').map((each) => wildcard(each));
  const folders: string[] = [];
  // Folders first, then files, each by name.
  const items = sorted(names).flatMap((name) => {
    const stat = files.stat(join(folder, name));
    return isFileError(stat) ? [] : [{ path: join(folder, name), stat, name }];
  });
  for (const item of [...items.filter((each) => each.stat.kind === 'directory'), ...items.filter((each) => each.stat.kind !== 'directory')]) {
    yield* call.shell.step();
    const isFolder = item.stat.kind === 'directory';
    if (isFolder) folders.push(item.path);
    if ((call.on('Directory') && !isFolder) || (call.on('File') && isFolder)) continue;
    if (like && !like(item.name)) continue;
    if (includes.length > 0 && !includes.some((each) => each(item.name))) continue;
    if (excludes.some((each) => each(item.name))) continue;
    yield* call.emit(call.on('Name') ? item.name : itemThing(item));
  }
  const deepest = call.number('Depth') ?? (call.on('Recurse') ? DEPTH_MAX : 0);
  if (depth < deepest) for (const each of folders) yield* listFolder(call, each, depth + 1);
}

function* copyTree(call: Call, from: string, to: string, depth: number): Program {
  const { files } = call.shell.process.machine;
  const stat = files.stat(from);
  if (isFileError(stat) || depth > DEPTH_MAX) return;
  yield* call.shell.step(5);
  if (stat.kind === 'directory') {
    files.mkdir(to, { parents: true });
    if (!call.on('Recurse')) return;
    const names = files.list(from);
    if (!isFileError(names)) for (const name of names) yield* copyTree(call, join(from, name), join(to, name), depth + 1);
  } else {
    const content = files.read(from);
    const failed = isFileError(content) ? content : files.write(to, content);
    if (isFileError(failed)) yield* call.complain(asOf(call, failed.errno === 'ENOENT' ? problem(`Could not find a part of the path '${windowsPath(to)}'.`, 'System.IO.DirectoryNotFoundException', 'NotSpecified', ':', 'DirectoryNotFoundException', false) : problem(`Access to the path '${windowsPath(to)}' is denied.`, 'System.UnauthorizedAccessException', 'PermissionDenied', ':', 'UnauthorizedAccessException', false)));
    else if (stat.program !== undefined) files.put(to, { program: stat.program });
  }
}

/** Into a folder that is there, or to a new name. */
function targetOf(call: Call, from: string, typed: string): string {
  const to = call.shell.path(typed);
  const stat = call.shell.process.machine.files.stat(to);
  return !isFileError(stat) && stat.kind === 'directory' ? join(to, from.slice(from.lastIndexOf('/') + 1)) : to;
}

function* setLocation(call: Call): Program {
  const { shell } = call;
  const typed = call.has('LiteralPath') ? (call.text('LiteralPath') as string) : (call.text('Path') ?? (call.input[0] === undefined ? shell.home : pathOf(call.input[0])));
  if (/^env:/i.test(typed)) throw problem("The Env: drive as a location is not supported in this lab's PowerShell; Get-ChildItem Env: lists it.", 'NotSupportedInThisLab', 'NotImplemented');
  if (typed === '-') {
    const back = shell.global.get('__before');
    if (back !== undefined) yield* go(call, textOf(back));
    return;
  }
  yield* go(call, typed);
}

function* go(call: Call, typed: string): Program {
  const { shell } = call;
  const [item] = itemsAt(shell, typed, call.has('LiteralPath'));
  if (!item || item.stat.kind !== 'directory') {
    yield* call.complain(asOf(call, item ? problem(`Cannot find path '${shell.shown(typed)}' because it does not exist.`, 'PathNotFound', 'ObjectNotFound', `${shell.shown(typed)}:String`, 'ItemNotFoundException', false) : notFound(shell, typed)));
    return;
  }
  shell.global.set('__before', shell.location);
  shell.process.cwd = real(shell, item.path);
  if (call.on('PassThru')) yield* call.emit(locationThing(shell.location));
}

const PATH = { Path: { kind: 'values', at: 0, piped: true, aliases: ['FullName'] }, LiteralPath: { kind: 'values', aliases: ['PSPath'] } } as const;

export default [
  cmdlet({
    name: 'Get-ChildItem',
    aliases: ['dir', 'ls', 'gci'],
    does: 'Lists what is in a folder.',
    parameters: { ...PATH, Filter: { kind: 'text', at: 1 }, Include: { kind: 'texts' }, Exclude: { kind: 'texts' }, Recurse: { kind: 'switch', aliases: ['s'] }, Depth: { kind: 'number' }, Force: { kind: 'switch' }, Directory: { kind: 'switch', aliases: ['ad'] }, File: { kind: 'switch', aliases: ['af'] }, Name: { kind: 'switch' }, Hidden: { kind: 'switch' } },
    *end(call) {
      for (const typed of pathsOf(call, '.')) {
        if (/^env:/i.test(typed)) {
          const like = wildcard(typed.slice(4).replace(/^[\\/]/, '') || '*');
          for (const [key, value] of [...call.shell.process.env].sort((a, b) => (a[0].toLowerCase() < b[0].toLowerCase() ? -1 : 1))) if (like(key)) yield* call.emit(new Thing('System.Collections.DictionaryEntry', { Name: key, Value: value }));
          continue;
        }
        const items = yield* found(call, typed);
        for (const item of items) {
          if (item.stat.kind === 'directory' && (items.length === 1 || call.on('Recurse'))) yield* listFolder(call, item.path, 0);
          else yield* call.emit(call.on('Name') ? item.path.slice(item.path.lastIndexOf('/') + 1) : itemThing(item));
        }
      }
    },
  }),
  cmdlet({
    name: 'Get-Item',
    aliases: ['gi'],
    does: 'One file or folder as an object.',
    parameters: { ...PATH, Force: { kind: 'switch' } },
    *end(call) {
      for (const typed of pathsOf(call)) for (const item of yield* found(call, typed)) yield* call.emit(itemThing(item));
    },
  }),
  cmdlet({ name: 'Set-Location', aliases: ['cd', 'chdir', 'sl'], does: 'Goes to another folder.', parameters: { Path: { kind: 'text', at: 0, piped: true }, LiteralPath: { kind: 'text' }, PassThru: { kind: 'switch' } }, end: setLocation }),
  cmdlet({
    name: 'Get-Location',
    aliases: ['pwd', 'gl'],
    does: 'The folder one is in.',
    *end(call) {
      yield* call.emit(locationThing(call.shell.location));
    },
  }),
  cmdlet({
    name: 'Push-Location',
    aliases: ['pushd'],
    does: 'Goes to another folder and remembers this one.',
    parameters: { Path: { kind: 'text', at: 0 } },
    *end(call) {
      const before = call.shell.location;
      yield* go(call, call.text('Path') ?? '.');
      if (!call.failed) call.shell.locations.push(before);
    },
  }),
  cmdlet({
    name: 'Pop-Location',
    aliases: ['popd'],
    does: 'Goes back to the folder that Push-Location remembered.',
    *end(call) {
      const before = call.shell.locations.pop();
      if (before !== undefined) yield* go(call, before);
    },
  }),
  cmdlet({
    name: 'New-Item',
    aliases: ['ni'],
    does: 'Makes a file or a folder.',
    parameters: { Path: { kind: 'texts', at: 0 }, Name: { kind: 'text' }, ItemType: { kind: 'text', aliases: ['Type'] }, Value: { kind: 'value', piped: true }, Force: { kind: 'switch' } },
    *end(call) {
      const { shell } = call;
      const { files } = shell.process.machine;
      const folder = /^d/i.test(call.text('ItemType') ?? 'File');
      const name = call.text('Name');
      for (const each of call.has('Path') ? call.texts('Path') : ['.']) {
        const typed = name === undefined ? each : `${each}\\${name}`;
        const path = shell.path(typed);
        const stat = files.stat(path);
        if (!isFileError(stat) && !(call.on('Force') && (stat.kind === 'directory') === folder)) {
          yield* call.complain(asOf(call, problem(folder ? `An item with the specified name ${shell.shown(typed)} already exists.` : `The file '${shell.shown(typed)}' already exists.`, folder ? 'DirectoryExist' : 'NewItemIOError', folder ? 'ResourceExists' : 'WriteError', `${shell.shown(typed)}:String`, 'IOException', false)));
          continue;
        }
        if (folder || call.on('Force')) files.mkdir(folder ? path : path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
        const failed = folder ? undefined : files.write(path, textOf(call.value('Value') ?? (call.input.length > 0 ? textOf(call.input[0] as Value) : '')));
        const made = files.stat(path);
        if (isFileError(failed) || isFileError(made)) yield* call.complain(asOf(call, problem(`Could not find a part of the path '${shell.shown(typed)}'.`, 'NewItemIOError', 'WriteError', `${shell.shown(typed)}:String`, 'DirectoryNotFoundException', false)));
        else yield* call.emit(itemThing({ path: real(shell, path), stat: made }));
      }
    },
  }),
  cmdlet({
    name: 'mkdir',
    aliases: ['md'],
    does: 'Makes a folder.',
    parameters: { Path: { kind: 'texts', at: 0, required: true }, Force: { kind: 'switch' } },
    *end(call) {
      const { shell } = call;
      const { files } = shell.process.machine;
      for (const typed of call.texts('Path')) {
        const path = shell.path(typed);
        if (!isFileError(files.stat(path)) && !call.on('Force')) {
          yield* call.complain(problem(`An item with the specified name ${shell.shown(typed)} already exists.`, 'DirectoryExist,Microsoft.PowerShell.Commands.NewItemCommand', 'ResourceExists', `${shell.shown(typed)}:String`, 'IOException', false));
          continue;
        }
        files.mkdir(path, { parents: true });
        const stat = files.stat(path);
        if (!isFileError(stat)) yield* call.emit(itemThing({ path: real(shell, path), stat }));
      }
    },
  }),
  cmdlet({
    name: 'Remove-Item',
    aliases: ['rm', 'del', 'rmdir', 'rd', 'ri', 'erase'],
    does: 'Removes files and folders.',
    parameters: { ...PATH, Recurse: { kind: 'switch' }, Force: { kind: 'switch' }, Include: { kind: 'texts' } },
    *end(call) {
      const { files } = call.shell.process.machine;
      for (const typed of pathsOf(call)) {
        if (/^env:/i.test(typed)) {
          call.shell.setEnvironment(typed.slice(4).replace(/^[\\/]/, ''), undefined);
          continue;
        }
        for (const { path, stat } of yield* found(call, typed)) {
          yield* call.shell.step(5);
          const names = stat.kind === 'directory' ? files.list(path) : [];
          const full = !isFileError(names) && names.length > 0;
          if (full && !call.on('Recurse')) {
            yield* call.complain(asOf(call, problem(`Cannot remove the item at '${windowsPath(path)}' because it is not empty. Use -Recurse to remove it and everything in it.`, 'DirectoryNotEmpty', 'WriteError', `${windowsPath(path)}:DirectoryInfo`, 'IOException', false)));
            continue;
          }
          const failed = files.remove(path, { recursive: true });
          if (isFileError(failed)) yield* call.complain(asOf(call, problem(`Cannot remove item ${windowsPath(path)}: Access to the path is denied.`, 'RemoveFileSystemItemUnAuthorizedAccess', 'PermissionDenied', `${windowsPath(path)}:FileInfo`, 'UnauthorizedAccessException', false)));
        }
      }
    },
  }),
  cmdlet({
    name: 'Copy-Item',
    aliases: ['cp', 'copy', 'cpi'],
    does: 'Copies files and folders.',
    parameters: { ...PATH, Destination: { kind: 'text', at: 1 }, Recurse: { kind: 'switch' }, Force: { kind: 'switch' }, Container: { kind: 'switch' } },
    *end(call) {
      for (const typed of pathsOf(call)) for (const { path } of yield* found(call, typed)) yield* copyTree(call, path, targetOf(call, path, call.text('Destination') ?? '.'), 0);
    },
  }),
  cmdlet({
    name: 'Move-Item',
    aliases: ['mv', 'move', 'mi'],
    does: 'Moves files and folders.',
    parameters: { ...PATH, Destination: { kind: 'text', at: 1 }, Force: { kind: 'switch' } },
    *end(call) {
      const { files } = call.shell.process.machine;
      for (const typed of pathsOf(call)) {
        for (const { path } of yield* found(call, typed)) {
          const to = targetOf(call, path, call.text('Destination') ?? '.');
          if (!isFileError(files.stat(to)) && !call.on('Force')) yield* call.complain(asOf(call, problem('Cannot create a file when that file already exists.', 'MoveFileInfoItemIOError', 'WriteError', `${windowsPath(path)}:FileInfo`, 'IOException', false)));
          else if (isFileError(files.rename(path, to))) yield* call.complain(asOf(call, problem('Could not find a part of the path.', 'MoveFileInfoItemIOError', 'WriteError', `${windowsPath(path)}:FileInfo`, 'DirectoryNotFoundException', false)));
        }
      }
    },
  }),
  cmdlet({
    name: 'Rename-Item',
    aliases: ['ren', 'rni'],
    does: 'Gives a file or folder another name.',
    parameters: { Path: { kind: 'values', at: 0, piped: true }, NewName: { kind: 'text', at: 1, required: true } },
    *end(call) {
      const { files } = call.shell.process.machine;
      for (const typed of pathsOf(call)) {
        for (const { path } of yield* found(call, typed)) {
          const to = join(path.slice(0, path.lastIndexOf('/')) || '/', call.text('NewName') as string);
          if (!isFileError(files.stat(to)) || isFileError(files.rename(path, to))) yield* call.complain(asOf(call, problem('Cannot create a file when that file already exists.', 'RenameItemIOError', 'WriteError', `${windowsPath(path)}:String`, 'IOException', false)));
        }
      }
    },
  }),
  cmdlet({
    name: 'Test-Path',
    does: 'Whether there is something of this name.',
    parameters: { ...PATH, PathType: { kind: 'text', aliases: ['Type'] } },
    *end(call) {
      for (const typed of pathsOf(call)) {
        if (/^env:/i.test(typed)) yield* call.emit(call.shell.environment(typed.slice(4).replace(/^[\\/]/, '')) !== undefined);
        else {
          const kind = (call.text('PathType') ?? 'Any').toLowerCase();
          yield* call.emit(itemsAt(call.shell, typed, call.has('LiteralPath')).some(({ stat }) => kind === 'any' || (kind === 'container') === (stat.kind === 'directory')));
        }
      }
    },
  }),
  cmdlet({
    name: 'Join-Path',
    does: 'Puts a path and a name together.',
    parameters: { Path: { kind: 'text', at: 0, required: true, piped: true }, ChildPath: { kind: 'text', at: 1, required: true } },
    *end(call) {
      const base = call.text('Path') ?? textOf(call.input[0] ?? '');
      yield* call.emit(`${base.replace(/[\\/]+$/, '')}\\${(call.text('ChildPath') as string).replace(/^[\\/]+/, '')}`);
    },
  }),
  cmdlet({
    name: 'Split-Path',
    does: 'The folder of a path, or its last name.',
    parameters: { Path: { kind: 'text', at: 0, required: true, piped: true }, Leaf: { kind: 'switch' }, Parent: { kind: 'switch' }, Qualifier: { kind: 'switch' } },
    *end(call) {
      const path = (call.text('Path') ?? pathOf(call.input[0] ?? '')).replace(/[\\/]+$/, '');
      const cut = Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
      yield* call.emit(call.on('Leaf') ? path.slice(cut + 1) : call.on('Qualifier') ? (/^[A-Za-z]:/.exec(path)?.[0] ?? '') : /^[A-Za-z]:[^\\/]*[\\/][^\\/]*$/.test(path) ? path.slice(0, cut + 1) : path.slice(0, Math.max(0, cut)));
    },
  }),
  cmdlet({
    name: 'Resolve-Path',
    aliases: ['rvpa'],
    does: 'A path in full, its wildcards filled in.',
    parameters: PATH,
    *end(call) {
      for (const typed of pathsOf(call)) for (const { path } of yield* found(call, typed)) yield* call.emit(locationThing(windowsPath(path)));
    },
  }),
] as const;
