import { describe, expect, test } from 'vitest';
import { Group, formatEntry } from './group';
import type { Append, Message } from './message';

const logOf = (group: Group, id: string) => group.host(id).disk.entries.map(formatEntry);

describe('paper section 5.3: log replication', () => {
  test('a proposal is applied by everybody, in order, as the very object proposed', () => {
    const group = new Group(['a', 'b', 'c']);
    const changes = [{ id: 1 }, { id: 2 }];
    for (const change of changes) group.elect('a').propose(change);
    group.settle();
    for (const { applied } of group.hosts.values()) {
      expect(applied).toHaveLength(2);
      applied.forEach((data, i) => expect(data).toBe(changes[i]));
    }
  });

  test('nothing is committed without a majority, and all of it with one', () => {
    const group = new Group(['a', 'b', 'c', 'd', 'e']);
    group.elect('a');
    group.isolate('c', 'd', 'e');
    group.peer('a').propose('x');
    group.settle();
    expect(group.host('a').applied).toEqual([]);
    group.isolate('d', 'e');
    group.tick(2);
    expect(group.host('a').applied).toEqual(['x']);
    expect(group.host('d').applied).toEqual([]);
  });

  test('a follower that missed entries gets them when it returns', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a');
    group.isolate('c');
    for (let i = 0; i < 10; i++) group.peer('a').propose(i);
    group.settle();
    group.heal();
    group.tick(2);
    expect(group.host('c').applied).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('figure 7: entries that a deposed leader left uncommitted are overwritten', () => {
    const group = new Group(['a', 'b', 'c'], { checkQuorum: false });
    group.elect('a');
    group.isolate('a');
    group.peer('a').propose('lost');
    group.peer('a').propose('lost too');
    group.settle();
    group.elect('b').propose('kept');
    group.settle();
    group.heal();
    group.tick(3);
    expect(logOf(group, 'a')).toEqual(logOf(group, 'b'));
    for (const { applied } of group.hosts.values()) expect(applied).toEqual(['kept']);
  });

  test('a whole conflicting term is skipped in one step back', () => {
    const group = new Group(['a', 'b', 'c'], { checkQuorum: false });
    group.elect('a');
    group.isolate('a');
    for (let i = 0; i < 50; i++) group.peer('a').propose(i);
    group.settle();
    group.elect('b');
    for (let i = 0; i < 50; i++) group.peer('b').propose(i);
    group.settle();
    group.heal();
    group.delivered.length = 0;
    group.tick(3);
    const refusals = group.delivered.filter((message) => message.type === 'append-reply' && message.rejected && message.from === 'a');
    expect(refusals.length).toBeLessThanOrEqual(3);
    expect(logOf(group, 'a')).toEqual(logOf(group, 'b'));
  });

  test('a late append does not cut what came after it', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a');
    group.peer('a').propose('x');
    group.peer('a').propose('y');
    group.settle();
    const late = group.delivered.find((message) => message.type === 'append' && message.to === 'b' && message.entries.length > 0) as Message;
    const before = logOf(group, 'b');
    group.peer('b').step(late);
    group.settle();
    expect(logOf(group, 'b')).toEqual(before);
  });

  test('a heartbeat never commits beyond what the follower is known to hold', () => {
    const group = new Group(['a', 'b', 'c']);
    group.elect('a');
    group.passes = ({ type, to }) => !(type === 'append' && to === 'c');
    group.peer('a').propose('x');
    group.tick(3);
    expect(group.host('b').applied).toEqual(['x']);
    expect(group.host('c').applied).toEqual([]);
    const beats = group.delivered.filter((message) => message.type === 'heartbeat' && message.to === 'c').slice(-1);
    expect((beats[0] as { commit: number }).commit).toBeLessThan(group.peer('a').status().commit);
  });
});

describe('a follower whose log goes on differently behind what a message covers', () => {
  function diverged() {
    const group = new Group(['a', 'b', 'c'], { checkQuorum: false });
    group.elect('a');
    group.isolate('a');
    for (const data of ['x', 'y', 'z']) group.peer('a').propose(data);
    group.settle();
    // Entries 1 to 4 are everybody's; 5 to 7 are a's alone. The leader of term 3 shows it entry 4 again, no more.
    const entries = group.host('a').disk.entries.slice(3, 4);
    const header = { type: 'append', from: 'b', to: 'a', term: 3, prevIndex: 3, prevTerm: 1, entries } as const;
    const said: Message[] = [];
    group.passes = (message) => (said.push(message), false);
    return { group, header, said };
  }

  test('acknowledges only what the message covers', () => {
    const { group, header, said } = diverged();
    group.peer('a').machine.log.committed = 3;
    group.peer('a').step({ ...header, commit: 3 });
    group.settle();
    expect(said).toMatchObject([{ type: 'append-reply', index: 4, rejected: false }]);
  });

  test('commits only what the message covers', () => {
    const { group, header } = diverged();
    group.peer('a').machine.log.committed = 3;
    group.peer('a').step({ ...header, commit: 6 });
    expect(group.peer('a').status().commit).toBe(4);
  });
});

describe('paper section 5.4.2, figure 8: entries of earlier terms', () => {
  test('are not committed by counting, but along with the first entry of the leader\'s own term', () => {
    const group = new Group(['a', 'b', 'c'], { entriesPerMessageMax: 1, inflightMessagesMax: 1, checkQuorum: false });
    group.elect('a');
    group.isolate('a');
    group.peer('a').propose('old');
    group.settle();
    const { index: oldIndex } = group.host('a').disk.entries.at(-1) as { index: number };
    // The old entry of term 2 may reach the others; the first entry of term 3 is lost whenever they could take it.
    group.passes = (message) =>
      message.type !== 'append' || message.prevIndex < oldIndex || group.host(message.to).disk.entries.length < oldIndex;
    group.peer('a').machine.becomeFollower(2, undefined);
    group.elect('a');
    group.tick(3);
    const { progress, commit } = group.peer('a').status();
    expect(progress.map(({ match }) => match)).toEqual([oldIndex + 1, oldIndex, oldIndex]);
    expect(commit).toBeLessThan(oldIndex);
    group.heal();
    group.tick(3);
    for (const { applied } of group.hosts.values()) expect(applied).toEqual(['old']);
  });
});

describe('etcd tracker: flow control', () => {
  test('a message carries a limited number of entries, and a limited number of messages are on their way', () => {
    const group = new Group(['a', 'b', 'c'], { entriesPerMessageMax: 4, inflightMessagesMax: 3 });
    const leader = group.elect('a');
    group.isolate('c');
    for (let i = 0; i < 100; i++) leader.propose(i);
    group.settle();
    group.heal();
    group.delivered.length = 0;
    group.tick(4);
    const appends = group.delivered.filter((message): message is Append => message.type === 'append' && message.to === 'c');
    expect(Math.max(...appends.map(({ entries }) => entries.length))).toBe(4);
    expect(group.host('c').applied).toHaveLength(100);
  });

  test('a leader sends nothing more to a silent follower than its window holds', () => {
    const group = new Group(['a', 'b', 'c'], { inflightMessagesMax: 5 });
    const leader = group.elect('a');
    group.settle();
    const sentToC: Message[] = [];
    group.passes = (message) => (message.to === 'c' && message.type === 'append' && sentToC.push(message), message.to !== 'c');
    for (let i = 0; i < 50; i++) leader.propose(i);
    group.settle();
    expect(sentToC).toHaveLength(5);
    expect(group.host('a').applied).toHaveLength(50);
  });

  test('an unreachable follower is probed with one message at a time', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    const stateOf = (id: string) => leader.status().progress.find((progress) => progress.id === id)?.state;
    expect(stateOf('c')).toBe('replicate');
    leader.reportUnreachable('c');
    expect(stateOf('c')).toBe('probe');
    group.isolate('c');
    const before = group.delivered.length;
    leader.propose('x');
    leader.propose('y');
    group.settle();
    expect(group.delivered.slice(before).filter(({ to }) => to === 'c')).toEqual([]);
    group.heal();
    group.tick(2);
    expect([stateOf('c'), group.host('c').applied]).toEqual(['replicate', ['x', 'y']]);
  });

  test('an idle cluster exchanges a heartbeat and its answer per follower and tick', () => {
    const group = new Group(['a', 'b', 'c', 'd', 'e']);
    group.elect('a');
    group.tick(2);
    group.delivered.length = 0;
    group.tick(10);
    expect(group.delivered).toHaveLength(10 * 4 * 2);
    expect(new Set(group.delivered.map(({ type }) => type))).toEqual(new Set(['heartbeat', 'heartbeat-reply']));
  });

  test('the leader knows how long each follower has been silent', () => {
    const group = new Group(['a', 'b', 'c']);
    const leader = group.elect('a');
    group.isolate('c');
    group.tick(4);
    const silent = Object.fromEntries(leader.status().progress.map(({ id, silentTicks }) => [id, silentTicks]));
    expect(silent.a).toBe(0);
    expect(silent.b).toBe(0);
    expect(silent.c).toBeGreaterThanOrEqual(4);
  });
});

describe('paper section 7: snapshots', () => {
  function behind(config: object = {}) {
    const group = new Group(['a', 'b', 'c'], { keepEntries: 5, ...config });
    const leader = group.elect('a');
    group.isolate('c');
    for (let i = 0; i < 20; i++) leader.propose(i);
    group.settle();
    leader.compact(leader.status().applied, [...group.host('a').applied]);
    group.settle();
    return { group, leader };
  }
  const all = Array.from({ length: 20 }, (_, i) => i);

  test('compacting keeps a tail for followers that are slightly behind', () => {
    const { leader, group } = behind();
    const { snapshotIndex, firstIndex, lastIndex } = leader.status();
    expect([snapshotIndex, firstIndex]).toEqual([lastIndex, lastIndex - 4]);
    expect(group.host('a').disk.entries).toHaveLength(5);
  });

  test('a follower whose entries are gone gets the snapshot, then the rest', () => {
    const { group, leader } = behind();
    group.heal();
    leader.propose('after');
    group.tick(3);
    expect(group.delivered.some(({ type, to }) => type === 'snapshot' && to === 'c')).toBe(true);
    expect(group.host('c').applied).toEqual([...all, 'after']);
    expect(group.host('c').disk.snapshot?.peers.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  test('a follower within the tail needs no snapshot', () => {
    const { group } = behind({ keepEntries: 50 });
    group.heal();
    group.tick(3);
    expect(group.delivered.some(({ type }) => type === 'snapshot')).toBe(false);
    expect(group.host('c').applied).toEqual(all);
  });

  test('a snapshot that got lost is sent again, though nobody reports it', () => {
    const { group } = behind();
    let lost = 0;
    group.passes = ({ type }) => !(type === 'snapshot' && lost++ < 2);
    group.tick(40);
    expect(lost).toBe(3);
    expect(group.host('c').applied).toEqual(all);
  });

  test('a reported failure is retried at the next heartbeat', () => {
    const { group, leader } = behind();
    group.passes = ({ type }) => type !== 'snapshot';
    group.tick(2);
    expect(leader.status().progress.find(({ id }) => id === 'c')?.state).toBe('snapshot');
    leader.reportSnapshot('c', false);
    group.heal();
    group.tick(2);
    expect(group.host('c').applied).toEqual(all);
  });

  test('a peer restarts from its snapshot and the entries behind it', () => {
    const { group, leader } = behind();
    leader.propose('after');
    group.settle();
    group.stop('a');
    group.start('a');
    group.settle();
    expect(group.host('a').applied).toEqual([...all, 'after']);
  });

  test('an old snapshot is ignored, by its taker and by its receiver', () => {
    const { group, leader } = behind();
    const { snapshot } = group.host('a').disk;
    leader.compact(3, ['nonsense']);
    group.settle();
    expect(group.host('a').disk.snapshot).toBe(snapshot);
    const { term } = leader;
    if (!snapshot) throw new Error('there is a snapshot');
    const before = group.host('b').applied;
    group.peer('b').step({ type: 'snapshot', from: 'a', to: 'b', term, snapshot });
    group.settle();
    expect(group.host('b').applied).toEqual(before);
    expect(group.host('b').disk.snapshot).toBeUndefined();
  });

  test('a snapshot of an earlier applied index has the members of that index', () => {
    const group = new Group(['a']);
    const leader = group.elect('a');
    leader.propose('x');
    group.settle();
    const { applied } = leader.status();
    leader.proposeConfChange({ kind: 'add', id: 'b', address: 'b' });
    group.settle();
    expect(leader.members.size).toBe(2);
    leader.compact(applied, ['x']);
    group.settle();
    expect(group.host('a').disk.snapshot?.peers.map(({ id }) => id)).toEqual(['a']);
  });
});
