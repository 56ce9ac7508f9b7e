/** Sizes as people write them (docker/go-units) and CPU counts (opts.NanoCPUs). */
import { NS_PER_S } from '../../model';
import { parseFloatText } from './numbers';
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

/** A number of CPUs, decimal or a fraction such as 1/2, in billionths of a CPU. */
export function parseCpus(text: string): number | Problem {
  const match = /^([+-]?)(?:(\d+)\/(\d+)|(\d*)(?:\.(\d*))?)$/.exec(text);
  if (!match || (!match[2] && !match[4] && !match[5])) return problem(`failed to parse ${text} as a rational number`);
  const sign = match[1] === '-' ? -1 : 1;
  if (match[2]) {
    const nanos = (Number(match[2]) * NS_PER_S) / Number(match[3]);
    return Number.isInteger(nanos) ? sign * nanos : problem('value is too precise');
  }
  const decimals = (match[5] ?? '').replace(/0+$/, '');
  if (decimals.length > 9) return problem('value is too precise');
  return sign * (Number(match[4] || '0') * NS_PER_S + Number(decimals.padEnd(9, '0')));
}
