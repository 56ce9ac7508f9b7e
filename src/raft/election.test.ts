import { describe, expect, test } from 'vitest';
import { Random } from '../sim';
import { Group, performAll } from './group';
import type { Message } from './message';
import { Peer } from './peer';
import { emptyState } from './persisted';

const abc = ['a', 'b', 'c'].map((id) => ({ id, address: id }));

/** A peer of three with its founding performed, and what it says from then on. */
function one(id: string, config: object = {}) {
  const disk = emptyState();
  const peer = new Peer({ id, random: new Random(7), peers: abc, ...config });
  performAll(peer, disk);
  return { peer, disk, say: (message?: object) => (message && peer.step(message as Message), performAll(peer, disk).send) };
}

const vote = (from: string, term: number, lastIndex = 3, lastTerm = 1, rest: object = {}) =>
  ({ type: 'vote', from, to: 'a', term, lastIndex, lastTerm, transfer: false, ...rest });

describe('paper section 5.2: leader election', () => {
  test('a follower that hears nobody campaigns after one to two election timeouts', () => {
    const waits = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const peer = new Peer({ id: 'a', random: Random.named(seed, 'a'), peers: abc });
      let ticks = 0;
      for (; peer.role === 'follower'; ticks++) peer.tick();
      waits.add(ticks);
    }
    expect([...waits].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test('a candidate votes for itself under a new term and asks the others', () => {
    const { peer, disk, say } = one('a');
    peer.campaign();
    const sent = say();
    expect(sent.map(({ type, to, term }) => `${type} ${to} ${term}`)).toEqual(['vote b 2', 'vote c 2']);
    expect(disk.hardState).toEqual({ term: 2, vote: 'a', commit: 3 });
  });

  test('a majority makes a leader, whose first entry is empty', () => {
    const { peer, disk, say } = one('a');
    peer.campaign();
    say({ type: 'vote-reply', from: 'b', to: 'a', term: 2, granted: true });
    expect(peer.role).toBe('leader');
    expect(disk.entries.at(-1)).toEqual({ kind: 'empty', index: 4, term: 2 });
  });

  test('a repeated grant is counted once', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, address: id }));
    const { peer, say } = one('a', { peers: five });
    peer.campaign();
    say({ type: 'vote-reply', from: 'b', to: 'a', term: 2, granted: true });
    say({ type: 'vote-reply', from: 'b', to: 'a', term: 2, granted: true });
    expect(peer.role).toBe('candidate');
  });

  test('the grant of a stranger is not counted', () => {
    const { peer, say } = one('a');
    peer.campaign();
    say({ type: 'vote-reply', from: 'z', to: 'a', term: 2, granted: true });
    expect(peer.role).toBe('candidate');
  });

  test('a candidate refused by a majority is a follower again', () => {
    const { peer, say } = one('a');
    peer.campaign();
    say({ type: 'vote-reply', from: 'b', to: 'a', term: 2, granted: false });
    expect(peer.role).toBe('candidate');
    say({ type: 'vote-reply', from: 'c', to: 'a', term: 2, granted: false });
    expect(peer.role).toBe('follower');
  });

  test('a candidate that hears the leader of its term follows it', () => {
    const { peer, say } = one('a');
    peer.campaign();
    say({ type: 'heartbeat', from: 'b', to: 'a', term: 2, commit: 0 });
    expect([peer.role, peer.leader]).toEqual(['follower', 'b']);
  });

  test('one vote a term, first come first served, and given again to the same', () => {
    const { say } = one('a');
    const granted = (message: object) => (say(message)[0] as { granted: boolean }).granted;
    expect(granted(vote('b', 2))).toBe(true);
    expect(granted(vote('c', 2))).toBe(false);
    expect(granted(vote('b', 2))).toBe(true);
    expect(granted(vote('c', 3))).toBe(true);
  });

  test('a vote is on disk before the reply leaves, so a crash cannot give it twice', () => {
    const { peer, disk } = one('a');
    peer.step(vote('b', 2) as Message);
    const ready = peer.ready();
    expect(ready?.persist?.hardState).toEqual({ term: 2, vote: 'b', commit: 3 });
    expect(ready?.send).toHaveLength(1);
    disk.hardState = { term: 2, vote: 'b', commit: 3 };
    const again = new Peer({ id: 'a', random: new Random(8), persisted: disk });
    again.step(vote('c', 2) as Message);
    expect(performAll(again, disk).send[0]).toMatchObject({ type: 'vote-reply', to: 'c', granted: false });
  });

  test('a single founder leads as soon as it campaigns', () => {
    const group = new Group(['a']);
    expect(group.elect('a').propose('x')).toEqual({ index: 3, term: 2 });
    group.settle();
    expect(group.host('a').applied).toEqual(['x']);
  });

  test('three peers elect one leader within two election timeouts', () => {
    const group = new Group(['a', 'b', 'c'], {}, 4);
    group.tick(20);
    const roles = [...group.hosts.values()].map(({ peer }) => peer.role).sort();
    expect(roles).toEqual(['follower', 'follower', 'leader']);
    expect(new Set([...group.hosts.values()].map(({ peer }) => peer.leader)).size).toBe(1);
  });
});

describe('paper section 5.4.1: the election restriction', () => {
  test.each([
    ['a later last term wins', 1, 9, true],
    ['an earlier last term loses, however long', 99, 0, false],
    ['the same term and length will do', 3, 1, true],
    ['the same term and a shorter log loses', 2, 1, false],
  ])('%s', (_name, lastIndex, lastTerm, granted) => {
    const { say } = one('a');
    expect(say(vote('b', 10, lastIndex, lastTerm))[0]).toMatchObject({ type: 'vote-reply', granted });
  });
});

describe('paper section 5.1 and figure 2: terms', () => {
  test('a leader that hears of a later term steps down', () => {
    const group = new Group(['a', 'b', 'c'], { checkQuorum: false });
    group.elect('a');
    group.elect('b');
    expect([group.peer('a').role, group.peer('a').leader]).toEqual(['follower', 'b']);
  });

  test.each(['append', 'heartbeat', 'snapshot', 'vote', 'pre-vote'])('a stale %s is answered with the present term', (type) => {
    const { say } = one('a');
    say(vote('b', 5));
    const rest = { entries: [], prevIndex: 0, prevTerm: 0, commit: 0, lastIndex: 3, lastTerm: 1, transfer: false, snapshot: {} };
    const sent = say({ type, from: 'c', to: 'a', term: 2, ...rest });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ to: 'c', term: 5 });
    expect(sent[0]).not.toMatchObject({ granted: true });
  });

  test('stale answers are dropped in silence', () => {
    const { say } = one('a');
    say(vote('b', 5));
    expect(say({ type: 'heartbeat-reply', from: 'c', to: 'a', term: 2 })).toEqual([]);
  });

  test('a message for somebody else is refused', () => {
    const { peer } = one('a');
    expect(peer.step({ type: 'heartbeat', from: 'b', to: 'c', term: 9, commit: 0 })).toBe('not-for-us');
    expect(peer.term).toBe(1);
  });
});

describe('thesis section 6.2: check-quorum', () => {
  test('a leader without a majority steps down within two election timeouts', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a');
    group.isolate('a');
    for (let tick = 0; tick < 20; tick++) group.peer('a').tick();
    expect(group.peer('a').role).not.toBe('leader');
  });

  test('without check-quorum it goes on leading nobody', () => {
    const group = new Group(['a', 'b', 'c'], { checkQuorum: false });
    group.elect('a');
    group.isolate('a');
    for (let tick = 0; tick < 20; tick++) group.peer('a').tick();
    expect(group.peer('a').role).toBe('leader');
  });

  test('a follower that hears a leader ignores others that ask for its vote (thesis section 4.2.3)', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a');
    group.tick(3);
    const { term } = group.peer('b');
    expect(group.peer('b').step({ ...vote('c', term + 5, 99, 99), to: 'b' } as Message)).toBe('ignored');
    expect(group.peer('b').term).toBe(term);
  });

  test('a peer back from a partition with a higher term rejoins, and the terms meet', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a');
    group.isolate('c');
    for (let tick = 0; tick < 60; tick++) group.peer('c').tick();
    group.settle();
    const { term } = group.peer('c');
    expect(term).toBeGreaterThan(group.peer('a').term);
    group.heal();
    group.tick(60);
    const leader = [...group.hosts.values()].find(({ peer }) => peer.role === 'leader')?.peer;
    expect(leader?.term).toBeGreaterThanOrEqual(term);
    expect(group.peer('c').leader).toBe(leader?.id);
  });
});

describe('thesis section 9.6: pre-vote', () => {
  const preVote = { preVote: true };

  test('asking raises nobody\'s term, and a majority leads to a real election', () => {
    const { peer, disk, say } = one('a', preVote);
    peer.campaign();
    expect(say().map(({ type, term }) => `${type} ${term}`)).toEqual(['pre-vote 2', 'pre-vote 2']);
    expect([peer.role, disk.hardState.term]).toEqual(['pre-candidate', 1]);
    const sent = say({ type: 'pre-vote-reply', from: 'b', to: 'a', term: 2, granted: true });
    expect(sent.map(({ type, term }) => `${type} ${term}`)).toEqual(['vote 2', 'vote 2']);
    expect(disk.hardState).toMatchObject({ term: 2, vote: 'a' });
  });

  test('a pre-vote granted binds to nothing', () => {
    const { peer, say } = one('a', preVote);
    const ask = { ...vote('b', 2), type: 'pre-vote' };
    expect(say(ask)[0]).toMatchObject({ type: 'pre-vote-reply', term: 2, granted: true });
    expect(say({ ...ask, from: 'c' })[0]).toMatchObject({ granted: true });
    expect([peer.term, peer.status().vote]).toEqual([1, undefined]);
  });

  test('a peer cut off does not disturb the leader on its return', () => {
    const group = new Group(['a', 'b', 'c'], preVote);
    group.elect('a');
    const { term } = group.peer('a');
    group.isolate('c');
    for (let tick = 0; tick < 100; tick++) group.peer('c').tick();
    group.settle();
    group.heal();
    group.tick(30);
    expect([group.peer('a').role, group.peer('a').term, group.peer('c').leader]).toEqual(['leader', term, 'a']);
  });

  test('a pre-candidate that is behind in its term learns it from the refusal', () => {
    const { peer, say } = one('a', preVote);
    peer.campaign();
    say();
    say({ type: 'pre-vote-reply', from: 'b', to: 'a', term: 7, granted: false });
    expect([peer.role, peer.term]).toEqual(['follower', 7]);
  });

  test('the leader is replaced when it dies', () => {
    const group = new Group(['a', 'b', 'c'], preVote);
    group.elect('a');
    group.stop('a');
    group.tick(60);
    expect(['b', 'c']).toContain(group.peer('b').leader);
  });
});

test('who is no member does not campaign', () => {
  const peer = new Peer({ id: 'z', random: new Random(1) });
  for (let tick = 0; tick < 100; tick++) peer.tick();
  peer.campaign();
  expect([peer.role, peer.term, peer.hasReady()]).toEqual(['follower', 0, false]);
});
