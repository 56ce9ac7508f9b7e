import { describe, expect, test } from 'vitest';
import { Group, formatEntry } from './group';
import { changed, nobody, quorumOf } from './membership';
import { forceNewCluster } from './persisted';

const membersOf = (group: Group, id: string) => [...group.peer(id).members.keys()];
const add = (id: string) => ({ kind: 'add' as const, id, address: `${id}:2377` });
const remove = (id: string) => ({ kind: 'remove' as const, id });

describe('thesis section 4.1: one server at a time', () => {
  test('a newcomer learns everything from the log, the founders included', () => {
    const group = new Group(['a']);
    const leader = group.elect('a');
    leader.propose('x');
    leader.proposeConfChange(add('b'));
    group.start('b');
    group.tick(3);
    expect(membersOf(group, 'b')).toEqual(['a', 'b']);
    expect(group.host('b').applied).toEqual(['x']);
  });

  test('a newcomer to a compacted log gets a snapshot first', () => {
    const group = new Group(['a'], { keepEntries: 0 });
    const leader = group.elect('a');
    leader.propose('x');
    group.settle();
    leader.compact(leader.status().applied, ['x']);
    leader.proposeConfChange(add('b'));
    group.start('b');
    group.tick(3);
    expect(membersOf(group, 'b')).toEqual(['a', 'b']);
    expect(group.host('b').applied).toEqual(['x']);
  });

  test('a change counts once committed, and then the majority is another', () => {
    const group = new Group(['a']);
    const leader = group.elect('a');
    leader.proposeConfChange(add('b'));
    group.settle();
    // Nobody runs b: two are members, one is up, nothing commits.
    leader.propose('x');
    group.settle();
    expect(group.host('a').applied).toEqual([]);
    group.start('b');
    group.tick(2);
    expect(group.host('a').applied).toEqual(['x']);
  });

  test('a newcomer counts as heard at first, so that adding it does not cost the leader its quorum at once', () => {
    const group = new Group(['a']);
    const leader = group.elect('a');
    group.tick(9);
    leader.proposeConfChange(add('b'));
    group.tick(1);
    expect(leader.role).toBe('leader');
    group.tick(10);
    expect(leader.role).not.toBe('leader');
  });

  test('the second change waits for the first', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    expect(leader.proposeConfChange(add('d'))).toEqual({ index: 5, term: 2 });
    expect(leader.proposeConfChange(add('e'))).toBe('change-pending');
    group.settle();
    expect(leader.proposeConfChange(add('e'))).toEqual({ index: 6, term: 2 });
  });

  test('a new leader changes nothing before its first entry is committed', () => {
    const group = new Group(['a', 'b', 'c']);
    group.passes = ({ type }) => type !== 'append';
    const leader = group.elect('a');
    expect(leader.proposeConfChange(add('d'))).toBe('change-pending');
    group.heal();
    group.tick(2);
    expect(leader.proposeConfChange(add('d'))).toMatchObject({ term: 2 });
  });

  test('changes that make no sense are refused by name', () => {
    const group = new Group(['a', 'b']);
    const leader = group.elect('a');
    expect(leader.proposeConfChange(add('b'))).toBe('already-a-member');
    expect(leader.proposeConfChange(remove('z'))).toBe('not-a-member');
    expect(group.peer('b').proposeConfChange(add('c'))).toBe('not-leader');
    leader.proposeConfChange(remove('b'));
    group.settle();
    expect(leader.proposeConfChange(remove('a'))).toBe('last-member');
    expect(leader.proposeConfChange(add('b'))).toBe('removed-before');
  });

  test('an address can be changed', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a').proposeConfChange({ kind: 'update', id: 'b', address: '10.0.0.9:2377', context: 'node b' });
    group.tick();
    expect(group.peer('c').members.get('b')).toEqual({ id: 'b', address: '10.0.0.9:2377', context: 'node b' });
    expect(membersOf(group, 'c')).toHaveLength(3);
  });

  test('quorums are majorities', () => {
    let membership = nobody;
    const quorums = ['a', 'b', 'c', 'd', 'e'].map((id, i) => quorumOf((membership = changed(membership, add(id), i + 1))));
    expect(quorums).toEqual([1, 2, 2, 3, 3]);
  });
});

describe('removal', () => {
  test('of a dead peer leaves the rest with a smaller majority', () => {
    const group = new Group(['a', 'b', 'c', 'd']);
    const leader = group.elect('a');
    group.stop('d');
    leader.proposeConfChange(remove('d'));
    group.tick(2);
    group.stop('c');
    leader.propose('x');
    group.tick(2);
    expect(group.host('b').applied).toEqual(['x']);
  });

  test('of the leader: it commits that without counting itself out first, and steps down (paper section 6)', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a').proposeConfChange(remove('a'));
    group.tick(2);
    expect([group.peer('a').role, group.peer('a').removed]).toEqual(['follower', true]);
    expect(membersOf(group, 'b')).toEqual(['b', 'c']);
    group.tick(60);
    expect(group.peer('a').role).toBe('follower');
    expect(['b', 'c']).toContain(group.peer('b').leader);
  });

  test('of one of two peers leaves the other to lead alone, whoever led', () => {
    for (const gone of ['a', 'b']) {
      const group = new Group(['a', 'b']);
      group.elect('a').proposeConfChange(remove(gone));
      group.settle();
      group.stop(gone);
      group.tick(40);
      const last = group.peer(gone === 'a' ? 'b' : 'a');
      expect([last.role, [...last.members.keys()]]).toEqual(['leader', [last.id]]);
    }
  });

  test('a leader on its way out accepts nothing behind its own removal', () => {
    const group = new Group(['a', 'b']);
    const leader = group.elect('a');
    leader.proposeConfChange(remove('a'));
    expect(leader.propose('x')).toBe('leaving');
    // Even if b never hears of the commit, it can lead, since nobody's log is longer.
    group.passes = ({ type, from }) => !(from === 'a' && (type === 'append' || type === 'heartbeat')) || leader.role === 'leader';
    group.settle();
    expect(leader.removed).toBe(true);
    group.heal();
    group.tick(60);
    expect([group.peer('b').role, membersOf(group, 'b')]).toEqual(['leader', ['b']]);
  });

  test('messages of a removed peer are refused, so that it cannot disturb', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    group.isolate('c');
    leader.proposeConfChange(remove('c'));
    group.settle();
    group.heal();
    const { term } = leader;
    for (let tick = 0; tick < 50; tick++) group.peer('c').tick();
    const ask = { type: 'vote', from: 'c', to: 'a', term: 50, lastIndex: 99, lastTerm: 99, transfer: true } as const;
    expect(leader.step(ask)).toBe('sender-removed');
    group.settle();
    expect([leader.role, leader.term]).toEqual(['leader', term]);
  });

  test('nobody is told of its removal before the removal is on disk', () => {
    const group = new Group(['a', 'b']);
    const leader = group.elect('a');
    leader.proposeConfChange(remove('b'));
    const ready = leader.ready();
    leader.advance();
    const index = ready?.persist?.entries.at(-1)?.index ?? 0;
    const header = { from: 'b', to: 'a', term: leader.term } as const;
    leader.step({ ...header, type: 'append-reply', index, rejected: false, hintIndex: 0, hintTerm: 0 });
    expect(leader.members.has('b')).toBe(false);
    expect(leader.step({ ...header, type: 'heartbeat-reply' })).toBe('ignored');
    leader.ready();
    expect(leader.step({ ...header, type: 'heartbeat-reply' })).toBe('ignored');
    leader.advance();
    expect(leader.step({ ...header, type: 'heartbeat-reply' })).toBe('sender-removed');
  });

  test('a snapshot carries who was removed', () => {
    const group = new Group(['a', 'b', 'c'], { keepEntries: 0 });
    const leader = group.elect('a');
    leader.proposeConfChange(remove('c'));
    group.settle();
    leader.compact(leader.status().applied, []);
    group.settle();
    const again = group.start('a');
    expect(again.step({ type: 'heartbeat', from: 'c', to: 'a', term: 99, commit: 0 })).toBe('sender-removed');
  });
});

describe('force-new-cluster', () => {
  function survivor() {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    leader.propose('kept');
    group.settle();
    group.stop('b');
    group.stop('c');
    leader.propose('never agreed');
    group.settle();
    return group;
  }

  test('without it the survivor of three cannot lead', () => {
    const group = survivor();
    group.tick(100);
    expect(group.peer('a').role).not.toBe('leader');
  });

  test('keeps what was committed, drops the rest, and leads alone', () => {
    const group = survivor();
    const before = JSON.stringify(group.host('a').disk);
    const forced = forceNewCluster(group.host('a').disk, { id: 'a', address: 'a:2377' });
    expect(JSON.stringify(group.host('a').disk)).toBe(before);
    expect(forced.entries.slice(-3).map(formatEntry)).toEqual(['5.2 data kept', '6.2 remove b', '7.2 remove c']);
    Object.assign(group.host('a').disk, forced);
    group.start('a');
    expect(membersOf(group, 'a')).toEqual(['a']);
    group.elect('a').propose('new');
    group.settle();
    expect(group.host('a').applied).toEqual(['kept', 'new']);
  });

  test('the others are strangers to it from then on', () => {
    const group = survivor();
    Object.assign(group.host('a').disk, forceNewCluster(group.host('a').disk, { id: 'a', address: 'a:2377' }));
    group.start('a');
    group.elect('a');
    group.start('b');
    group.start('c');
    group.tick(40);
    expect([group.peer('a').role, group.peer('a').term]).toEqual(['leader', 3]);
    expect(membersOf(group, 'b')).toEqual(['a', 'b', 'c']);
  });

  test('takes over a new address, and newcomers may join', () => {
    const group = survivor();
    Object.assign(group.host('a').disk, forceNewCluster(group.host('a').disk, { id: 'a', address: '10.9.9.9:2377' }));
    group.start('a');
    expect(group.peer('a').members.get('a')?.address).toBe('10.9.9.9:2377');
    group.elect('a').proposeConfChange(add('d'));
    group.start('d');
    group.tick(3);
    expect(group.host('d').applied).toEqual(['kept']);
    expect(membersOf(group, 'd')).toEqual(['a', 'd']);
  });

  test('works from a snapshot as well', () => {
    const group = new Group(['a', 'b', 'c'], { keepEntries: 0 });
    const leader = group.elect('a');
    leader.propose('kept');
    group.settle();
    leader.compact(leader.status().applied, ['kept']);
    group.settle();
    group.isolate('b', 'c');
    Object.assign(group.host('a').disk, forceNewCluster(group.host('a').disk, { id: 'a', address: 'a:2377' }));
    group.start('a');
    group.elect('a').propose('new');
    group.settle();
    expect(group.host('a').applied).toEqual(['kept', 'new']);
  });
});
