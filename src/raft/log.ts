/**
 * A peer's log: an array with an offset. Indexes run without gaps from `start.index + 1` to `lastIndex`; what
 * came before is in the snapshot. It also knows how far it has been written to disk and handed to the caller.
 *
 * Invariants: start.index <= snapshot.index <= applied <= committed <= lastIndex, and written <= lastIndex.
 */
import { assert } from '../sim';
import type { Entry, LogPoint, Snapshot } from './entry';
import type { PersistedState, Write } from './persisted';

const none: readonly Entry[] = [];

export class RaftLog {
  start: LogPoint;
  snapshot: Snapshot | undefined;
  committed: number;
  /** Handed to the caller to apply. */
  applied: number;
  private entries: Entry[];
  /** The last index known to be on disk, and the one a write under way will reach. */
  private written: number;
  private writing: number;
  private startMoved = false;
  private snapshotTaken = false;
  private reset = false;

  constructor(state: PersistedState) {
    this.start = state.logStart;
    this.snapshot = state.snapshot;
    this.entries = state.entries.slice();
    this.committed = Math.max(state.hardState.commit, state.snapshot?.index ?? 0);
    this.applied = 0;
    this.written = this.writing = this.lastIndex;
    assert(this.committed <= this.lastIndex, 'the kept log holds every entry that was committed');
  }

  get lastIndex(): number {
    return this.start.index + this.entries.length;
  }

  get lastTerm(): number {
    return this.entries.length > 0 ? (this.entries[this.entries.length - 1] as Entry).term : this.start.term;
  }

  /** The term at an index, or undefined where the log does not reach (compacted away, or not yet there). */
  termAt(index: number): number | undefined {
    const at = index - this.start.index - 1;
    if (at === -1) return this.start.term;
    return this.entries[at]?.term;
  }

  entryAt(index: number): Entry | undefined {
    return this.entries[index - this.start.index - 1];
  }

  /** At most `countMax` entries from an index on. */
  from(index: number, countMax: number): readonly Entry[] {
    const at = index - this.start.index - 1;
    if (at >= this.entries.length) return none;
    return this.entries.slice(at, at + countMax);
  }

  /** Paper section 5.4.1: the later last term wins, then the longer log. */
  isUpToDate(lastIndex: number, lastTerm: number): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** A leader's own new entries. */
  push(entry: Entry): void {
    assert(entry.index === this.lastIndex + 1, 'log indexes have no gaps');
    this.entries.push(entry);
  }

  /**
   * A follower's consistency check (paper section 5.3): answers the last index covered by the message, or
   * undefined if the logs part before it. Only a real conflict cuts the log, since messages may arrive late.
   */
  maybeAppend(prevIndex: number, prevTerm: number, entries: readonly Entry[]): number | undefined {
    if (this.termAt(prevIndex) !== prevTerm) return undefined;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      if (this.termAt(entry.index) === entry.term) continue;
      // [RAFT4] What is committed is never overwritten.
      assert(entry.index > this.committed, 'a committed entry is never overwritten');
      if (entry.index <= this.lastIndex) this.cut(entry.index);
      for (; i < entries.length; i++) this.entries.push(entries[i] as Entry);
    }
    return prevIndex + entries.length;
  }

  /** The last index at or before `index` whose term is not above `term`: where two logs may still agree. */
  lastPossibleMatch(index: number, term: number): LogPoint {
    for (let i = Math.min(index, this.lastIndex); i > 0; i--) {
      const own = this.termAt(i);
      // Compacted entries are committed, so the guess needs no term of its own.
      if (own === undefined) return { index: i, term: 0 };
      if (own <= term) return { index: i, term: own };
    }
    return { index: 0, term: 0 };
  }

  /** Takes the caller's snapshot and drops what lies more than `keepCount` entries before it. */
  compact(snapshot: Snapshot, keepCount: number): void {
    this.snapshot = snapshot;
    this.snapshotTaken = true;
    const index = snapshot.index - keepCount;
    if (index <= this.start.index) return;
    const start: LogPoint = { index, term: this.termAt(index) as number };
    this.entries.splice(0, index - this.start.index);
    this.start = start;
    this.startMoved = true;
  }

  /** Replaces everything by a leader's snapshot. */
  restore(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.snapshotTaken = true;
    this.entries = [];
    this.start = { index: snapshot.index, term: snapshot.term };
    this.startMoved = true;
    this.reset = true;
    this.committed = snapshot.index;
    this.written = this.writing = snapshot.index;
  }

  get needsWrite(): boolean {
    return this.written < this.lastIndex || this.startMoved || this.snapshotTaken;
  }

  /** What the disk does not hold yet. The write counts as done when `wrote` is called. */
  takeWrite(hardState: Write['hardState']): Write {
    const write: Write = {
      hardState,
      snapshot: this.snapshotTaken ? this.snapshot : undefined,
      reset: this.reset,
      logStart: this.startMoved ? this.start : undefined,
      entries: this.from(Math.max(this.written, this.start.index) + 1, Infinity),
    };
    this.startMoved = this.snapshotTaken = this.reset = false;
    this.writing = this.lastIndex;
    return write;
  }

  wrote(): void {
    this.written = this.writing;
  }

  private cut(index: number): void {
    this.entries.length = index - this.start.index - 1;
    // A write under way may hold entries that are void by now: they must be written again.
    this.written = Math.min(this.written, index - 1);
    this.writing = Math.min(this.writing, index - 1);
  }
}
