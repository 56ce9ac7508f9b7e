/** The control plane over the wire, with real raft, store and loops, and agents that only pretend. */
import { describe, expect, test } from 'vitest';
import type { ServiceSpec } from '../model';
import { isRefusal } from '../model';
import { TestSwarm } from './_testing';

const web = (replicas: number): ServiceSpec => ({
  Name: 'web', Labels: {}, TaskTemplate: { ContainerSpec: { Image: 'nginx:latest' }, ForceUpdate: 0 }, Mode: { Replicated: { Replicas: replicas } }, EndpointSpec: { Mode: 'vip' },
});

function ok<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(value.message);
  return value as Exclude<T, { refused: true }>;
}

const nodes = (swarm: TestSwarm, on = 'node1') => ok(swarm.run(swarm.member(on).control((api) => api.listNodes())));
const shape = (swarm: TestSwarm, on = 'node1') =>
  nodes(swarm, on)
    .map((node) => `${node.Description?.Hostname} ${node.Status.State} ${node.ManagerStatus ? (node.ManagerStatus.Leader ? 'leader' : node.ManagerStatus.Reachability) : '-'}`)
    .sort();

describe('a swarm over the wire', () => {
  test('init makes a leader, workers and managers join, and every manager answers alike', () => {
    const swarm = new TestSwarm(['node1', 'node2', 'node3', 'node4']);
    swarm.build(3);
    swarm.pass(4_000);
    const expected = ['node1 ready leader', 'node2 ready reachable', 'node3 ready reachable', 'node4 ready -'];
    expect(shape(swarm)).toEqual(expected);
    expect(shape(swarm, 'node3')).toEqual(expected);
  });

  test('a service gets its tasks running on all nodes', () => {
    const swarm = new TestSwarm(['node1', 'node2', 'node3']);
    swarm.build(1);
    ok(swarm.run(swarm.member('node1').control((api) => api.createService(web(6)))));
    swarm.pass(5_000);
    const tasks = ok(swarm.run(swarm.member('node1').control((api) => api.listTasks())));
    expect(tasks.map((task) => task.Status.State)).toEqual(Array.from({ length: 6 }, () => 'running'));
    const perNode = new Map<string, number>();
    for (const task of tasks) perNode.set(task.NodeID, (perNode.get(task.NodeID) ?? 0) + 1);
    expect([...perNode.values()]).toEqual([2, 2, 2]);
  });

  test('promotion makes a voter, demotion a worker again', () => {
    const swarm = new TestSwarm(['node1', 'node2', 'node3']);
    swarm.build(1);
    const set = (role: 'worker' | 'manager') => {
      const node = nodes(swarm).find((one) => one.Description?.Hostname === 'node3');
      ok(swarm.run(swarm.member('node1').control((api) => api.updateNode(node?.ID ?? '', node?.Version.Index ?? 0, { ...node!.Spec, Role: role }))));
    };
    set('manager');
    swarm.pass(4_000);
    expect(shape(swarm, 'node3')).toEqual(['node1 ready leader', 'node2 ready -', 'node3 ready reachable']);
    set('worker');
    swarm.pass(8_000);
    expect(shape(swarm)).toEqual(['node1 ready leader', 'node2 ready -', 'node3 ready -']);
    expect(swarm.member('node3').manager).toBeUndefined();
  });

  test('a promotion also reaches a node whose first call for its certificate goes astray', () => {
    const swarm = new TestSwarm(['node1', 'node2', 'node3']);
    swarm.build(2);
    const worker = nodes(swarm).find((one) => one.Description?.Hostname === 'node3');
    ok(swarm.run(swarm.member('node1').control((api) => api.updateNode(worker?.ID ?? '', worker?.Version.Index ?? 0, { ...worker!.Spec, Role: 'manager' }))));
    // What it hears arrives, what it says does not.
    for (const name of ['node1', 'node2']) swarm.links.setWay('node3', name, { cut: true });
    swarm.pass(4_000);
    for (const name of ['node1', 'node2']) swarm.links.setWay('node3', name, {});
    swarm.pass(15_000);
    expect(shape(swarm, 'node3')).toContain('node3 ready reachable');
  });

  test('the leader dies: another takes over within 20 s, keeps everything, and the old one comes back as a follower', () => {
    const swarm = new TestSwarm(['node1', 'node2', 'node3', 'node4']);
    swarm.build(3);
    ok(swarm.run(swarm.member('node1').control((api) => api.createService(web(4)))));
    swarm.pass(5_000);
    swarm.kill('node1');
    swarm.pass(25_000);
    const after = shape(swarm, 'node2');
    expect(after.filter((line) => line.endsWith('leader'))).toHaveLength(1);
    expect(ok(swarm.run(swarm.member('node2').control((api) => api.listServices()))).map((service) => service.Spec.Name)).toEqual(['web']);
    swarm.pass(30_000);
    expect(shape(swarm, 'node2').find((line) => line.startsWith('node1'))).toBe('node1 down unreachable');
    swarm.boot('node1');
    swarm.pass(15_000);
    expect(shape(swarm, 'node1').find((line) => line.startsWith('node1'))).toBe('node1 ready reachable');
  });

  test('without a quorum nothing is agreed, and soon the missing leader is named', () => {
    const swarm = new TestSwarm(['node1', 'node2', 'node3']);
    swarm.build(3);
    swarm.pass(3_000);
    swarm.kill('node2');
    swarm.kill('node3');
    swarm.pass(12_000);
    // Nothing can be agreed any more: the write ends without an answer, by the deadline or with the leadership.
    const first = swarm.run(swarm.member('node1').control((api) => api.createService(web(1))));
    expect(isRefusal(first) && first.message).toMatch(/context deadline exceeded|lost leader status/);
    swarm.pass(20_000);
    const second = swarm.run(swarm.member('node1').control((api) => api.listNodes()));
    expect(isRefusal(second) && second.message).toContain('The swarm does not have a leader.');
    swarm.boot('node3');
    swarm.pass(40_000);
    expect(shape(swarm)).toHaveLength(3);
  });

  test('a wrong token is refused after ten seconds, and a node that left can join anew', () => {
    const swarm = new TestSwarm(['node1', 'node2']);
    swarm.build(1);
    const cluster = ok(swarm.run(swarm.member('node1').control((api) => api.getCluster())));
    expect(isRefusal(swarm.run(swarm.member('node2').leave(false)))).toBe(false);
    const wrong = cluster.JoinTokens.Worker.slice(0, -3) + 'zzz';
    const startMs = swarm.sim.nowMs;
    const refusal = swarm.run(swarm.member('node2').join({ RemoteAddrs: ['192.168.0.11:2377'], JoinToken: wrong }));
    expect(isRefusal(refusal) && refusal.message).toBe('rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster');
    expect(Math.round((swarm.sim.nowMs - startMs) / 1000)).toBe(10);
    ok(swarm.run(swarm.member('node2').join({ RemoteAddrs: ['192.168.0.11:2377'], JoinToken: cluster.JoinTokens.Worker })));
    expect(nodes(swarm)).toHaveLength(3);
  });

  test('two runs with one seed have the same trace', () => {
    const trace = () => {
      const swarm = new TestSwarm(['node1', 'node2', 'node3'], 5);
      swarm.build(3);
      ok(swarm.run(swarm.member('node1').control((api) => api.createService(web(5)))));
      swarm.pass(60_000);
      return swarm.sim.trace.fingerprint();
    };
    expect(trace()).toBe(trace());
  });
});
