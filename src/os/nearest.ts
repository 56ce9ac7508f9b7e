/** The word that was probably meant. */

/** Letters to change, add, drop or swap with their neighbour on the way from one word to the other. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] as number;
}

const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

/** Undefined where nothing is near: a third of the letters may differ, and case and dashes do not count. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = plain(word);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const one of known) {
    if (Math.abs(one.length - word.length) > least + 2) continue;
    const far = distance(wanted, plain(one));
    if (far >= least) continue;
    least = far;
    best = one;
  }
  return best;
}
