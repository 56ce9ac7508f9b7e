/** dirname: all but the last name of a path. */
import { COREUTILS } from './_coreutils';
import { print } from './_io';
import { flag, misuse, options } from './_options';
import { dirName } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[OPTION] NAME...',
  summary: 'Print each NAME without its last component.',
  version: COREUTILS,
  options: { zero: flag('-z --zero', 'end each with NUL') },
};

export default tool({
  name: 'dirname',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    if (parsed.operands.length === 0) return yield* misuse(process, command, 'missing operand');
    yield* print(process, parsed.operands.map((name) => dirName(name) + (parsed.values.zero ? '\0' : '\n')).join(''));
    return 0;
  },
});
