/** Words that fit nowhere in particular: numbers at the edges of types, lengths, scripts, control characters. */
import type { Draw } from './draw';

export const NUMBERS = [
  '0', '1', '2', '3', '5', '10', '100', '65535', '65536', '4294967295', '4294967296', '2147483648', '9007199254740993', '9223372036854775807',
  '9223372036854775808', '18446744073709551615', '18446744073709551616', '-1', '-0', '+1', '-9223372036854775809', '0x10', '0X', '0b101', '0o17', '017',
  '09', '1_000', '1__0', '_1', '1e3', '1.5', '.5', '1.', '-.5', 'NaN', 'nan', 'inf', '-Inf', '1e400', '0x1p-2', '١', '1 ', ' 1', '1,5', '',
];

export const DURATIONS = [
  '1s', '0', '0s', '10ms', '1m30s', '1.5h', '-1s', '+5s', '1us', '1µs', '1μs', '1ns', '100h', '2562047h47m16.854775807s', '2562047h47m16.854775808s', '9999999h',
  '1', '1d', 's', '.s', '1.s', '.5s', '1s1', '1m-1s', '1h 2m', '', ' ', '1S', '0.0000000001s', '1e3s',
];

export const SIZES = [
  '64m', '1g', '512', '6m', '4194304', '0', '1.5g', '1 GB', '10KiB', '10kib', '-1', '-1m', '1e3', 'm', 'b', '1bb', '1mm', '9223372036854775807', '8e', '8192p', '99999999999p',
  '.5g', '5.g', '1_0m', '1,5g', '0x10', '', ' 1m', '1m ', 'NaN', 'inf', '1.2.3m', '1 m m',
];

export const CPUS = ['1', '0.5', '2', '.25', '0.01', '1.', '1/2', '1/3', '-1', '0', '1e1', '1e-9', '1e-10', '0.0000000001', '100000', '1e400', 'a', '', 'NaN', '1_0', '0x1', '1/0', '9223372037'];

export const BOOLS = ['true', 'false', '1', '0', 't', 'F', 'TRUE', 'False', 'yes', 'no', 'on', '', 'tRUE', '2', ' true'];

const ODD = [
  '', ' ', '-', '--', '---', '-x', '--x=', '=', '==', '=x', 'x=', 'x=y=z', ',', ',,', ':', '::', '/', '//', '.', '..', '../..', '*', '?', '[', '\\', "'", '"', '""', '`', '$', '$HOME', '${', '%', '%s',
  '%!', '\t', '\n', 'a\nb', 'a\tb', '\u0000x', '\u0001', '\u001b[31m', '\u007f', '\ufeff', '\ufffd', '\ud800', 'é', 'ÄÖÜ', 'ß', '日本語', '🐝', '👩‍👩‍👧', 'e\u0301', '\u202eabc', 'ﬀ', 'İ', 'ı', 'null', 'true',
  'NaN', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '{}', '[]', '{{', '}}', '{{.}}', '<nil>', '(', ')', '&', '|', ';', '#', '!', '~', '@', '@sha256:', '^', 'A', 'a',
  'UPPER', 'with space', ' lead', 'trail ', 'a'.repeat(63), 'a'.repeat(64), 'a'.repeat(65), 'a'.repeat(256), 'x'.repeat(5000), '-'.repeat(70), 'none', 'all', 'self', 'host', 'bridge', 'help', '--help', '-h', '-v',
];

export const odd = (draw: Draw): string => draw.pick(ODD);

/** Letters, digits and marks in any order. */
export function noise(draw: Draw): string {
  const letters = 'abcxyz019-_.=:/,{}"\'$ \\éß日';
  return draw.many(draw.int(1, 12), () => draw.pick([...letters])).join('');
}

/** Any of the collections above. */
export function anything(draw: Draw): string {
  return draw.weighted(
    [4, () => odd(draw)],
    [2, () => noise(draw)],
    [2, () => draw.pick(NUMBERS)],
    [1, () => draw.pick(DURATIONS)],
    [1, () => draw.pick(SIZES)],
  );
}
