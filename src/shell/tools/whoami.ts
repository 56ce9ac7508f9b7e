/** whoami: the user's name. */
import { COREUTILS } from './_coreutils';
import { print } from './_io';
import { misuse, options } from './_options';
import { quote } from './_text';
import { tool } from './_tool';
import { userName } from './_users';

const command = {
  usage: '[OPTION]...',
  summary: 'Print the user name associated with the current effective user ID.',
  version: COREUTILS,
  options: {},
};

export default tool({
  name: 'whoami',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    if (parsed.operands.length > 0) return yield* misuse(process, command, `extra operand ${quote(parsed.operands[0] as string)}`);
    yield* print(process, `${userName(process, process.uid)}\n`);
    return 0;
  },
});
