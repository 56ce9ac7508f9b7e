/** The order in which go-yaml writes the keys of a map: digits as numbers, letters after marks (gopkg.in/yaml.v3 sorter.go). */
const isLetter = (c: string) => /^\p{L}$/u.test(c);
const isDigit = (c: string) => /^\p{Nd}$/u.test(c);

export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return less([...a], [...b]) ? -1 : 1;
}

function less(a: readonly string[], b: readonly string[]): boolean {
  let digits = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
    if (xLetter && yLetter) return x.codePointAt(0)! < y.codePointAt(0)!;
    if (xLetter || yLetter) return digits ? xLetter : yLetter;
    return lessByNumber(a, b, i);
  }
  return a.length < b.length;
}

/** From the first difference on, runs of digits count as numbers; zeros count when other digits stand before them. */
function lessByNumber(a: readonly string[], b: readonly string[], from: number): boolean {
  let start = 0;
  if (a[from] === '0' || b[from] === '0') {
    for (let j = from - 1; j >= 0 && isDigit(a[j] as string); j--) {
      if (a[j] !== '0') {
        start = 1;
        break;
      }
    }
  }
  const run = (chars: readonly string[]) => {
    let value = start;
    let end = from;
    for (; end < chars.length && isDigit(chars[end] as string); end++) value = value * 10 + (chars[end] as string).codePointAt(0)! - 48;
    return { value, end };
  };
  const x = run(a);
  const y = run(b);
  if (x.value !== y.value) return x.value < y.value;
  if (x.end !== y.end) return x.end < y.end;
  return (a[from] as string).codePointAt(0)! < (b[from] as string).codePointAt(0)!;
}

/** A copy with its keys in that order. */
export function sortedKeys<T>(map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].sort(([a], [b]) => compareKeys(a, b)));
}
