/** uniq: repeated neighbouring lines once, counted, only repeated, or only unique. */
import { errnoText, isFileError } from '../../os';
import type { OpenFile } from '../../os';
import { COREUTILS } from './_coreutils';
import { fail, isBusybox, LineReader, openInput, openOutput, Output, openingComplaint } from './_io';
import { flag, misuse, options, value } from './_options';
import { chars, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [INPUT [OUTPUT]]',
  summary: 'Print neighbouring equal lines of INPUT (or standard input) once.',
  version: COREUTILS,
  options: {
    count: flag('-c --count', 'put the number of occurrences before each line'),
    repeated: flag('-d --repeated', 'only lines that are repeated, one of each'),
    allRepeated: flag('-D', 'only lines that are repeated, all of them'),
    skipFields: value('-f --skip-fields', 'do not compare the first NUM fields'),
    ignoreCase: flag('-i --ignore-case', 'compare without regard to case'),
    skipChars: value('-s --skip-chars', 'do not compare the first NUM characters'),
    unique: flag('-u --unique', 'only lines that are not repeated'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
    checkChars: value('-w --check-chars', 'compare at most NUM characters'),
  },
  lacks: '--all-repeated --group',
};

export default tool({
  name: 'uniq',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length > 2) return yield* misuse(process, command, `extra operand ${quote(operands[2] as string)}`);
    const numbers = { skipFields: 0, skipChars: 0, checkChars: Infinity };
    for (const [key, what] of [
      ['skipFields', 'fields to skip'],
      ['skipChars', 'bytes to skip'],
      ['checkChars', 'bytes to compare'],
    ] as const) {
      const text = values[key];
      if (text === undefined) continue;
      if (!/^\d+$/.test(text)) return yield* fail(process, `${text}: invalid number of ${what}`);
      numbers[key] = Number(text);
    }
    const keyOf = (line: string): string => {
      let key = line;
      for (let i = 0; i < numbers.skipFields; i++) key = key.replace(/^[ \t]*[^ \t]*/, '');
      if (numbers.skipChars > 0 || numbers.checkChars !== Infinity) {
        const all = chars(key);
        key = all.slice(numbers.skipChars, numbers.checkChars === Infinity ? undefined : numbers.skipChars + numbers.checkChars).join('');
      }
      return values.ignoreCase ? key.toLowerCase() : key;
    };
    const source = openInput(process, operands[0] ?? '-');
    if (isFileError(source))
      return yield* fail(
        process,
        isBusybox(process) ? openingComplaint(operands[0] as string, source, process) : `${operands[0]}: ${errnoText(source.errno)}`,
      );
    let target: OpenFile | undefined;
    if (operands[1] !== undefined && operands[1] !== '-') {
      const opened = openOutput(process, operands[1]);
      if (isFileError(opened)) return yield* fail(process, `${operands[1]}: ${errnoText(opened.errno)}`);
      target = opened;
    }
    const out = new Output(process, target);
    const end = values.zero ? '\0' : '\n';
    let group: { key: string; lines: string[]; count: number } | undefined;
    const show = (): void => {
      if (!group) return;
      const isRepeated = group.count > 1;
      if ((values.repeated || values.allRepeated) && !isRepeated) return;
      if (values.unique && isRepeated) return;
      for (const line of values.allRepeated ? group.lines : [group.lines[0] as string])
        out.put((values.count ? `${String(group.count).padStart(7)} ` : '') + line + end);
    };
    const reader = new LineReader(source, end);
    for (;;) {
      const lines = yield* reader.batch();
      if (!lines) break;
      for (const line of lines) {
        const key = keyOf(line);
        if (group?.key === key) {
          group.count++;
          if (values.allRepeated) group.lines.push(line);
        } else {
          show();
          group = { key, lines: [line], count: 1 };
        }
      }
      if (!(yield* out.flush())) return 1;
    }
    show();
    yield* out.flush();
    return 0;
  },
});
