/** What must be loaded before a session can begin. Only the page's worker ever waits: elsewhere everything is there. */
import { loadGuides } from './late-guides';
import { loadPrograms } from './late-programs';
import type { SavedSession, SessionStart } from '../session/protocol';

export { loadPrograms };

/** Undefined when there is nothing to wait for: a first prompt needs no program but the shell. */
export function loadFor(start: SessionStart, saved: SavedSession | undefined): Promise<unknown> | undefined {
  const wanted: Promise<void>[] = [];
  if (start.lab !== 'playground') wanted.push(loadGuides());
  // Commands that run before anybody looks are run in one go.
  if (saved || (start.setup ?? []).length > 0) wanted.push(loadPrograms());
  return wanted.length > 0 ? Promise.all(wanted) : undefined;
}
