/** tac: lines in reverse order. */
import { errnoText } from '../../os';
import { COREUTILS } from './_coreutils';
import { eachInput, isBusybox, plainComplaint, Output, readAll } from './_io';
import { flag, options, value } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Write each FILE to standard output, last line first.',
  version: COREUTILS,
  options: {
    before: flag('-b --before', 'the separator stands before each record'),
    separator: value('-s --separator', 'use ARG between records instead of newline'),
  },
  lacks: '-r --regex',
};

export default tool({
  name: 'tac',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const separator = parsed.values.separator || '\n';
    const out = new Output(process);
    return yield* eachInput(
      process,
      parsed.operands,
      function* (source) {
        const text = yield* readAll(source);
        if (text === '') return true;
        const pieces = text.split(separator);
        if (parsed.values.before) {
          const records = pieces.map((piece, i) => (i === 0 ? piece : separator + piece));
          out.put(records.reverse().join(''));
        } else {
          const last = pieces.pop() as string;
          const records = pieces.map((piece) => piece + separator);
          if (last !== '') records.push(last);
          out.put(records.reverse().join(''));
        }
        return yield* out.flush();
      },
      (name, error, of) => {
        if (isBusybox(of)) return plainComplaint(name, error, of);
        return error.errno === 'EISDIR'
          ? `${name}: read error: ${errnoText('EINVAL')}`
          : `failed to open '${name}' for reading: ${errnoText(error.errno)}`;
      },
    );
  },
});
