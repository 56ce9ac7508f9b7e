/** wc: lines, words, characters, bytes, and the longest line. */
import { byteLength } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { eachInput, isBusybox, Output, plainComplaint } from './_io';
import { flag, options } from './_options';
import { displayWidth } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Print newline, word, and byte counts for each FILE, and a total line if there are several.',
  version: COREUTILS,
  options: {
    bytes: flag('-c --bytes', 'print the byte counts'),
    chars: flag('-m --chars', 'print the character counts'),
    lines: flag('-l --lines', 'print the newline counts'),
    longest: flag('-L --max-line-length', 'print the width of the longest line'),
    words: flag('-w --words', 'print the word counts'),
  },
  lacks: '--files0-from',
};

interface Counts {
  lines: number;
  words: number;
  chars: number;
  bytes: number;
  longest: number;
}

export default tool({
  name: 'wc',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const none = !values.bytes && !values.chars && !values.lines && !values.longest && !values.words;
    const columns: (keyof Counts)[] = [];
    if (values.lines || none) columns.push('lines');
    if (values.words || none) columns.push('words');
    if (values.chars) columns.push('chars');
    if (values.bytes || none) columns.push('bytes');
    if (values.longest) columns.push('longest');
    const rows: { counts: Counts; name: string }[] = [];
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
    let exitCode = 0;
    for (const name of operands.length > 0 ? operands : ['']) {
      const counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
      let inWord = false;
      let lineWidth = 0;
      let isDirectory = false;
      const failed = yield* eachInput(
        process,
        [name === '' ? '-' : name],
        function* (source) {
          for (;;) {
            const chunk = yield* source.read();
            if (chunk === undefined) return true;
            counts.bytes += byteLength(chunk);
            const lines = chunk.split('\n');
            counts.lines += lines.length - 1;
            lines.forEach((line, i) => {
              if (i > 0) {
                inWord = false;
                lineWidth = 0;
              }
              for (const char of line) {
                counts.chars++;
                const isSpace = char <= ' ' && /\s/.test(char);
                if (!isSpace && !inWord) counts.words++;
                inWord = !isSpace;
              }
              if (values.longest) {
                lineWidth += displayWidth(line);
                counts.longest = Math.max(counts.longest, lineWidth);
              }
            });
            counts.chars += lines.length - 1;
            yield* process.busy(0);
          }
        },
        (typed, error, of) => {
          isDirectory = error.errno === 'EISDIR';
          return plainComplaint(typed, error, of);
        },
      );
      if (failed !== 0) exitCode = 1;
      if (failed !== 0 && !isDirectory) continue;
      rows.push({ counts, name });
      total.lines += counts.lines;
      total.words += counts.words;
      total.chars += counts.chars;
      total.bytes += counts.bytes;
      total.longest = Math.max(total.longest, counts.longest);
    }
    const shown = operands.length > 1 ? [...rows, { counts: total, name: 'total' }] : rows;
    const out = new Output(process);
    const width = isBusybox(process) ? busyboxWidth(columns, operands) : numberWidth(columns, operands, total, exitCode !== 0);
    for (const { counts, name } of shown) {
      const numbers = columns.map((column) => String(counts[column]).padStart(width)).join(' ');
      out.line(name === '' ? numbers : `${numbers} ${name}`);
    }
    yield* out.flush();
    return exitCode;
  },
});

/** GNU: as wide as the total of all sizes; 7 where a size is not known beforehand (stdin); 1 for a single number. */
function numberWidth(columns: readonly string[], operands: readonly string[], total: Counts, failed: boolean): number {
  if (columns.length === 1 && operands.length <= 1) return 1;
  if (operands.length === 0 || operands.includes('-')) return 7;
  return Math.max(failed && operands.length === 1 ? 7 : 1, String(total.bytes).length);
}

function busyboxWidth(columns: readonly string[], operands: readonly string[]): number {
  return columns.length === 1 && operands.length <= 1 ? 1 : 9;
}
