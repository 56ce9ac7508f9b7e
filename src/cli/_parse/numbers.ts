/** Go's strconv, with its error texts. */
import { quote } from '../../template/quote';
import { problem, type Problem } from './problem';

const bad = (fn: string, text: string, why = 'invalid syntax'): Problem => problem(`strconv.${fn}: parsing ${quote(text)}: ${why}`);

/** Digits in the base that their prefix says (base 0), or in a fixed one. */
function digitsOf(text: string, base: 0 | 8 | 10): number | undefined {
  if (base === 10) return /^\d+$/.test(text) ? Number(text) : undefined;
  if (base === 8) return /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined;
  const plain = text.replace(/(?<=[0-9a-fA-FxXoObB])_(?=[0-9a-fA-F])/g, '');
  if (/^0[xX][0-9a-fA-F]+$/.test(plain)) return parseInt(plain.slice(2), 16);
  if (/^0[bB][01]+$/.test(plain)) return parseInt(plain.slice(2), 2);
  if (/^0[oO]?[0-7]+$/.test(plain)) return parseInt(plain.replace(/^0[oO]?/, ''), 8);
  return /^(0|[1-9]\d*)$/.test(plain) ? Number(plain) : undefined;
}

export function parseUint(text: string, options: { base?: 0 | 8 | 10; bits?: 16 | 32 | 64 } = {}): number | Problem {
  const value = digitsOf(text, options.base ?? 0);
  if (value === undefined) return bad('ParseUint', text);
  const limit = options.bits === 16 ? 65_535 : options.bits === 32 ? 4_294_967_295 : 18_446_744_073_709_552_000;
  return value > limit ? bad('ParseUint', text, 'value out of range') : value;
}

export function parseInteger(text: string, options: { base?: 0 | 10; fn?: 'ParseInt' | 'Atoi' } = {}): number | Problem {
  const fn = options.fn ?? 'ParseInt';
  const value = digitsOf(text.replace(/^[+-]/, ''), options.base ?? 0);
  if (value === undefined) return bad(fn, text);
  if (value > 9_223_372_036_854_776_000) return bad(fn, text, 'value out of range');
  return text.startsWith('-') ? -value : value;
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

export function parseBool(text: string): boolean | Problem {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : bad('ParseBool', text);
}

export function parseFloatText(text: string): number | Problem {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : bad('ParseFloat', text);
}
