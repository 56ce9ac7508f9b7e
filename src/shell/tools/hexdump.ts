/** hexdump, hd: bytes in hexadecimal; -C with text beside. */
import { hexByte, printable, readBytes, sameBytes } from './_dump';
import { Output, programName } from './_io';
import { flag, options, value } from './_options';
import { parseSize } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[options] <file>...',
  summary: 'Display file contents in hexadecimal, decimal, octal, or ascii.',
  version: 'from util-linux 2.38.1',
  options: {
    canonical: flag('-C --canonical', 'hex and ASCII'),
    length: value('-n --length', 'only that many bytes'),
    skip: value('-s --skip', 'skip bytes first'),
    all: flag('-v --no-squeezing', 'show equal lines too'),
    twoHex: flag('-x --two-bytes-hex', 'two-byte hexadecimal'),
  },
  lacks:
    '-b --one-byte-octal -c --one-byte-char -d --two-bytes-decimal -e --format -f --format-file -L --color -o --two-bytes-octal -X --one-byte-hex',
};

export default tool({
  name: 'hexdump',
  aliases: ['hd'],
  package: 'bsdextrautils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const canonical = values.canonical || programName(process) === 'hd';
    const skip = values.skip === undefined ? 0 : (parseSize(values.skip) ?? 0);
    const { bytes, exitCode } = yield* readBytes(process, operands, skip, values.length === undefined ? Infinity : (parseSize(values.length) ?? 0));
    const address = (at: number): string => (at + skip).toString(16).padStart(canonical ? 8 : 7, '0');
    const out = new Output(process);
    let previous: Uint8Array | undefined;
    let starred = false;
    for (let at = 0; at < bytes.length; at += 16) {
      const row = bytes.subarray(at, at + 16);
      if (!values.all && previous && row.length === 16 && sameBytes(row, previous)) {
        if (!starred) out.line('*');
        starred = true;
        continue;
      }
      starred = false;
      previous = row;
      if (canonical) {
        const cells = Array.from(row, hexByte);
        const left = cells.slice(0, 8).join(' ').padEnd(23);
        const right = cells.slice(8).join(' ').padEnd(23);
        out.line(`${address(at)}  ${left}  ${right}  |${Array.from(row, printable).join('')}|`);
      } else {
        let text = '';
        for (let i = 0; i < 16; i += 2) {
          const word = i < row.length ? (((row[i + 1] ?? 0) << 8) | (row[i] as number)).toString(16).padStart(4, '0') : '    ';
          text += (values.twoHex ? '    ' : ' ') + word;
        }
        out.line(address(at) + text);
      }
      if (out.pending > 16384 && !(yield* out.flush())) return 1;
    }
    if (bytes.length > 0) out.line(address(bytes.length));
    yield* out.flush();
    return exitCode;
  },
});
