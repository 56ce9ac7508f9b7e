/**
 * What a leader believes about one follower (etcd-io/raft tracker/progress.go). Three states: `probe` sends one
 * message and waits, until it is known where the logs agree; `replicate` sends ahead without waiting, up to a
 * limit of messages in flight; `snapshot` waits for a snapshot to arrive.
 *
 * Invariant: match < next, and the follower holds on disk every entry up to match.
 */
import type { PeerId } from './entry';

export type ProgressState = 'probe' | 'replicate' | 'snapshot';

export class Progress {
  match = 0;
  state: ProgressState = 'probe';
  /** Heard from since the last quorum check. */
  active = false;
  /** The leader's tick at which it was last heard. */
  heardAtTick = 0;
  probeSent = false;
  snapshotIndex = 0;
  /** Heartbeats answered while the snapshot is still missing. */
  snapshotBeats = 0;
  /** The last index of every message on its way, oldest first. */
  private inflight: number[] = [];

  constructor(readonly id: PeerId, public next: number, private readonly inflightMax: number) {}

  get paused(): boolean {
    if (this.state === 'replicate') return this.inflight.length >= this.inflightMax;
    return this.state === 'snapshot' || this.probeSent;
  }

  becomeProbe(): void {
    // After a snapshot that arrived, the next entry is the one behind it.
    this.next = this.state === 'snapshot' ? Math.max(this.match, this.snapshotIndex) + 1 : this.match + 1;
    this.become('probe');
  }

  becomeReplicate(): void {
    this.become('replicate');
    this.next = this.match + 1;
  }

  becomeSnapshot(index: number): void {
    this.become('snapshot');
    this.snapshotIndex = index;
  }

  /** The follower acknowledged everything up to an index. True if that is news. */
  maybeUpdate(index: number): boolean {
    if (index >= this.next) this.next = index + 1;
    if (index <= this.match) return false;
    this.match = index;
    this.probeSent = false;
    return true;
  }

  /** The follower refused what followed `rejectedIndex`. False if the refusal is stale. */
  maybeStepBack(rejectedIndex: number, hintIndex: number): boolean {
    if (this.state === 'replicate') {
      if (rejectedIndex <= this.match) return false;
      this.next = this.match + 1;
      return true;
    }
    if (this.next - 1 !== rejectedIndex) return false;
    this.next = Math.max(Math.min(rejectedIndex, hintIndex + 1), this.match + 1);
    this.probeSent = false;
    return true;
  }

  sentEntries(lastIndex: number): void {
    if (this.state === 'probe') {
      this.probeSent = true;
    } else if (this.state === 'replicate') {
      this.next = lastIndex + 1;
      this.inflight.push(lastIndex);
    }
  }

  /** Messages up to an index have arrived. */
  freeUpTo(index: number): void {
    let count = 0;
    while (count < this.inflight.length && (this.inflight[count] as number) <= index) count++;
    if (count > 0) this.inflight.splice(0, count);
  }

  /** A full window would never open if its messages were lost: a heartbeat's answer lets one more through. */
  freeOne(): void {
    if (this.inflight.length >= this.inflightMax) this.inflight.shift();
  }

  private become(state: ProgressState): void {
    this.state = state;
    this.probeSent = false;
    this.snapshotIndex = 0;
    this.snapshotBeats = 0;
    this.inflight = [];
  }
}
