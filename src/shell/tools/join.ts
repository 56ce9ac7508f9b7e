/** join: lines of two sorted files with a common field. */
import { isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import { fail, LineReader, openInput, Output, plainComplaint } from './_io';
import { collation } from './_locale';
import { flag, list, misuse, options, value } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... FILE1 FILE2',
  summary: 'Write a line for each pair of lines of the two files with equal join fields.',
  version: COREUTILS,
  options: {
    unpaired: list('-a', 'also print unpaired lines of file 1 or 2'),
    empty: value('-e', 'print ARG for missing fields'),
    ignoreCase: flag('-i --ignore-case', 'compare without regard to case'),
    field: value('-j', 'join on this field of both files'),
    format: list('-o', 'fields to print: 0, 1.2, 2.3, or auto'),
    separator: value('-t', 'use ARG between fields'),
    only: list('-v', 'like -a, but no joined lines'),
    field1: value('-1', 'join on this field of file 1'),
    field2: value('-2', 'join on this field of file 2'),
    check: flag('--check-order', 'ignored'),
    noCheck: flag('--nocheck-order', 'ignored'),
    header: flag('--header', 'the first lines are headers'),
  },
  lacks: '-z --zero-terminated',
};

export default tool({
  name: 'join',
  package: 'coreutils',
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    if (operands.length === 1) return yield* misuse(process, command, `missing operand after ${quote(operands[0] as string)}`);
    if (operands.length > 2) return yield* misuse(process, command, `extra operand ${quote(operands[2] as string)}`);
    const fields = [values.field1 ?? values.field ?? '1', values.field2 ?? values.field ?? '1'];
    for (const text of fields) if (!/^[1-9]\d*$/.test(text)) return yield* fail(process, `invalid field number: ${quote(text)}`);
    for (const text of [...values.unpaired, ...values.only])
      if (!/^[12]$/.test(text)) return yield* fail(process, `invalid file number: ${quote(text)}`);
    const keyAt = fields.map((text) => Number(text) - 1) as [number, number];
    const { separator } = values;
    const split = (line: string): string[] => (separator ? line.split(separator) : line.trim() === '' ? [] : line.trim().split(/[ \t]+/));
    const joiner = separator || ' ';
    const readers: LineReader[] = [];
    for (const name of operands) {
      const source = openInput(process, name);
      if (isFileError(source)) return yield* fail(process, plainComplaint(name, source, process));
      readers.push(new LineReader(source));
    }
    const [left, right] = readers as [LineReader, LineReader];
    const collate = collation(process);
    const compare = (a: string, b: string): number => (values.ignoreCase ? collate(a.toUpperCase(), b.toUpperCase()) : collate(a, b));
    const formats = values.format.join(' ').split(/[ ,]+/).filter(Boolean);
    for (const text of formats) if (!/^(0|[12]\.[1-9]\d*|auto)$/.test(text)) return yield* fail(process, `invalid field specifier: ${quote(text)}`);
    const next = function* (reader: LineReader) {
      const line = yield* reader.next();
      return line === undefined ? undefined : split(line);
    };
    const missing = values.empty ?? '';
    const show = (a: string[] | undefined, b: string[] | undefined): string => {
      const key = a?.[keyAt[0]] ?? b?.[keyAt[1]] ?? '';
      if (formats.length > 0 && formats[0] !== 'auto') {
        return formats
          .map((text) => {
            if (text === '0') return key;
            const [file, number] = text.split('.') as [string, string];
            return (file === '1' ? a : b)?.[Number(number) - 1] || missing;
          })
          .join(joiner);
      }
      const rest = (row: string[] | undefined, at: number): string[] => (row ?? []).filter((_text, i) => i !== at);
      return [key, ...rest(a, keyAt[0]), ...rest(b, keyAt[1])].join(joiner);
    };
    const shows = (file: '1' | '2'): boolean => values.unpaired.includes(file) || values.only.includes(file);
    const out = new Output(process);
    let a = yield* next(left);
    let b = yield* next(right);
    if (values.header && (a || b)) {
      out.line(show(a, b));
      a = yield* next(left);
      b = yield* next(right);
    }
    while (a && b) {
      const key: string = a[keyAt[0]] ?? '';
      const order = compare(key, b[keyAt[1]] ?? '');
      if (order < 0) {
        if (shows('1')) out.line(show(a, undefined));
        a = yield* next(left);
      } else if (order > 0) {
        if (shows('2')) out.line(show(undefined, b));
        b = yield* next(right);
      } else {
        const lefts: string[][] = [];
        const rights: string[][] = [];
        for (; a && compare(a[keyAt[0]] ?? '', key) === 0; a = yield* next(left)) lefts.push(a);
        for (; b && compare(b[keyAt[1]] ?? '', key) === 0; b = yield* next(right)) rights.push(b);
        if (values.only.length === 0) for (const x of lefts) for (const y of rights) out.line(show(x, y));
      }
      if (out.pending > 8192 && !(yield* out.flush())) return 1;
    }
    for (; a; a = yield* next(left)) if (shows('1')) out.line(show(a, undefined));
    for (; b; b = yield* next(right)) if (shows('2')) out.line(show(undefined, b));
    yield* out.flush();
    return 0;
  },
});
