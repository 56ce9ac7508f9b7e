/**
 * What a learning system keeps of a session between two visits: the session itself where there is room, else only which
 * one it was, so that this browser's own copy goes on.
 */
import type { SavedSession } from '../../session/protocol';
import { packSession, unpackSession } from '../sessions/session-text';

export interface CourseMemory {
  /** Of the session in this browser's storage. */
  id?: string;
  session?: SavedSession;
}

export function writeMemory(id: string, session: SavedSession, charsMax: number): string | undefined {
  const whole = `1 ${id} ${packSession(session)}`;
  if (whole.length <= charsMax) return whole;
  const short = `1 ${id}`;
  return short.length <= charsMax ? short : undefined;
}

/** It comes from elsewhere: what cannot be read is as if nothing had been kept. */
export function readMemory(text: string | undefined): CourseMemory {
  const match = /^1 ([A-Za-z0-9_-]{1,64})(?: ([A-Za-z0-9_-]+))?$/.exec(text ?? '');
  if (!match) return {};
  const read = match[2] === undefined ? undefined : unpackSession(match[2]);
  return { id: match[1] as string, ...(read?.ok ? { session: read.session } : {}) };
}
