/** sysctl: kernel parameters that /proc/sys has. */
import { isFileError } from '../../os';
import type { Process } from '../../os';
import { complain, print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';
import { filesBelow } from './_walk';

const command = {
  usage: '[options] [variable[=value] ...]',
  summary: 'Show kernel parameters.',
  version: 'from procps-ng 4.0.2',
  options: {
    all: flag('-a -A -X --all', 'display all variables'),
    values: flag('-n --values', 'only values'),
    names: flag('-N --names', 'only names'),
    write: flag('-w --write', 'set a value'),
    quiet: flag('-q --quiet', 'no output'),
    ignore: flag('-e --ignore', 'no errors for unknown variables'),
    load: flag('-p --load', 'read values from a file'),
  },
  lacks: '-b --binary --system --pattern --deprecated',
};

export default tool({
  name: 'sysctl',
  package: 'procps',
  busybox: true,
  sbin: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.load) return 0;
    const names = values.all
      ? [...filesBelow(process, '/proc/sys')].map(({ path }) => path.slice('/proc/sys/'.length).replaceAll('/', '.'))
      : operands;
    if (names.length === 0) {
      yield* process.stderr.write("sysctl: no variables specified\nTry `sysctl --help' for more information.\n");
      return 1;
    }
    let exitCode = 0;
    for (const spec of names) {
      const [name, value] = spec.split(/=(.*)/s) as [string, string?];
      const current = read(process, name);
      if (current === undefined) {
        if (!values.ignore) yield* complain(process, `cannot stat /proc/sys/${name.replaceAll('.', '/')}: No such file or directory`);
        exitCode = values.ignore ? exitCode : 255;
        continue;
      }
      if (value !== undefined && value.trim() !== current) {
        yield* complain(process, `setting key "${name}": kernel parameters are fixed in this lab`);
        exitCode = 255;
        continue;
      }
      if (!values.quiet) yield* print(process, values.values ? `${current}\n` : values.names ? `${name}\n` : `${name} = ${current}\n`);
    }
    return exitCode;
  },
});

function read(process: Process, name: string): string | undefined {
  const text = process.machine.files.read(`/proc/sys/${name.replaceAll('.', '/')}`);
  return isFileError(text) ? undefined : text.trim();
}
