/** basename: the last name of a path, without a suffix if asked. */
import { COREUTILS } from './_coreutils';
import { print } from './_io';
import { flag, misuse, options, value } from './_options';
import { baseName } from './_paths';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: 'NAME [SUFFIX]\n  or:  basename OPTION... NAME...',
  summary: 'Print NAME without its leading directories.',
  version: COREUTILS,
  stopAtOperand: true,
  options: {
    multiple: flag('-a --multiple', 'every argument is a NAME'),
    suffix: value('-s --suffix', 'remove a trailing ARG; implies -a'),
    zero: flag('-z --zero', 'end each with NUL'),
  },
};

export default tool({
  name: 'basename',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    const several = values.multiple || values.suffix !== undefined;
    if (!several && operands.length > 2) return yield* misuse(process, command, `extra operand ${quote(operands[2] as string)}`);
    const suffix = values.suffix ?? (several ? '' : (operands[1] ?? ''));
    const names = several ? operands : operands.slice(0, 1);
    yield* print(
      process,
      names
        .map((name) => {
          const base = baseName(name);
          return (suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base) + (values.zero ? '\0' : '\n');
        })
        .join(''),
    );
    return 0;
  },
});
