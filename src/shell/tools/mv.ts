/** mv: new names and places. */
import { errnoText, isFileError, joinPath, readLine } from '../../os';
import { copyTo } from './_copy';
import { COREUTILS } from './_coreutils';
import { complain, isBusybox, print } from './_io';
import { flag, options, value } from './_options';
import { absolutePath } from './_paths';
import { pairsOf } from './_targets';
import { quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... SOURCE... DEST',
  summary: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.',
  version: COREUTILS,
  options: {
    force: flag('-f --force', 'do not ask before overwriting'),
    interactive: flag('-i --interactive', 'ask before overwriting'),
    noClobber: flag('-n --no-clobber', 'do not overwrite'),
    target: value('-t --target-directory', 'move into this directory'),
    noTarget: flag('-T --no-target-directory', 'DEST is a file'),
    update: flag('-u --update', 'only when newer'),
    verbose: flag('-v --verbose', 'say what is moved'),
  },
  lacks: '-b --backup -S --suffix -Z --context --strip-trailing-slashes',
};

export default tool({
  name: 'mv',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const pairs = yield* pairsOf(process, command, operands, values.target, values.noTarget);
    if (typeof pairs === 'number') return pairs;
    const { files } = process.machine;
    let exitCode = 0;
    for (const { source, target } of pairs) {
      const from = absolutePath(process, source);
      const to = absolutePath(process, target);
      const stat = files.stat(from, false);
      if (isFileError(stat)) {
        yield* complain(process, `${isBusybox(process) ? "can't rename" : 'cannot stat'} ${quoteName(source)}: ${errnoText(stat.errno)}`);
        exitCode = 1;
        continue;
      }
      const existing = files.stat(to, false);
      if (!isFileError(existing)) {
        if (joinPath('/', from) === joinPath('/', to)) {
          yield* complain(process, `${quoteName(source)} and ${quoteName(target)} are the same file`);
          exitCode = 1;
          continue;
        }
        if (existing.kind === 'directory' && stat.kind !== 'directory') {
          yield* complain(process, `cannot overwrite directory ${quoteName(target)} with non-directory`);
          exitCode = 1;
          continue;
        }
        if (existing.kind !== 'directory' && stat.kind === 'directory') {
          yield* complain(process, `cannot overwrite non-directory ${quoteName(target)} with directory ${quoteName(source)}`);
          exitCode = 1;
          continue;
        }
        if (values.noClobber || (values.update && existing.modifiedMs >= stat.modifiedMs)) continue;
        if (values.interactive && !values.force) {
          yield* process.stderr.write(`mv: overwrite ${quoteName(target)}? `);
          if (!/^[yY]/.test((yield* readLine(process.stdin)) ?? '')) continue;
        }
      }
      if (stat.kind === 'directory' && joinPath('/', to).startsWith(`${joinPath('/', from)}/`)) {
        yield* complain(process, `cannot move ${quoteName(source)} to a subdirectory of itself, ${quoteName(target)}`);
        exitCode = 1;
        continue;
      }
      const error = files.rename(from, to);
      if (error?.errno === 'EXDEV') {
        // Another mount: copied, then removed, as mv does.
        const failed = yield* copyTo(process, source, target, {
          recursive: true,
          preserve: true,
          keepLinks: true,
          verbose: false,
          *mayOverwrite() {
            return true;
          },
        });
        if (failed) {
          exitCode = 1;
          continue;
        }
        files.remove(from, { recursive: true });
      } else if (error) {
        yield* complain(process, `cannot move ${quoteName(source)} to ${quoteName(target)}: ${errnoText(error.errno)}`);
        exitCode = 1;
        continue;
      }
      if (values.verbose) yield* print(process, `renamed ${quoteName(source)} -> ${quoteName(target)}\n`);
    }
    return exitCode;
  },
});
