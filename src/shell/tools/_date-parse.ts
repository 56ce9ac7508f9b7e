/**
 * Dates as `date -d` and `touch -d` take them: `@seconds`, ISO and plain dates and times, month names, weekdays, and
 * relative words (`yesterday`, `3 days ago`, `next month`, `+2 hours`).
 */
import { civil, daysFromCivil, DAYS, MONTHS } from './_time';

const UNITS: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  s: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86400,
  week: 604800,
  fortnight: 1209600,
};
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  UT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
  BST: 1,
  IST: 5.5,
  JST: 9,
};

/** Milliseconds since the epoch; undefined when it cannot be read. */
export function parseDate(text: string, nowMs: number): number | undefined {
  const epoch = /^\s*@(-?\d+)(?:[.,](\d+))?\s*$/.exec(text);
  if (epoch) return Number(epoch[1]) * 1000 + Number(`0.${epoch[2] ?? '0'}`) * 1000;
  const now = civil(nowMs);
  let { year, month, day } = now;
  let clock: { hour: number; minute: number; second: number } | undefined;
  let zoneHours = 0;
  let addSeconds = 0;
  let addMonths = 0;
  let weekday: number | undefined;
  let hasDate = false;
  let sign = 1;
  let rest = text.replace(/\(.*?\)/g, ' ').trim();
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest);
    if (!match) return undefined;
    rest = rest.slice(match[0].length).replace(/^[\s,]+/, '');
    return match;
  };
  while (rest !== '') {
    let match: RegExpExecArray | undefined;
    if ((match = take(/^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](?=\d))?/i))) [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    else if ((match = take(/^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?(?!\d)/))) {
      [month, day] = [Number(match[1]), Number(match[2])];
      if (match[3]) year = fullYear(match[3]);
    } else if ((match = take(/^(\d{4})(\d{2})(\d{2})(?:[T ](?=\d))?(?!\d)/)))
      [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    else if (
      (match = take(/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])\.?m\.?(?![a-z])/i)) ||
      (match = take(/^(\d{1,2})()()\s*([ap])\.?m\.?(?![a-z])/i))
    ) {
      clock = {
        hour: (Number(match[1]) % 12) + ((match[4] as string).toLowerCase() === 'p' ? 12 : 0),
        minute: Number(match[2] || 0),
        second: Number(match[3] || 0),
      };
      continue;
    } else if ((match = take(/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?/))) {
      clock = { hour: Number(match[1]), minute: Number(match[2]), second: Number(match[3] ?? 0) };
      const zone = take(/^([-+])(\d{2}):?(\d{2})?(?![\d\s]*[a-z])/i);
      if (zone) zoneHours = (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) + Number(zone[3] ?? 0) / 60);
      continue;
    } else if (
      (match = take(/^([-+]?)\s*(\d+)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b(\s+ago\b)?/i)) &&
      (match[2] !== undefined || match[1] === '')
    ) {
      const amount = Number(match[2] ?? 1) * (match[1] === '-' ? -1 : 1) * (match[4] ? -1 : 1) * sign;
      sign = 1;
      const unit = (match[3] as string).toLowerCase();
      if (unit === 'month' || unit === 'year') addMonths += amount * (unit === 'year' ? 12 : 1);
      else addSeconds += amount * (UNITS[unit] as number);
      continue;
    } else if ((match = take(/^(next|last|this)\s+(?=[a-z])/i))) {
      const word = (match[1] as string).toLowerCase();
      const unit = take(/^(second|minute|hour|day|week|fortnight|month|year)s?\b/i);
      const amount = word === 'next' ? 1 : word === 'last' ? -1 : 0;
      if (unit) {
        const name = (unit[1] as string).toLowerCase();
        if (name === 'month' || name === 'year') addMonths += amount * (name === 'year' ? 12 : 1);
        else addSeconds += amount * (UNITS[name] as number);
        continue;
      }
      const dayName = weekdayOf(rest);
      if (dayName === undefined) return undefined;
      take(/^[a-z]+\.?/i);
      weekday = dayName;
      addSeconds += amount < 0 ? -604800 : amount > 0 && dayName === now.weekday ? 604800 : 0;
      continue;
    } else if ((match = take(/^(now|today|yesterday|tomorrow|noon|midnight)\b/i))) {
      const word = (match[1] as string).toLowerCase();
      if (word === 'yesterday') addSeconds -= 86400;
      else if (word === 'tomorrow') addSeconds += 86400;
      else if (word === 'noon') clock = { hour: 12, minute: 0, second: 0 };
      else if (word === 'midnight') clock = { hour: 0, minute: 0, second: 0 };
      continue;
    } else if (
      (match = take(/^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?(?:[\s,-]+(\d{4}))?(?![a-z\d:])/i)) &&
      monthOf(match[2] as string) !== undefined
    ) {
      [day, month] = [Number(match[1]), monthOf(match[2] as string) as number];
      if (match[3]) year = Number(match[3]);
    } else if (/^[a-z]/i.test(rest)) {
      const name = (/^[a-z]+/i.exec(rest) as RegExpExecArray)[0];
      const named = monthOf(name);
      if (named !== undefined) {
        const full = take(/^[a-z]+\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(\d{4})(?!:))?/i);
        if (!full) return undefined;
        [month, day] = [named, Number(full[1])];
        if (full[2]) year = Number(full[2]);
      } else if (weekdayOf(rest) !== undefined) {
        weekday = weekdayOf(rest);
        take(/^[a-z]+\.?/i);
        continue;
      } else if (ZONES[name.toUpperCase()] !== undefined) {
        zoneHours = ZONES[name.toUpperCase()] as number;
        take(/^[a-z]+/i);
        continue;
      } else return undefined;
    } else if (clock && (match = take(/^([-+])(\d{2}):?(\d{2})/))) {
      zoneHours = (match[1] === '-' ? -1 : 1) * (Number(match[2]) + Number(match[3]) / 60);
      continue;
    } else if (hasDate && (match = take(/^(\d{4})$/))) year = Number(match[1]);
    else if ((match = take(/^([-+])\s*(?=\d+\s*[a-z])/i))) {
      sign = match[1] === '-' ? -1 : 1;
      continue;
    } else return undefined;
    hasDate = true;
    clock ??= { hour: 0, minute: 0, second: 0 };
  }
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (clock && (clock.hour > 24 || clock.minute > 59 || clock.second > 60)) return undefined;
  const time = clock ?? (weekday === undefined ? { hour: now.hour, minute: now.minute, second: now.second } : { hour: 0, minute: 0, second: 0 });
  let days = daysFromCivil(year, month + addMonths, day);
  if (weekday !== undefined && !hasDate) days += (weekday - now.weekday + 7) % 7;
  return (days * 86400 + time.hour * 3600 + time.minute * 60 + time.second - zoneHours * 3600 + addSeconds) * 1000;
}

function fullYear(text: string): number {
  if (text.length > 2) return Number(text);
  return Number(text) + (Number(text) < 69 ? 2000 : 1900);
}

function monthOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  const at = MONTHS.findIndex(
    (name) => name.toLowerCase() === lower || name.slice(0, 3).toLowerCase() === lower || (lower === 'sept' && name === 'September'),
  );
  return at < 0 ? undefined : at + 1;
}

function weekdayOf(text: string): number | undefined {
  const word = /^[a-z]+/i.exec(text)?.[0].toLowerCase();
  const at = word === undefined || word.length < 3 ? -1 : DAYS.findIndex((name) => name.toLowerCase().startsWith(word));
  return at < 0 ? undefined : at;
}

function daysIn(year: number, month: number): number {
  return daysFromCivil(year, month + 1, 1) - daysFromCivil(year, month, 1);
}
