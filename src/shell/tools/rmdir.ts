/** rmdir: empty directories away. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, isBusybox, print } from './_io';
import { flag, misuse, options } from './_options';
import { absolutePath, dirName } from './_paths';
import { quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... DIRECTORY...',
  summary: 'Remove the DIRECTORY(ies), if they are empty.',
  version: COREUTILS,
  options: {
    ignore: flag('--ignore-fail-on-non-empty', 'no complaint about directories that are not empty'),
    parents: flag('-p --parents', 'remove its parents too'),
    verbose: flag('-v --verbose', 'say what is removed'),
  },
};

export default tool({
  name: 'rmdir',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    const { files } = process.machine;
    let exitCode = 0;
    for (const operand of operands) {
      for (let name = operand; ; name = dirName(name)) {
        if (values.verbose) yield* print(process, `rmdir: removing directory, ${quoteName(name)}\n`);
        const path = absolutePath(process, name);
        const stat = files.stat(path, false);
        const error = isFileError(stat) ? stat : stat.kind !== 'directory' ? ({ errno: 'ENOTDIR' } as const) : files.remove(path);
        if (error && !(values.ignore && error.errno === 'ENOTEMPTY')) {
          yield* complain(
            process,
            isBusybox(process) ? `'${name}': ${errnoText(error.errno)}` : `failed to remove ${quoteName(name)}: ${errnoText(error.errno)}`,
          );
          exitCode = 1;
        }
        if (error || !values.parents || dirName(name) === '.' || dirName(name) === '/') break;
      }
    }
    return exitCode;
  },
});
