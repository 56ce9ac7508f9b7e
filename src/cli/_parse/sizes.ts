/** Sizes as people write them (docker/go-units) and CPU counts (opts.NanoCPUs). */
import { digitsOf, parseFloatText } from './numbers';
import { isProblem, problem, type Problem } from './problem';

const POWER: Record<string, number> = { k: 1, m: 2, g: 3, t: 4, p: 5 };

/** units.RAMInBytes: 64m, 1.5 GiB, 100kb; powers of 1024. */
export function parseBytes(text: string): number | Problem {
  let last = -1;
  for (let i = 0; i < text.length; i++) if ('0123456789. '.includes(text[i] as string)) last = i;
  if (last < 0) return problem(`invalid size: '${text}'`);
  const number = text[last] === ' ' ? text.slice(0, last) : text.slice(0, last + 1);
  const suffix = text.slice(last + 1);
  const size = parseFloatText(number);
  if (isProblem(size)) return size;
  if (size < 0) return problem(`invalid size: '${text}'`);
  if (!suffix) return Math.floor(size);
  const lower = suffix.toLowerCase();
  if (lower === 'b') return Math.floor(size);
  const power = POWER[lower[0] as string];
  if (suffix.length > 3 || !power || !['', 'b', 'ib'].includes(lower.slice(1)))
    return problem(`invalid suffix: '${suffix.length > 3 ? suffix : lower}'`);
  let scaled = size;
  for (let i = 0; i < power; i++) scaled *= 1024;
  return Math.floor(scaled);
}

/**
 * A number of CPUs, decimal or a fraction such as 1/2, in billionths of a CPU. Go reads it as a rational number (big.Rat):
 * prefixes, underscores and exponents are all its.
 */
export function parseCpus(text: string): number | Problem {
  const parts = text.split('/');
  const top = rational(parts[0] as string, parts.length === 1);
  const bottom = parts.length === 1 ? { value: 1n, power: 0 } : /^[+-]/.test(parts[1] as string) ? undefined : rational(parts[1] as string, false);
  if (parts.length > 2 || !top || !bottom || bottom.value === 0n) return problem(`failed to parse ${text} as a rational number`);
  const power = top.power + 9;
  const numerator = top.value * (power > 0 ? 10n ** BigInt(power) : 1n);
  const denominator = bottom.value * (power < 0 ? 10n ** BigInt(-power) : 1n);
  if (numerator % denominator !== 0n) return problem('value is too precise');
  // Go hands the low 64 bits on, whatever is lost.
  return Number(BigInt.asIntN(64, numerator / denominator));
}

/** Exponents beyond this take Go's big.Rat too long as well. */
const POWER_MAX = 1000;

/** A number as an integer times a power of ten. */
function rational(text: string, fractions: boolean): { value: bigint; power: number } | undefined {
  const sign = text.startsWith('-') ? -1n : 1n;
  const plain = text.replace(/^[+-]/, '');
  const whole = digitsOf(plain, 0);
  if (whole !== undefined && !(fractions && /^0\d/.test(plain))) return { value: sign * whole, power: 0 };
  const match = fractions ? /^(\d(?:_?\d)*)?(?:\.(\d(?:_?\d)*)?)?(?:[eE]([+-]?\d{1,6}))?$/.exec(plain) : null;
  if (!match || !(match[1] || match[2])) return undefined;
  const decimals = (match[2] ?? '').replaceAll('_', '');
  const value = BigInt((match[1] ?? '').replaceAll('_', '') + decimals);
  const power = Number(match[3] ?? 0) - decimals.length;
  if (value === 0n) return { value, power: 0 };
  return { value: sign * value, power: Math.max(-POWER_MAX, Math.min(POWER_MAX, power)) };
}
