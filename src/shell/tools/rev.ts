/** rev: each line's characters in reverse order. */
import { errnoText } from '../../os';
import { eachInput, isBusybox, LineReader, Output, plainComplaint } from './_io';
import { options } from './_options';
import { chars } from './_text';
import { tool } from './_tool';

const command = { usage: '[options] [<file>...]', summary: 'Reverse lines characterwise.', options: {}, version: 'from util-linux 2.38.1' };

export default tool({
  name: 'rev',
  package: 'util-linux',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const out = new Output(process);
    return yield* eachInput(
      process,
      parsed.operands,
      function* (source) {
        const reader = new LineReader(source);
        for (;;) {
          const lines = yield* reader.batch();
          if (!lines) return true;
          lines.forEach((line, i) => {
            out.put(chars(line).reverse().join('') + (reader.lacksNewline && i === lines.length - 1 ? '' : '\n'));
          });
          if (!(yield* out.flush())) return false;
        }
      },
      (name, error, of) => (isBusybox(of) ? plainComplaint(name, error, of) : `cannot open ${name}: ${errnoText(error.errno)}`),
    );
  },
});
