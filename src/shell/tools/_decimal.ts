/**
 * Numbers to text exactly as C's printf does: a double's true value, rounded half to even at the wanted digit. The
 * platform's toFixed rounds ties upward and stops at 100 digits, so the digits come from whole-number arithmetic.
 */

/** A finite, non-negative double as an exact fraction: numerator over a power of two. */
function exactFraction(value: number): { numerator: bigint; shift: number } {
  let shift = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return { numerator: BigInt(scaled), shift };
}

/** `numerator / denominator` as a whole number, half to even. */
function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** As %.{digits}f without a sign. */
export function fixed(value: number, digits: number): string {
  const { numerator, shift } = exactFraction(value);
  const scaled = roundedQuotient(numerator * 10n ** BigInt(digits), 1n << BigInt(shift));
  const text = scaled.toString().padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The digits and decimal exponent of %.{digits}e: `d.ddd` and `x`. */
function scientificParts(value: number, digits: number): { mantissa: string; exponent: number } {
  if (value === 0) return { mantissa: '0'.repeat(digits + 1), exponent: 0 };
  const { numerator, shift } = exactFraction(value);
  const denominator = 1n << BigInt(shift);
  // toExponential's exponent is right up to rounding, which the loop below settles.
  let exponent = Number(value.toExponential().split('e')[1]);
  for (;;) {
    const power = digits - exponent;
    const scaled =
      power >= 0 ? roundedQuotient(numerator * 10n ** BigInt(power), denominator) : roundedQuotient(numerator, denominator * 10n ** BigInt(-power));
    const text = scaled.toString();
    if (text.length === digits + 1) return { mantissa: text, exponent };
    exponent += text.length > digits + 1 ? 1 : -1;
  }
}

/** As %.{digits}e without a sign. */
export function scientific(value: number, digits: number): string {
  const { mantissa, exponent } = scientificParts(value, digits);
  const tail = `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `${mantissa[0]}${digits > 0 ? `.${mantissa.slice(1)}` : ''}${tail}`;
}

/** As %.{precision}g without a sign; `keepZeros` is the # flag. */
export function general(value: number, precision: number, keepZeros = false): string {
  const digits = Math.max(1, precision);
  const { exponent } = scientificParts(value, digits - 1);
  const useScientific = exponent < -4 || exponent >= digits;
  const text = useScientific ? scientific(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (keepZeros) return text;
  const [body, tail] = text.split('e') as [string, string?];
  const trimmed = body.includes('.') ? body.replace(/\.?0+$/, '') : body;
  return tail === undefined ? trimmed : `${trimmed}e${tail}`;
}
