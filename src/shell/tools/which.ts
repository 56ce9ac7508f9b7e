/** which: where commands are found. */
import { isExecutable } from '../../os';
import { Output } from './_io';
import { flag, options } from './_options';
import { absolutePath } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[-as] args',
  options: { all: flag('-a', 'all matches'), silent: flag('-s', 'no output') },
  misuse: 2,
  hint: (program: string) => `Usage: ${program} [-as] args\n`,
};

export default tool({
  name: 'which',
  package: 'debianutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const { files } = process.machine;
    const out = new Output(process);
    let exitCode = operands.length === 0 ? 1 : 0;
    for (const name of operands) {
      const found: string[] = [];
      if (name.includes('/')) {
        if (isExecutable(files, absolutePath(process, name))) found.push(name);
      } else {
        for (const directory of (process.env.get('PATH') ?? '').split(':')) {
          const path = `${directory.replace(/\/+$/, '')}/${name}`;
          if (directory !== '' && isExecutable(files, path)) found.push(path);
        }
      }
      if (found.length === 0) exitCode = 1;
      if (!values.silent) for (const path of values.all ? found : found.slice(0, 1)) out.line(path);
    }
    yield* out.flush();
    return exitCode;
  },
});
