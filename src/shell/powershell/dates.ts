/** Dates by .NET's format letters, always in UTC: the machines of a lab live there. */

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const STANDARD: Readonly<Record<string, string>> = {
  d: 'M/d/yyyy', D: 'dddd, MMMM d, yyyy', t: 'h:mm tt', T: 'h:mm:ss tt', f: 'dddd, MMMM d, yyyy h:mm tt', F: 'dddd, MMMM d, yyyy h:mm:ss tt', g: 'M/d/yyyy h:mm tt', G: 'M/d/yyyy h:mm:ss tt',
  s: "yyyy-MM-dd'T'HH:mm:ss", u: "yyyy-MM-dd HH:mm:ss'Z'", o: "yyyy-MM-dd'T'HH:mm:ss.fff0000'Z'", O: "yyyy-MM-dd'T'HH:mm:ss.fff0000'Z'",
};

export function formatDate(ms: number, form: string): string {
  const date = new Date(Math.floor(ms));
  const hour = date.getUTCHours();
  const two = (n: number): string => String(n).padStart(2, '0');
  const text = form.length === 1 ? (STANDARD[form] ?? form) : form;
  return text.replace(/'([^']*)'|\\(.)|y{1,4}|M{1,4}|d{1,4}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|f{1,7}|tt?|K|z{1,3}/g, (part, quoted?: string, literal?: string) => {
    if (quoted !== undefined || literal !== undefined) return quoted ?? (literal as string);
    switch (part) {
      case 'yyyy':
        return String(date.getUTCFullYear());
      case 'yy':
        return two(date.getUTCFullYear() % 100);
      case 'MMMM':
        return MONTHS[date.getUTCMonth()] as string;
      case 'MMM':
        return (MONTHS[date.getUTCMonth()] as string).slice(0, 3);
      case 'MM':
        return two(date.getUTCMonth() + 1);
      case 'M':
        return String(date.getUTCMonth() + 1);
      case 'dddd':
        return DAYS[date.getUTCDay()] as string;
      case 'ddd':
        return (DAYS[date.getUTCDay()] as string).slice(0, 3);
      case 'dd':
        return two(date.getUTCDate());
      case 'd':
        return String(date.getUTCDate());
      case 'HH':
        return two(hour);
      case 'H':
        return String(hour);
      case 'hh':
        return two(hour % 12 || 12);
      case 'h':
        return String(hour % 12 || 12);
      case 'mm':
        return two(date.getUTCMinutes());
      case 'm':
        return String(date.getUTCMinutes());
      case 'ss':
        return two(date.getUTCSeconds());
      case 's':
        return String(date.getUTCSeconds());
      case 'tt':
        return hour < 12 ? 'AM' : 'PM';
      case 't':
        return hour < 12 ? 'A' : 'P';
      case 'K':
        return 'Z';
      default:
        if (part.startsWith('f')) return String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(7, '0').slice(0, part.length);
        if (part.startsWith('z')) return part === 'zzz' ? '+00:00' : '+0';
        return part;
    }
  });
}

/** `Monday, November 30, 2026 8:14:51 AM`: a date on its own line. */
export const longDate = (ms: number): string => formatDate(ms, 'F');
export const dayName = (ms: number): string => DAYS[new Date(Math.floor(ms)).getUTCDay()] as string;
