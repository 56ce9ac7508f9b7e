/** Go's `time.Time` as its String method prints it, from RFC 3339 as JSON has it. */

export const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Go's String of a time in UTC: `2026-11-20 16:04:37.974171461 +0000 UTC`. */
export function formatGoTime(text: string): string {
  const match = RFC3339.exec(text);
  if (!match) return text;
  const digits = (match[7] ?? '').slice(0, 9).replace(/0+$/, '');
  const zone = match[8] ? `${match[8]}${match[9]}${match[10]}` : '+0000';
  const clock = `${match[4]}:${match[5]}:${match[6]}${digits ? `.${digits}` : ''}`;
  return `${match[1]}-${match[2]}-${match[3]} ${clock} ${zone} ${zone === '+0000' ? 'UTC' : zone}`;
}
