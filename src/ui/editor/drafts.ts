/**
 * What somebody typed and has not saved, kept in local storage so that a reload, a crash or a closed tab loses nothing.
 * It is written at once, not queued: the page may be going away.
 */
import type { PlacedFile } from '../../session/protocol';
import { forget, recallJson, tryRemember } from '../kit/remember';

export interface Draft {
  text: string;
  /** What the machine's file was when the edit began. */
  base: string;
}

const nameOf = (session: string, { machine, path }: PlacedFile): string => `draft.${session}.${machine}:${path}`;

/** False where the browser keeps nothing, or has no room. */
export function keepDraft(session: string, file: PlacedFile, draft: Draft): boolean {
  return tryRemember(nameOf(session, file), JSON.stringify(draft));
}

export function recallDraft(session: string, file: PlacedFile): Draft | undefined {
  return recallJson(nameOf(session, file), isDraft, undefined as Draft | undefined);
}

export function dropDraft(session: string, file: PlacedFile): void {
  forget(nameOf(session, file));
}

function isDraft(value: unknown): value is Draft | undefined {
  const { text, base } = (value ?? {}) as Record<string, unknown>;
  return typeof text === 'string' && typeof base === 'string';
}
