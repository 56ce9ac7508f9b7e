/** The one stretch in which two texts differ: what is to be replaced, so that cursor and undo survive a reload. */

export interface Stretch {
  /** Offsets in the old text. */
  start: number;
  end: number;
  text: string;
}

export function differenceOf(before: string, after: string): Stretch | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < most - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  // Halves of a pair, and of a line break, are not taken apart.
  if (start > 0 && (isHalf(before, start) || isHalf(after, start))) start--;
  if (tail > 0 && (isHalf(before, before.length - tail) || isHalf(after, after.length - tail))) tail--;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** The offset is inside of something that is one to the eye. */
function isHalf(text: string, at: number): boolean {
  return /[\ud800-\udbff][\udc00-\udfff]|\r\n/.test(text.slice(at - 1, at + 1));
}
