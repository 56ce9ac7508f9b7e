/** paste: lines of several files side by side, or of one file in a row (-s). */
import { isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { fail, LineReader, openInput, Output, plainComplaint } from './_io';
import { flag, options, value } from './_options';
import { unescape } from './_printf';
import { chars } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Write lines made of the corresponding lines of each FILE, separated by TABs.',
  version: COREUTILS,
  options: {
    delimiters: value('-d --delimiters', 'use the characters of ARG in turn instead of TABs'),
    serial: flag('-s --serial', 'one file at a time'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
  },
};

export default tool({
  name: 'paste',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const delimiters =
      values.delimiters === undefined
        ? ['\t']
        : chars(unescape(values.delimiters.replaceAll('\\0', '\u{f0000}'), 'format').text).map((c) => (c === '\u{f0000}' ? '' : c));
    const delimiterAt = (i: number): string => (delimiters.length === 0 ? '' : (delimiters[i % delimiters.length] as string));
    const end = values.zero ? '\0' : '\n';
    const readers: LineReader[] = [];
    const shared = new Map<string, LineReader>();
    for (const name of operands.length > 0 ? operands : ['-']) {
      const known = name === '-' ? shared.get(name) : undefined;
      const source = known ? undefined : openInput(process, name);
      if (source && isFileError(source)) return yield* fail(process, plainComplaint(name, source, process));
      const reader = known ?? new LineReader(source as Exclude<typeof source, undefined>, end);
      if (name === '-') shared.set(name, reader);
      readers.push(reader);
    }
    const out = new Output(process);
    if (values.serial) {
      for (const reader of readers) {
        for (let i = -1; ; i++) {
          const line = yield* reader.next();
          if (line === undefined) break;
          out.put((i >= 0 ? delimiterAt(i) : '') + line);
        }
        out.put(end);
        if (!(yield* out.flush())) return 1;
      }
      return 0;
    }
    for (;;) {
      const row: (string | undefined)[] = [];
      for (const reader of readers) row.push(yield* reader.next());
      if (row.every((line) => line === undefined)) break;
      out.put(row.map((line, i) => (line ?? '') + (i < row.length - 1 ? delimiterAt(i) : end)).join(''));
      if (out.pending > 4096 && !(yield* out.flush())) return 1;
    }
    yield* out.flush();
    return 0;
  },
});
