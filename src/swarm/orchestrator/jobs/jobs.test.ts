import { describe, expect, test } from 'vitest';
import { LittleSwarm } from '../../testing';

function job(maxConcurrent: number, totalCompletions: number): { Mode: { ReplicatedJob: { MaxConcurrent: number; TotalCompletions: number } } } {
  return { Mode: { ReplicatedJob: { MaxConcurrent: maxConcurrent, TotalCompletions: totalCompletions } } };
}

function swarmWithWork(): LittleSwarm {
  const swarm = new LittleSwarm();
  swarm.agents.behaviours.set('work', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 2_000, exitCode: 0 });
  swarm.agents.behaviours.set('fail', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 500, exitCode: 1 });
  return swarm;
}

describe('a replicated job', () => {
  test('[JOB1] completes its total with no more than its maximum at a time, in slots from 0', () => {
    const swarm = swarmWithWork();
    let most = 0;
    swarm.create('batch', { ...job(2, 5), image: 'work' });
    swarm.store.watchTable('task', () => (most = Math.max(most, swarm.running('batch').length)));
    swarm.run(20_000);
    expect(swarm.tasks('batch').map((task) => `${task.Slot} ${task.DesiredState}/${task.Status.State}`).sort()).toEqual(
      [0, 1, 2, 3, 4].map((slot) => `${slot} complete/complete`),
    );
    expect(most).toBe(2);
    expect(swarm.service('batch').UpdateStatus).toBeUndefined();
  });

  test('failed tasks are tried again after the delay, until the attempts are used up', () => {
    const swarm = swarmWithWork();
    swarm.create('batch', { ...job(1, 1), image: 'fail', template: { RestartPolicy: { Condition: 'any', Delay: 1e9, MaxAttempts: 2 } } });
    swarm.run(30_000);
    expect(swarm.tasks('batch').map((task) => `${task.DesiredState}/${task.Status.State}`)).toEqual(Array(3).fill('shutdown/failed'));
  });

  test('an attempt that works after failures completes the slot', () => {
    const swarm = swarmWithWork();
    swarm.create('batch', { ...job(1, 2), image: 'fail' });
    swarm.run(2_000);
    swarm.agents.behaviours.set('fail', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 500, exitCode: 0 });
    swarm.run(20_000);
    expect(swarm.tasks('batch').filter((task) => task.Status.State === 'complete').map((task) => task.Slot).sort()).toEqual([0, 1]);
  });

  test('[JOB2] every update is a new iteration: what still runs is removed, what is complete stays listed', () => {
    const swarm = swarmWithWork();
    swarm.create('batch', { ...job(1, 2), image: 'work' });
    swarm.run(4_000);
    expect(swarm.tasks('batch').map((task) => task.Status.State).sort()).toEqual(['complete', 'running']);
    swarm.update('batch', (spec) => spec);
    swarm.run(20_000);
    const tasks = swarm.tasks('batch').map((task) => `${task.JobIteration?.Index} ${task.Slot} ${task.Status.State}`).sort();
    expect(tasks).toEqual(['0 0 complete', '1 0 complete', '1 1 complete']);
  });

  test('[JOB3] draining a node neither stops nor moves a job task', () => {
    const swarm = swarmWithWork();
    swarm.create('batch', { ...job(3, 3), image: 'work' });
    swarm.run(1_000);
    for (const id of ['n1', 'n2', 'n3']) swarm.node(id, { Availability: 'drain' });
    swarm.run(20_000);
    expect(swarm.tasks('batch').map((task) => task.Status.State)).toEqual(['complete', 'complete', 'complete']);
  });

  test('its tasks are never reaped for their history', () => {
    const swarm = swarmWithWork();
    swarm.create('batch', { ...job(1, 1), image: 'work' });
    for (let i = 0; i < 7; i++) {
      swarm.run(5_000);
      swarm.update('batch', (spec) => spec);
    }
    swarm.run(5_000);
    expect(swarm.tasks('batch').filter((task) => task.Status.State === 'complete')).toHaveLength(8);
  });
});

describe('a global job', () => {
  test('[JOB4] runs once on each node that is ready and active now, and not on nodes that come later', () => {
    const swarm = swarmWithWork();
    swarm.node('n3', { Availability: 'pause' });
    swarm.create('everywhere', { Mode: { GlobalJob: {} }, image: 'work' });
    swarm.run(1_000);
    swarm.addNode('n4');
    swarm.run(1_000);
    expect(swarm.tasks('everywhere').map((task) => task.NodeID).sort()).toEqual(['n1', 'n2']);
    swarm.run(3_000);
    // A finished task is an event, and an event is a reconciliation.
    expect(swarm.tasks('everywhere').map((task) => task.NodeID).sort()).toEqual(['n1', 'n2', 'n4']);
  });

  test('an update removes all tasks of the older iteration, finished ones too', () => {
    const swarm = swarmWithWork();
    swarm.create('everywhere', { Mode: { GlobalJob: {} }, image: 'work' });
    swarm.run(5_000);
    swarm.update('everywhere', (spec) => spec);
    swarm.run(10_000);
    expect(swarm.tasks('everywhere').map((task) => `${task.JobIteration?.Index} ${task.Status.State}`)).toEqual(Array(3).fill('1 complete'));
  });

  test('goes on under a new leader where it stood', () => {
    const swarm = swarmWithWork();
    swarm.create('everywhere', { Mode: { GlobalJob: {} }, image: 'fail' });
    swarm.run(3_000);
    swarm.failOver();
    swarm.agents.behaviours.set('fail', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 500, exitCode: 0 });
    swarm.run(15_000);
    expect(swarm.tasks('everywhere').filter((task) => task.Status.State === 'complete')).toHaveLength(3);
  });
});
