import { describe, expect, test } from 'vitest';
import { swarmBench } from '../testing/swarm-bench';
import { RECONCILE_INTERVAL_MS, RoleManager } from './role-manager';

function started(managers: number) {
  const made = swarmBench();
  const ids = [made.managerId];
  for (let i = 2; i <= managers; i++) {
    const id = made.addNode(`node${i}`, (node) => ({ ...node, Spec: { ...node.Spec, Role: 'manager' }, observedRole: 'manager', raftId: String(i) }));
    made.raft.join(id, `192.168.0.1${i}:2377`);
    ids.push(id);
  }
  const roles = new RoleManager(made.store, made.sim, made.raft);
  roles.start();
  const setRole = (id: string, Role: 'worker' | 'manager'): void => {
    const node = made.store.get('node', id);
    made.ok(made.api.updateNode(id, node?.Version.Index ?? 0, { ...node?.Spec, Labels: {}, Availability: 'active', Role }));
  };
  return { ...made, roles, ids, setRole };
}

describe('the role manager', () => {
  test('a promotion is observed at once', () => {
    const { addNode, setRole, store } = started(1);
    const worker = addNode('worker1');
    setRole(worker, 'manager');
    expect(store.get('node', worker)?.observedRole).toBe('manager');
  });

  test('a demoted manager leaves raft at once and is observed as a worker 5 s later', () => {
    const { ids, setRole, store, raft, wait } = started(3);
    const id = ids[2] as string;
    setRole(id, 'worker');
    expect(raft.members().map((member) => member.nodeId)).not.toContain(id);
    expect(store.get('node', id)?.observedRole).toBe('manager');
    wait(RECONCILE_INTERVAL_MS);
    expect(store.get('node', id)?.observedRole).toBe('worker');
    expect(store.get('node', id)?.raftId).toBeUndefined();
  });

  test('nobody is removed while that would lose the majority, but as soon as it would not', () => {
    const { ids, setRole, store, raft, wait } = started(3);
    setRole(ids[2] as string, 'worker');
    raft.list = raft.list.concat({ raftId: '3', nodeId: ids[2] as string, addr: '', leader: false, reachable: true });
    raft.list = raft.list.map((member) => (member.nodeId === ids[1] ? { ...member, reachable: false } : member));
    wait(20_000);
    expect(raft.members()).toHaveLength(3);
    expect(store.get('node', ids[2] as string)?.observedRole).toBe('manager');
    raft.list = raft.list.map((member) => ({ ...member, reachable: true }));
    wait(2 * RECONCILE_INTERVAL_MS + 10);
    expect(store.get('node', ids[2] as string)?.observedRole).toBe('worker');
  });

  test('the leader hands leadership over before it is demoted', () => {
    const { ids, setRole, raft } = started(3);
    setRole(ids[0] as string, 'worker');
    expect(raft.transfers).toBe(1);
    expect(raft.members()).toHaveLength(3);
  });

  test('a member whose node record is gone is evicted', () => {
    const { ids, store, raft, wait, roles, sim } = started(3);
    store.update('delete', (tx) => tx.delete('node', ids[1] as string));
    wait(100);
    expect(raft.members()).toHaveLength(2);
    wait(30_000);
    expect(sim.queue.size).toBe(0);
    roles.stop();
  });

  test('demoting refuses in the words of SwarmKit', () => {
    const { api, store, managerId, refusal, raft, ids } = started(1);
    const demote = (id: string) => {
      const node = store.get('node', id);
      return refusal(api.updateNode(id, node?.Version.Index ?? 0, { Labels: {}, Role: 'worker', Availability: 'active' })).message;
    };
    expect(demote(managerId)).toBe('rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm');
    expect(ids).toHaveLength(1);
    const three = started(3);
    three.raft.list = three.raft.list.map((member) => (member.nodeId === three.ids[1] ? { ...member, reachable: false } : member));
    const node = three.store.get('node', three.ids[2] as string);
    const worker = { Labels: {}, Role: 'worker', Availability: 'active' } as const;
    const text = three.refusal(three.api.updateNode('node3', node?.Version.Index ?? 0, worker)).message;
    expect(text).toBe("rpc error: code = FailedPrecondition desc = can't remove member from the raft: this would result in a loss of quorum");
    expect(raft.transfers).toBe(0);
  });
});
