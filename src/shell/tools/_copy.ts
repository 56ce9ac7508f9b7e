/** Copying within a machine's tree, for cp, mv across mounts, and install. */
import { errnoText, isFileError, joinPath } from '../../os';
import type { Process, Stat } from '../../os';
import type { Program } from '../../sim';
import { complain, isBusybox, print } from './_io';
import { absolutePath, joinTyped } from './_paths';
import { quoteName } from './_text';

export interface CopySettings {
  recursive: boolean;
  preserve: boolean;
  /** Symlinks are copied as such. */
  keepLinks: boolean;
  verbose: boolean;
  /** Called before an existing file is overwritten; false keeps it. */
  mayOverwrite: (target: string, source: Stat, existing: Stat) => Program<boolean>;
}

/** Copies one source to exactly `target`; true when something failed. Complaints are cp's. */
export function* copyTo(process: Process, source: string, target: string, settings: CopySettings): Program<boolean> {
  const { files } = process.machine;
  const from = absolutePath(process, source);
  const to = absolutePath(process, target);
  const stat = files.stat(from, !settings.keepLinks);
  if (isFileError(stat)) {
    yield* complain(process, `${isBusybox(process) ? "can't stat" : 'cannot stat'} ${quoteName(source)}: ${errnoText(stat.errno)}`);
    return true;
  }
  const existing = files.stat(to, !settings.keepLinks);
  const exists = !isFileError(existing);
  if (stat.kind === 'directory') {
    if (!settings.recursive) {
      yield* complain(process, `${isBusybox(process) ? '' : '-r not specified; '}omitting directory ${quoteName(source)}`);
      return true;
    }
    if (exists && existing.kind !== 'directory') {
      yield* complain(process, `cannot overwrite non-directory ${quoteName(target)} with directory ${quoteName(source)}`);
      return true;
    }
    if (joinPath('/', to) === joinPath('/', from) || joinPath('/', to).startsWith(`${joinPath('/', from)}/`)) {
      yield* complain(process, `cannot copy a directory, ${quoteName(source)}, into itself, ${quoteName(target)}`);
      return true;
    }
    const names = files.list(from);
    if (!exists) {
      const error = files.mkdir(to, { mode: stat.mode });
      if (error) {
        yield* complain(process, `cannot create directory ${quoteName(target)}: ${errnoText(error.errno)}`);
        return true;
      }
      if (settings.verbose) yield* print(process, `${quoteName(source)} -> ${quoteName(target)}\n`);
    }
    let failed = false;
    for (const name of Array.isArray(names) ? names : [])
      if (yield* copyTo(process, joinTyped(source, name), joinTyped(target, name), settings)) failed = true;
    if (settings.preserve) copyAttributes(process, to, stat);
    yield* process.busy(0.05);
    return failed;
  }
  if (exists && existing.kind === 'directory') {
    yield* complain(process, `cannot overwrite directory ${quoteName(target)} with non-directory`);
    return true;
  }
  if (exists && files.realpath(from) === files.realpath(to)) {
    yield* complain(process, `${quoteName(source)} and ${quoteName(target)} are the same file`);
    return true;
  }
  if (exists && !(yield* settings.mayOverwrite(target, stat, existing))) return false;
  if (stat.kind === 'symlink') {
    if (exists) files.remove(to);
    const error = files.symlink(stat.target ?? '', to);
    if (error) {
      yield* complain(process, `cannot create symbolic link ${quoteName(target)}: ${errnoText(error.errno)}`);
      return true;
    }
  } else {
    const content = stat.kind === 'file' ? files.read(from) : '';
    if (isFileError(content)) {
      yield* complain(process, `cannot open ${quoteName(source)} for reading: ${errnoText(content.errno)}`);
      return true;
    }
    const error = files.write(to, content, { mode: stat.mode & 0o777 });
    if (error) {
      yield* complain(
        process,
        `cannot create regular file ${quoteName(target)}: ${target.endsWith('/') ? 'Not a directory' : errnoText(error.errno)}`,
      );
      return true;
    }
    // A simulated executable stays one when it is copied.
    if (stat.program !== undefined) files.put(to, { program: stat.program, mode: stat.mode, content });
    yield* process.busy(0.02 + content.length / 500_000);
  }
  if (settings.preserve) copyAttributes(process, to, stat);
  if (settings.verbose) yield* print(process, `${quoteName(source)} -> ${quoteName(target)}\n`);
  return false;
}

export function copyAttributes(process: Process, path: string, stat: Stat): void {
  const { files } = process.machine;
  files.chmod(path, stat.mode);
  files.chown(path, stat.uid, stat.gid);
  files.touch(path, stat.modifiedMs);
}
