/** printenv: environment variables, all or by name. */
import { COREUTILS } from './_coreutils';
import { print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [VARIABLE]...',
  summary: 'Print the values of environment VARIABLEs, or all of them.',
  version: COREUTILS,
  misuse: 2,
  stopAtOperand: true,
  options: { zero: flag('-0 --null', 'end each with NUL') },
};

export default tool({
  name: 'printenv',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const end = parsed.values.zero ? '\0' : '\n';
    if (parsed.operands.length === 0) {
      yield* print(process, [...process.env].map(([name, text]) => `${name}=${text}${end}`).join(''));
      return 0;
    }
    let exitCode = 0;
    for (const name of parsed.operands) {
      const text = process.env.get(name);
      if (text === undefined) exitCode = 1;
      else yield* print(process, text + end);
    }
    return exitCode;
  },
});
