/** split: a file in pieces. */
import { errnoText, isFileError } from '../../os';
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { fail, openInput, print, readAll } from './_io';
import { flag, misuse, optional, options, value } from './_options';
import { absolutePath } from './_paths';
import { parseSize, quote, quoteName } from './_text';
import { tool } from './_tool';

/** More files than this at a time are more than a disk has room for. */
const CHUNKS_MAX = 65_536;

const command = {
  usage: '[OPTION]... [FILE [PREFIX]]',
  summary: 'Output pieces of FILE to PREFIXaa, PREFIXab, ...',
  version: COREUTILS,
  options: {
    suffixLength: value('-a --suffix-length', 'length of the suffix (2)'),
    additional: value('--additional-suffix', 'append ARG to file names'),
    bytes: value('-b --bytes', 'SIZE bytes per file'),
    lineBytes: value('-C --line-bytes', 'at most SIZE bytes of whole lines'),
    numeric: flag('-d', 'numeric suffixes'),
    numericFrom: optional('--numeric-suffixes', 'numeric suffixes from a start'),
    elide: flag('-e --elide-empty-files', 'no empty files with -n'),
    lines: value('-l --lines', 'NUM lines per file (1000)'),
    number: value('-n --number', 'that many files, l/N without splitting lines'),
    verbose: flag('--verbose', 'say which file is made'),
  },
  lacks: '--filter -t --separator -u --unbuffered -x --hex-suffixes',
};

export default tool({
  name: 'split',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(
      process,
      command,
      process.argv.slice(1).map((arg) => (/^-\d+$/.test(arg) ? `-l${arg.slice(1)}` : arg)),
    );
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length > 2) return yield* misuse(process, command, `extra operand ${quote(operands[2] as string)}`);
    const name = operands[0] ?? '-';
    const prefix = operands[1] ?? 'x';
    const source = openInput(process, name);
    if (isFileError(source)) return yield* fail(process, `cannot open ${quoteName(name)} for reading: ${errnoText(source.errno)}`);
    const text = yield* readAll(source);
    const pieces: string[] = [];
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    if (values.bytes !== undefined) {
      const size = parseSize(values.bytes);
      if (!size) return yield* fail(process, `invalid number of bytes: ${quote(values.bytes)}`);
      const bytes = encodeUtf8(text);
      for (let at = 0; at < bytes.length; at += size) pieces.push(decodeUtf8(bytes.subarray(at, at + size)));
    } else if (values.lineBytes !== undefined) {
      const size = parseSize(values.lineBytes);
      if (!size) return yield* fail(process, `invalid number of bytes: ${quote(values.lineBytes)}`);
      for (const line of lines) {
        const last = pieces[pieces.length - 1];
        if (last !== undefined && encodeUtf8(last + line).length <= size) pieces[pieces.length - 1] = last + line;
        else pieces.push(line);
      }
    } else if (values.number !== undefined) {
      const match = /^(l\/)?(\d+)$/.exec(values.number);
      if (!match || Number(match[2]) === 0) return yield* fail(process, `invalid number of chunks: ${quote(values.number)}`);
      const count = Number(match[2]);
      if (count > CHUNKS_MAX) return yield* fail(process, 'output file suffixes exhausted');
      const bytes = encodeUtf8(text);
      const size = Math.floor(bytes.length / count);
      if (!match[1])
        for (let i = 0; i < count; i++) pieces.push(decodeUtf8(bytes.subarray(i * size, i === count - 1 ? undefined : (i + 1) * size)));
      else {
        for (let i = 0; i < count; i++) pieces.push('');
        let at = 0;
        for (const line of lines) {
          const chunk = Math.min(count - 1, Math.floor(at / Math.max(1, size)));
          pieces[chunk] += line;
          at += encodeUtf8(line).length;
        }
      }
      if (values.elide) pieces.splice(0, pieces.length, ...pieces.filter(Boolean));
    } else {
      const count = Number(values.lines ?? 1000);
      if (!/^[1-9]\d*$/.test(values.lines ?? '1000')) return yield* fail(process, `invalid number of lines: ${quote(values.lines as string)}`);
      for (let i = 0; i < lines.length; i += count) pieces.push(lines.slice(i, i + count).join(''));
    }
    const length = Number(values.suffixLength ?? 2);
    const numeric = values.numeric || values.numericFrom !== undefined;
    const from = Number(values.numericFrom || 0);
    for (const [i, piece] of pieces.entries()) {
      const suffix = numeric ? String(i + from).padStart(length, '0') : letters(i, length);
      if (suffix === undefined || suffix.length > length) return yield* fail(process, 'output file suffixes exhausted');
      const file = `${prefix}${suffix}${values.additional ?? ''}`;
      if (values.verbose) yield* print(process, `creating file ${quoteName(file)}\n`);
      const error = process.machine.files.write(absolutePath(process, file), piece);
      if (error) return yield* fail(process, `${file}: ${errnoText(error.errno)}`);
    }
    return 0;
  },
});

function letters(number: number, length: number): string | undefined {
  let text = '';
  let rest = number;
  for (let i = 0; i < length; i++) {
    text = String.fromCharCode(97 + (rest % 26)) + text;
    rest = Math.floor(rest / 26);
  }
  return rest > 0 ? undefined : text;
}
