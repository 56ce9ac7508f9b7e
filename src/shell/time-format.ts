/** strftime for `printf %(...)T` and prompts, in UTC, which is every machine's time zone here. */
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export function formatTime(atMs: number, format: string): string {
  const date = new Date(Math.floor(atMs));
  const two = (value: number) => String(value).padStart(2, '0');
  const day = DAYS[date.getUTCDay()] as string;
  const month = MONTHS[date.getUTCMonth()] as string;
  const hour12 = date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
  const fields: Record<string, () => string> = {
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    h: () => month.slice(0, 3),
    B: () => month,
    c: () => formatTime(atMs, '%a %b %e %H:%M:%S %Y'),
    C: () => two(Math.floor(date.getUTCFullYear() / 100)),
    d: () => two(date.getUTCDate()),
    D: () => formatTime(atMs, '%m/%d/%y'),
    e: () => String(date.getUTCDate()).padStart(2),
    F: () => formatTime(atMs, '%Y-%m-%d'),
    H: () => two(date.getUTCHours()),
    I: () => two(hour12),
    j: () => String(Math.floor((atMs - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
    k: () => String(date.getUTCHours()).padStart(2),
    l: () => String(hour12).padStart(2),
    m: () => two(date.getUTCMonth() + 1),
    M: () => two(date.getUTCMinutes()),
    n: () => '\n',
    p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    r: () => formatTime(atMs, '%I:%M:%S %p'),
    R: () => formatTime(atMs, '%H:%M'),
    s: () => String(Math.floor(atMs / 1000)),
    S: () => two(date.getUTCSeconds()),
    t: () => '\t',
    T: () => formatTime(atMs, '%H:%M:%S'),
    u: () => String(date.getUTCDay() === 0 ? 7 : date.getUTCDay()),
    w: () => String(date.getUTCDay()),
    x: () => formatTime(atMs, '%m/%d/%y'),
    X: () => formatTime(atMs, '%H:%M:%S'),
    y: () => two(date.getUTCFullYear() % 100),
    Y: () => String(date.getUTCFullYear()),
    z: () => '+0000',
    Z: () => 'UTC',
    '%': () => '%',
  };
  return (format === '' ? '%X' : format).replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter]?.() ?? whole);
}
