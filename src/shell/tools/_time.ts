/**
 * Calendar time without the platform's Date: the world's machines run in UTC. Civil dates from days since the epoch
 * and back, and strftime(3).
 */
export interface Civil {
  year: number;
  /** 1-12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 = Sunday */
  weekday: number;
  /** 1-366 */
  yearday: number;
  nanosecond: number;
  /** Whole seconds since the epoch. */
  epochSeconds: number;
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Days since 1970-01-01 of a proleptic Gregorian date; months and days may run over. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const months = year * 12 + (month - 1);
  const y0 = Math.floor(months / 12);
  const m = months - y0 * 12 + 1;
  const y = m <= 2 ? y0 - 1 : y0;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468 + day - 1;
}

/** The calendar fields of an instant in ms since the epoch. */
export function civil(atMs: number): Civil {
  const epochSeconds = Math.floor(atMs / 1000);
  const nanosecond = Math.floor((atMs - epochSeconds * 1000) * 1e6);
  const days = Math.floor(epochSeconds / 86400);
  const inDay = epochSeconds - days * 86400;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * m + 2) / 5) + 1,
    hour: Math.floor(inDay / 3600),
    minute: Math.floor((inDay % 3600) / 60),
    second: inDay % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 1, 1) + 1,
    nanosecond,
    epochSeconds,
  };
}

/** ISO 8601 week and its year. */
function isoWeek({ year, weekday, yearday }: Civil): { week: number; year: number } {
  const week = Math.floor((yearday - ((weekday + 6) % 7) + 9) / 7);
  if (week < 1) return { week: weeksIn(year - 1), year: year - 1 };
  if (week > weeksIn(year)) return { week: 1, year: year + 1 };
  return { week, year };
}

function weeksIn(year: number): number {
  const p = (y: number): number => (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)) % 7;
  return p(year) === 4 || p(year - 1) === 3 ? 53 : 52;
}

/** strftime with GNU's flags (`%-d`, `%_H`, `%^a`, `%3N`), in UTC. */
export function strftime(format: string, time: Civil, zone = 'UTC'): string {
  return format.replace(
    /%([-_0^#]*)(\d*)(:{0,3})([EO]?)([a-zA-Z%+])/g,
    (whole, flags: string, widthText: string, colons: string, _alt: string, letter: string) => {
      const field = strftimeField(letter, colons, widthText, time, zone);
      if (field === undefined) return whole;
      let { text } = field;
      const { width, fill } = field;
      if (flags.includes('^')) text = text.toUpperCase();
      if (flags.includes('#')) text = letter === 'Z' || letter === 'p' ? text.toLowerCase() : text.toUpperCase();
      if (flags.includes('-')) return text;
      const wanted = widthText !== '' && letter !== 'N' ? Number(widthText) : width;
      return text.padStart(wanted, flags.includes('_') ? ' ' : flags.includes('0') ? '0' : fill);
    },
  );
}

function strftimeField(
  letter: string,
  colons: string,
  widthText: string,
  time: Civil,
  zone: string,
): { text: string; width: number; fill: string } | undefined {
  const number = (n: number, width = 2, fill = '0') => ({ text: String(n), width, fill });
  const word = (text: string) => ({ text, width: 0, fill: ' ' });
  const again = (format: string) => word(strftime(format, time, zone));
  switch (letter) {
    case '%':
      return word('%');
    case 'a':
      return word((DAYS[time.weekday] as string).slice(0, 3));
    case 'A':
      return word(DAYS[time.weekday] as string);
    case 'b':
    case 'h':
      return word((MONTHS[time.month - 1] as string).slice(0, 3));
    case 'B':
      return word(MONTHS[time.month - 1] as string);
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'C':
      return number(Math.floor(time.year / 100));
    case 'd':
      return number(time.day);
    case 'D':
      return again('%m/%d/%y');
    case 'e':
      return number(time.day, 2, ' ');
    case 'F':
      return again('%Y-%m-%d');
    case 'g':
      return number(isoWeek(time).year % 100);
    case 'G':
      return number(isoWeek(time).year, 4);
    case 'H':
      return number(time.hour);
    case 'I':
      return number(time.hour % 12 || 12);
    case 'j':
      return number(time.yearday, 3);
    case 'k':
      return number(time.hour, 2, ' ');
    case 'l':
      return number(time.hour % 12 || 12, 2, ' ');
    case 'm':
      return number(time.month);
    case 'M':
      return number(time.minute);
    case 'n':
      return word('\n');
    case 'N':
      return word(
        String(time.nanosecond)
          .padStart(9, '0')
          .padEnd(Number(widthText || 9), '0')
          .slice(0, Number(widthText || 9)),
      );
    case 'p':
      return word(time.hour < 12 ? 'AM' : 'PM');
    case 'P':
      return word(time.hour < 12 ? 'am' : 'pm');
    case 'q':
      return number(Math.floor((time.month + 2) / 3), 1);
    case 'r':
      return again('%I:%M:%S %p');
    case 'R':
      return again('%H:%M');
    case 's':
      return number(time.epochSeconds, 1);
    case 'S':
      return number(time.second);
    case 't':
      return word('\t');
    case 'T':
      return again('%H:%M:%S');
    case 'u':
      return number(time.weekday || 7, 1);
    case 'U':
      return number(Math.floor((time.yearday + 6 - time.weekday) / 7));
    case 'V':
      return number(isoWeek(time).week);
    case 'w':
      return number(time.weekday, 1);
    case 'W':
      return number(Math.floor((time.yearday + 6 - ((time.weekday + 6) % 7)) / 7));
    case 'x':
      return again('%m/%d/%y');
    case 'X':
      return again('%H:%M:%S');
    case 'y':
      return number(((time.year % 100) + 100) % 100);
    case 'Y':
      return number(time.year, 4);
    case 'z':
      return word(colons === '' ? '+0000' : colons === ':' ? '+00:00' : colons === '::' ? '+00:00:00' : '+00');
    case 'Z':
      return word(zone);
    default:
      return undefined;
  }
}
