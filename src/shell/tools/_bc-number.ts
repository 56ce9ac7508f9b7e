/** Decimal numbers of any length with a scale (digits behind the point), by bc's rules for the scale of results. */
export interface Decimal {
  /** The value times ten to the power of `scale`. */
  digits: bigint;
  scale: number;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

export function ten(power: number): bigint {
  return 10n ** BigInt(power);
}

/** The same value with another scale; digits beyond it are cut. */
export function rescale({ digits, scale }: Decimal, to: number): Decimal {
  if (to >= scale) return { digits: digits * ten(to - scale), scale: to };
  return { digits: digits / ten(scale - to), scale: to };
}

export function fromInteger(value: number | bigint): Decimal {
  return { digits: BigInt(value), scale: 0 };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: rescale(a, scale).digits + rescale(b, scale).digits, scale };
}

export function negate({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const exact = { digits: a.digits * b.digits, scale: a.scale + b.scale };
  return rescale(exact, Math.min(exact.scale, Math.max(scale, a.scale, b.scale)));
}

/** Undefined when b is zero. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  if (b.digits === 0n) return undefined;
  return { digits: (a.digits * ten(scale + b.scale)) / (b.digits * ten(a.scale)), scale };
}

export function modulo(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  const quotient = divide(a, b, scale);
  if (!quotient) return undefined;
  const whole = Math.max(scale + b.scale, a.scale);
  return rescale(subtract(a, { digits: quotient.digits * b.digits, scale: quotient.scale + b.scale }), whole);
}

/** A whole exponent; undefined when zero is raised to a negative one. */
export function power(base: Decimal, exponent: bigint, scale: number): Decimal | undefined {
  if (exponent === 0n) return ONE;
  const negative = exponent < 0n;
  const times = negative ? -exponent : exponent;
  const wanted = negative ? scale : Math.min(base.scale * Number(times), Math.max(scale, base.scale));
  const exact = { digits: base.digits ** times, scale: base.scale * Number(times) };
  return negative ? divide(ONE, exact, wanted) : rescale(exact, wanted);
}

/** Undefined for a negative number. */
export function squareRoot(value: Decimal, scale: number): Decimal | undefined {
  if (value.digits < 0n) return undefined;
  const wanted = Math.max(scale, value.scale);
  const { digits } = rescale(value, wanted * 2);
  return { digits: integerRoot(digits), scale: wanted };
}

function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

export function compare(a: Decimal, b: Decimal): number {
  const { digits } = subtract(a, b);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

const LETTERS = '0123456789ABCDEF';

/** A number as it was typed, in input base `base` (2 to 16). A single letter digit counts in full whatever the base. */
export function parseDecimal(text: string, base: number): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  const value = (digit: string): bigint => {
    const n = LETTERS.indexOf(digit);
    return BigInt(whole.length + fraction.length > 1 ? Math.min(n, base - 1) : n);
  };
  let digits = 0n;
  for (const digit of whole + fraction) digits = digits * BigInt(base) + value(digit);
  if (base === 10) return { digits, scale: fraction.length };
  return { digits: (digits * ten(fraction.length)) / BigInt(base) ** BigInt(fraction.length), scale: fraction.length };
}

/** As bc prints it: no zero before the point, lines folded at 69 digits. */
export function formatDecimal(value: Decimal, base: number): string {
  const negative = value.digits < 0n;
  const { scale } = value;
  const magnitude = negative ? -value.digits : value.digits;
  if (magnitude === 0n) return '0';
  const unit = ten(scale);
  const whole = magnitude / unit;
  let rest = magnitude % unit;
  let text: string;
  if (base <= 16) text = whole === 0n ? '' : base === 10 ? whole.toString() : whole.toString(base).toUpperCase();
  else text = spaced(whole, base);
  if (scale > 0) {
    text += '.';
    if (base === 10) text += rest.toString().padStart(scale, '0');
    else {
      // As many places as carry the decimal ones.
      for (let limit = 1n; limit < unit; limit *= BigInt(base)) {
        rest *= BigInt(base);
        const digit = Number(rest / unit);
        text += base <= 16 ? LETTERS.charAt(digit) : ` ${String(digit).padStart(String(base - 1).length, '0')}`;
        rest %= unit;
      }
    }
  }
  return fold((negative ? '-' : '') + text);
}

function spaced(whole: bigint, base: number): string {
  const width = String(base - 1).length;
  let text = '';
  for (let left = whole; left > 0n; left /= BigInt(base)) text = ` ${String(left % BigInt(base)).padStart(width, '0')}${text}`;
  return text;
}

function fold(text: string): string {
  if (text.length <= 69) return text;
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 68) lines.push(text.slice(at, at + 68));
  return lines.join('\\\n');
}
