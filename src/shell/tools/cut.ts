/** cut: chosen bytes, characters or fields of each line. */
import { decodeUtf8, encodeUtf8 } from '../../os/utf8';
import { COREUTILS } from './_coreutils';
import { eachInput, LineReader, Output } from './_io';
import { inList, parseRanges } from './_list-ranges';
import type { ListRange } from './_list-ranges';
import { flag, misuse, options, value } from './_options';
import { chars } from './_text';
import { tool } from './_tool';

const command = {
  usage: 'OPTION... [FILE]...',
  summary: 'Print selected parts of lines from each FILE to standard output.',
  version: COREUTILS,
  options: {
    bytes: value('-b --bytes', 'select only these bytes'),
    characters: value('-c --characters', 'select only these characters'),
    delimiter: value('-d --delimiter', 'use ARG instead of TAB between fields'),
    fields: value('-f --fields', 'select only these fields; also lines without a delimiter, unless -s'),
    noSplit: flag('-n', 'ignored'),
    complement: flag('--complement', 'the complement of the selection'),
    onlyDelimited: flag('-s --only-delimited', 'skip lines without a delimiter'),
    outputDelimiter: value('--output-delimiter', 'put ARG between what is printed'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
  },
};

/** The chosen fields of one line; undefined when -s skips it. */
export function cutFields(
  line: string,
  ranges: readonly ListRange[],
  delimiter: string,
  joiner: string,
  complement: boolean,
  onlyDelimited: boolean,
): string | undefined {
  const fields = line.split(delimiter);
  if (fields.length === 1) return onlyDelimited ? undefined : line;
  return fields.filter((_field, i) => inList(i + 1, ranges) !== complement).join(joiner);
}

/** The chosen positions of one line; runs that do not touch are joined by `joiner`. */
function cutPositions(units: readonly string[], ranges: readonly ListRange[], joiner: string, complement: boolean): string {
  let out = '';
  let last = 0;
  units.forEach((unit, i) => {
    if (inList(i + 1, ranges) === complement) return;
    const startsRange = joiner !== '' && last > 0 && (last !== i || ranges.some(({ from }) => from === i + 1));
    out += (startsRange ? joiner : '') + unit;
    last = i + 1;
  });
  return out;
}

export default tool({
  name: 'cut',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const lists = [values.bytes, values.characters, values.fields].filter((text) => text !== undefined);
    if (lists.length === 0) return yield* misuse(process, command, 'you must specify a list of bytes, characters, or fields');
    if (lists.length > 1) return yield* misuse(process, command, 'only one list may be specified');
    const byFields = values.fields !== undefined;
    if (values.delimiter !== undefined && !byFields)
      return yield* misuse(process, command, 'an input delimiter may be specified only when operating on fields');
    if (values.onlyDelimited && !byFields) {
      return yield* misuse(process, command, 'suppressing non-delimited lines makes sense\n\tonly when operating on fields');
    }
    if (values.delimiter !== undefined && chars(values.delimiter).length > 1)
      return yield* misuse(process, command, 'the delimiter must be a single character');
    const ranges = parseRanges(lists[0] as string, byFields ? 'field' : 'byte');
    if ('error' in ranges) return yield* misuse(process, command, ranges.error);
    const delimiter = values.delimiter === undefined ? '\t' : values.delimiter === '' ? '\0' : values.delimiter;
    const joiner = values.outputDelimiter ?? (byFields ? delimiter : '');
    const end = values.zero ? '\0' : '\n';
    const out = new Output(process);
    // The usual case: pieces of a line of plain characters, one after the other.
    const isPlain = joiner === '' && !values.complement && ranges.every(({ from }, i) => i === 0 || from > (ranges[i - 1] as ListRange).to);
    return yield* eachInput(process, operands, function* (source) {
      const reader = new LineReader(source, end);
      for (;;) {
        const lines = yield* reader.batch();
        if (!lines) return true;
        for (const line of lines) {
          if (byFields) {
            const text = cutFields(line, ranges, delimiter, joiner, values.complement, values.onlyDelimited);
            if (text !== undefined) out.put(text + end);
          } else if (isPlain && isAscii(line)) {
            for (const { from, to } of ranges) out.put(line.slice(from - 1, to));
            out.put(end);
          } else {
            // GNU cut counts bytes for -c too.
            const bytes = Array.from(encodeUtf8(line), (byte) => decodeByte(byte));
            const text = cutPositions(bytes, ranges, joiner, values.complement);
            out.put(decodeUtf8(encodeUtf8(text)) + end);
          }
        }
        if (!(yield* out.flush())) return false;
      }
    });
  },
});

function isAscii(line: string): boolean {
  for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) > 0x7f) return false;
  return true;
}

function decodeByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}
