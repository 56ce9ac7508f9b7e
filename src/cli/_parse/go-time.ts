/**
 * Go's `time.Parse` for the layouts that docker's `--since` and `--until` try, with its words for what does not fit.
 * A layout is Go's reference time; every zone here is UTC unless the text brings its own.
 */
import { quote } from '../../template/quote';
import type { Problem } from './problem';
import { problem } from './problem';

/** The parts of a layout, in the order in which they are looked for. */
const PART = /2006|01|02|15|04|05|\.999999999|Z07:00/;

const RANGES: Record<string, [name: string, low: number, high: number]> = {
  '01': ['month', 1, 12],
  '15': ['hour', 0, 23],
  '04': ['minute', 0, 59],
  '05': ['second', 0, 59],
};

/** Milliseconds since the epoch, with the fraction of the nanoseconds. */
export function parseGoTime(layout: string, text: string): number | Problem {
  const found: Record<string, number> = { '2006': 1, '01': 1, '02': 1, '15': 0, '04': 0, '05': 0 };
  const fail = (part: string, rest: string) => problem(`parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(part)}`);
  const outOfRange = (name: string) => problem(`parsing time ${quote(text)}: ${name} out of range`);
  let rest = text;
  let fractionMs = 0;
  let zoneMinutes = 0;
  const takeFraction = () => {
    const fraction = /^[.,](\d+)/.exec(rest);
    if (!fraction) return;
    fractionMs = Number(`0.${fraction[1]}`) * 1000;
    rest = rest.slice(fraction[0].length);
  };
  for (let left = layout; left !== ''; ) {
    const at = PART.exec(left);
    const literal = left.slice(0, at?.index ?? left.length);
    if (!rest.startsWith(literal)) return fail(literal, rest);
    rest = rest.slice(literal.length);
    if (!at) break;
    const part = at[0];
    left = left.slice(at.index + part.length);
    if (part === '.999999999') takeFraction();
    else if (part === 'Z07:00') {
      const zone = /^(?:Z|([+-])(\d\d):(\d\d))/.exec(rest);
      if (!zone) return fail(part, rest);
      if (zone[1]) zoneMinutes = (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '+' ? 1 : -1);
      rest = rest.slice(zone[0].length);
    } else {
      // A day may have one digit; whether it exists is asked in the end.
      const digits = (part === '2006' ? /^\d{4}/ : part === '02' ? /^\d\d?/ : /^\d\d/).exec(rest)?.[0];
      if (digits === undefined) return fail(part, rest);
      rest = rest.slice(digits.length);
      const value = Number(digits);
      const range = RANGES[part];
      if (range && (value < range[1] || value > range[2])) return outOfRange(range[0]);
      found[part] = value;
      if (part === '05' && !left.startsWith('.')) takeFraction();
    }
  }
  if (rest !== '') return problem(`parsing time ${quote(text)}: extra text: ${quote(rest)}`);
  const { '2006': year = 1, '01': month = 1, '02': day = 1, '15': hour = 0, '04': minute = 0, '05': second = 0 } = found;
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  // Not Date.UTC: it takes year 1 for 1901.
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCMonth() !== month - 1) return outOfRange('day');
  return date.getTime() - zoneMinutes * 60_000 + fractionMs;
}
