/** readlink: where a symlink points, or the canonical path. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { canonicalPath } from './_canonical';
import { complain, print } from './_io';
import { flag, misuse, options } from './_options';
import { absolutePath } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILE...',
  summary: 'Print the value of a symbolic link or the canonical file name.',
  version: COREUTILS,
  options: {
    canonical: flag('-f --canonicalize', 'follow every symlink; all but the last component must exist'),
    existing: flag('-e --canonicalize-existing', 'the same, all components must exist'),
    missing: flag('-m --canonicalize-missing', 'the same, nothing need exist'),
    noNewline: flag('-n --no-newline', 'no newline at the end'),
    quiet: flag('-q -s --quiet --silent', 'no error messages'),
    verbose: flag('-v --verbose', 'error messages'),
    zero: flag('-z --zero', 'end each with NUL'),
  },
};

export default tool({
  name: 'readlink',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    const end = values.noNewline && operands.length === 1 ? '' : values.zero ? '\0' : '\n';
    const mode = values.existing ? 'existing' : values.missing ? 'missing' : values.canonical ? 'parents' : undefined;
    let exitCode = 0;
    for (const name of operands) {
      const stat = process.machine.files.stat(absolutePath(process, name), false);
      const result = mode
        ? canonicalPath(process, name, mode)
        : isFileError(stat)
          ? stat
          : stat.kind === 'symlink'
            ? (stat.target as string)
            : ({ errno: 'EINVAL' } as const);
      if (isFileError(result)) {
        if (values.verbose) yield* complain(process, `${name}: ${errnoText(result.errno)}`);
        exitCode = 1;
      } else yield* print(process, result + end);
    }
    return exitCode;
  },
});
