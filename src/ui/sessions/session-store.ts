/**
 * Saved sessions in IndexedDB. A session has a line in `sessions` (what lists show), its text in `copies`, and what was
 * done since in `journal`.
 *
 * [SAVE1] A save writes the new copy, the line that points at it and the removal of the copy before the previous one
 *         in one transaction: at every moment the line points at a whole copy, and the one before is still there.
 * [SAVE2] A copy is text with a checksum; what does not match is damaged, and the previous copy is tried.
 * [SAVE3] Nothing but a person's wish removes a session; a damaged one is listed with its reason and can be exported.
 * [SAVE4] Every input is in the journal as soon as it has acted, and stays there until the copy before the newest holds it
 *         too: a tab that is killed loses nothing, and neither does a damaged copy.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPObjectStore } from 'idb';
import type { SavedSession, TimedInput } from '../../session/protocol';
import { withJournal } from './journal';
import type { JournalEntry } from './journal';
import { checksumOf, readSession } from './session-text';

export interface SessionLine {
  id: string;
  title: string;
  /** A lab's slug or `playground`. */
  lab: string;
  createdAtMs: number;
  openedAtMs: number;
  savedAtMs: number;
  bytes: number;
  /** Number of the current copy. */
  copy: number;
  /** Inputs in the current copy. */
  inputs?: number;
  /** What was done when last saved. */
  progress?: { done: number; of: number; badges?: readonly string[] };
  /** Why it could not be opened the last time. */
  damaged?: string;
}

interface Copy {
  session: string;
  copy: number;
  text: string;
  checksum: string;
}

interface SkepDatabase extends DBSchema {
  sessions: { key: string; value: SessionLine };
  copies: { key: [string, number]; value: Copy };
  journal: { key: [string, number]; value: JournalEntry };
}

export type SaveOutcome = { ok: true; line: SessionLine } | { ok: false; reason: 'full' | 'refused'; message: string };

export type OpenOutcome =
  | { ok: true; session: SavedSession; line: SessionLine; /** The newest copy was damaged and this is the one before. */ olderCopy: boolean }
  | { ok: false; message: string };

export class SessionStore {
  private constructor(private readonly database: IDBPDatabase<SkepDatabase>) {}

  /** Throws where the browser keeps nothing (some private windows). */
  static async open(name = 'skep'): Promise<SessionStore> {
    const database = await openSkep(name);
    return new SessionStore(database);
  }

  /** Newest first. */
  async list(): Promise<SessionLine[]> {
    const lines = await this.database.getAll('sessions');
    return lines.sort((a, b) => b.openedAtMs - a.openedAtMs);
  }

  line(id: string): Promise<SessionLine | undefined> {
    return this.database.get('sessions', id);
  }

  /** The session of a lab that was opened last, if any that can be read. */
  async latestOf(lab: string): Promise<SessionLine | undefined> {
    return (await this.list()).find((line) => line.lab === lab && line.damaged === undefined);
  }

  /** Notes inputs that have acted; `from` is the place of the first. Committed at once: the page may be gone a moment later. */
  async append(id: string, from: number, inputs: TimedInput[]): Promise<void> {
    const transaction = this.database.transaction('journal', 'readwrite', { durability: 'relaxed' });
    const written = transaction.store.put({ session: id, from, inputs });
    transaction.commit();
    await Promise.all([written, transaction.done]);
  }

  async save(id: string, session: SavedSession, nowMs: number, progress?: SessionLine['progress']): Promise<SaveOutcome> {
    const text = JSON.stringify(session);
    const transaction = this.database.transaction(['sessions', 'copies', 'journal'], 'readwrite', { durability: 'relaxed' });
    const sessions = transaction.objectStore('sessions');
    const copies = transaction.objectStore('copies');
    try {
      const old = await sessions.get(id);
      const copy = (old?.copy ?? 0) + 1;
      const line: SessionLine = {
        id,
        title: old?.title ?? session.title,
        lab: session.start.lab,
        createdAtMs: old?.createdAtMs ?? nowMs,
        openedAtMs: old?.openedAtMs ?? nowMs,
        savedAtMs: nowMs,
        bytes: text.length,
        copy,
        inputs: session.inputs.length,
      };
      if (progress ?? old?.progress) line.progress = progress ?? old?.progress;
      await copies.put({ session: id, copy, text, checksum: checksumOf(text) });
      await sessions.put(line);
      if (copy > 2) await copies.delete([id, copy - 2]);
      if (old?.inputs) await dropJournal(transaction.objectStore('journal'), id, old.inputs);
      await transaction.done;
      return { ok: true, line };
    } catch (cause) {
      transaction.done.catch(() => undefined);
      const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
      const message = cause instanceof Error ? cause.message : String(cause);
      return { ok: false, reason: full ? 'full' : 'refused', message };
    }
  }

  async open(id: string, nowMs: number): Promise<OpenOutcome> {
    const line = await this.line(id);
    if (!line) return { ok: false, message: 'There is no saved session of that name in this browser.' };
    const reasons: string[] = [];
    const journal = await this.database.getAll('journal', journalOf(id));
    for (const copy of [line.copy, line.copy - 1]) {
      const stored = await this.database.get('copies', [id, copy]);
      if (!stored) continue;
      const read =
        checksumOf(stored.text) === stored.checksum ? readSession(stored.text) : { ok: false as const, message: 'its checksum does not match' };
      if (read.ok) {
        const opened: SessionLine = { ...line, openedAtMs: nowMs };
        delete opened.damaged;
        await this.database.put('sessions', opened);
        return { ok: true, session: withJournal(read.session, journal), line: opened, olderCopy: copy !== line.copy };
      }
      reasons.push(read.message);
    }
    const message = reasons[0] === undefined ? 'The saved data is missing.' : `The saved data is damaged: ${reasons[0]}.`;
    await this.database.put('sessions', { ...line, damaged: message });
    return { ok: false, message };
  }

  /** The raw text of the newest copy, damaged or not: for export. */
  async text(id: string): Promise<string | undefined> {
    const line = await this.line(id);
    if (!line) return undefined;
    const stored = (await this.database.get('copies', [id, line.copy])) ?? (await this.database.get('copies', [id, line.copy - 1]));
    return stored?.text;
  }

  async rename(id: string, title: string): Promise<void> {
    const line = await this.line(id);
    if (line) await this.database.put('sessions', { ...line, title });
  }

  /** Notes why a session could not be opened, so that lists can say it. */
  async markDamaged(id: string, reason: string): Promise<void> {
    const line = await this.line(id);
    if (line) await this.database.put('sessions', { ...line, damaged: reason });
  }

  async remove(id: string): Promise<void> {
    const line = await this.line(id);
    const transaction = this.database.transaction(['sessions', 'copies', 'journal'], 'readwrite');
    await transaction.objectStore('sessions').delete(id);
    for (let copy = line?.copy ?? 0; copy > 0 && copy > (line?.copy ?? 0) - 3; copy--) await transaction.objectStore('copies').delete([id, copy]);
    await transaction.objectStore('journal').delete(journalOf(id));
    await transaction.done;
  }
}

/** A tab with an older page may hold the database: then this one keeps nothing, rather than wait for it. */
function openSkep(name: string): Promise<IDBPDatabase<SkepDatabase>> {
  return new Promise((resolve, reject) => {
    openDB<SkepDatabase>(name, 2, {
      upgrade(db, oldVersion) {
        if (oldVersion < 1) {
          db.createObjectStore('sessions', { keyPath: 'id' });
          db.createObjectStore('copies', { keyPath: ['session', 'copy'] });
        }
        db.createObjectStore('journal', { keyPath: ['session', 'from'] });
      },
      blocked: () => reject(new Error('an older Skep is open in another tab')),
      blocking: (_old, _next, event) => (event.target as IDBDatabase).close(),
    }).then(resolve, reject);
  });
}

/** Every entry of a session. */
function journalOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Infinity]);
}

type JournalStore = IDBPObjectStore<SkepDatabase, ('sessions' | 'copies' | 'journal')[], 'journal', 'readwrite'>;

/** Entries whose inputs all lie before `inputs`: two copies hold them. */
async function dropJournal(store: JournalStore, id: string, inputs: number): Promise<void> {
  for (let cursor = await store.openCursor(journalOf(id)); cursor; cursor = await cursor.continue()) {
    if (cursor.value.from + cursor.value.inputs.length > inputs) return;
    await cursor.delete();
  }
}

let shared: Promise<SessionStore> | undefined;

/** The page's one store. */
export function sessionStore(): Promise<SessionStore> {
  shared ??= SessionStore.open();
  return shared;
}

/** A new session's name: letters and digits, safe in a link. */
export function newSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return [...bytes].map((byte) => 'abcdefghijkmnpqrstuvwxyz23456789'[byte % 32]).join('');
}
