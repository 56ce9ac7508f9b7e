import { describe, expect, test } from 'vitest';
import { Random } from '../sim';
import { Group, performAll } from './group';
import { Peer } from './peer';
import { emptyState, keep } from './persisted';

describe('etcd rawnode: the contract of Ready', () => {
  test('an idle peer owes nothing', () => {
    const group = new Group(['a', 'b', 'c']);
    expect(group.peer('a').hasReady()).toBe(false);
    expect(group.peer('a').ready()).toBeUndefined();
  });

  test('the next Ready is given only after the last was performed', () => {
    const peer = new Peer({ id: 'a', random: new Random(1), peers: [{ id: 'a', address: 'a' }] });
    peer.ready();
    expect(() => peer.ready()).toThrow('advance()');
    peer.advance();
    expect(() => peer.advance()).toThrow('ready()');
  });

  test('a founding writes its members before anything else, and hands them out as committed', () => {
    const peer = new Peer({ id: 'a', random: new Random(1), peers: [{ id: 'a', address: '10.0.0.1:2377', context: 'node a' }] });
    const ready = peer.ready();
    expect(ready?.persist?.hardState).toEqual({ term: 1, vote: undefined, commit: 1 });
    expect(ready?.committed).toEqual([
      { kind: 'change', index: 1, term: 1, change: { kind: 'add', id: 'a', address: '10.0.0.1:2377', context: 'node a' } },
    ]);
  });

  test('a change of role or leader is told once', () => {
    const group = new Group(['a', 'b']);
    const peer = group.peer('a');
    peer.campaign();
    expect(peer.ready()?.soft).toEqual({ role: 'candidate', leader: undefined });
    peer.advance();
    peer.step({ type: 'vote-reply', from: 'b', to: 'a', term: 2, granted: true });
    expect(peer.ready()?.soft).toEqual({ role: 'leader', leader: 'a' });
    peer.advance();
    peer.tick();
    expect(peer.ready()?.soft).toBeUndefined();
  });

  test('entries that a write under way already held, but that were replaced meanwhile, are written again', () => {
    const disk = emptyState();
    const peer = new Peer({ id: 'a', random: new Random(1), peers: ['a', 'b', 'c'].map((id) => ({ id, address: id })) });
    performAll(peer, disk);
    const append = (from: string, term: number) => ({
      type: 'append' as const, from, to: 'a', term, prevIndex: 3, prevTerm: 1, commit: 0,
      entries: [{ kind: 'data' as const, index: 4, term, data: from }],
    });
    peer.step(append('b', 2));
    const ready = peer.ready();
    peer.step(append('c', 3));
    if (ready?.persist) keep(disk, ready.persist);
    peer.advance();
    performAll(peer, disk);
    expect(disk.entries.at(-1)).toEqual({ kind: 'data', index: 4, term: 3, data: 'c' });
  });

  test('a host whose state survived with the disk is not handed out old entries again', () => {
    const group = new Group(['a']);
    group.elect('a').propose('x');
    group.settle();
    const { disk, peer } = group.host('a');
    const { applied } = peer.status();
    const again = new Peer({ id: 'a', random: new Random(1), persisted: disk, applied });
    expect(performAll(again, disk).committed).toEqual([]);
    const anew = new Peer({ id: 'a', random: new Random(1), persisted: disk });
    expect(performAll(anew, disk).committed).toHaveLength(3);
  });
});

describe('crash and restart', () => {
  test('a peer comes back with its term, vote, log and members', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a').propose('x');
    group.tick();
    const before = group.peer('b').status();
    group.start('b');
    group.settle();
    const { term, vote, commit, lastIndex, members, role } = group.peer('b').status();
    expect({ term, vote, commit, lastIndex, members, role }).toEqual({
      term: before.term, vote: before.vote, commit: before.commit, lastIndex: before.lastIndex, members: before.members, role: 'follower',
    });
    expect(group.host('b').applied).toEqual(['x']);
  });

  test('what was not written is lost, and nobody was told of it', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    leader.propose('gone');
    group.stop('a');
    const again = group.start('a');
    group.tick(40);
    expect(again.status().lastIndex).toBe(group.peer('b').status().lastIndex);
    for (const { applied } of group.hosts.values()) expect(applied).toEqual([]);
  });

  test('a whole cluster comes back', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a').propose('x');
    group.tick();
    for (const id of ['a', 'b', 'c']) group.start(id);
    group.tick(60);
    for (const { applied } of group.hosts.values()) expect(applied).toEqual(['x']);
  });

  test('a disk that lost committed entries is our own bug', () => {
    const disk = emptyState();
    disk.hardState = { term: 3, vote: undefined, commit: 5 };
    expect(() => new Peer({ id: 'a', random: new Random(1), persisted: disk })).toThrow('every entry that was committed');
  });
});

describe('requests', () => {
  test('only a leader takes proposals, and a follower says which way it failed', () => {
    const group = new Group(['a', 'b', 'c']);
    expect(group.peer('b').propose('x')).toBe('no-leader');
    group.elect('a');
    expect(group.peer('b').propose('x')).toBe('not-leader');
    expect(group.peer('b').leader).toBe('a');
    expect(group.peer('a').propose('x')).toEqual({ index: 5, term: 2 });
  });

  test('the entry of a proposal has the promised index and term', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    const first = leader.propose('x');
    const second = leader.propose('y');
    group.settle();
    const entries = group.host('c').disk.entries.filter((entry) => entry.kind === 'data');
    expect(entries.map(({ index, term }) => ({ index, term }))).toEqual([first, second]);
  });
});

describe('thesis section 3.10: leadership transfer', () => {
  test('the chosen peer leads at once, leases notwithstanding', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    group.tick(2);
    expect(leader.transferLeadership('c')).toBe('ok');
    group.settle();
    expect([group.peer('c').role, leader.role, leader.leader]).toEqual(['leader', 'follower', 'c']);
  });

  test('works with pre-vote too', () => {
    const group = new Group(['a', 'b', 'c'], { preVote: true });
    group.elect('a').transferLeadership('b');
    group.settle();
    expect(group.peer('b').role).toBe('leader');
  });

  test('a peer that is behind is brought up to date first; proposals wait meanwhile', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    group.isolate('c');
    leader.propose('x');
    group.settle();
    leader.transferLeadership('c');
    expect(leader.propose('y')).toBe('transferring');
    expect(leader.status().transferee).toBe('c');
    group.heal();
    group.tick(2);
    expect(group.peer('c').role).toBe('leader');
    expect(group.host('c').applied).toEqual(['x']);
  });

  test('is given up after an election timeout', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    group.isolate('c');
    leader.transferLeadership('c');
    group.tick(9);
    expect(leader.propose('x')).toBe('transferring');
    group.tick(1);
    expect(leader.propose('x')).toMatchObject({ term: 2 });
  });

  test('is given up when the chosen peer is removed', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    group.isolate('c');
    leader.proposeConfChange({ kind: 'remove', id: 'c' });
    leader.transferLeadership('c');
    group.settle();
    expect(leader.propose('x')).toMatchObject({ term: 2 });
  });

  test('is refused by name', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    expect(leader.transferLeadership('a')).toBe('already-leader');
    expect(leader.transferLeadership('z')).toBe('not-a-member');
    expect(group.peer('b').transferLeadership('c')).toBe('not-leader');
  });
});

test('five peers idle for ten simulated hours within a second or two', () => {
  const group = new Group(['a', 'b', 'c', 'd', 'e']);
  group.elect('a');
  group.passes = () => {
    group.delivered.length = 0;
    return true;
  };
  const beforeMs = performance.now();
  group.tick(36_000);
  expect(performance.now() - beforeMs).toBeLessThan(3_000);
  expect(group.peer('a').role).toBe('leader');
});
