/**
 * A set of IDs that is read in order far more rarely than it grows: additions and removals are noted and
 * merged into the sorted array when somebody asks, so a burst of creations costs one merge, not many sorts.
 */
const NONE: readonly string[] = [];

export class SortedIds {
  private sorted: readonly string[] = NONE;
  private added: string[] = [];
  private removed: Set<string> | undefined;

  get size(): number {
    return this.sorted.length + this.added.length - (this.removed?.size ?? 0);
  }

  /** The caller knows that the ID is not in the set. */
  add(id: string): void {
    // An ID that comes back before the merge must not be dropped by it.
    if (this.removed?.delete(id)) return;
    this.added.push(id);
  }

  /** The caller knows that the ID is in the set. */
  delete(id: string): void {
    if (this.added.length > 0) {
      const at = this.added.length < 64 ? this.added.indexOf(id) : -1;
      if (at >= 0) {
        this.added.splice(at, 1);
        return;
      }
      this.merge();
    }
    (this.removed ??= new Set()).add(id);
  }

  /** All IDs in ascending order. Valid until the next change; not the caller's to edit. */
  ids(): readonly string[] {
    if (this.added.length > 0 || this.removed !== undefined) this.merge();
    return this.sorted;
  }

  /** Where the first ID not below `prefix` stands. */
  lowerBound(prefix: string): number {
    const ids = this.ids();
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ids[middle] as string) < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private merge(): void {
    const { sorted, added, removed } = this;
    this.added = [];
    this.removed = undefined;
    if (removed === undefined && sorted.length === 0) {
      this.sorted = added.length > 1 ? added.sort(byText) : added;
      return;
    }
    if (added.length > 1) added.sort(byText);
    const merged: string[] = [];
    let i = 0;
    for (const id of sorted) {
      while (i < added.length && (added[i] as string) < id) merged.push(added[i++] as string);
      if (removed === undefined || !removed.has(id)) merged.push(id);
    }
    while (i < added.length) merged.push(added[i++] as string);
    this.sorted = merged;
  }
}

/** Code unit order: what `<` says, the same in every engine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
