/** xxd: a hex dump, and back (-r). */
import { errnoText, isFileError } from '../../os';
import { decodeUtf8 } from '../../os/utf8';
import { hexByte, printable, readBytes } from './_dump';
import { openInput, Output, print, readAll } from './_io';
import { flag, options, value } from './_options';
import { parseSize } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[options] [infile [outfile]]',
  summary: 'Make a hex dump, or with -r reverse one.',
  misuse: 1,
  options: {
    bits: flag('-b', 'binary digits'),
    columns: value('-c', 'bytes per line'),
    group: value('-g', 'bytes per group'),
    include: flag('-i', 'C include file style'),
    length: value('-l', 'stop after ARG bytes'),
    plain: flag('-p -ps', 'plain hex dump'),
    reverse: flag('-r', 'reverse: from hex to bytes'),
    seek: value('-s', 'start at this byte'),
    upper: flag('-u', 'upper case'),
  },
  lacks: '-a -C -d -e -E -n -o -R -t -v',
};

export default tool({
  name: 'xxd',
  package: 'xxd',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const name = operands[0] ?? '-';
    const probe = openInput(process, name);
    if (isFileError(probe)) {
      yield* process.stderr.write(`xxd: ${name}: ${errnoText(probe.errno)}\n`);
      return 2;
    }
    if (values.reverse) {
      const text = yield* readAll(probe);
      const digits = values.plain
        ? text.replace(/[^0-9a-fA-F]/g, '')
        : text
            .split('\n')
            .map((line) => (/^[0-9a-f]+:? *((?:[0-9a-f]{2,} ?)*)/i.exec(line)?.[1] ?? '').replace(/ /g, ''))
            .join('');
      const bytes: number[] = [];
      for (let i = 0; i + 1 < digits.length; i += 2) bytes.push(parseInt(digits.slice(i, i + 2), 16));
      yield* print(process, decodeUtf8(bytes));
      return 0;
    }
    const skip = values.seek === undefined ? 0 : (parseSize(values.seek) ?? 0);
    const limit = values.length === undefined ? Infinity : (parseSize(values.length) ?? 0);
    if (name !== '-') probe.close();
    const { bytes } = yield* readBytes(process, [name], skip, limit);
    const digit = (byte: number): string =>
      values.bits ? byte.toString(2).padStart(8, '0') : values.upper ? hexByte(byte).toUpperCase() : hexByte(byte);
    const out = new Output(process);
    if (values.plain) {
      const width = values.columns === undefined ? 30 : Number(values.columns) || Infinity;
      for (let at = 0; at < bytes.length; at += width) out.line(Array.from(bytes.subarray(at, at + width), digit).join(''));
    } else if (values.include) {
      const variable = name.replace(/[^A-Za-z0-9]/g, '_');
      const cells = Array.from(bytes, (byte) => `0x${digit(byte)}`);
      const rows: string[] = [];
      for (let at = 0; at < cells.length; at += 12) rows.push(`  ${cells.slice(at, at + 12).join(', ')}`);
      out.put(
        name === '-'
          ? `${rows.join(',\n')}\n`
          : `unsigned char ${variable}[] = {\n${rows.join(',\n')}\n};\nunsigned int ${variable}_len = ${bytes.length};\n`,
      );
    } else {
      const width = values.columns === undefined ? (values.bits ? 6 : 16) : Number(values.columns) || 16;
      const group = values.group === undefined ? (values.bits ? 1 : 2) : Number(values.group) || width;
      const cellWidth = values.bits ? 8 : 2;
      const full = width * cellWidth + Math.ceil(width / group) - 1;
      for (let at = 0; at < bytes.length; at += width) {
        const row = bytes.subarray(at, at + width);
        let cells = '';
        row.forEach((byte, i) => (cells += (i > 0 && i % group === 0 ? ' ' : '') + digit(byte)));
        out.line(`${(at + skip).toString(16).padStart(8, '0')}: ${cells.padEnd(full)}  ${Array.from(row, printable).join('')}`);
        if (out.pending > 16384 && !(yield* out.flush())) return 1;
      }
    }
    yield* out.flush();
    return 0;
  },
});
