/** nano: the editor that says at the bottom how to leave it. */
import { isFileError } from '../../os';
import { Nano, runAtTerminal } from '../editors';
import { complain, openInput, print, readAll } from './_io';
import { parseNanoArguments } from './_nano-arguments';
import { tool } from './_tool';

const HELP = `Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...

To place the cursor on a specific line of a file, put the line number with
a '+' before the filename.  When a filename is '-', nano reads data from
standard input.

 Option         Long option             Meaning
 -E             --tabstospaces          Typed tabs become spaces
 -L             --nonewlines            No newline is added at the end
 -T <number>    --tabsize=<number>      Columns of a tab
 -V             --version               Show the version and leave
 -c             --constantshow          Always show the cursor's position
 -h             --help                  Show this text and leave
 -i             --autoindent            Keep the indent of the line before
 -l             --linenumbers           Show line numbers
 -v             --view                  Look, but change nothing
 -x             --nohelp                Do not show the two rows of keys
`;

export default tool({
  name: 'nano',
  aliases: ['pico'],
  package: 'nano',
  *main(process) {
    const parsed = parseNanoArguments(process.argv.slice(1));
    switch (parsed.kind) {
      case 'version':
        yield* print(process, ' GNU nano, version 7.2\n');
        return 0;
      case 'help':
        yield* print(process, HELP);
        return 0;
      case 'refused':
        yield* process.stderr.write(`${parsed.message}\n`);
        return 1;
    }
    if (!process.stdout.tty) {
      yield* complain(process, 'Could not get size of window buffer: standard output is not a terminal');
      return 1;
    }
    let text: string | undefined;
    if (parsed.readsStdin) {
      const source = openInput(process, '-');
      if (!isFileError(source)) text = yield* readAll(source);
    } else if (!process.stdin.tty) {
      yield* process.stderr.write('Standard input is not a terminal\n');
      return 1;
    }
    return yield* runAtTerminal(process, (around) => new Nano(around, { ...parsed.start, ...(text === undefined ? {} : { text }) }), {
      inputEnded: '',
      terminated: 'Received SIGHUP or SIGTERM\n',
      stdinIsText: parsed.readsStdin,
    });
  },
});
