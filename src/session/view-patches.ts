/** The difference of two views as immer patches: parts that are the same object are the same, rows are compared by place. */
import type { Patch } from 'immer';
import type { WorldView } from './protocol';

/** Beyond this share of changed rows a list is sent whole: fewer, larger patches. */
const WHOLE_LIST_SHARE = 0.5;

export function viewPatches(before: WorldView, after: WorldView): Patch[] {
  const patches: Patch[] = [];
  for (const key of Object.keys(after) as (keyof WorldView)[]) {
    const a: unknown = before[key];
    const b: unknown = after[key];
    if (a === b || same(a, b)) continue;
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      const changed: Patch[] = [];
      b.forEach((row: unknown, i) => {
        if (row !== a[i] && !same(row, a[i])) changed.push({ op: 'replace', path: [key, i], value: row });
      });
      if (changed.length <= Math.max(8, b.length * WHOLE_LIST_SHARE)) {
        patches.push(...changed);
        continue;
      }
    }
    patches.push({ op: 'replace', path: [key], value: b });
  }
  for (const key of Object.keys(before) as (keyof WorldView)[]) if (!(key in after)) patches.push({ op: 'remove', path: [key] });
  return patches;
}

/** Deep equality of plain values; rows are small. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && same(left[key], right[key]));
}
