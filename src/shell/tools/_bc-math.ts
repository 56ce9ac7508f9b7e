/** The functions of bc's math library (-l) from series over long decimals. */
import { add, compare, divide, fromInteger, multiply, negate, ONE, rescale, subtract, ZERO } from './_bc-number';
import type { Decimal } from './_bc-number';

const EXTRA = 10;

/** Adds terms until they vanish at the working scale. */
function series(first: Decimal, scale: number, next: (term: Decimal, n: number) => Decimal): Decimal {
  let sum = first;
  let term = first;
  for (let n = 1; n < 10_000; n++) {
    term = next(term, n);
    if (term.digits === 0n) break;
    sum = add(sum, term);
  }
  return rescale(sum, scale);
}

function quotient(a: Decimal, b: Decimal, scale: number): Decimal {
  return divide(a, b, scale) ?? ZERO;
}

/** e to the x: halved until small, then squared back. */
export function exponential(x: Decimal, scale: number): Decimal {
  const work = scale + EXTRA + Math.max(0, x.digits.toString().length - x.scale);
  let small = rescale(x, work);
  let halvings = 0;
  while (compare(small.digits < 0n ? negate(small) : small, ONE) > 0) {
    small = quotient(small, fromInteger(2), work);
    halvings++;
  }
  let result = series(rescale(ONE, work), work, (term, n) => quotient(multiply(term, small, work), fromInteger(n), work));
  for (let i = 0; i < halvings; i++) result = multiply(result, result, work);
  return rescale(result, scale);
}

/** The natural logarithm of a positive number: square roots towards one, then the series of artanh. */
export function logarithm(x: Decimal, scale: number): Decimal {
  if (x.digits <= 0n) return rescale(subtract(ONE, fromInteger(10n ** BigInt(scale))), scale);
  const work = scale + EXTRA;
  let value = rescale(x, work);
  let doublings = 0n;
  const two = fromInteger(2);
  while (compare(value, two) >= 0) {
    value = quotient(value, two, work);
    doublings++;
  }
  while (compare(value, ONE) < 0) {
    value = multiply(value, two, work);
    doublings--;
  }
  const artanh = (of: Decimal): Decimal => {
    const ratio = quotient(subtract(of, ONE), add(of, ONE), work);
    const square = multiply(ratio, ratio, work);
    let power = ratio;
    return series(ratio, work, (_term, n) => {
      power = multiply(power, square, work);
      return quotient(power, fromInteger(2 * n + 1), work);
    });
  };
  const ln2 = artanh(two);
  const total = add(artanh(value), multiply(fromInteger(doublings), ln2, work));
  return rescale(multiply(total, two, work), scale);
}

/** Arc tangent: halved until small, then the series. */
export function arcTangent(x: Decimal, scale: number): Decimal {
  const work = scale + EXTRA;
  if (x.digits < 0n) return negate(arcTangent(negate(x), scale));
  let value = rescale(x, work);
  let doublings = 0;
  const limit = { digits: 2n, scale: 1 };
  while (compare(value, limit) > 0) {
    const root = sqrt(add(ONE, multiply(value, value, work)), work);
    value = quotient(value, add(ONE, root), work);
    doublings++;
  }
  const square = multiply(value, value, work);
  let power = value;
  const result = series(value, work, (_term, n) => {
    power = negate(multiply(power, square, work));
    return quotient(power, fromInteger(2 * n + 1), work);
  });
  return rescale(multiply(result, fromInteger(1 << doublings), work), scale);
}

function sqrt(value: Decimal, work: number): Decimal {
  const digits = rescale(value, work * 2).digits;
  let x = 1n << BigInt(Math.ceil(digits.toString(2).length / 2));
  for (;;) {
    const next = (x + digits / x) >> 1n;
    if (next >= x) return { digits: x, scale: work };
    x = next;
  }
}

export function sine(x: Decimal, scale: number): Decimal {
  const work = scale + EXTRA;
  const pi = multiply(arcTangent(ONE, work), fromInteger(4), work);
  const turns = quotient(x, multiply(pi, fromInteger(2), work), 0);
  const angle = subtract(rescale(x, work), multiply(turns, multiply(pi, fromInteger(2), work), work));
  const square = multiply(angle, angle, work);
  return rescale(
    series(angle, work, (term, n) => negate(quotient(multiply(term, square, work), fromInteger(2 * n * (2 * n + 1)), work))),
    scale,
  );
}

export function cosine(x: Decimal, scale: number): Decimal {
  const work = scale + EXTRA;
  const half = multiply(arcTangent(ONE, work), fromInteger(2), work);
  return rescale(sine(add(rescale(x, work), half), work), scale);
}
