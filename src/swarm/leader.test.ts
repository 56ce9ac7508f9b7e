import { describe, expect, test } from 'vitest';
import type { Task } from '../model';
import { LittleSwarm } from './testing';

/** `n1:2 n2:1`: how many of these tasks each node has. */
function spread(tasks: readonly Task[]): string {
  const counts = new Map<string, number>();
  for (const task of tasks) counts.set(task.NodeID, (counts.get(task.NodeID) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([node, count]) => `${node}:${count}`).join(' ');
}

function slots(tasks: readonly Task[]): number[] {
  return tasks.map((task) => task.Slot).sort((a, b) => a - b);
}

describe('the loops together', () => {
  test('[ORCH1] a service gets its replicas, spread evenly, within a second', () => {
    const swarm = new LittleSwarm();
    swarm.create('web', { replicas: 6 });
    swarm.run(1_000);
    expect(slots(swarm.running('web'))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(spread(swarm.running('web'))).toBe('n1:2 n2:2 n3:2');
    const [task] = swarm.running('web');
    expect(task?.Status.Message).toBe('started');
  });

  test('scaling up fills the lowest free slots, scaling down leaves the nodes even and no history', () => {
    const swarm = new LittleSwarm();
    swarm.create('web', { replicas: 6 });
    swarm.run(1_000);
    swarm.scale('web', 3);
    swarm.run(3_000);
    expect(swarm.tasks('web')).toHaveLength(3);
    expect(spread(swarm.running('web'))).toBe('n1:1 n2:1 n3:1');
    swarm.scale('web', 5);
    swarm.run(1_000);
    expect(slots(swarm.running('web'))).toEqual([1, 2, 3, 4, 5]);
    expect(swarm.service('web').UpdateStatus).toBeUndefined();
  });

  test('[ORCH4] draining a node moves its tasks without the restart delay and keeps the count', () => {
    const swarm = new LittleSwarm();
    swarm.create('web', { replicas: 3 });
    swarm.run(1_000);
    swarm.node('n2', { Availability: 'drain' });
    swarm.run(3_000);
    expect(swarm.running('web')).toHaveLength(3);
    expect(swarm.running('web').some((task) => task.NodeID === 'n2')).toBe(false);
    swarm.node('n2', { Availability: 'active' });
    swarm.run(3_000);
    // No rebalancing.
    expect(swarm.running('web').some((task) => task.NodeID === 'n2')).toBe(false);
  });

  test('pausing a node keeps its tasks and gives it no new ones', () => {
    const swarm = new LittleSwarm();
    swarm.create('web', { replicas: 3 });
    swarm.run(1_000);
    swarm.node('n1', { Availability: 'pause' });
    swarm.scale('web', 7);
    swarm.run(1_000);
    expect(spread(swarm.running('web'))).toBe('n1:1 n2:3 n3:3');
  });

  test('[ORCH5] a node that goes down is replaced after the restart delay, and what it ran stays listed', () => {
    const swarm = new LittleSwarm();
    swarm.create('web', { replicas: 3 });
    swarm.run(1_000);
    swarm.down('n3');
    const replacement = swarm.tasks('web').find((task) => task.DesiredState === 'ready');
    expect(replacement?.Status.State).toBe('pending');
    swarm.run(4_900);
    expect(swarm.running('web')).toHaveLength(2);
    expect(swarm.store.get('task', replacement?.ID as string)?.Status.State).toBe('ready');
    swarm.run(500);
    expect(swarm.running('web')).toHaveLength(3);
    const lost = swarm.tasks('web').find((task) => task.NodeID === 'n3');
    expect([lost?.DesiredState, lost?.Status.State]).toEqual(['shutdown', 'running']);
    swarm.up('n3');
    swarm.run(3_000);
    expect(swarm.store.get('task', lost?.ID as string)?.Status.State).toBe('shutdown');
    expect(swarm.running('web').some((task) => task.NodeID === 'n3')).toBe(false);
  });

  test('[REST1] a crashing task is replaced every five seconds, and the slot keeps five tasks', () => {
    const swarm = new LittleSwarm();
    swarm.agents.behaviours.set('crash', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 1_000 });
    swarm.create('web', { image: 'crash' });
    swarm.run(1_500);
    expect(swarm.tasks('web').map((task) => `${task.DesiredState}/${task.Status.State}`).sort()).toEqual(['ready/ready', 'shutdown/failed']);
    const [failed] = swarm.tasks('web').filter((task) => task.Status.State === 'failed');
    expect(failed?.Status).toMatchObject({ Message: 'started', Err: 'task: non-zero exit (1)' });
    swarm.run(60_000);
    const tasks = swarm.tasks('web');
    expect(tasks).toHaveLength(5);
    expect(tasks.filter((task) => task.DesiredState === 'shutdown')).toHaveLength(4);
    // Six seconds and a little for each turn: 5 s of delay, 1 s of life.
    expect(swarm.store.count('task')).toBe(5);
  });

  test('[REST2] with three attempts a crashing task runs four times and the slot stays empty', () => {
    const swarm = new LittleSwarm();
    swarm.agents.behaviours.set('crash', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 100 });
    swarm.create('web', { image: 'crash', template: { RestartPolicy: { Condition: 'any', Delay: 1_000_000_000, MaxAttempts: 3 } } });
    swarm.run(60_000);
    expect(swarm.tasks('web').map((task) => `${task.DesiredState}/${task.Status.State}`)).toEqual(Array(4).fill('shutdown/failed'));
    // A new spec version begins anew.
    swarm.update('web', (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, ForceUpdate: 1 } }));
    swarm.run(60_000);
    expect(swarm.tasks('web')).toHaveLength(4);
    expect(swarm.tasks('web').every((task) => task.specVersion !== 0)).toBe(true);
  });

  test('[REST3] a rejected task shows Ready and Rejected during its delay and is tried once per delay', () => {
    const swarm = new LittleSwarm();
    swarm.agents.behaviours.set('missing', { prepareMs: 1_000, startMs: 1, stopMs: 1, rejects: true });
    swarm.create('web', { image: 'missing' });
    swarm.run(3_000);
    const rows = swarm.tasks('web').map((task) => `${task.DesiredState}/${task.Status.State}`).sort();
    expect(rows).toEqual(['ready/rejected', 'shutdown/rejected']);
    swarm.run(3_500);
    expect(swarm.tasks('web')).toHaveLength(3);
    expect(swarm.tasks('web').filter((task) => task.DesiredState !== 'shutdown')).toHaveLength(1);
  });

  test('condition none leaves the slot empty, also after a drain, and on-failure does not restart a finished task', () => {
    const swarm = new LittleSwarm();
    swarm.create('once', { template: { RestartPolicy: { Condition: 'none' } } });
    swarm.agents.behaviours.set('finish', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 500, exitCode: 0 });
    swarm.create('done', { image: 'finish', template: { RestartPolicy: { Condition: 'on-failure' } } });
    swarm.run(5_000);
    for (const id of ['n1', 'n2', 'n3']) swarm.node(id, { Availability: 'drain' });
    for (const id of ['n1', 'n2', 'n3']) swarm.node(id, { Availability: 'active' });
    swarm.run(20_000);
    expect(swarm.tasks('once').map((task) => `${task.DesiredState}/${task.Status.State}`)).toEqual(['shutdown/shutdown']);
    expect(swarm.tasks('done').map((task) => `${task.DesiredState}/${task.Status.State}`)).toEqual(['shutdown/complete']);
  });

  test('removing a service stops its tasks and then deletes them', () => {
    const swarm = new LittleSwarm();
    const { ID } = swarm.create('web', { replicas: 4 });
    swarm.run(1_000);
    swarm.remove('web');
    expect(swarm.store.tasksOfService(ID).map((task) => task.DesiredState)).toEqual(Array(4).fill('remove'));
    swarm.run(3_000);
    expect(swarm.store.count('task')).toBe(0);
  });

  test('a task that fits nowhere says why, once, and starts when a node comes', () => {
    const swarm = new LittleSwarm({ nodes: 2 });
    const reservations = { Resources: { Reservations: { MemoryBytes: 5 * 1024 * 1024 * 1024 } } };
    swarm.create('big', { replicas: 3, template: reservations });
    swarm.run(1_000);
    const pending = swarm.tasks('big').filter((task) => task.Status.State === 'pending');
    expect(pending.map((task) => task.Status)).toMatchObject([
      { Message: 'pending task scheduling', Err: 'no suitable node (insufficient resources on 2 nodes)' },
    ]);
    const index = swarm.store.lastIndex;
    swarm.run(60_000);
    expect(swarm.store.lastIndex).toBe(index);
    swarm.addNode('n9');
    swarm.run(1_000);
    expect(swarm.running('big')).toHaveLength(3);
    expect(swarm.running('big').find((task) => task.NodeID === 'n9')?.Status.Err).toBeUndefined();
  });

  test('[ENF1] a node that loses a label has its tasks rejected and restarted elsewhere', () => {
    const swarm = new LittleSwarm({ nodes: 0 });
    swarm.addNode('a1', { labels: { zone: 'a' } });
    swarm.addNode('a2', { labels: { zone: 'a' } });
    swarm.create('web', { template: { Placement: { Constraints: ['node.labels.zone==a'] } } });
    swarm.run(1_000);
    const [first] = swarm.running('web') as [Task];
    swarm.node(first.NodeID, { Labels: {} });
    swarm.run(100);
    expect(swarm.store.get('task', first.ID)?.Status).toMatchObject({
      State: 'rejected', Message: 'task rejected by constraint enforcer', Err: 'assigned node no longer meets constraints',
    });
    swarm.run(6_000);
    expect(swarm.running('web').map((task) => task.NodeID)).toEqual([first.NodeID === 'a1' ? 'a2' : 'a1']);
  });

  test('two runs of one seed are the same to the last commit, and another seed is another run', () => {
    const play = (seed: number): string => {
      const swarm = new LittleSwarm({ seed });
      swarm.create('web', { replicas: 5 });
      swarm.run(1_000);
      swarm.image('web', 'calm:2');
      swarm.run(5_000);
      swarm.down('n1');
      swarm.run(30_000);
      return `${swarm.sim.trace.fingerprint()} ${JSON.stringify(swarm.store.snapshot())}`;
    };
    expect(play(7)).toBe(play(7));
    expect(play(7)).not.toBe(play(8));
  });

  test('[INIT1] a new leader starts what waits, restarts what failed meanwhile and keeps the count', () => {
    const swarm = new LittleSwarm();
    swarm.create('web', { replicas: 3 });
    swarm.run(1_000);
    const [first] = swarm.running('web') as [Task];
    swarm.agents.exit(first.ID, 1);
    swarm.run(2_000);
    swarm.failOver();
    swarm.run(2_800);
    expect(swarm.running('web')).toHaveLength(2);
    swarm.run(1_000);
    expect(swarm.running('web')).toHaveLength(3);
    expect(slots(swarm.running('web'))).toEqual([1, 2, 3]);
  });

  test('[INIT2] a new leader remembers the attempts that were used up', () => {
    const swarm = new LittleSwarm();
    swarm.agents.behaviours.set('crash', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 1_000 });
    swarm.create('web', { image: 'crash', template: { RestartPolicy: { Condition: 'any', Delay: 1_000_000_000, MaxAttempts: 3 } } });
    swarm.run(4_000);
    swarm.failOver();
    swarm.run(60_000);
    expect(swarm.tasks('web').map((task) => `${task.DesiredState}/${task.Status.State}`)).toEqual(Array(4).fill('shutdown/failed'));
  });
});
