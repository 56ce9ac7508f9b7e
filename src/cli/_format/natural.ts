/** Natural order, as Docker's lists have it (fvbommel/sortorder): runs of digits compare as numbers. */
const isDigit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9';

/** Negative, zero or positive, as a stands before, with or after b. */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as string;
    const y = b[j] as string;
    if (isDigit(x) !== isDigit(y)) return isDigit(x) ? -1 : 1;
    if (!isDigit(x)) {
      if (x !== y) return x < y ? -1 : 1;
      i++;
      j++;
      continue;
    }
    const zerosA = /^0*/.exec(a.slice(i))![0].length;
    const zerosB = /^0*/.exec(b.slice(j))![0].length;
    const digitsA = /^\d*/.exec(a.slice(i + zerosA))![0];
    const digitsB = /^\d*/.exec(b.slice(j + zerosB))![0];
    if (digitsA.length !== digitsB.length) return digitsA.length - digitsB.length;
    if (digitsA !== digitsB) return digitsA < digitsB ? -1 : 1;
    if (zerosA !== zerosB) return zerosA - zerosB;
    i += zerosA + digitsA.length;
    j += zerosB + digitsB.length;
  }
  return a.length - i - (b.length - j);
}

/** A sorted copy by what `key` answers; equals keep their order. */
export function sortedNaturally<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareNatural(key(a), key(b)));
}
