/** pwd as an executable: the working directory with symlinks resolved. */
import { isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]...',
  summary: 'Print the full name of the current working directory.',
  version: COREUTILS,
  options: { logical: flag('-L --logical', 'take it from the environment, symlinks and all'), physical: flag('-P --physical', 'without symlinks') },
};

export default tool({
  name: 'pwd',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const real = process.machine.files.realpath(process.cwd);
    yield* print(process, `${parsed.values.logical || isFileError(real) ? process.cwd : real}\n`);
    return 0;
  },
});
