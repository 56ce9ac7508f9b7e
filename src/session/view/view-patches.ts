/**
 * From view to view by patches: parts that are the same object are the same, rows of long lists are compared by place.
 * The world itself knows what it changed (see view-feed.ts); comparing is for stand-ins and for tests.
 */
import type { RowPart, ViewPatch, WorldView } from '../protocol';

const ROW_PARTS: readonly RowPart[] = ['machines', 'tasks'];

/** The next view. What no patch names keeps its identity. */
export function applyViewPatches(view: WorldView, patches: readonly ViewPatch[]): WorldView {
  const next: Record<string, unknown> = { ...view };
  for (const patch of patches) {
    if ('part' in patch) {
      if (patch.value === undefined) delete next[patch.part];
      else next[patch.part] = patch.value;
      continue;
    }
    const rows: unknown[] = (next[patch.rows] as unknown[]).slice(0, patch.length);
    patch.at.forEach((place, i) => (rows[place] = patch.values[i]));
    next[patch.rows] = rows;
  }
  return next as unknown as WorldView;
}

export function viewPatches(before: WorldView, after: WorldView): ViewPatch[] {
  const patches: ViewPatch[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof WorldView>) {
    if (sameValue(before[key], after[key])) continue;
    if ((ROW_PARTS as readonly string[]).includes(key)) patches.push(rowPatch(key as RowPart, before, after));
    else patches.push(partPatch(key, after[key]));
  }
  return patches;
}

/** One part as it is now; undefined: it is gone. */
export function partPatch<P extends keyof WorldView>(part: P, value: WorldView[P] | undefined): ViewPatch {
  return { part, value } as ViewPatch;
}

function rowPatch(part: RowPart, before: WorldView, after: WorldView): ViewPatch {
  const at: number[] = [];
  after[part].forEach((row, i) => {
    if (!sameValue(row, before[part][i])) at.push(i);
  });
  return { rows: part, length: after[part].length, at, values: at.map((i) => after[part][i]) } as ViewPatch;
}

/** Deep equality of plain values. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && sameValue(left[key], right[key]));
}
