/** nproc: how many CPUs. */
import { COREUTILS } from './_coreutils';
import { fail, print } from './_io';
import { flag, misuse, options, value } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]...',
  summary: 'Print the number of processing units available.',
  version: COREUTILS,
  options: { all: flag('--all', 'the number installed'), ignore: value('--ignore', 'leave out N of them') },
};

export default tool({
  name: 'nproc',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length > 0) return yield* misuse(process, command, `extra operand ${quote(operands[0] as string)}`);
    if (values.ignore !== undefined && !/^\d+$/.test(values.ignore)) return yield* fail(process, `invalid number: ${quote(values.ignore)}`);
    yield* print(process, `${Math.max(1, process.machine.cpus - Number(values.ignore ?? 0))}\n`);
    return 0;
  },
});
