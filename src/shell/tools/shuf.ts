/** shuf: lines in random order, from the machine's seeded chance. */
import { errnoText, isFileError } from '../../os';
import { COREUTILS } from './_coreutils';
import type { Random } from '../../sim';
import { fail, openInput, openOutput, OutOfMemory, Output, readAll } from './_io';
import { flag, misuse, options, value } from './_options';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... [FILE]\n  or:  shuf -e [OPTION]... [ARG]...\n  or:  shuf -i LO-HI [OPTION]...',
  summary: 'Write a random permutation of the input lines to standard output.',
  version: COREUTILS,
  options: {
    echo: flag('-e --echo', 'treat each ARG as an input line'),
    range: value('-i --input-range', 'numbers LO through HI are the lines'),
    count: value('-n --head-count', 'at most COUNT lines'),
    output: value('-o --output', 'write to a file'),
    repeat: flag('-r --repeat', 'lines may come again'),
    zero: flag('-z --zero-terminated', 'lines end in NUL'),
  },
  lacks: '--random-source',
};

/** Lines of a range that are written down at most. */
const RANGE_MAX = 1_000_000;

/** So many different numbers of a range far wider than that. */
function drawn(random: Random, low: number, high: number, count: number): string[] {
  const found = new Set<string>();
  while (found.size < count) found.add(String(low + Math.floor(random.fraction() * (high - low + 1))));
  return [...found];
}

export default tool({
  name: 'shuf',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const parsed = yield* options(process, command);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (values.count !== undefined && !/^\d+$/.test(values.count)) return yield* fail(process, `invalid line count: ${quote(values.count)}`);
    const end = values.zero ? '\0' : '\n';
    let lines: string[];
    if (values.range !== undefined) {
      const match = /^(\d+)-(\d+)$/.exec(values.range);
      if (!match || Number(match[1]) > Number(match[2])) return yield* fail(process, `invalid input range: ${quote(values.range)}`);
      const [low, high] = [Number(match[1]), Number(match[2])];
      const wanted = Number(values.count ?? high - low + 1);
      if (Math.min(wanted, high - low + 1) > RANGE_MAX) throw new OutOfMemory();
      // Of a wide range a few are drawn, not all written down.
      lines = high - low < RANGE_MAX ? Array.from({ length: high - low + 1 }, (_none, i) => String(low + i)) : drawn(process.sim.random('shuf'), low, high, wanted);
    } else if (values.echo) lines = operands;
    else {
      if (operands.length > 1) return yield* misuse(process, command, `extra operand ${quote(operands[1] as string)}`);
      const source = openInput(process, operands[0] ?? '-');
      if (isFileError(source)) return yield* fail(process, `${operands[0]}: ${errnoText(source.errno)}`);
      lines = (yield* readAll(source)).split(end);
      if (lines[lines.length - 1] === '') lines.pop();
    }
    const random = process.sim.random('shuf');
    const count = values.count === undefined ? (values.repeat ? Infinity : lines.length) : Number(values.count);
    const target = values.output === undefined ? process.stdout : openOutput(process, values.output);
    if (isFileError(target)) return yield* fail(process, `${values.output}: ${errnoText(target.errno)}`);
    const out = new Output(process, target);
    if (values.repeat) {
      if (lines.length === 0) return yield* fail(process, 'no lines to repeat');
      for (let i = 0; i < count; i++) {
        out.put(random.pick(lines) + end);
        if (out.pending > 4096 && !(yield* out.flush())) return 1;
      }
    } else for (const line of random.shuffle(lines).slice(0, count)) out.put(line + end);
    yield* out.flush();
    return 0;
  },
});
