/** nice, ionice, setsid, stdbuf, chrt, unbuffer: wrappers whose effect this lab does not model; they run the command. */
import { COREUTILS } from './_coreutils';
import { runCommand } from './_children';
import { print, programName } from './_io';
import { flag, list, misuse, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... COMMAND [ARG]...',
  summary: 'Run COMMAND.',
  version: COREUTILS,
  misuse: 125,
  stopAtOperand: true,
  options: {
    adjustment: value('-n --adjustment', 'nice: accepted'),
    buffers: list('-o --output -i --input -e --error', 'stdbuf: accepted'),
    ionice: value('-c --class -p', 'ionice: accepted'),
    wait: flag('-w --wait -f --fork --ctty', 'setsid: accepted'),
  },
};

export default tool({
  name: 'nice',
  aliases: ['stdbuf', 'setsid', 'ionice'],
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const name = programName(process);
    const args = process.argv.slice(1);
    if (name === 'nice' && /^-\d+$/.test(args[0] ?? '')) args.shift();
    const parsed = yield* options(process, command, args);
    if (typeof parsed === 'number') return parsed;
    if (parsed.operands.length === 0) {
      if (name === 'nice') {
        yield* print(process, '0\n');
        return 0;
      }
      if (name === 'setsid') {
        yield* process.stderr.write("setsid: no command specified\nTry 'setsid --help' for more information.\n");
        return 1;
      }
      return yield* misuse(process, command, 'missing operand');
    }
    return yield* runCommand(process, parsed.operands, { newGroup: name === 'setsid' });
  },
});
