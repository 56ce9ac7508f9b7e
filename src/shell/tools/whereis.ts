/** whereis: binaries by name, in the usual places. */
import { isExecutable } from '../../os';
import { print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[options] [-BMS <dir>... -f] <name>',
  summary: 'Locate the binary of a command.',
  version: 'from util-linux 2.38.1',
  options: { binaries: flag('-b', 'only binaries'), manuals: flag('-m', 'only manuals'), sources: flag('-s', 'only sources') },
  lacks: '-B -M -S -f -u -g -l',
};
const PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/usr/games'];

export default tool({
  name: 'whereis',
  package: 'util-linux',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) {
      yield* process.stderr.write("whereis: not enough arguments\nTry 'whereis --help' for more information.\n");
      return 1;
    }
    for (const name of operands) {
      const found =
        values.manuals || values.sources
          ? []
          : PLACES.map((place) => `${place}/${name}`).filter((path) => isExecutable(process.machine.files, path));
      yield* print(process, `${name}:${found.map((path) => ` ${path}`).join('')}\n`);
    }
    return 0;
  },
});
