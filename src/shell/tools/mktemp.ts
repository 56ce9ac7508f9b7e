/** mktemp: a new file or directory with a name nobody has. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { fail, isBusybox, print } from './_io';
import { flag, misuse, optional, options, value } from './_options';
import { absolutePath, joinTyped } from './_paths';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [TEMPLATE]',
  summary: 'Create a temporary file or directory, safely, and print its name.',
  version: COREUTILS,
  options: {
    directory: flag('-d --directory', 'create a directory'),
    dryRun: flag('-u --dry-run', 'only print a name'),
    quiet: flag('-q --quiet', 'no complaint about failure'),
    suffix: value('--suffix', 'append ARG to TEMPLATE'),
    parent: value('-p', 'relative to this directory'),
    tmpdir: optional('--tmpdir', 'the same; $TMPDIR or /tmp without one'),
    inTmp: flag('-t', 'a name below $TMPDIR'),
  },
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export default tool({
  name: 'mktemp',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length > 1) return yield* misuse(process, command, 'too many templates');
    const temporary = process.env.get('TMPDIR') || '/tmp';
    const template = (operands[0] ?? (isBusybox(process) ? 'tmp.XXXXXX' : 'tmp.XXXXXXXXXX')) + (values.suffix ?? '');
    const match = /^(.*?)(X{3,})([^X/]*)$/.exec(template);
    if (!match) return values.quiet ? 1 : yield* fail(process, `too few X's in template ${quote(template)}`);
    const directory =
      values.parent ??
      (values.tmpdir !== undefined ? values.tmpdir || temporary : values.inTmp || operands[0] === undefined ? temporary : undefined);
    const { files } = process.machine;
    const random = process.sim.random('mktemp');
    for (let tries = 0; tries < 100; tries++) {
      const name = match[1] + Array.from(match[2] as string, () => LETTERS.charAt(random.int(0, LETTERS.length - 1))).join('') + match[3];
      const shown = directory === undefined ? name : joinTyped(directory, name);
      const path = absolutePath(process, shown);
      if (!isFileError(files.stat(path, false))) continue;
      const error = values.dryRun ? undefined : values.directory ? files.mkdir(path, { mode: 0o700 }) : files.write(path, '', { mode: 0o600 });
      if (error) {
        if (values.quiet) return 1;
        const typed = directory === undefined ? template : joinTyped(directory, template);
        return yield* fail(
          process,
          isBusybox(process)
            ? `${typed}: ${errnoText(error.errno)}`
            : `failed to create ${values.directory ? 'directory' : 'file'} via template ${quote(typed)}: ${errnoText(error.errno)}`,
        );
      }
      yield* print(process, `${shown}\n`);
      return 0;
    }
    return yield* fail(process, `failed to create file via template ${quote(template)}: File exists`);
  },
});
