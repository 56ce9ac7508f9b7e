/** rm: files away, and with -r whole directories. */
import { errnoText, isFileError } from '../../os';
import type { FileError, Process } from '../../os';
import { readLine } from '../../os';
import type { Program } from '../../sim';
import { COREUTILS } from './_coreutils';
import { complain, isBusybox, print } from './_io';
import { flag, misuse, optional, options } from './_options';
import { absolutePath, baseName, joinTyped, normalizePath } from './_paths';
import { quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Remove (unlink) the FILE(s).',
  version: COREUTILS,
  options: {
    force: flag('-f --force', 'ignore files that do not exist, never ask'),
    ask: flag('-i', 'ask before every removal'),
    askOnce: flag('-I', 'ask once'),
    interactive: optional('--interactive', 'ask: never, once, always'),
    recursive: flag('-r -R --recursive', 'remove directories and what is in them'),
    dir: flag('-d --dir', 'remove empty directories'),
    verbose: flag('-v --verbose', 'say what is removed'),
    noPreserveRoot: flag('--no-preserve-root', 'do not treat / specially'),
    preserveRoot: optional('--preserve-root', 'do not remove /'),
    oneFileSystem: flag('--one-file-system', 'ignored'),
  },
};

export default tool({
  name: 'rm',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return values.force ? 0 : yield* misuse(process, command, 'missing operand');
    const asks = values.ask || values.interactive === 'always' || values.interactive === '';
    const busybox = isBusybox(process);
    let exitCode = 0;
    if (values.askOnce && (operands.length > 3 || values.recursive)) {
      const what = values.recursive
        ? `recursively remove ${operands.length} argument${operands.length > 1 ? 's' : ''}`
        : `remove ${operands.length} arguments`;
      if (!(yield* confirm(process, `rm: ${what}? `))) return 0;
    }
    for (const name of operands) {
      const last = baseName(name);
      if (values.recursive && (last === '.' || last === '..')) {
        yield* complain(process, `refusing to remove '.' or '..' directory: skipping ${quoteName(name)}`);
        exitCode = 1;
        continue;
      }
      const path = absolutePath(process, name);
      if (values.recursive && normalizePath(path) === '/' && !values.noPreserveRoot && !busybox) {
        yield* complain(process, `it is dangerous to operate recursively on ${quoteName('/')}`);
        yield* complain(process, 'use --no-preserve-root to override this failsafe');
        exitCode = 1;
        continue;
      }
      const stat = process.machine.files.stat(path, false);
      if (isFileError(stat)) {
        if (values.force && (stat.errno === 'ENOENT' || stat.errno === 'ENOTDIR')) continue;
        yield* complain(process, refusal(busybox, name, stat));
        exitCode = 1;
        continue;
      }
      if (stat.kind === 'directory' && !values.recursive) {
        const names = process.machine.files.list(path);
        const isEmpty = Array.isArray(names) && names.length === 0;
        if (!values.dir || !isEmpty) {
          yield* complain(
            process,
            busybox ? `${quoteName(name)} is a directory` : refusal(false, name, { errno: values.dir ? 'ENOTEMPTY' : 'EISDIR' }),
          );
          exitCode = 1;
          continue;
        }
      }
      if (yield* removeOne(process, name, asks, values.verbose, busybox)) exitCode = 1;
    }
    return exitCode;
  },
});

function refusal(busybox: boolean, name: string, error: FileError): string {
  return busybox ? `can't remove '${name}': ${errnoText(error.errno)}` : `cannot remove ${quoteName(name)}: ${errnoText(error.errno)}`;
}

function* confirm(process: Process, question: string): Program<boolean> {
  yield* process.stderr.write(question);
  const answer = yield* readLine(process.stdin);
  return answer !== undefined && /^[yY]/.test(answer);
}

/** Removes bottom up, so that what was refused inside is named; true when something failed. */
function* removeOne(process: Process, name: string, asks: boolean, verbose: boolean, busybox: boolean): Program<boolean> {
  const { files } = process.machine;
  const path = absolutePath(process, name);
  const stat = files.stat(path, false);
  if (isFileError(stat)) return false;
  let failed = false;
  if (stat.kind === 'directory') {
    const names = files.list(path);
    if (asks && Array.isArray(names) && names.length > 0 && !(yield* confirm(process, `rm: descend into directory ${quoteName(name)}? `)))
      return false;
    for (const entry of Array.isArray(names) ? names : [])
      if (yield* removeOne(process, joinTyped(name, entry), asks, verbose, busybox)) failed = true;
    yield* process.busy(0);
    if (asks && !(yield* confirm(process, `rm: remove directory ${quoteName(name)}? `))) return failed;
  } else if (asks) {
    const what =
      stat.kind === 'symlink' ? 'symbolic link' : stat.kind === 'file' ? (stat.size === 0 ? 'regular empty file' : 'regular file') : stat.kind;
    if (!(yield* confirm(process, busybox ? `rm: remove '${name}'? ` : `rm: remove ${what} ${quoteName(name)}? `))) return failed;
  }
  const error = files.remove(path);
  if (error) {
    // What is not empty because something inside stayed was complained about there.
    if (!(failed && error.errno === 'ENOTEMPTY')) yield* complain(process, refusal(busybox, name, error));
    return true;
  }
  if (verbose)
    yield* print(process, busybox ? `removed '${name}'\n` : `removed ${stat.kind === 'directory' ? 'directory ' : ''}${quoteName(name)}\n`);
  return failed;
}
