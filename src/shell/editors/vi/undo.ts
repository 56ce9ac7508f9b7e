/** `u` and Ctrl-R: where the cursor goes, and what is said. */
import { firstNonBlank } from './motions';
import type { Vi } from './vi';

/** False at the oldest (newest) change. */
export function undoChange(vi: Vi, forward: boolean): boolean {
  const { buffer } = vi;
  const done = forward ? buffer.redo() : buffer.undo();
  if (!done) {
    vi.say(forward ? vi.wording.newestChange : vi.wording.oldestChange);
    return false;
  }
  let line = done.nearCursor ? Math.min(done.cursor.line, buffer.count - 1) : done.line;
  // One line below where the command was given: back to there, as after `o`.
  if (done.cursor.line + 1 === line) line--;
  const text = buffer.line(line);
  buffer.cursor = { line, column: done.cursor.line === line ? done.cursor.column : firstNonBlank(text) };
  vi.clampCursor(false);
  vi.say(vi.wording.undone(vi, done, forward));
  return true;
}
