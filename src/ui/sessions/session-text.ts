/**
 * A saved session as text: read with suspicion (a file or a link may come from anybody), written for files, and
 * packed into links. What is read is checked field by field; a wrong one is a message, never an exception.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { SavedSession, SessionStart, TimedInput } from '../../session/protocol';

export type ReadOutcome = { ok: true; session: SavedSession } | { ok: false; message: string };

/** A session larger than this is no session of a person: some 50 MB of typing. */
const BYTES_MAX = 50_000_000;

export function readSession(text: string): ReadOutcome {
  const refuse = (message: string): ReadOutcome => ({ ok: false, message });
  if (text.length > BYTES_MAX) return refuse('it is larger than 50 MB');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
  if (!isRecord(value)) return refuse('it is not a session');
  if (value['format'] !== 'skep-session-1') {
    return refuse(
      typeof value['format'] === 'string'
        ? `its format is ${JSON.stringify(value['format'])}, and this page reads skep-session-1`
        : 'it is not a session',
    );
  }
  if (!isStart(value['start'])) return refuse('its start is incomplete');
  if (!Array.isArray(value['inputs']) || !(value['inputs'] as unknown[]).every(isInput)) return refuse('its inputs are incomplete');
  if (typeof value['nowMs'] !== 'number') return refuse('its clock is missing');
  const session = value as unknown as SavedSession;
  return {
    ok: true,
    session: {
      ...session,
      title: typeof session.title === 'string' ? session.title.slice(0, 200) : 'Untitled',
      savedAtMs: Number(session.savedAtMs) || 0,
    },
  };
}

/** FNV-1a over UTF-16 units twice with different starts: against decay, not against forgers. */
export function checksumOf(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x5bd1e995);
  }
  return `${(a >>> 0).toString(16).padStart(8, '0')}${(b >>> 0).toString(16).padStart(8, '0')}`;
}

/** A file's name for a session: `skep-build-a-swarm-2026-01-05.json`. */
export function fileNameOf(title: string, savedAtMs: number): string {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const day = new Date(savedAtMs).toISOString().slice(0, 10);
  return `skep-${slug === '' ? 'session' : slug}-${day}.json`;
}

/** Packs a session for a link: deflate, then base64 for addresses. */
export function packSession(session: SavedSession): string {
  const bytes = deflateSync(strToU8(JSON.stringify(session)), { level: 9 });
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function unpackSession(data: string): ReadOutcome {
  try {
    const binary = atob(data.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    // A bounded output: a small link must not unfold into memory without end.
    const out = inflateSync(bytes, { out: new Uint8Array(Math.min(BYTES_MAX, bytes.length * 200 + 1024)) });
    return readSession(strFromU8(out));
  } catch {
    return { ok: false, message: 'the link is cut short or changed' };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStart(value: unknown): value is SessionStart {
  if (!isRecord(value)) return false;
  if (typeof value['lab'] !== 'string' || typeof value['seed'] !== 'number' || typeof value['startMs'] !== 'number') return false;
  const machines = value['machines'];
  return Array.isArray(machines) && (machines as unknown[]).every((machine) => isRecord(machine) && typeof machine['name'] === 'string');
}

function isInput(value: unknown): value is TimedInput {
  return isRecord(value) && typeof value['atMs'] === 'number' && isRecord(value['intent']) && typeof value['intent']['kind'] === 'string';
}
