/** strings: runs of printable characters. */
import { errnoText } from '../../os';
import { eachInput, fail, Output, readAll } from './_io';
import { flag, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[option(s)] [file(s)]',
  summary: 'Display printable strings in [file(s)] (stdin by default).',
  options: {
    all: flag('-a --all', 'the whole file (the default)'),
    length: value('-n --bytes', 'at least ARG characters (4)'),
    names: flag('-f --print-file-name', 'the file name before each'),
    offset: value('-t --radix', 'the place: o, d or x'),
  },
  lacks: '-d --data -w --include-all-whitespace -o -T --target -e --encoding -s --output-separator -U --unicode',
};

export default tool({
  name: 'strings',
  package: 'binutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(
      process,
      command,
      process.argv.slice(1).map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg)),
    );
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const least = Number(values.length ?? 4);
    if (!/^[1-9]\d*$/.test(values.length ?? '4')) return yield* fail(process, `invalid minimum string length ${values.length}`);
    const radix = values.offset === undefined ? undefined : ({ o: 8, d: 10, x: 16 } as Record<string, number>)[values.offset];
    const out = new Output(process);
    const exitCode = yield* eachInput(
      process,
      operands,
      function* (source, name) {
        const text = yield* readAll(source);
        for (const match of text.matchAll(new RegExp(`[\\t\\x20-\\x7e]{${least},}`, 'g'))) {
          out.line((values.names ? `${name}: ` : '') + (radix === undefined ? '' : `${match.index.toString(radix).padStart(7)} `) + match[0]);
        }
        return yield* out.flush();
      },
      (name, error) => (error.errno === 'ENOENT' ? `'${name}': No such file` : `Warning: '${name}': ${errnoText(error.errno)}`),
    );
    return exitCode;
  },
});
