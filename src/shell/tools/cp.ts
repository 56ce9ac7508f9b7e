/** cp: copies of files and directories. */
import { isFileError, readLine } from '../../os';
import { copyTo } from './_copy';
import type { CopySettings } from './_copy';
import { COREUTILS } from './_coreutils';
import { fail } from './_io';
import { flag, optional, options, value } from './_options';
import { absolutePath, dirName } from './_paths';
import { pairsOf } from './_targets';
import { quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... SOURCE... DEST',
  summary: 'Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.',
  version: COREUTILS,
  options: {
    archive: flag('-a --archive', 'same as -dR --preserve=all'),
    noDereference: flag('-d', 'copy symlinks as such, preserve links'),
    force: flag('-f --force', 'overwrite what cannot be opened'),
    interactive: flag('-i --interactive', 'ask before overwriting'),
    dereference: flag('-L --dereference', 'always follow symlinks'),
    commandLine: flag('-H', 'ignored'),
    noClobber: flag('-n --no-clobber', 'do not overwrite'),
    noDereferenceLong: flag('-P --no-dereference', 'never follow symlinks'),
    preserve: flag('-p', 'preserve mode, owner and times'),
    preserveList: optional('--preserve', 'preserve attributes'),
    parents: flag('--parents', 'use the full source name below the directory'),
    recursive: flag('-R -r --recursive', 'copy directories recursively'),
    target: value('-t --target-directory', 'copy into this directory'),
    noTarget: flag('-T --no-target-directory', 'DEST is a file'),
    update: flag('-u --update', 'only when newer'),
    verbose: flag('-v --verbose', 'say what is copied'),
    oneFileSystem: flag('-x --one-file-system', 'ignored'),
    reflink: optional('--reflink --sparse', 'ignored'),
  },
  lacks:
    '-b --backup -l --link -s --symbolic-link -S --suffix -Z --context --attributes-only --remove-destination --strip-trailing-slashes ' +
    '--no-preserve --copy-contents',
};

export default tool({
  name: 'cp',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const pairs = yield* pairsOf(process, command, operands, values.target, values.noTarget);
    if (typeof pairs === 'number') return pairs;
    const { files } = process.machine;
    if (values.parents) {
      const directory = values.target ?? (operands[operands.length - 1] as string);
      for (const pair of pairs) {
        pair.target = `${directory.replace(/\/+$/, '')}/${pair.source}`;
        files.mkdir(absolutePath(process, dirName(pair.target)), { parents: true });
      }
    }
    const settings: CopySettings = {
      recursive: values.recursive || values.archive,
      preserve: values.preserve || values.archive || values.preserveList !== undefined,
      keepLinks: !values.dereference && (values.archive || values.noDereference || values.noDereferenceLong || values.recursive),
      verbose: values.verbose,
      *mayOverwrite(target, source, existing) {
        if (values.noClobber) return false;
        if (values.update && existing.modifiedMs >= source.modifiedMs) return false;
        if (!values.interactive) return true;
        yield* process.stderr.write(`cp: overwrite ${quoteName(target)}? `);
        return /^[yY]/.test((yield* readLine(process.stdin)) ?? '');
      },
    };
    let failed = false;
    for (const { source, target } of pairs) {
      // `cp file dir/` where there is no such directory is refused, not renamed.
      if (target.endsWith('/') && isFileError(files.stat(absolutePath(process, target))) && !settings.recursive) {
        const stat = files.stat(absolutePath(process, source));
        if (!isFileError(stat)) {
          yield* fail(process, `cannot create regular file ${quoteName(target)}: Not a directory`);
          failed = true;
          continue;
        }
      }
      if (yield* copyTo(process, source, target, settings)) failed = true;
    }
    return failed ? 1 : 0;
  },
});
