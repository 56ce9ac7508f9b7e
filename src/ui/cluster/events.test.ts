import { expect, test } from 'vitest';
import { ToyCluster } from '../start/toy-cluster';
import { eventsBetween } from './events';
import type { MapEvent } from './events';
import { describeMachine, describeTask, describeUpdate, tileState } from './words';

function toy(): ToyCluster {
  const cluster = new ToyCluster(
    [
      { name: 'node1', role: 'manager' },
      { name: 'node2', role: 'worker' },
      { name: 'node3', role: 'worker' },
    ],
    [{ name: 'web', image: 'nginx:1.27', replicas: 3, port: 8080 }],
  );
  run(cluster, 8000);
  return cluster;
}

function run(cluster: ToyCluster, ms: number): MapEvent[] {
  const out: MapEvent[] = [];
  for (let at = 0; at < ms; at += 100) {
    const before = cluster.view;
    cluster.advance(100);
    out.push(...eventsBetween(before, cluster.view));
  }
  return out;
}

test('a power cut is told, then the node, then where its task went', () => {
  const cluster = toy();
  const before = cluster.view;
  cluster.power('node2', false);
  expect(eventsBetween(before, cluster.view).map((event) => event.text)).toEqual(['node2 lost power']);
  const texts = run(cluster, 8000).map((event) => event.text);
  expect(texts[0]).toBe('node2 is down');
  expect(texts.some((text) => /^web\.\d moves from node2 to node[13]$/.test(text))).toBe(true);
});

test('a failed task is important and says why', () => {
  const cluster = toy();
  const before = cluster.view;
  cluster.fail('web', 'task: non-zero exit (1)');
  expect(eventsBetween(before, cluster.view)).toContainEqual(
    expect.objectContaining({ tone: 'bad', important: true, text: expect.stringMatching(/^web\.\d failed on node\d: task: non-zero exit \(1\)$/) }),
  );
});

test('nothing happened when nothing changed', () => {
  const cluster = toy();
  expect(eventsBetween(cluster.view, cluster.view)).toEqual([]);
});

test('a task and a machine in words', () => {
  const { view } = toy();
  const [task] = view.tasks;
  if (!task) throw new Error('no task');
  expect(describeTask({ ...task, name: 'web.1', machine: 'node2', sinceMs: view.nowMs - 12_000 }, view.nowMs)).toBe(
    'web.1 of nginx:1.27, running on node2 for 12 s.',
  );
  expect(tileState({ ...task, health: 'unhealthy' })).toBe('unhealthy');
  expect(tileState({ ...task, desired: 'shutdown' })).toBe('lost');
  const machine = view.machines[0];
  if (!machine) throw new Error('no machine');
  expect(describeMachine(machine, view.tasks)).toBe('node1: leader, 1 task running, port 8080');
});

test('an update says how far it is', () => {
  const cluster = toy();
  cluster.roll('web', 'nginx:1.28');
  run(cluster, 6000);
  const service = cluster.view.services[0];
  if (!service) throw new Error('no service');
  expect(describeUpdate(service)).toMatch(/^updating, [12] of 3 done$/);
});
