import { describe, expect, test } from 'vitest';
import type { Entry } from './entry';
import { RaftLog } from './log';
import { emptyState, keep } from './persisted';

/** A log whose entries have these terms, from index 1 on. */
function logOf(...terms: number[]): RaftLog {
  const log = new RaftLog(emptyState());
  terms.forEach((term, i) => log.push(entry(i + 1, term)));
  return log;
}

const entry = (index: number, term: number): Entry => ({ kind: 'data', index, term, data: `${index}.${term}` });
const termsOf = (log: RaftLog) => log.from(log.start.index + 1, Infinity).map(({ term }) => term);
const snapshotAt = (index: number, term: number) => ({ index, term, peers: [], removed: [], data: 'state' });

describe('paper section 5.3: the consistency check', () => {
  test.each([
    ['the place before is missing', 5, 2, [], undefined, [1, 1, 2]],
    ['the place before has another term', 2, 2, [entry(3, 2)], undefined, [1, 1, 2]],
    ['nothing to append still says how far the logs match', 2, 1, [], 2, [1, 1, 2]],
    ['entries already there change nothing, and what follows stays', 1, 1, [entry(2, 1)], 2, [1, 1, 2]],
    ['a conflict cuts the log', 1, 1, [entry(2, 3)], 2, [1, 3]],
    ['a conflict in the middle keeps what agrees', 1, 1, [entry(2, 1), entry(3, 3), entry(4, 3)], 4, [1, 1, 3, 3]],
    ['new entries are appended', 3, 2, [entry(4, 2)], 4, [1, 1, 2, 2]],
  ])('%s', (_name, prevIndex, prevTerm, entries, answer, terms) => {
    const log = logOf(1, 1, 2);
    expect(log.maybeAppend(prevIndex, prevTerm, entries)).toBe(answer);
    expect(termsOf(log)).toEqual(terms);
  });

  test('a conflict with a committed entry is our own bug', () => {
    const log = logOf(1, 1, 2);
    log.committed = 2;
    expect(() => log.maybeAppend(1, 1, [entry(2, 3)])).toThrow('never overwritten');
  });

  test.each([
    ['skips a term that is too late', [1, 1, 4, 4, 4], 5, 3, { index: 2, term: 1 }],
    ['stays where the terms agree', [1, 1, 4], 3, 4, { index: 3, term: 4 }],
    ['begins at the log\'s end', [1, 1], 9, 4, { index: 2, term: 1 }],
    ['goes to the very beginning', [4, 4], 2, 3, { index: 0, term: 0 }],
  ])('the last possible match %s', (_name, terms, index, term, answer) => {
    expect(logOf(...terms).lastPossibleMatch(index, term)).toEqual(answer);
  });
});

describe('the log and its disk', () => {
  test('compaction keeps so many entries before the snapshot, here and on disk', () => {
    const log = logOf(1, 1, 1, 2, 2, 2);
    const disk = emptyState();
    keep(disk, log.takeWrite(undefined));
    log.wrote();
    log.compact(snapshotAt(5, 2), 2);
    expect(log.start).toEqual({ index: 3, term: 1 });
    expect([log.termAt(2), log.termAt(3), log.termAt(4), log.termAt(7)]).toEqual([undefined, 1, 2, undefined]);
    keep(disk, log.takeWrite(undefined));
    log.wrote();
    expect(disk.logStart).toEqual(log.start);
    expect(disk.entries.map(({ index }) => index)).toEqual([4, 5, 6]);
    expect(log.needsWrite).toBe(false);
  });

  test('a restored snapshot replaces everything', () => {
    const log = logOf(1, 1, 1);
    const disk = emptyState();
    keep(disk, log.takeWrite(undefined));
    log.wrote();
    log.restore(snapshotAt(9, 3));
    log.push(entry(10, 3));
    keep(disk, log.takeWrite({ term: 3, vote: undefined, commit: 9 }));
    expect(disk.entries.map(({ index }) => index)).toEqual([10]);
    expect([disk.logStart, disk.snapshot?.index, disk.hardState.commit]).toEqual([{ index: 9, term: 3 }, 9, 9]);
    expect(new RaftLog(disk).lastIndex).toBe(10);
  });

  test('a write that would leave a gap is our own bug', () => {
    const write = { hardState: undefined, snapshot: undefined, reset: false, logStart: undefined, entries: [entry(3, 1)] };
    expect(() => keep(emptyState(), write)).toThrow('gap');
  });

  test('entries are shared by reference, never copied', () => {
    const log = logOf(1);
    const disk = emptyState();
    keep(disk, log.takeWrite(undefined));
    expect(disk.entries[0]).toBe(log.entryAt(1));
  });
});
