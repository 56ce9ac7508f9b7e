/** The least number of changed lines between two files (Myers' algorithm), as runs of removed and added lines. */
export interface Change {
  /** First line of the run in either file, from 0. */
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

/** More edits than this and the files count as wholly different: the cost grows with its square. */
const EDITS_MAX = 4000;

export function diffLines(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let aEnd = a.length;
  let bEnd = b.length;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const same = matches(a.slice(start, aEnd), b.slice(start, bEnd));
  const changes: Change[] = [];
  let i = start;
  let j = start;
  for (const [x, y] of [...same, [aEnd - start, bEnd - start] as const]) {
    const aTo = x + start;
    const bTo = y + start;
    if (aTo > i || bTo > j) changes.push({ aFrom: i, aTo, bFrom: j, bTo });
    i = aTo + 1;
    j = bTo + 1;
  }
  return slideDown(changes, a, b);
}

/** Pairs of equal lines in both, increasing. */
function matches(a: readonly string[], b: readonly string[]): [number, number][] {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return [];
  const most = Math.min(n + m, EDITS_MAX);
  const offset = most + 1;
  let reach = new Int32Array(2 * most + 3);
  const history: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    history.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach[offset + k - 1] as number) < (reach[offset + k + 1] as number));
      let x = down ? (reach[offset + k + 1] as number) : (reach[offset + k - 1] as number) + 1;
      let y = x - k;
      while (x < n && y < m && a[x] === b[y]) {
        x++;
        y++;
      }
      reach[offset + k] = x;
      if (x >= n && y >= m) return walkBack(history, d, n, m, offset);
    }
    reach = reach.slice();
  }
  return [];
}

function walkBack(history: readonly Int32Array[], edits: number, n: number, m: number, offset: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let d = edits; d >= 0; d--) {
    const reach = history[d] as Int32Array;
    const k = x - y;
    const down = k === -d || (k !== d && (reach[offset + k - 1] as number) < (reach[offset + k + 1] as number));
    const previousK = down ? k + 1 : k - 1;
    const previousX = d === 0 ? 0 : (reach[offset + previousK] as number);
    const previousY = d === 0 ? 0 : previousX - previousK;
    const startX = d === 0 ? 0 : down ? previousX : previousX + 1;
    const startY = d === 0 ? 0 : down ? previousY + 1 : previousY;
    while (x > startX && y > startY) {
      x--;
      y--;
      pairs.push([x, y]);
    }
    x = previousX;
    y = previousY;
  }
  return pairs.reverse();
}

/** GNU diff moves a run of only added or only removed lines down as far as equal lines allow. */
function slideDown(changes: Change[], a: readonly string[], b: readonly string[]): Change[] {
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes[i] as Change;
    const next = changes[i + 1];
    if (change.aFrom === change.aTo) {
      while (change.bTo < (next ? next.bFrom : b.length) && b[change.bFrom] === b[change.bTo]) shift(change);
    } else if (change.bFrom === change.bTo) {
      while (change.aTo < (next ? next.aFrom : a.length) && a[change.aFrom] === a[change.aTo]) shift(change);
    }
  }
  const merged: Change[] = [];
  for (const change of changes) {
    const last = merged[merged.length - 1];
    if (last && last.aTo === change.aFrom && last.bTo === change.bFrom) {
      last.aTo = change.aTo;
      last.bTo = change.bTo;
    } else merged.push({ ...change });
  }
  return merged;
}

function shift(change: Change): void {
  change.aFrom++;
  change.aTo++;
  change.bFrom++;
  change.bTo++;
}
