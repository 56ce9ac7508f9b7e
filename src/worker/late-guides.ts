/** Stands in for `session/guides.ts` in the page's worker: a session with a lab begins when `loadGuides` has been. */
import type { Guide } from '../lab/guide-model';
import { assert } from '../sim';
import type { SessionStart } from '../session/protocol';

let reader: typeof import('../session/guides') | undefined;

export function guideFor(start: SessionStart): Guide | undefined {
  if (start.lab === 'playground') return undefined;
  assert(reader, 'guides are loaded before a lab begins');
  return reader.guideFor(start);
}

export async function loadGuides(): Promise<void> {
  reader = await import('../session/guides');
}
