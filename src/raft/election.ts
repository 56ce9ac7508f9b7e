/**
 * Elections (paper section 5.2 and 5.4.1; thesis sections 4.2.3 and 9.6): who asks, who grants, who has won.
 */
import { quorumOf } from './membership';
import type { Machine } from './machine';
import type { VoteReply, VoteRequest } from './message';

/** Starts an election. One that the leader asked for (`transfer`) skips the pre-vote and overrides leases. */
export function hup(machine: Machine, transfer: boolean): void {
  if (machine.role === 'leader' || !machine.promotable) return;
  if (machine.tuning.preVote && !transfer) campaign(machine, 'pre-vote', false);
  else campaign(machine, 'vote', transfer);
}

function campaign(machine: Machine, type: 'vote' | 'pre-vote', transfer: boolean): void {
  if (type === 'pre-vote') machine.becomePreCandidate();
  else machine.becomeCandidate();
  machine.votes.set(machine.id, true);
  if (tally(machine) === 'won') {
    win(machine);
    return;
  }
  const { id: from, log } = machine;
  const term = type === 'pre-vote' ? machine.term + 1 : machine.term;
  for (const to of machine.membership.members.keys()) {
    if (to === from) continue;
    machine.outbox.push({ type, from, to, term, lastIndex: log.lastIndex, lastTerm: log.lastTerm, transfer });
  }
}

function win(machine: Machine): void {
  if (machine.role === 'pre-candidate') campaign(machine, 'vote', false);
  else machine.becomeLeader();
}

export function onVoteRequest(machine: Machine, request: VoteRequest): void {
  const { type, from: to, term } = request;
  const { id: from, log } = machine;
  const replyType = type === 'vote' ? 'vote-reply' : 'pre-vote-reply';
  const free =
    machine.vote === to ||
    (machine.vote === undefined && machine.leader === undefined) ||
    // A pre-vote binds to nothing, so a vote given in our own term does not stand against a later one.
    (type === 'pre-vote' && term > machine.term);
  const granted = free && log.isUpToDate(request.lastIndex, request.lastTerm);
  // A refusal carries our own term, so that a pre-candidate left behind learns of it.
  machine.outbox.push({ type: replyType, from, to, term: granted ? term : machine.term, granted });
  if (granted && type === 'vote') {
    // [RAFT1] One vote a term, written down before the reply leaves.
    machine.vote = to;
    machine.electionElapsed = 0;
  }
}

/** Counts a reply. False if this peer is not asking (any more). */
export function onVoteReply(machine: Machine, reply: VoteReply): boolean {
  const asking = reply.type === 'vote-reply' ? 'candidate' : 'pre-candidate';
  if (machine.role !== asking) return false;
  // The first answer counts: a repeated message changes nothing.
  if (!machine.votes.has(reply.from)) machine.votes.set(reply.from, reply.granted);
  const result = tally(machine);
  if (result === 'won') win(machine);
  else if (result === 'lost') machine.becomeFollower(machine.term, undefined);
  return true;
}

function tally(machine: Machine): 'won' | 'lost' | 'open' {
  const { membership, votes } = machine;
  const quorum = quorumOf(membership);
  let granted = 0;
  let refused = 0;
  for (const id of membership.members.keys()) {
    const vote = votes.get(id);
    if (vote === true) granted++;
    else if (vote === false) refused++;
  }
  if (granted >= quorum) return 'won';
  return membership.members.size - refused < quorum ? 'lost' : 'open';
}

/** Whether the leader heard a majority since the last time it asked; begins the next count. */
export function checkQuorum(machine: Machine): boolean {
  let active = 0;
  for (const progress of machine.progress.values()) {
    if (progress.active || progress.id === machine.id) active++;
    progress.active = false;
  }
  return active >= quorumOf(machine.membership);
}
