/** Smaller inputs that still fail: pieces are taken out as long as the rest fails, first large ones, then small. */

/** How often a smaller input is tried, for each input: what is not found by then is small enough. */
const TRIES_MAX = 150;

export function shrinkList<T>(items: readonly T[], fails: (some: readonly T[]) => boolean): T[] {
  let least = [...items];
  let tries = 0;
  for (let size = Math.ceil(least.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < least.length && tries < TRIES_MAX; ) {
      const some = [...least.slice(0, at), ...least.slice(at + size)];
      tries++;
      if (fails(some)) least = some;
      else at += size;
    }
  }
  return least;
}

export const shrinkText = (text: string, fails: (shorter: string) => boolean): string => shrinkList([...text], (some) => fails(some.join(''))).join('');
