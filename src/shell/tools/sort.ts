/** sort: lines in order, by keys; the whole input is read before the first line is written. */
import { errnoText, isFileError } from '../../os';
import type { OpenFile } from '../../os';
import { COREUTILS } from './_coreutils';
import { fail, Held, isBusybox, LineReader, openInput, openOutput, Output, plainComplaint, print } from './_io';
import { collation } from './_locale';
import { flag, list, misuse, options, value } from './_options';
import { comparator, keyText, parseKey, plainOrdering } from './_sort-keys';
import type { Ordering, SortKey } from './_sort-keys';
import { chars, quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]...',
  summary: 'Write sorted concatenation of all FILE(s) to standard output.',
  version: COREUTILS,
  misuse: 2,
  options: {
    ignoreBlanks: flag('-b --ignore-leading-blanks', 'ignore leading blanks'),
    dictionary: flag('-d --dictionary-order', 'regard only blanks, letters and digits'),
    fold: flag('-f --ignore-case', 'small letters as capitals'),
    general: flag('-g --general-numeric-sort', 'compare as floating-point numbers'),
    printable: flag('-i --ignore-nonprinting', 'regard only printable characters'),
    month: flag('-M --month-sort', 'compare (unknown) < JAN < ... < DEC'),
    human: flag('-h --human-numeric-sort', 'compare numbers with units: 2K 1G'),
    numeric: flag('-n --numeric-sort', 'compare as numbers'),
    random: flag('-R --random-sort', 'shuffle, but keep equal keys together'),
    reverse: flag('-r --reverse', 'reverse the result'),
    version: flag('-V --version-sort', 'numbers within text count as numbers'),
    check: flag('-c', 'check whether the input is sorted'),
    checkQuiet: flag('-C', 'like -c, but say nothing'),
    checkLong: flag('--check', 'same as -c'),
    keys: list('-k --key', 'sort by a key: F[.C][OPTS][,F[.C][OPTS]]'),
    merge: flag('-m --merge', 'the files are sorted already'),
    output: value('-o --output', 'write to FILE'),
    stable: flag('-s --stable', 'keep the order of equal lines'),
    buffer: value('-S --buffer-size', 'ignored'),
    separator: value('-t --field-separator', 'use ARG instead of blanks between fields'),
    temporary: list('-T --temporary-directory', 'ignored'),
    unique: flag('-u --unique', 'print only the first of equal lines'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
    parallel: value('--parallel', 'ignored'),
  },
  lacks: '--debug --files0-from --random-source --sort --batch-size --compress-program',
};

interface Row {
  line: string;
  keys: string[];
  at: number;
}

export default tool({
  name: 'sort',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    const global: Ordering = { ...plainOrdering() };
    for (const name of Object.keys(global) as (keyof Ordering)[]) global[name] = values[name];
    const modes = (['numeric', 'general', 'human', 'month'] as const).filter((name) => global[name]);
    if (modes.length > 1) {
      const letters = { numeric: 'n', general: 'g', human: 'h', month: 'M' };
      return yield* fail(
        process,
        `options '-${modes
          .map((name) => letters[name])
          .sort()
          .join('')}' are incompatible`,
        2,
      );
    }
    let separator = values.separator;
    if (separator === '') return yield* fail(process, 'empty tab', 2);
    if (separator === '\\0') separator = '\0';
    if (separator !== undefined && chars(separator).length > 1) return yield* fail(process, `multi-character tab ${quote(separator)}`, 2);
    const keys: SortKey[] = [];
    for (const text of values.keys) {
      const key = parseKey(text);
      if ('error' in key) return yield* fail(process, key.error, 2);
      keys.push(key.inherits ? { ...key, ...global, inherits: true, ignoreEndBlanks: global.ignoreBlanks } : key);
    }
    const checks = values.check || values.checkQuiet || values.checkLong;
    if (checks && operands.length > 1) return yield* misuse(process, command, `extra operand ${quote(operands[1] as string)} not allowed with -c`);
    const end = values.zero ? '\0' : '\n';
    const collate = collation(process);
    const salt = values.random || keys.some(({ random }) => random) ? process.sim.random('shuf').uint32() : 0;
    const compares = (keys.length > 0 ? keys : [global]).map((key) => ({
      compare: key.random ? shuffled(salt) : comparator(key, collate),
      sign: key.reverse ? -1 : 1,
    }));
    const compareKeys = (a: Row, b: Row): number => {
      for (let i = 0; i < compares.length; i++) {
        const { compare, sign } = compares[i] as (typeof compares)[number];
        const order = compare(a.keys[i] as string, b.keys[i] as string);
        if (order !== 0) return order * sign;
      }
      return 0;
    };
    const lastResort = (a: Row, b: Row): number =>
      values.stable || values.unique ? a.at - b.at : collate(a.line, b.line) * (global.reverse ? -1 : 1) || a.at - b.at;
    const rows: Row[] = [];
    const held = new Held();
    for (const name of operands.length > 0 ? operands : ['-']) {
      const source = openInput(process, name);
      if (isFileError(source)) {
        const text = isBusybox(process)
          ? plainComplaint(name, source, process)
          : source.errno === 'EISDIR'
            ? `read failed: ${name}: ${errnoText(source.errno)}`
            : `cannot read: ${name}: ${errnoText(source.errno)}`;
        return yield* fail(process, text, 2);
      }
      const reader = new LineReader(source, end);
      for (;;) {
        const lines = yield* reader.batch();
        if (!lines) break;
        for (const line of lines) {
          held.add(line);
          rows.push({ line, keys: keys.length > 0 ? keys.map((key) => keyText(line, key, separator)) : [line], at: rows.length });
        }
        yield* process.busy(lines.length / 2000);
      }
      source.close();
    }
    if (checks) {
      for (let i = 1; i < rows.length; i++) {
        const order =
          compareKeys(rows[i - 1] as Row, rows[i] as Row) || (values.unique || values.stable ? 0 : lastResort(rows[i - 1] as Row, rows[i] as Row));
        if (order < 0 || (order === 0 && !values.unique)) continue;
        if (!values.checkQuiet) yield* process.stderr.write(`sort: ${operands[0] ?? '-'}:${i + 1}: disorder: ${(rows[i] as Row).line}\n`);
        return 1;
      }
      return 0;
    }
    rows.sort((a, b) => compareKeys(a, b) || lastResort(a, b));
    yield* process.busy(rows.length / 1000);
    let target: OpenFile | undefined;
    if (values.output !== undefined) {
      const opened = openOutput(process, values.output);
      if (isFileError(opened)) return yield* fail(process, `open failed: ${values.output}: ${errnoText(opened.errno)}`, 2);
      target = opened;
    }
    const out = new Output(process);
    let previous: Row | undefined;
    for (const row of rows) {
      if (values.unique && previous && compareKeys(previous, row) === 0) continue;
      previous = row;
      out.put(row.line + end);
      if (out.pending > 32768 && !target && !(yield* out.flush())) return 2;
    }
    const text = out.take();
    if (target) yield* target.write(text);
    else yield* print(process, text);
    return 0;
  },
});

/** -R: by a hash that the machine's chance salts; equal keys stay together. */
function shuffled(salt: number): (a: string, b: string) => number {
  const hash = (text: string): number => {
    let h = salt;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x5bd1e995) ^ (h >>> 15);
    return h >>> 0;
  };
  return (a, b) => (a === b ? 0 : hash(a) - hash(b) || (a < b ? -1 : 1));
}
