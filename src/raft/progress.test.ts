import { describe, expect, test } from 'vitest';
import { Progress } from './progress';

function replicating(match: number, next: number): Progress {
  const progress = new Progress('b', 1, 3);
  progress.maybeUpdate(match);
  progress.becomeReplicate();
  for (let last = match + 1; last < next; last++) progress.sentEntries(last);
  return progress;
}

describe('etcd tracker/progress: what a leader believes about a follower', () => {
  test('a probe waits after one message with entries', () => {
    const progress = new Progress('b', 5, 3);
    expect(progress.paused).toBe(false);
    progress.sentEntries(7);
    expect([progress.paused, progress.next]).toEqual([true, 5]);
  });

  test('replication sends ahead until the window is full, and an answer opens it', () => {
    const progress = replicating(4, 8);
    expect([progress.next, progress.paused]).toEqual([8, true]);
    progress.maybeUpdate(6);
    progress.freeUpTo(6);
    expect([progress.match, progress.paused]).toEqual([6, false]);
  });

  test('a heartbeat\'s answer lets one message through a full window', () => {
    const progress = replicating(4, 8);
    progress.freeOne();
    expect(progress.paused).toBe(false);
  });

  test('match never goes back: late answers are no news', () => {
    const progress = replicating(4, 8);
    expect(progress.maybeUpdate(6)).toBe(true);
    expect(progress.maybeUpdate(5)).toBe(false);
    expect([progress.match, progress.next]).toEqual([6, 8]);
  });

  test('a refusal of what is known to match is stale', () => {
    const progress = replicating(4, 8);
    expect(progress.maybeStepBack(4, 0)).toBe(false);
    expect(progress.next).toBe(8);
    expect(progress.maybeStepBack(6, 0)).toBe(true);
    expect(progress.next).toBe(5);
  });

  test('a probe heeds only the refusal of what it just sent, and never falls behind match', () => {
    const progress = new Progress('b', 10, 3);
    expect(progress.maybeStepBack(7, 3)).toBe(false);
    expect(progress.next).toBe(10);
    expect(progress.maybeStepBack(9, 3)).toBe(true);
    expect(progress.next).toBe(4);
    const known = new Progress('b', 1, 3);
    known.maybeUpdate(5);
    expect(known.maybeStepBack(5, 2)).toBe(true);
    expect(known.next).toBe(6);
  });

  test('a refusal always moves a probe, even if the hint does not', () => {
    const progress = new Progress('b', 10, 3);
    progress.maybeStepBack(9, 50);
    expect(progress.next).toBe(9);
  });

  test('after a snapshot the probe goes on behind it, unless it was lost', () => {
    const progress = new Progress('b', 1, 3);
    progress.becomeSnapshot(20);
    expect(progress.paused).toBe(true);
    progress.becomeProbe();
    expect(progress.next).toBe(21);
    const lost = new Progress('b', 1, 3);
    lost.becomeSnapshot(20);
    lost.snapshotIndex = 0;
    lost.becomeProbe();
    expect(lost.next).toBe(1);
  });
});
