/** bc: arithmetic of any precision. */
import { isFileError } from '../../os';
import { Bc } from './_bc-run';
import { LineReader, openInput, print } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[options] [file ...]',
  helpOnMisuse: true,
  version: '1.07.1',
  options: {
    library: flag('-l --mathlib', 'use the math library'),
    quiet: flag('-q --quiet', 'no banner'),
    interactive: flag('-i --interactive', 'interactive mode'),
    standard: flag('-s --standard', 'accepted'),
    warn: flag('-w --warn', 'accepted'),
  },
};

export default tool({
  name: 'bc',
  package: 'bc',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (process.stdin.tty && !values.quiet) yield* print(process, 'bc 1.07.1\nThis is free software with ABSOLUTELY NO WARRANTY.\n');
    const bc = new Bc(values.library, () => process.busy(1));
    for (const name of [...operands, '-']) {
      const source = openInput(process, name);
      if (isFileError(source)) {
        yield* process.stderr.write(`File ${name} is unavailable.\n`);
        return 1;
      }
      const reader = new LineReader(source);
      for (let line = yield* reader.next(); line !== undefined && !bc.ended; line = yield* reader.next()) {
        // Whether more follows is asked only where a statement may be unfinished; a terminal is never read ahead.
        yield* bc.feed(line, process.stdin.tty ? false : yield* reader.atEnd(), name === '-' ? '(standard_in)' : name);
        if (bc.output !== '') {
          const text = bc.output;
          bc.output = '';
          if (!(yield* print(process, text))) return 1;
        }
        if (bc.errors !== '') {
          yield* process.stderr.write(bc.errors);
          bc.errors = '';
        }
        yield* process.busy(0);
      }
      source.close();
      if (bc.ended) break;
    }
    return 0;
  },
});
