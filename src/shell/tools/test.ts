/** test and [ as executables; the shell has its own. */
import { fail, isBusybox, programName } from './_io';
import { evaluateTest, TestError } from './_test-expression';
import { quote } from './_text';
import { tool } from './_tool';

export default tool({
  name: 'test',
  aliases: ['['],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const args = process.argv.slice(1);
    if (programName(process) === '[') {
      if (args[args.length - 1] !== ']') return yield* fail(process, isBusybox(process) ? 'missing ]' : `missing ${quote(']')}`, 2);
      args.pop();
    }
    try {
      return evaluateTest(process, args) ? 0 : 1;
    } catch (thrown) {
      if (thrown instanceof TestError) return yield* fail(process, thrown.message, 2);
      throw thrown;
    }
  },
});
