import { describe, expect, test } from 'vitest';
import type { Network, NetworkSpec, Node, Service, Task } from '../model';
import { Store } from './store';
import type { Change, Commit, Proposer } from './tables';

/** Commits at once, or when told, or never. */
class HandProposer implements Proposer {
  committed = 10;
  entries: Change[][] = [];
  held: (() => void)[] = [];
  mode: 'at once' | 'held' | 'lost' = 'at once';

  index(): number {
    return this.committed;
  }

  propose(changes: readonly Change[], done: (commit: { index: number; atMs: number } | undefined) => void): void {
    this.entries.push([...changes]);
    if (this.mode === 'lost') done(undefined);
    else if (this.mode === 'at once') done({ index: ++this.committed, atMs: 1000 });
    else this.held.push(() => done({ index: ++this.committed, atMs: 1000 }));
  }
}

const META = { Version: { Index: 0 }, CreatedAt: 0, UpdatedAt: 0 };

function network(id: string, name = id): Network {
  const spec: NetworkSpec = { Name: name, Labels: {}, Driver: 'overlay', Internal: false, Attachable: false, Ingress: false, EnableIPv6: false };
  return { ID: id, ...META, Spec: spec };
}

function task(id: string, serviceId = 's', slot = 1, nodeId = ''): Task {
  return {
    ID: id, ...META, Labels: {}, Spec: {}, ServiceID: serviceId, Slot: slot, NodeID: nodeId, DesiredState: 'running',
    Status: { Timestamp: 0, State: 'new', Message: 'created' }, serviceName: 'web', serviceLabels: {}, specVersion: 0,
  };
}

function service(id: string, name: string, networks: string[] = []): Service {
  const template = { Networks: networks.map((Target) => ({ Target })) };
  return { ID: id, ...META, Spec: { Name: name, Labels: {}, TaskTemplate: template, Mode: { Replicated: { Replicas: 1 } } }, specVersion: 0 };
}

function fresh(): { store: Store; proposer: HandProposer; commits: Commit[] } {
  const proposer = new HandProposer();
  const store = new Store(proposer, () => 777);
  const commits: Commit[] = [];
  store.watch((commit) => commits.push(commit));
  return { store, proposer, commits };
}

describe('the store', () => {
  test('[STORE1] stamps what it writes with the index read when the transaction opened', () => {
    const { store, commits } = fresh();
    store.update('two', (tx) => {
      tx.create('network', network('b'));
      tx.create('network', network('a'));
    });
    expect(store.list('network').map((n) => [n.ID, n.Version.Index, n.CreatedAt, n.UpdatedAt])).toEqual([['a', 10, 777, 777], ['b', 10, 777, 777]]);
    expect(commits.map((commit) => [commit.index, commit.changes.length])).toEqual([[11, 2]]);
    store.update('edit', (tx) => tx.update('network', 'a', (draft) => void (draft.Spec.Labels.k = 'v')));
    expect(store.get('network', 'a')).toMatchObject({ Version: { Index: 11 }, CreatedAt: 777, Spec: { Labels: { k: 'v' } } });
    expect(store.get('network', 'b')?.Spec.Labels).toEqual({});
  });

  test('[STORE2] shows a transaction to nobody before its commit, and to itself at once', () => {
    const { store, proposer } = fresh();
    proposer.mode = 'held';
    const seen: (number | undefined)[] = [];
    store.update('create', (tx) => {
      tx.create('task', task('t1'));
      seen.push(tx.tasksOfService('s').length, tx.tasksOfSlot('s', 1).length, tx.count('task'));
    });
    seen.push(store.tasksOfService('s').length);
    proposer.held.shift()?.();
    seen.push(store.tasksOfService('s').length);
    expect(seen).toEqual([1, 1, 1, 0, 1]);
  });

  test('[STORE3] runs transactions one after the other, each on the state that the last one left', () => {
    const { store, proposer } = fresh();
    proposer.mode = 'held';
    const order: string[] = [];
    store.update('first', (tx) => tx.create('network', network('a')), () => order.push('first done'));
    store.update('second', (tx) => order.push(`second sees ${tx.count('network')}`), (outcome) => order.push(`second ${outcome.ok}`));
    expect(order).toEqual([]);
    proposer.held.shift()?.();
    expect(order).toEqual(['first done', 'second sees 1', 'second true']);
  });

  test('[STORE4] tells watchers before the writer, and lets no later transaction in between', () => {
    const { store } = fresh();
    const order: string[] = [];
    store.watch((commit) => {
      order.push(`watched ${commit.changes[0]?.id}`);
      if (commit.changes[0]?.id === 'a') store.update('b', (tx) => tx.create('network', network('b')));
    });
    store.update('a', (tx) => tx.create('network', network('a')), () => order.push('a done'));
    expect(order).toEqual(['watched a', 'a done', 'watched b']);
  });

  test('writes nothing and needs no entry when the change list is empty', () => {
    const { store, proposer } = fresh();
    let answer: unknown;
    store.update('nothing', () => 'refused', (outcome) => (answer = outcome));
    store.update('undone', (tx) => {
      tx.create('network', network('a'));
      tx.delete('network', 'a');
    });
    expect(answer).toEqual({ ok: true, value: 'refused', index: 10 });
    expect(proposer.entries).toEqual([]);
  });

  test('merges several writes to one object into one change from the committed object', () => {
    const { store, commits } = fresh();
    store.update('create', (tx) => tx.create('network', network('a', 'one')));
    store.update('twice', (tx) => {
      tx.update('network', 'a', (draft) => void (draft.Spec.Name = 'two'));
      tx.update('network', 'a', (draft) => void (draft.Spec.Name = 'three'));
    });
    const change = commits[1]?.changes[0];
    expect(commits[1]?.changes).toHaveLength(1);
    expect([(change?.before as Network).Spec.Name, (change?.after as Network).Spec.Name]).toEqual(['one', 'three']);
  });

  test('[STORE5] splits a batch into entries of 200 changes and keeps other writers out until its end', () => {
    const { store, proposer, commits } = fresh();
    proposer.mode = 'held';
    const items = Array.from({ length: 450 }, (_, i) => `t${String(i).padStart(3, '0')}`);
    const order: string[] = [];
    store.batch('many', items, (tx, id) => tx.create('task', task(id)), (outcome) => order.push(`batch ${outcome.ok}`));
    store.update('after', (tx) => order.push(`sees ${tx.count('task')}`));
    while (proposer.held.length > 0) proposer.held.shift()?.();
    expect(commits.map((commit) => commit.changes.length)).toEqual([200, 200, 50]);
    expect(order).toEqual(['batch true', 'sees 450']);
  });

  test('a batch of 100,000 instant entries makes no deep stack', () => {
    const { store } = fresh();
    const items = Array.from({ length: 100_000 }, (_, i) => `t${i}`);
    let over = false;
    store.batch('many', items, (tx, id) => tx.create('task', task(id)), () => (over = true));
    expect(over).toBe(true);
    expect(store.count('task')).toBe(100_000);
  });

  test('[STORE6] drops every pending transaction when leadership is lost, and applies entries that were committed after all', () => {
    const { store, proposer } = fresh();
    proposer.mode = 'held';
    const outcomes: boolean[] = [];
    store.update('in flight', (tx) => tx.create('network', network('a')), (outcome) => outcomes.push(outcome.ok));
    store.update('waiting', (tx) => tx.create('network', network('b')), (outcome) => outcomes.push(outcome.ok));
    store.abandon();
    expect(outcomes).toEqual([false, false]);
    proposer.held.shift()?.();
    expect(store.list('network').map((n) => n.ID)).toEqual(['a']);
    expect(outcomes).toEqual([false, false]);
    proposer.mode = 'lost';
    store.update('refused by raft', (tx) => tx.create('network', network('c')), (outcome) => outcomes.push(outcome.ok));
    expect(outcomes).toEqual([false, false, false]);
    proposer.mode = 'at once';
    store.update('leader again', (tx) => tx.create('network', network('d')), (outcome) => outcomes.push(outcome.ok));
    expect(outcomes.at(-1)).toBe(true);
  });

  test('a follower that applies the same commits holds the same state, and so does one restored from a snapshot', () => {
    const leader = fresh();
    const follower = fresh();
    leader.store.watch((commit) => follower.store.apply(commit));
    leader.store.update('a', (tx) => [tx.create('task', task('t1')), tx.create('task', task('t2')), tx.create('network', network('a'))]);
    leader.store.update('b', (tx) => [tx.delete('task', 't1'), tx.update('task', 't2', { ...task('t2'), NodeID: 'n' })]);
    expect(follower.store.snapshot()).toEqual(leader.store.snapshot());
    const late = fresh();
    late.store.update('stale', (tx) => tx.create('task', task('t0', 's', 1, 'n')));
    late.store.restore(leader.store.snapshot());
    expect(late.store.snapshot()).toEqual(leader.store.snapshot());
    expect(late.store.tasksOfNode('n').map((t) => t.ID)).toEqual(['t2']);
    expect(late.commits.at(-1)?.changes.map((change) => change.id)).toEqual(['t2', 't0', 'a']);
    expect(late.store.get('task', 't2')).toBe(leader.store.get('task', 't2'));
  });

  test('finds tasks by service, node and slot in the order of their IDs, whatever the order of creation and moves', () => {
    const { store } = fresh();
    store.update('create', (tx) => {
      for (const id of ['c', 'a', 'b']) tx.create('task', task(id, 's', id === 'b' ? 2 : 1));
    });
    expect(store.tasksOfService('s').map((t) => t.ID)).toEqual(['a', 'b', 'c']);
    expect(store.tasksOfSlot('s', 1).map((t) => t.ID)).toEqual(['a', 'c']);
    store.update('assign', (tx) => {
      tx.update('task', 'c', { ...(tx.get('task', 'c') as Task), NodeID: 'n' });
      tx.update('task', 'a', { ...(tx.get('task', 'a') as Task), NodeID: 'n' });
      expect(tx.tasksOfNode('n').map((t) => t.ID)).toEqual(['a', 'c']);
    });
    store.update('gone', (tx) => tx.delete('task', 'a'));
    expect(store.tasksOfNode('n').map((t) => t.ID)).toEqual(['c']);
    store.update('back', (tx) => tx.create('task', task('a', 's', 1, 'n')));
    expect(store.tasksOfNode('n').map((t) => t.ID)).toEqual(['a', 'c']);
    expect(store.tasksOfNode('other')).toEqual([]);
  });

  test('finds objects by name without regard to case, by ID prefix, and services by what they use', () => {
    const { store } = fresh();
    store.update('create', (tx) => {
      tx.create('service', service('abc1', 'Web', ['n1', 'n2']));
      tx.create('service', service('abd2', 'db', ['n2']));
      expect(tx.byName('service', 'WEB').map((s) => s.ID)).toEqual(['abc1']);
      expect(tx.servicesUsing('network', 'n2').map((s) => s.ID)).toEqual(['abc1', 'abd2']);
    });
    expect(store.byName('service', 'web').map((s) => s.ID)).toEqual(['abc1']);
    expect(store.byIdPrefix('service', 'ab').map((s) => s.ID)).toEqual(['abc1', 'abd2']);
    expect(store.byIdPrefix('service', 'abd').map((s) => s.ID)).toEqual(['abd2']);
    store.update('rename', (tx) => tx.update('service', 'abc1', service('abc1', 'site', ['n1'])));
    expect(store.byName('service', 'web')).toEqual([]);
    expect(store.byName('service', 'site').map((s) => s.ID)).toEqual(['abc1']);
    expect(store.servicesUsing('network', 'n2').map((s) => s.ID)).toEqual(['abd2']);
    const node = { ID: 'n', ...META, Description: { Hostname: 'Worker1' } } as Node;
    store.update('node', (tx) => tx.create('node', node));
    expect(store.byName('node', 'worker1').map((n) => n.ID)).toEqual(['n']);
    store.update('task', (tx) => tx.create('task', task('t9')));
    expect(store.byName('task', 'web.1.t9').map((t) => t.ID)).toEqual(['t9']);
  });
});
