import { describe, expect, test } from 'vitest';
import { NS_PER_S } from '../../../model';
import { LittleSwarm } from '../../testing';

const GLOBAL = { Mode: { Global: {} } };

function nodes(swarm: LittleSwarm, name = 'agent'): string {
  return swarm.running(name).map((task) => task.NodeID).sort().join(' ');
}

describe('a global service', () => {
  test('[GLOB1] runs once on every node, with slot 0 and a node from the start', () => {
    const swarm = new LittleSwarm();
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    expect(nodes(swarm)).toBe('n1 n2 n3');
    expect(swarm.tasks('agent').every((task) => task.Slot === 0)).toBe(true);
    expect(swarm.tasks('agent')).toHaveLength(3);
    swarm.addNode('n4');
    swarm.run(1_000);
    expect(nodes(swarm)).toBe('n1 n2 n3 n4');
  });

  test('says what the scheduler says when it confirms a preassigned task', () => {
    const swarm = new LittleSwarm({ nodes: 1 });
    const messages = new Set<string>();
    swarm.store.watchTable('task', ({ after }) => after && messages.add(`${after.Status.State}: ${after.Status.Message}`));
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    expect([...messages]).toEqual([
      'new: created',
      'pending: pending task scheduling',
      'assigned: scheduler confirmed task can run on preassigned node',
      'ready: prepared',
      'running: started',
    ]);
  });

  test('[GLOB2] a drained or dead node loses its task without a replacement, and gets a new one when it is back', () => {
    const swarm = new LittleSwarm();
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    swarm.node('n1', { Availability: 'drain' });
    swarm.down('n2');
    swarm.run(10_000);
    expect(nodes(swarm)).toBe('n3');
    const lost = swarm.tasks('agent').find((task) => task.NodeID === 'n2');
    expect([lost?.DesiredState, lost?.Status.State]).toEqual(['shutdown', 'running']);
    swarm.node('n1', { Availability: 'active' });
    swarm.up('n2');
    swarm.run(4_000);
    expect(nodes(swarm)).toBe('n1 n2 n3');
  });

  test('a paused node keeps its task but is neither updated nor given a new one', () => {
    const swarm = new LittleSwarm();
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    swarm.node('n1', { Availability: 'pause' });
    swarm.image('agent', 'calm:2');
    swarm.create('late', GLOBAL);
    swarm.run(20_000);
    const images = swarm.running('agent').map((task) => `${task.NodeID} ${task.Spec.ContainerSpec?.Image}`);
    expect(images.sort()).toEqual(['n1 calm', 'n2 calm:2', 'n3 calm:2']);
    expect(nodes(swarm, 'late')).toBe('n2 n3');
    // Active again: replaced directly, without a new update.
    swarm.node('n1', { Availability: 'active' });
    swarm.run(5_000);
    expect(nodes(swarm, 'late')).toBe('n1 n2 n3');
    expect(swarm.running('agent').every((task) => task.Spec.ContainerSpec?.Image === 'calm:2')).toBe(true);
    expect(swarm.service('agent').UpdateStatus?.State).toBe('completed');
  });

  test('[GLOB3] constraints decide the nodes, also when labels come and go', () => {
    const swarm = new LittleSwarm();
    swarm.create('agent', { ...GLOBAL, template: { Placement: { Constraints: ['node.labels.web==yes'] } } });
    swarm.run(1_000);
    expect(swarm.tasks('agent')).toEqual([]);
    swarm.node('n2', { Labels: { web: 'yes' } });
    swarm.run(1_000);
    expect(nodes(swarm)).toBe('n2');
    swarm.node('n2', { Labels: {} });
    swarm.run(10_000);
    expect(nodes(swarm)).toBe('');
  });

  test('a task that ends is restarted on its node after the delay; one on a removed node is deleted', () => {
    const swarm = new LittleSwarm();
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    const onN1 = swarm.tasks('agent').find((task) => task.NodeID === 'n1');
    swarm.agents.exit(onN1?.ID as string, 1);
    swarm.run(4_000);
    expect(nodes(swarm)).toBe('n2 n3');
    swarm.run(2_000);
    expect(nodes(swarm)).toBe('n1 n2 n3');
    swarm.down('n3');
    swarm.store.update('remove node', (tx) => tx.delete('node', 'n3'));
    swarm.run(1_000);
    expect(swarm.tasks('agent').some((task) => task.NodeID === 'n3')).toBe(false);
  });

  test('is updated node by node and keeps a history of five per node', () => {
    const swarm = new LittleSwarm({ nodes: 2 });
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    for (let i = 2; i < 9; i++) {
      swarm.image('agent', `calm:${i}`);
      swarm.run(15_000);
      expect(swarm.service('agent').UpdateStatus?.State).toBe('completed');
    }
    expect(swarm.tasks('agent').filter((task) => task.NodeID === 'n1')).toHaveLength(5);
    expect(nodes(swarm)).toBe('n1 n2');
  });

  test('a node that got its task directly during an update gets no second one from the updater', () => {
    const swarm = new LittleSwarm({ nodes: 3 });
    swarm.create('agent', { Mode: { Global: {} }, template: { RestartPolicy: { Condition: 'none' } }, UpdateConfig: { Parallelism: 1, Delay: 3 * NS_PER_S, MaxFailureRatio: 0, Order: 'stop-first' } });
    swarm.run(2_000);
    // On every node the slot is spent, so that all of them wait for the updater.
    for (const task of swarm.running('agent')) swarm.agents.exit(task.ID, 0);
    swarm.run(1_000);
    swarm.image('agent', 'calm:2');
    swarm.run(500);
    for (const id of ['n1', 'n2', 'n3']) swarm.node(id, { Labels: { seen: 'yes' } });
    let most = 0;
    swarm.store.watchTable('task', () => {
      for (const id of ['n1', 'n2', 'n3']) most = Math.max(most, swarm.store.tasksOfNode(id).filter((task) => task.DesiredState === 'running').length);
    });
    swarm.run(60_000);
    expect(most).toBe(1);
    expect(swarm.running('agent')).toHaveLength(3);
  });

  test('a task that does not fit its node stays pending with the bare explanation', () => {
    const swarm = new LittleSwarm({ nodes: 1 });
    swarm.create('agent', { ...GLOBAL, template: { Resources: { Reservations: { NanoCPUs: 8e9 } } } });
    swarm.run(1_000);
    expect(swarm.tasks('agent').map((task) => `${task.Status.State}: ${task.Status.Err}`)).toEqual(['pending: insufficient resources on 1 node']);
  });

  test('removing it stops and deletes its tasks; a new leader finds nothing to do', () => {
    const swarm = new LittleSwarm();
    swarm.create('agent', GLOBAL);
    swarm.run(1_000);
    const index = swarm.store.lastIndex;
    swarm.failOver();
    swarm.run(5_000);
    expect(swarm.store.lastIndex).toBe(index);
    swarm.remove('agent');
    swarm.run(5_000);
    expect(swarm.store.count('task')).toBe(0);
  });
});
