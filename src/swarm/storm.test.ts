import { describe, expect, test } from 'vitest';
import { compareStates } from '../model';
import type { Task } from '../model';
import { Random } from '../sim';
import { desiredOrder, isBefore, isOver, isWanted } from './orchestrator/task';
import { LittleSwarm } from './testing';

/** Laws that hold at every commit. */
function watchLaws(swarm: LittleSwarm): void {
  swarm.store.watchTable('task', ({ before, after }) => {
    if (before === undefined || after === undefined) return;
    const name = `${after.serviceName}.${after.Slot} ${after.ID}`;
    expect(compareStates(after.Status.State, before.Status.State), `${name}: states never go back`).toBeGreaterThanOrEqual(0);
    expect(desiredOrder(after.DesiredState), `${name}: desired states never go back`).toBeGreaterThanOrEqual(desiredOrder(before.DesiredState));
    if (before.NodeID !== '') expect(after.NodeID, `${name}: a task keeps its node`).toBe(before.NodeID);
    expect(after.Spec, `${name}: a task keeps its spec`).toEqual(before.Spec);
  });
}

/** Node memory that running tasks reserve is never more than there is. */
function watchMemory(swarm: LittleSwarm): void {
  swarm.store.watchTable('task', ({ before, after }) => {
    if (after === undefined || after.NodeID === '' || before?.NodeID === after.NodeID) return;
    let reserved = 0;
    for (const task of swarm.store.tasksOfNode(after.NodeID)) {
      if (isOver(task) || isBefore(task.Status.State, 'assigned')) continue;
      reserved += task.Spec.Resources?.Reservations?.MemoryBytes ?? 0;
    }
    const there = swarm.store.get('node', after.NodeID)?.Description?.Resources.MemoryBytes ?? 0;
    expect(reserved, `memory of ${after.NodeID}`).toBeLessThanOrEqual(there);
  });
}

const IMAGES = ['calm', 'calm:2', 'calm:3', 'slow', 'crash'];
const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

function storm(seed: number): LittleSwarm {
  const chance = new Random(seed);
  const swarm = new LittleSwarm({ seed, nodes: NODES.length });
  swarm.agents.behaviours.set('slow', { prepareMs: 3_000, startMs: 2_000, stopMs: 9_000 });
  swarm.agents.behaviours.set('crash', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 700 });
  watchLaws(swarm);
  watchMemory(swarm);
  const reservation = { Resources: { Reservations: { MemoryBytes: 512 * 1024 * 1024 } } };
  swarm.create('web', { replicas: 5, template: reservation });
  swarm.create('db', { replicas: 2, UpdateConfig: { Parallelism: 2, MaxFailureRatio: 0.3, Order: 'start-first', FailureAction: 'rollback' } });
  swarm.create('agent', { Mode: { Global: {} } });
  for (let step = 0; step < 60; step++) {
    act(swarm, chance);
    swarm.run(chance.int(10, 6_000));
  }
  // Calm weather: all nodes back, all images good, everything updated once more.
  for (const id of NODES) {
    swarm.up(id);
    swarm.node(id, { Availability: 'active' });
  }
  for (const name of ['web', 'db', 'agent']) swarm.image(name, 'calm:9');
  swarm.run(180_000);
  return swarm;
}

function act(swarm: LittleSwarm, chance: Random): void {
  const node = chance.pick(NODES);
  const name = chance.pick(['web', 'web', 'db', 'agent']);
  switch (chance.int(0, 9)) {
    case 0:
      return swarm.scale('web', chance.int(0, 9));
    case 1:
      return swarm.image(name, chance.pick(IMAGES));
    case 2:
      return swarm.node(node, { Availability: chance.pick(['active', 'pause', 'drain'] as const) });
    case 3:
      return swarm.down(node);
    case 4:
      return swarm.up(node);
    case 5: {
      const running = swarm.running(name);
      if (running.length > 0) swarm.agents.exit(chance.pick(running).ID, chance.int(0, 1));
      return;
    }
    case 6:
      return swarm.failOver();
    case 7:
      return swarm.service(name).PreviousSpec === undefined ? undefined : swarm.rollBack(name);
    case 8:
      return swarm.update(name, ({ TaskTemplate, ...spec }) => {
        return { ...spec, TaskTemplate: { ...TaskTemplate, ForceUpdate: (TaskTemplate.ForceUpdate ?? 0) + 1 } };
      });
    default:
      return swarm.node(node, { Labels: { zone: chance.pick(['a', 'b']) } });
  }
}

function live(swarm: LittleSwarm, name: string): Task[] {
  return swarm.tasks(name).filter(isWanted);
}

describe('after a storm', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
    test(`seed ${seed}: every slot has exactly one task, which runs the newest spec on a good node`, () => {
      const swarm = storm(seed);
      for (const name of ['web', 'db']) {
        const replicas = swarm.service(name).Spec.Mode.Replicated?.Replicas ?? 0;
        const expected = Array.from({ length: replicas }, () => 'running calm:9');
        expect(live(swarm, name).map((task) => `${task.Status.State} ${task.Spec.ContainerSpec?.Image}`), name).toEqual(expected);
        expect(new Set(live(swarm, name).map((task) => task.Slot)).size, name).toBe(replicas);
      }
      expect(live(swarm, 'agent').map((task) => `${task.NodeID} ${task.Status.State}`).sort()).toEqual(NODES.map((id) => `${id} running`));
      for (const name of ['web', 'db', 'agent']) expect(['completed', undefined], name).toContain(swarm.service(name).UpdateStatus?.State);
    });
  }

  test('seed 3: two runs are the same to the last commit', () => {
    const [first, second] = [storm(3), storm(3)];
    expect(first.sim.trace.fingerprint()).toBe(second.sim.trace.fingerprint());
    expect(JSON.stringify(first.store.snapshot())).toBe(JSON.stringify(second.store.snapshot()));
  });
});
