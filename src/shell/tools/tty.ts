/** tty: the terminal's name. */
import { COREUTILS } from './_coreutils';
import { print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]...',
  summary: 'Print the file name of the terminal connected to standard input.',
  version: COREUTILS,
  misuse: 2,
  options: { silent: flag('-s --silent --quiet', 'only the exit code') },
};

export default tool({
  name: 'tty',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { tty } = process.stdin;
    if (!parsed.values.silent) yield* print(process, tty ? `${tty.name.startsWith('/') ? '' : '/dev/'}${tty.name}\n` : 'not a tty\n');
    return tty ? 0 : 1;
  },
});
