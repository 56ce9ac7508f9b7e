/** `echo`, `printf`, and the ones that do nothing: `:`, `true`, `false`. */
import { assign, parseTarget } from '../assign';
import { STEP_MS } from '../limits';
import { backslashQuote, transformQuote } from '../quote';
import type { Shell } from '../shell';
import { formatDouble, formatInteger, formatString, parseFormat, unescape, type Conversion } from '../tools/_printf';
import { asWords, builtin, usage, type Builtin } from './_builtin';
import { formatTime } from '../time-format';

const echo = builtin({
  name: 'echo',
  usage: '[-neE] [arg ...]',
  summary: 'Write arguments to the standard output.',
  writes: true,
  *run(shell, args) {
    const words = asWords(args);
    let newline = true;
    let escapes = shell.options.shopt('xpg_echo') || shell.dialect === 'dash';
    let i = 0;
    const letters = shell.dialect === 'dash' ? /^-n$/ : /^-[neE]+$/;
    for (; i < words.length && letters.test(words[i] as string); i++) {
      for (const letter of (words[i] as string).slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    let text = words.slice(i).join(' ');
    if (escapes) {
      const result = unescape(text, 'echo');
      ({ text } = result);
      if (result.stops) newline = false;
    }
    yield* shell.out(newline ? `${text}\n` : text);
    return 0;
  },
});

const printf = builtin({
  name: 'printf',
  usage: '[-v var] format [arguments]',
  summary: 'Formats and prints ARGUMENTS under control of the FORMAT.',
  writes: true,
  *run(shell, args) {
    let words = asWords(args);
    let variable: string | undefined;
    if (words[0]?.startsWith('-v')) {
      variable = words[0] === '-v' ? words[1] : words[0].slice(2);
      if (variable === undefined) {
        yield* shell.complain('printf: -v: option requires an argument');
        return yield* usage(shell, printf);
      }
      words = words.slice(words[0] === '-v' ? 2 : 1);
      if (!parseTarget(variable)) {
        yield* shell.complain(`printf: \`${variable}': not a valid identifier`);
        return 2;
      }
    } else if (words[0]?.startsWith('-') && words[0] !== '--' && words[0].length > 1) {
      yield* shell.complain(`printf: ${words[0].slice(0, 2)}: invalid option`);
      return yield* usage(shell, printf);
    }
    if (words[0] === '--') words = words.slice(1);
    const [format, ...operands] = words;
    if (format === undefined) return yield* usage(shell, printf);
    const result = formatAll(shell, format, operands);
    for (const problem of result.problems) yield* shell.complain(`printf: ${problem}`);
    if (variable !== undefined) assign(shell, parseTarget(variable) as { name: string }, result.text);
    else yield* shell.out(result.text);
    yield* shell.spend(STEP_MS);
    return result.problems.length > 0 ? 1 : 0;
  },
});

interface Formatted {
  text: string;
  problems: string[];
}

/** Runs the format over the operands until they are used up. */
function formatAll(shell: Shell, format: string, operands: string[]): Formatted {
  const pieces = parseFormat(
    format.replace(/%\(([^)]*)\)T/g, (_, inner: string) => `%\u0001${encode(inner)}T`).replace(/%([-0-9.]*)\u0001/g, '%$1\u0001'),
  );
  const out: string[] = [];
  const problems: string[] = [];
  let next = 0;
  const take = (): string | undefined => operands[next++];
  do {
    const before = next;
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        const times = piece.text.split(/%\u0001([0-9a-f]*)T/);
        for (let i = 0; i < times.length; i++) {
          if (i % 2 === 1) {
            out.push(formatTime(timeOperand(shell, take()), decode(times[i] as string)));
            continue;
          }
          const stray = /%(?!%)[-+ #0']*\d*(?:\.\d*)?(?:hh|h|ll|l|L|q|j|z|t)?(.?)/.exec(times[i] as string);
          const { text, stops } = unescape(times[i] as string, 'format');
          if (stray && !format.includes('%%')) {
            out.push(unescape((times[i] as string).slice(0, stray.index), 'format').text);
            problems.push(stray[1] === '' ? "`%': missing format character" : `\`${stray[1]}': invalid format character`);
            return { text: out.join(''), problems };
          }
          out.push(text);
          if (stops) return { text: out.join(''), problems };
        }
        continue;
      }
      const conversion: Conversion = { ...piece.conversion };
      if (piece.starWidth) {
        const width = integerOf(take() ?? '0', problems);
        conversion.width = Math.abs(Number(width));
        if (width < 0n) conversion.flags += '-';
      }
      if (piece.starPrecision) {
        const precision = Number(integerOf(take() ?? '0', problems));
        conversion.precision = precision < 0 ? undefined : precision;
      }
      const done = convert(conversion, take, problems, out);
      if (done === 'stop') return { text: out.join(''), problems };
      if (done === 'bad') {
        problems.push(`\`${conversion.letter}': invalid format character`);
        return { text: out.join(''), problems };
      }
    }
    // A format that takes no operands is used once.
    if (next === before) break;
  } while (next < operands.length);
  return { text: out.join(''), problems };
}

function convert(conversion: Conversion, take: () => string | undefined, problems: string[], out: string[]): 'stop' | 'bad' | undefined {
  switch (conversion.letter) {
    case 's':
      out.push(formatString(take() ?? '', conversion));
      return undefined;
    case 'c':
      out.push(formatString(Array.from(take() ?? '')[0] ?? '', { ...conversion, precision: undefined }));
      return undefined;
    case 'b': {
      // Unlike `echo -e`, %b takes octal digits without the leading nought too.
      const given = (take() ?? '').replace(/\\(\\|[1-7][0-7]{0,2})/g, (whole, what: string) => (what === '\\' ? whole : `\\0${what}`));
      const { text, stops } = unescape(given, 'echo');
      out.push(formatString(text, conversion));
      return stops ? 'stop' : undefined;
    }
    case 'q':
      out.push(formatString(backslashQuote(take() ?? ''), conversion));
      return undefined;
    case 'Q':
      out.push(formatString(transformQuote(take() ?? ''), conversion));
      return undefined;
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      out.push(formatInteger(integerOf(take() ?? '0', problems), conversion));
      return undefined;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      out.push(formatDouble(doubleOf(take() ?? '0', problems), conversion));
      return undefined;
    default:
      return 'bad';
  }
}

/** A number as C's strtol reads it; `'a` is the code of a. */
function integerOf(text: string, problems: string[]): bigint {
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(text);
  if (!match) {
    if (text !== '') problems.push(`${text}: invalid number`);
    return 0n;
  }
  let digits = match[2] as string;
  if (/^0[0-9]/.test(digits)) {
    const octal = /^0[0-7]*/.exec(digits)?.[0] as string;
    if (octal.length < digits.length) problems.push(`${text}: invalid octal number`);
    digits = octal === '0' ? '0' : `0o${octal.slice(1)}`;
  }
  if (match[0].length < text.length) problems.push(`${text}: invalid number`);
  const value = BigInt(digits);
  return match[1] === '-' ? -value : value;
}

function doubleOf(text: string, problems: string[]): number {
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const match = /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|inf(?:inity)?|nan)/i.exec(text);
  if (!match) {
    if (text !== '') problems.push(`${text}: invalid number`);
    return 0;
  }
  if (match[0].length < text.length) problems.push(`${text}: invalid number`);
  const word = match[0].trim().toLowerCase();
  if (word.includes('inf')) return word.startsWith('-') ? -Infinity : Infinity;
  return word.includes('nan') ? NaN : Number(word);
}

function timeOperand(shell: Shell, text: string | undefined): number {
  const seconds = text === undefined || text === '' || text === '-1' ? undefined : Number(text);
  if (seconds === undefined) return shell.sim.nowMs;
  return seconds === -2 ? shell.machine.bootedMs : seconds * 1000;
}

function encode(text: string): string {
  return Array.from(text, (char) => char.charCodeAt(0).toString(16).padStart(4, '0')).join('');
}

function decode(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).map((code) => String.fromCharCode(parseInt(code, 16))).join('');
}

function constant(name: string, status: number, summary: string): Builtin {
  return builtin({
    name,
    usage: '',
    summary,
    special: name === ':',
    *run() {
      return status;
    },
  });
}

export const echoBuiltins: readonly Builtin[] = [
  echo,
  printf,
  constant(':', 0, 'Null command.'),
  constant('true', 0, 'Return a successful result.'),
  constant('false', 1, 'Return an unsuccessful result.'),
];
