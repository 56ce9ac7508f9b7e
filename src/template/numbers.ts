/** Go's strconv, with its error texts. */
import { quote } from './quote';
import { problem, type Problem } from './problem';

const bad = (fn: string, text: string, why = 'invalid syntax'): Problem => problem(`strconv.${fn}: parsing ${quote(text)}: ${why}`);

/** Digits in the base that their prefix says (base 0), or in a fixed one; exact, whatever their size. */
export function digitsOf(text: string, base: 0 | 8 | 10): bigint | undefined {
  if (base === 10) return /^\d+$/.test(text) ? BigInt(text) : undefined;
  if (base === 8) return /^[0-7]+$/.test(text) ? BigInt(`0o${text}`) : undefined;
  // An underscore stands between digits, or between a prefix and a digit.
  if (!/^(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO]?(_?[0-7])+|0|[1-9](_?\d)*)$/.test(text)) return undefined;
  const plain = text.replaceAll('_', '').toLowerCase();
  return BigInt(/^0[0-7]/.test(plain) ? `0o${plain}` : plain);
}

/** Go reads from the left: decimal digits that are too many are told before a wrong letter after them. */
function overflows(text: string, base: 0 | 8 | 10, limit: bigint): boolean {
  const digits = base === 8 ? '' : (/^[0-9]+/.exec(text)?.[0] ?? '');
  return digits !== '' && !(base === 0 && digits.startsWith('0')) && BigInt(digits) > limit;
}

const UINT_MAX = { 16: 65_535n, 32: 4_294_967_295n, 64: 18_446_744_073_709_551_615n };
const INT_MAX = 9_223_372_036_854_775_807n;

export function parseUint(text: string, options: { base?: 0 | 8 | 10; bits?: 16 | 32 | 64 } = {}): number | Problem {
  const base = options.base ?? 0;
  const limit = UINT_MAX[options.bits ?? 64];
  const value = digitsOf(text, base);
  if (value === undefined) return bad('ParseUint', text, overflows(text, base, limit) ? 'value out of range' : undefined);
  return value > limit ? bad('ParseUint', text, 'value out of range') : Number(value);
}

export function parseInteger(text: string, options: { base?: 0 | 10; fn?: 'ParseInt' | 'Atoi' } = {}): number | Problem {
  const fn = options.fn ?? 'ParseInt';
  const base = options.base ?? 0;
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  const value = digitsOf(digits, base);
  if (value === undefined) return bad(fn, text, overflows(digits, base, UINT_MAX[64]) ? 'value out of range' : undefined);
  if (value > (negative ? INT_MAX + 1n : INT_MAX)) return bad(fn, text, 'value out of range');
  return negative && value !== 0n ? -Number(value) : Number(value);
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

export function parseBool(text: string): boolean | Problem {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : bad('ParseBool', text);
}

/** Decimal and hexadecimal fractions, `inf` and `nan`; a number of 32 bits comes as the shortest digits that read back as it, which is how it is printed. */
export function parseFloatText(text: string, bits: 32 | 64 = 64): number | Problem {
  const value = floatOf(text);
  if (value === undefined) return bad('ParseFloat', text);
  const fits = bits === 64 ? value : Number(shortestDigits(value, true));
  if (!Number.isFinite(fits) && /\d/.test(text)) return bad('ParseFloat', text, 'value out of range');
  return fits;
}

/** The fewest digits in exponent form that read back, as a float64 or (`single`) a float32. */
export function shortestDigits(value: number, single: boolean): string {
  if (!single) return value.toExponential();
  const wanted = Math.fround(value);
  for (let digits = 0; digits < 9; digits++) if (Math.fround(Number(wanted.toExponential(digits))) === wanted) return wanted.toExponential(digits);
  return wanted.toExponential();
}

function floatOf(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const plain = text.replace(/^[+-]/, '');
  if (/^(inf|infinity)$/i.test(plain)) return sign * Infinity;
  if (/^nan$/i.test(text)) return NaN;
  if (/^(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)([eE][+-]?\d+)?$/.test(plain)) return sign * Number(plain.replaceAll('_', ''));
  const hex = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d{1,4})$/.exec(plain);
  if (!hex || !(hex[1] || hex[2])) return undefined;
  const digits = `${hex[1]}${hex[2]}`;
  let value = [...digits].reduce((sum, digit) => sum * 16 + parseInt(digit, 16), 0);
  for (let power = Number(hex[3]) - 4 * (hex[2] ?? '').length; power !== 0; power -= Math.sign(power)) value = power > 0 ? value * 2 : value / 2;
  return sign * value;
}
