/** printf as an executable; the shell has its own. */
import type { Process } from '../../os';
import type { Program } from '../../sim';
import { COREUTILS } from './_coreutils';
import { complain, fail, print } from './_io';
import { misuse } from './_options';
import { formatDouble, formatInteger, formatString, parseFormat, unescape } from './_printf';
import { quote, shellQuoteIfNeeded } from './_text';
import { tool } from './_tool';

const command = { usage: 'FORMAT [ARGUMENT]...', summary: 'Print ARGUMENT(s) as FORMAT says.', version: COREUTILS, options: {} };

/** An integer argument as C reads it: decimal, 0x, 0 octal, or 'c for a character's code. */
function integerArgument(text: string): { value: bigint; fault?: string } {
  if (/^['"]/.test(text)) return { value: BigInt(text.codePointAt(1) ?? 0) };
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text);
  if (!match) return { value: 0n, fault: text === '' ? undefined : `${quote(text)}: expected a numeric value` };
  const digits = match[2] as string;
  const magnitude = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : /^0\d/.test(digits) ? 0n : BigInt(digits);
  return {
    value: match[1] === '-' ? -magnitude : magnitude,
    fault: match[0].length < text.length ? `${quote(text)}: value not completely converted` : undefined,
  };
}

function doubleArgument(text: string): { value: number; fault?: string } {
  if (/^['"]/.test(text)) return { value: text.codePointAt(1) ?? 0 };
  const match = /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)/i.exec(text);
  if (!match) return { value: 0, fault: text === '' ? undefined : `${quote(text)}: expected a numeric value` };
  const value = /inf/i.test(match[0]) ? (match[0].includes('-') ? -Infinity : Infinity) : Number(match[0]);
  return { value, fault: match[0].length < text.length ? `${quote(text)}: value not completely converted` : undefined };
}

export default tool({
  name: 'printf',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const [format, ...args] = process.argv.slice(1);
    if (format === undefined) return yield* misuse(process, command, 'missing operand');
    const outcome = yield* formatAll(process, format, args);
    return outcome;
  },
});

function* formatAll(process: Process, format: string, args: readonly string[]): Program<number> {
  let at = 0;
  let exitCode = 0;
  // The format is taken again as long as it uses up arguments.
  do {
    const before = at;
    let out = '';
    for (const piece of parseFormat(format)) {
      if (piece.kind === 'text') {
        const { text, stops } = unescape(piece.text, 'format');
        out += text;
        if (stops) {
          yield* print(process, out);
          return exitCode;
        }
        continue;
      }
      let { conversion } = piece;
      if (piece.starWidth) {
        const width = Number(integerArgument(args[at++] ?? '').value);
        conversion = { ...conversion, width: Math.abs(width), flags: width < 0 ? `${conversion.flags}-` : conversion.flags };
      }
      if (piece.starPrecision) conversion = { ...conversion, precision: Number(integerArgument(args[at++] ?? '').value) };
      const text = args[at++] ?? '';
      let fault: string | undefined;
      if ('diouxX'.includes(conversion.letter)) {
        const number = integerArgument(text);
        fault = number.fault;
        out += formatInteger(number.value, conversion);
      } else if ('eEfFgG'.includes(conversion.letter)) {
        const number = doubleArgument(text);
        fault = number.fault;
        out += formatDouble(number.value, conversion);
      } else if (conversion.letter === 's') out += formatString(text, conversion);
      else if (conversion.letter === 'c') out += formatString(text.slice(0, 1), { ...conversion, precision: undefined });
      else if (conversion.letter === 'q') out += formatString(shellQuoteIfNeeded(text), conversion);
      else if (conversion.letter === 'b') {
        const { text: expanded, stops } = unescape(text, 'echo');
        out += formatString(expanded, conversion);
        if (stops) {
          yield* print(process, out);
          return exitCode;
        }
      } else {
        yield* print(process, out);
        return yield* fail(process, `${piece.source}: invalid conversion specification`);
      }
      if (fault !== undefined) {
        yield* complain(process, fault);
        exitCode = 1;
      }
    }
    yield* print(process, out);
    if (at === before) break;
  } while (at < args.length);
  return exitCode;
}
