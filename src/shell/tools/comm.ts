/** comm: lines of two sorted files: only in the first, only in the second, in both. */
import { isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { complain, fail, LineReader, openInput, Output, openingComplaint } from './_io';
import { collation } from './_locale';
import { flag, misuse, options, value } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILE1 FILE2',
  summary: 'Compare sorted files FILE1 and FILE2 line by line.',
  version: COREUTILS,
  options: {
    one: flag('-1', 'suppress column 1 (lines unique to FILE1)'),
    two: flag('-2', 'suppress column 2 (lines unique to FILE2)'),
    three: flag('-3', 'suppress column 3 (lines that appear in both files)'),
    check: flag('--check-order', 'fail when the input is not sorted'),
    noCheck: flag('--nocheck-order', 'do not check the order'),
    delimiter: value('--output-delimiter', 'put ARG between columns'),
    total: flag('--total', 'print a summary'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
  },
};

export default tool({
  name: 'comm',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    if (operands.length === 1) return yield* misuse(process, command, `missing operand after ${quote(operands[0] as string)}`);
    if (operands.length > 2) return yield* misuse(process, command, `extra operand ${quote(operands[2] as string)}`);
    const end = values.zero ? '\0' : '\n';
    const readers: LineReader[] = [];
    for (const name of operands) {
      const source = openInput(process, name);
      if (isFileError(source)) return yield* fail(process, openingComplaint(name, source, process));
      readers.push(new LineReader(source, end));
    }
    const [left, right] = readers as [LineReader, LineReader];
    const tab = values.delimiter ?? '\t';
    const column2 = values.one ? '' : tab;
    const column3 = column2 + (values.two ? '' : tab);
    const compare = collation(process);
    const counts = [0, 0, 0];
    const disorder = [false, false];
    const out = new Output(process);
    const advance = function* (reader: LineReader, file: 0 | 1, previous: string | undefined) {
      const line = yield* reader.next();
      if (line !== undefined && previous !== undefined && compare(previous, line) > 0) disorder[file] = true;
      return line;
    };
    let a = yield* left.next();
    let b = yield* right.next();
    let unpaired = false;
    while (a !== undefined || b !== undefined) {
      const order: number = a === undefined ? 1 : b === undefined ? -1 : compare(a, b);
      if (order !== 0) unpaired = true;
      if (order < 0) {
        counts[0]!++;
        if (!values.one) out.put(a + end);
        a = yield* advance(left, 0, a);
      } else if (order > 0) {
        counts[1]!++;
        if (!values.two) out.put(column2 + b + end);
        b = yield* advance(right, 1, b);
      } else {
        counts[2]!++;
        if (!values.three) out.put(column3 + a + end);
        a = yield* advance(left, 0, a);
        b = yield* advance(right, 1, b);
      }
      if (values.check && (disorder[0] || disorder[1])) break;
      if (out.pending > 8192 && !(yield* out.flush())) return 1;
    }
    if (values.total) out.put(`${counts.join(tab)}${tab}total${end}`);
    yield* out.flush();
    if (values.noCheck || !(unpaired || values.check)) return 0;
    let failed = false;
    for (const file of [0, 1] as const) {
      if (!disorder[file]) continue;
      failed = true;
      yield* complain(process, `file ${file + 1} is not in sorted order`);
      if (values.check) return 1;
    }
    if (failed) yield* complain(process, 'input is not in sorted order');
    return failed ? 1 : 0;
  },
});
