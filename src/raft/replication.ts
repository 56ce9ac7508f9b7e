/**
 * Copying the leader's log (paper section 5.3 and 7): what the leader sends, how a follower takes it, and what the
 * leader learns from the answers. A message carries a limited number of entries, and a follower has a limited
 * number of messages on their way.
 */
import { assert } from '../sim';
import type { Machine } from './machine';
import type { Append, AppendReply, Heartbeat, InstallSnapshot } from './message';
import type { Progress } from './progress';

// ---- the leader speaks

export function broadcastAppend(machine: Machine): void {
  for (const progress of machine.progress.values()) {
    if (progress.id !== machine.id) sendAppend(machine, progress, true);
  }
}

export function broadcastHeartbeat(machine: Machine): void {
  const { id: from, term, log } = machine;
  for (const { id: to, match } of machine.progress.values()) {
    if (to === from) continue;
    // Not beyond what the follower holds: its log might differ there.
    machine.outbox.push({ type: 'heartbeat', from, to, term, commit: Math.min(match, log.committed) });
  }
}

/** Sends the next entries, or a snapshot if they are gone. Nothing if the follower is paused; false then. */
export function sendAppend(machine: Machine, progress: Progress, evenIfEmpty: boolean): boolean {
  if (progress.paused) return false;
  const { id: from, term, log, tuning } = machine;
  const { id: to, next } = progress;
  const prevIndex = next - 1;
  const prevTerm = log.termAt(prevIndex);
  if (prevTerm === undefined) return sendSnapshot(machine, progress);
  const entries = log.from(next, tuning.entriesPerMessageMax);
  if (entries.length === 0 && !evenIfEmpty) return false;
  machine.outbox.push({ type: 'append', from, to, term, prevIndex, prevTerm, entries, commit: log.committed });
  if (entries.length > 0) progress.sentEntries(prevIndex + entries.length);
  return true;
}

function sendSnapshot(machine: Machine, progress: Progress): boolean {
  // Whoever is silent gets a snapshot when it speaks again.
  if (!progress.active) return false;
  const { snapshot } = machine.log;
  assert(snapshot, 'entries are dropped only once a snapshot stands for them');
  progress.becomeSnapshot(snapshot.index);
  machine.outbox.push({ type: 'snapshot', from: machine.id, to: progress.id, term: machine.term, snapshot });
  return true;
}

// ---- the follower listens

export function hearLeader(machine: Machine, message: Append | Heartbeat | InstallSnapshot): void {
  // [RAFT3] A term has one leader.
  assert(machine.role !== 'leader', 'a term has one leader');
  if (machine.role === 'follower') {
    machine.electionElapsed = 0;
    machine.leader = message.from;
  } else {
    machine.becomeFollower(message.term, message.from);
  }
  if (message.type === 'append') takeAppend(machine, message);
  else if (message.type === 'snapshot') takeSnapshot(machine, message);
  else takeHeartbeat(machine, message);
}

function takeAppend(machine: Machine, { from, prevIndex, prevTerm, entries, commit }: Append): void {
  const { log } = machine;
  if (prevIndex < log.committed) {
    acknowledge(machine, from, log.committed);
    return;
  }
  const lastIndex = log.maybeAppend(prevIndex, prevTerm, entries);
  if (lastIndex !== undefined) {
    machine.commitTo(Math.min(commit, lastIndex));
    acknowledge(machine, from, lastIndex);
    return;
  }
  const hint = log.lastPossibleMatch(prevIndex, prevTerm);
  machine.outbox.push({
    type: 'append-reply', from: machine.id, to: from, term: machine.term,
    index: prevIndex, rejected: true, hintIndex: hint.index, hintTerm: hint.term,
  });
}

function takeHeartbeat(machine: Machine, { from, commit }: Heartbeat): void {
  machine.commitTo(commit);
  machine.outbox.push({ type: 'heartbeat-reply', from: machine.id, to: from, term: machine.term });
}

function takeSnapshot(machine: Machine, { from, snapshot }: InstallSnapshot): void {
  const { log } = machine;
  acknowledge(machine, from, machine.restore(snapshot) ? log.lastIndex : log.committed);
}

function acknowledge(machine: Machine, to: string, index: number): void {
  machine.outbox.push({
    type: 'append-reply', from: machine.id, to, term: machine.term, index, rejected: false, hintIndex: 0, hintTerm: 0,
  });
}

// ---- the leader learns

export function onAppendReply(machine: Machine, progress: Progress, reply: AppendReply): void {
  if (reply.rejected) {
    // Our own log narrows the follower's guess further: terms above its hint cannot match either.
    const { index } = reply.hintTerm > 0 ? machine.log.lastPossibleMatch(reply.hintIndex, reply.hintTerm) : { index: reply.hintIndex };
    if (!progress.maybeStepBack(reply.index, index)) return;
    if (progress.state === 'replicate') progress.becomeProbe();
    sendAppend(machine, progress, true);
    return;
  }
  const wasPaused = progress.paused;
  const news = progress.maybeUpdate(reply.index);
  if (!news && !(progress.state === 'probe' && progress.match === reply.index)) return;
  if (progress.state === 'probe') {
    progress.becomeReplicate();
  } else if (progress.state === 'replicate') {
    progress.freeUpTo(reply.index);
  } else if (progress.match >= machine.log.start.index) {
    // It caught up to where our log begins, by the snapshot or otherwise.
    progress.becomeReplicate();
  }
  // Committing tells everybody; a follower that was held back is owed the latest commit as well.
  if (!machine.maybeCommit() && wasPaused) sendAppend(machine, progress, true);
  // The commit may have ended this leadership, or this follower's membership.
  if (machine.progress.get(progress.id) !== progress) return;
  while (sendAppend(machine, progress, false)) { /* fill the window */ }
  if (machine.transferee === progress.id && progress.match === machine.log.lastIndex) sendTimeoutNow(machine, progress.id);
}

export function onHeartbeatReply(machine: Machine, progress: Progress): void {
  progress.probeSent = false;
  progress.freeOne();
  if (progress.state === 'snapshot' && ++progress.snapshotBeats > machine.tuning.electionTicks) snapshotFailed(progress);
  if (progress.match < machine.log.lastIndex || progress.state === 'probe') sendAppend(machine, progress, true);
}

/** A snapshot was lost: ask again where the follower stands. Without the host's word a leader finds out by waiting. */
export function snapshotFailed(progress: Progress): void {
  progress.snapshotIndex = 0;
  progress.becomeProbe();
}

// ---- handing over (thesis section 3.10)

export function transferTo(machine: Machine, progress: Progress): void {
  machine.transferee = progress.id;
  // The transfer gets one election timeout from now.
  machine.electionElapsed = 0;
  if (progress.match === machine.log.lastIndex) sendTimeoutNow(machine, progress.id);
  else sendAppend(machine, progress, true);
}

function sendTimeoutNow(machine: Machine, to: string): void {
  machine.outbox.push({ type: 'timeout-now', from: machine.id, to, term: machine.term });
}
