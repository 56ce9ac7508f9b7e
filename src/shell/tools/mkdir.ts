/** mkdir: new directories. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, fail, isBusybox, print } from './_io';
import { changeMode } from './_mode';
import { flag, misuse, options, value } from './_options';
import { absolutePath } from './_paths';
import { quote, quoteName } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... DIRECTORY...',
  summary: 'Create the DIRECTORY(ies), if they do not already exist.',
  version: COREUTILS,
  options: {
    mode: value('-m --mode', 'set the permissions'),
    parents: flag('-p --parents', 'make parents as needed, no error if existing'),
    verbose: flag('-v --verbose', 'say what is made'),
  },
  lacks: '-Z --context',
};

export default tool({
  name: 'mkdir',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    const mode = values.mode === undefined ? undefined : changeMode(values.mode, 0o777, true);
    if (values.mode !== undefined && mode === undefined) return yield* fail(process, `invalid mode ${quote(values.mode)}`);
    const { files } = process.machine;
    let exitCode = 0;
    for (const name of operands) {
      const steps: string[] = [];
      if (values.parents) {
        const parts = name.replace(/\/+$/, '').split('/');
        for (let i = 1; i <= parts.length; i++) if (parts.slice(0, i).join('/') !== '') steps.push(parts.slice(0, i).join('/'));
      } else steps.push(name);
      for (const step of steps) {
        const path = absolutePath(process, step);
        if (values.parents) {
          const stat = files.stat(path);
          if (!isFileError(stat) && stat.kind === 'directory') continue;
        }
        const error = files.mkdir(path, { mode: step === name ? mode : undefined });
        if (error) {
          yield* complain(
            process,
            isBusybox(process)
              ? `can't create directory '${step}': ${errnoText(error.errno)}`
              : `cannot create directory ${quote(name === step ? name : step)}: ${errnoText(error.errno)}`,
          );
          exitCode = 1;
          break;
        }
        if (values.verbose)
          yield* print(process, isBusybox(process) ? `created directory: '${step}'\n` : `mkdir: created directory ${quoteName(step)}\n`);
      }
    }
    return exitCode;
  },
});
