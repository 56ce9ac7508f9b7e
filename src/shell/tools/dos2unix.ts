/** dos2unix, unix2dos: line ends. */
import { errnoText, isFileError } from '../../os';
import { complain, isBusybox, print, programName, readAll } from './_io';
import { flag, options } from './_options';
import { absolutePath } from './_paths';
import { tool } from './_tool';

const command = {
  usage: '[options] [file ...]',
  summary: 'Convert line ends.',
  options: {
    quiet: flag('-q --quiet', 'no messages'),
    keepDate: flag('-k --keepdate', 'keep the time'),
    force: flag('-f --force', 'convert binary files'),
    unix: flag('-u', 'busybox: to unix'),
    dos: flag('-d', 'busybox: to dos'),
  },
  lacks: '-n --newfile -o --oldfile -c --convmode -i --info -b --keep-bom -e --add-eol -m --add-bom -r --remove-bom -s --safe -l --newline',
};

export default tool({
  name: 'dos2unix',
  aliases: ['unix2dos'],
  package: 'dos2unix',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const toDos = values.dos || (programName(process) === 'unix2dos' && !values.unix);
    const convert = (text: string): string => (toDos ? text.replace(/\r?\n/g, '\r\n') : text.replace(/\r\n/g, '\n'));
    if (operands.length === 0) {
      yield* print(process, convert(yield* readAll(process.stdin)));
      return 0;
    }
    const { files } = process.machine;
    let exitCode = 0;
    for (const name of operands) {
      const path = absolutePath(process, name);
      const text = files.read(path);
      if (isFileError(text)) {
        yield* complain(
          process,
          isBusybox(process)
            ? `can't open '${name}': ${errnoText(text.errno)}`
            : `${name}: ${errnoText(text.errno)}\n${programName(process)}: Skipping ${name}, not a regular file.`,
        );
        exitCode = isBusybox(process) ? 1 : 2;
        continue;
      }
      files.write(path, convert(text));
      if (!values.quiet && !isBusybox(process))
        yield* process.stderr.write(`${programName(process)}: converting file ${name} to ${toDos ? 'DOS' : 'Unix'} format...\n`);
    }
    return exitCode;
  },
});
