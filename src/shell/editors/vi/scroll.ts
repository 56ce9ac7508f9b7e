/** Scrolling: Ctrl-F, Ctrl-B, Ctrl-D, Ctrl-U, Ctrl-E, Ctrl-Y and the keys that do the same. */
import type { Key } from '../keys';
import { firstNonBlank } from './motions';
import type { Vi } from './vi';

/** False: the key is none of these. */
export function scrollCommand(vi: Vi, key: Key, count: number | undefined): boolean {
  switch (key) {
    case '\x06':
    case '<PageDown>':
    case '<S-Down>':
      pageForward(vi, count ?? 1);
      return true;
    case '\x02':
    case '<PageUp>':
    case '<S-Up>':
      pageBackward(vi, count ?? 1);
      return true;
    case '\x04':
    case '\x15':
      halfPage(vi, key === '\x04', count);
      return true;
    case '\x05':
      scrollLines(vi, count ?? 1);
      return true;
    case '\x19':
      scrollLines(vi, -(count ?? 1));
      return true;
    default:
      return false;
  }
}

function toLine(vi: Vi, line: number): void {
  const at = Math.max(0, Math.min(line, vi.buffer.count - 1));
  vi.cursor = { line: at, column: firstNonBlank(vi.buffer.line(at)) };
}

function pageForward(vi: Vi, count: number): void {
  const { view, buffer } = vi;
  const last = buffer.count - 1;
  for (let left = Math.min(count, buffer.count); left > 0; left--) {
    const bottom = view.bottom(buffer);
    if (view.top >= last) {
      vi.fail();
      break;
    }
    // Two lines of the old page stay in sight.
    view.top = bottom > last ? last : Math.max(view.top + 1, bottom - 2);
    view.skip = 0;
  }
  toLine(vi, view.top);
}

function pageBackward(vi: Vi, count: number): void {
  const { view, buffer } = vi;
  let lowest = vi.cursor.line;
  for (let left = Math.min(count, buffer.count); left > 0; left--) {
    if (view.top === 0) {
      vi.fail();
      break;
    }
    lowest = Math.min(view.top + 1, buffer.count - 1);
    view.top = Math.min(view.top - 1, view.topFor(buffer, lowest));
    view.skip = 0;
  }
  toLine(vi, lowest);
}

function halfPage(vi: Vi, down: boolean, count: number | undefined): void {
  const { view, buffer } = vi;
  if (count !== undefined) view.scroll = Math.min(count, view.height);
  const by = view.scroll > 0 ? view.scroll : Math.max(1, Math.floor(view.height / 2));
  const last = buffer.count - 1;
  if (down ? vi.cursor.line >= last : vi.cursor.line <= 0) return vi.fail();
  // As many lines as fill these rows scroll, and the cursor goes with them; at the end of the text it goes on alone.
  let rows = by;
  let { line } = vi.cursor;
  let moved = 0;
  while (rows > 0 && (down ? view.bottom(buffer) <= last : view.top > 0)) {
    const height = view.heightOf(buffer, down ? view.top : view.top - 1);
    if (height > rows && moved > 0) {
      rows = 0;
      break;
    }
    rows -= height;
    view.top += down ? 1 : -1;
    line += down ? 1 : -1;
    moved++;
  }
  view.skip = 0;
  if (rows > 0) line += down ? rows : -rows;
  toLine(vi, line);
}

function scrollLines(vi: Vi, by: number): void {
  const { view, buffer } = vi;
  view.top = Math.max(0, Math.min(view.top + by, buffer.count - 1));
  view.skip = 0;
  const lowest = view.bottom(buffer) - 1;
  const line = Math.max(view.top, Math.min(vi.cursor.line, lowest));
  if (line !== vi.cursor.line) {
    vi.cursor = { line, column: vi.columnIn(line) };
    vi.keepsWanted = true;
  }
}
