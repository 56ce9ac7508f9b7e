/** seq: numbers from first to last. */
import { COREUTILS } from './_coreutils';
import { fail, Output } from './_io';
import { flag, misuse, value, options } from './_options';
import { formatDouble, parseFormat } from './_printf';
import { fixed } from './_decimal';
import { quote } from './_text';
import { tool } from './_tool';

const command = {
  usage: '[OPTION]... LAST\n  or:  seq [OPTION]... FIRST LAST\n  or:  seq [OPTION]... FIRST INCREMENT LAST',
  summary: 'Print numbers from FIRST to LAST, in steps of INCREMENT.',
  version: COREUTILS,
  options: {
    format: value('-f --format', 'use a printf style floating-point FORMAT'),
    separator: value('-s --separator', 'use ARG instead of newline between numbers'),
    equalWidth: flag('-w --equal-width', 'pad with leading zeros to one width'),
  },
};

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

export default tool({
  name: 'seq',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    // A negative number is an operand, not an option.
    const args = process.argv.slice(1);
    const firstNumber = args.findIndex((arg, i) => NUMBER.test(arg) && !['-f', '-s', '--format', '--separator'].includes(args[i - 1] ?? ''));
    const guarded = firstNumber < 0 || args.includes('--') ? args : [...args.slice(0, firstNumber), '--', ...args.slice(firstNumber)];
    const parsed = yield* options(process, command, guarded);
    if (typeof parsed === 'number') return parsed;
    const { values, operands } = parsed;
    if (operands.length === 0) return yield* misuse(process, command, 'missing operand');
    if (operands.length > 3) return yield* misuse(process, command, `extra operand ${quote(operands[3] as string)}`);
    for (const text of operands) if (!NUMBER.test(text)) return yield* misuse(process, command, `invalid floating point argument: ${quote(text)}`);
    const [firstText, stepText, lastText] =
      operands.length === 1
        ? ['1', '1', operands[0] as string]
        : operands.length === 2
          ? [operands[0] as string, '1', operands[1] as string]
          : (operands as [string, string, string]);
    const step = Number(stepText);
    if (step === 0) return yield* misuse(process, command, `invalid Zero increment value: ${quote(stepText)}`);
    const decimals = Math.max(decimalsOf(firstText), decimalsOf(stepText));
    // In whole steps of the last digit, so that 0.1 added ten times is 1.
    const scale = Number(`1e${decimals}`);
    const first = Math.round(Number(firstText) * scale);
    const increment = Math.round(step * scale);
    const last = Number(lastText) * scale;
    const count = Math.floor((last - first) / increment + 1e-9);
    const pieces = values.format === undefined ? undefined : parseFormat(values.format);
    const conversions = pieces?.filter((piece) => piece.kind === 'conversion') ?? [];
    if (pieces && conversions.length === 0) return yield* fail(process, `format ${quote(values.format as string)} has no % directive`);
    if (conversions.length > 1) return yield* fail(process, `format ${quote(values.format as string)} has too many % directives`);
    const plain = (scaled: number): string => (scaled < 0 ? '-' : '') + fixed(Math.abs(scaled) / scale, decimals);
    const width = values.equalWidth
      ? Math.max(plain(first).length, plain(first + Math.max(0, count) * increment).length, plainLast(lastText, decimals).length)
      : 0;
    const separator = values.separator ?? '\n';
    const out = new Output(process);
    for (let i = 0; i <= count; i++) {
      const scaled = first + i * increment;
      let text: string;
      if (pieces) {
        text = pieces.map((piece) => (piece.kind === 'text' ? piece.text : formatDouble(scaled / scale, piece.conversion))).join('');
      } else {
        text = plain(scaled);
        if (width > text.length) text = text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
      }
      out.put((i > 0 ? separator : '') + text);
      if (out.pending > 8192 && !(yield* out.flush())) return 1;
    }
    if (count >= 0) out.put('\n');
    yield* out.flush();
    return 0;
  },
});

function decimalsOf(text: string): number {
  const match = /\.(\d*)/.exec(text);
  return match ? (match[1] as string).length : 0;
}

function plainLast(text: string, decimals: number): string {
  const number = Number(text);
  return (number < 0 ? '-' : '') + fixed(Math.abs(number), decimals);
}
