/** cat: files one after the other, with the marks of -n, -b, -s, -E, -T, -v, -A. */
import { COREUTILS } from './_coreutils';
import { eachInput, LineReader, openingComplaint, Output } from './_io';
import { flag, options } from './_options';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Write FILEs, or standard input, to standard output.',
  version: COREUTILS,
  options: {
    showAll: flag('-A --show-all', 'same as -vET'),
    numberNonblank: flag('-b --number-nonblank', 'number lines that are not empty'),
    vE: flag('-e', 'same as -vE'),
    showEnds: flag('-E --show-ends', 'put $ at the end of each line'),
    number: flag('-n --number', 'number all lines'),
    squeeze: flag('-s --squeeze-blank', 'print at most one empty line in a row'),
    vT: flag('-t', 'same as -vT'),
    showTabs: flag('-T --show-tabs', 'show a tab as ^I'),
    unbuffered: flag('-u', 'ignored'),
    nonprinting: flag('-v --show-nonprinting', 'show control characters as ^X and M-X'),
  },
};

/** A control or escaped byte as `cat -v` shows it. */
export function visible(text: string, tabs: boolean): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code === 9) out += tabs ? '^I' : '\t';
    else if (code < 32) out += `^${String.fromCharCode(code + 64)}`;
    else if (code === 127) out += '^?';
    else if (code < 127) out += char;
    else for (const byte of utf8Bytes(code)) out += meta(byte);
  }
  return out;
}

function meta(byte: number): string {
  const low = byte - 128;
  return `M-${low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low)}`;
}

function utf8Bytes(code: number): number[] {
  if (code >= 0xdc80 && code <= 0xdcff) return [code - 0xdc00];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

export default tool({
  name: 'cat',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const ends = values.showEnds || values.showAll || values.vE;
    const tabs = values.showTabs || values.showAll || values.vT;
    const marks = values.nonprinting || values.showAll || values.vE || values.vT;
    const numbers = values.number || values.numberNonblank;
    if (!ends && !tabs && !marks && !numbers && !values.squeeze) {
      return yield* eachInput(
        process,
        operands,
        function* (source) {
          for (;;) {
            const chunk = yield* source.read();
            if (chunk === undefined) return true;
            if (!(yield* process.stdout.write(chunk))) return false;
            yield* process.busy(0);
          }
        },
        openingComplaint,
      );
    }
    let lineNumber = 0;
    let blanks = 0;
    // A file without a final newline is joined to the next one, so the line is only numbered once.
    let atLineStart = true;
    const out = new Output(process);
    return yield* eachInput(
      process,
      operands,
      function* (source) {
        const reader = new LineReader(source);
        for (;;) {
          const lines = yield* reader.batch();
          if (!lines) return true;
          lines.forEach((line, i) => {
            blanks = line === '' && atLineStart ? blanks + 1 : 0;
            if (values.squeeze && blanks > 1) return;
            if (numbers && atLineStart && !(values.numberNonblank && line === '')) out.put(`${String(++lineNumber).padStart(6)}\t`);
            out.put(marks ? visible(line, tabs) : tabs ? line.replaceAll('\t', '^I') : line);
            atLineStart = !(reader.lacksNewline && i === lines.length - 1);
            if (atLineStart) out.put(ends ? '$\n' : '\n');
          });
          if (!(yield* out.flush())) return false;
        }
      },
      openingComplaint,
    );
  },
});
