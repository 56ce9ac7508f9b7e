/** What was done since a copy was saved: entries of inputs, each with its place in the list of all. */
import type { SavedSession, TimedInput } from '../../session/protocol';

export interface JournalEntry {
  session: string;
  /** Place of the first of these inputs. */
  from: number;
  inputs: TimedInput[];
}

/**
 * The copy and what was done after it. Entries come in the order of their places; what the copy holds already is passed
 * over, and nothing is taken from beyond a gap, since later inputs mean nothing without earlier ones.
 */
export function withJournal(copy: SavedSession, entries: readonly JournalEntry[]): SavedSession {
  const inputs = [...copy.inputs];
  for (const entry of entries) {
    const known = inputs.length - entry.from;
    if (known < 0) break;
    inputs.push(...entry.inputs.slice(known));
  }
  const last = inputs.at(-1);
  if (inputs.length === copy.inputs.length || !last) return copy;
  return { ...copy, inputs, nowMs: Math.max(copy.nowMs, last.atMs), provedMs: copy.provedMs ?? copy.nowMs };
}
