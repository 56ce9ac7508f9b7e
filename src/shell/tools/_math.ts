/**
 * exp, log, sin, cos, atan2 and powers from plain arithmetic, whose results are the same on every engine (the
 * platform's differ in the last digits). Good to about 1e-15 relative: more than any tool prints.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = 0.6931471805599453;
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
const PI = 3.141592653589793;

/** 2 to a whole power, exactly where a double can. */
function twoTo(power: number): number {
  if (power < -1074) return 0;
  if (power > 1023) return Infinity;
  let result = 1;
  let base = power < 0 ? 0.5 : 2;
  for (let left = Math.abs(power); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.79) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x / LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 22; n++) {
    term = (term * r) / n;
    sum += term;
  }
  return k < -1000 ? sum * twoTo(k + 100) * twoTo(-100) : sum * (k > 1000 ? twoTo(k - 10) * 1024 : twoTo(k));
}

export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let m = x;
  let k = 0;
  while (m >= 1.4142135623730951) {
    m /= 2;
    k++;
  }
  while (m < 0.7071067811865476) {
    m *= 2;
    k--;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum = 0;
  for (let n = 41; n >= 1; n -= 2) sum = sum * z + 1 / n;
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW);
}

/** Sine and cosine of a remainder within a quarter turn. */
function sinSeries(r: number): number {
  const z = r * r;
  let term = r;
  let sum = r;
  for (let n = 1; n <= 11; n++) {
    term *= -z / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}

function cosSeries(r: number): number {
  const z = r * r;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 11; n++) {
    term *= -z / ((2 * n - 1) * 2 * n);
    sum += term;
  }
  return sum;
}

function quarterTurn(x: number, turn: number): number {
  const k = Math.round(x / (PI / 2));
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_LOW;
  switch ((((k + turn) % 4) + 4) % 4) {
    case 0:
      return sinSeries(r);
    case 1:
      return cosSeries(r);
    case 2:
      return -sinSeries(r);
    default:
      return -cosSeries(r);
  }
}

export function sin(x: number): number {
  return Number.isFinite(x) ? quarterTurn(x, 0) : NaN;
}

export function cos(x: number): number {
  return Number.isFinite(x) ? quarterTurn(x, 1) : NaN;
}

function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (x > 1) return PI / 2 - atan(1 / x);
  // Halve the angle twice, so that the series converges fast.
  let t = x;
  for (let i = 0; i < 2; i++) t = t / (1 + Math.sqrt(1 + t * t));
  const z = t * t;
  let sum = 0;
  for (let n = 31; n >= 1; n -= 2) sum = 1 / n - z * sum;
  return 4 * t * sum;
}

export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (y === 0) return x > 0 || Object.is(x, 0) ? y : Object.is(y, -0) ? -PI : PI;
  if (x === 0) return y > 0 ? PI / 2 : -PI / 2;
  const angle = atan(Math.abs(y / x));
  const inHalf = x > 0 ? angle : PI - angle;
  return y > 0 ? inHalf : -inHalf;
}

/** x to the y: whole powers by multiplication, others through exp and log. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isInteger(y) && Math.abs(y) <= 1e6) {
    let result = 1;
    let base = x;
    for (let left = Math.abs(y); left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) result *= base;
      base *= base;
    }
    return y < 0 ? 1 / result : result;
  }
  if (y === 0.5) return Math.sqrt(x);
  return x === 0 ? (y > 0 ? 0 : Infinity) : exp(y * log(x));
}
