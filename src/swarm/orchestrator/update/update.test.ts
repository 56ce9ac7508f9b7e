import { describe, expect, test } from 'vitest';
import type { Task, UpdateConfig } from '../../../model';
import { NS_PER_S } from '../../../model';
import { LittleSwarm } from '../../testing';

const QUICK: UpdateConfig = { Parallelism: 1, MaxFailureRatio: 0, Order: 'stop-first', Monitor: 5 * NS_PER_S, FailureAction: 'pause' };

function config(over: Partial<UpdateConfig>): UpdateConfig {
  return { ...QUICK, ...over };
}

/** A swarm with a running service `web` of image `calm`; `bad` crashes at once, `missing` is rejected. */
function started(replicas: number, UpdateConfig?: UpdateConfig, RollbackConfig?: UpdateConfig, seed = 1): LittleSwarm {
  const swarm = new LittleSwarm({ seed });
  swarm.agents.behaviours.set('bad', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 500 });
  swarm.agents.behaviours.set('missing', { prepareMs: 500, startMs: 1, stopMs: 1, rejects: true });
  swarm.create('web', { replicas, UpdateConfig, RollbackConfig });
  swarm.run(1_000);
  return swarm;
}

function byImage(swarm: LittleSwarm): string {
  const counts: Record<string, number> = {};
  for (const task of swarm.running('web')) counts[task.Spec.ContainerSpec?.Image ?? ''] = (counts[task.Spec.ContainerSpec?.Image ?? ''] ?? 0) + 1;
  return Object.entries(counts).sort().map(([image, count]) => `${image}:${count}`).join(' ');
}

function status(swarm: LittleSwarm): string {
  const update = swarm.service('web').UpdateStatus;
  return update === undefined ? 'absent' : `${update.State}: ${update.Message}`;
}

describe('an update', () => {
  test('[UPD1] replaces slots one at a time, stopping first, and completes after the monitor period', () => {
    const swarm = started(3);
    let fewest = 3;
    swarm.store.watchTable('task', () => (fewest = Math.min(fewest, swarm.running('web').length)));
    swarm.image('web', 'calm:2');
    expect(status(swarm)).toBe('updating: update in progress');
    // Per slot: 2 s to stop, 0.1 s to start, and what the loops need.
    swarm.run(7_500);
    expect(byImage(swarm)).toBe('calm:2:3');
    expect(fewest).toBe(2);
    expect(status(swarm)).toBe('updating: update in progress');
    swarm.run(5_000);
    expect(status(swarm)).toBe('completed: update completed');
    const update = swarm.service('web').UpdateStatus;
    expect((update?.CompletedAt ?? 0) - (update?.StartedAt ?? 0)).toBeGreaterThan(11_000);
    expect(swarm.tasks('web').map((task) => task.Slot).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test('[UPD2] the replacement waits in ready until the old task has stopped', () => {
    const swarm = started(1);
    swarm.image('web', 'calm:2');
    swarm.run(1_000);
    expect(swarm.tasks('web').map((task) => `${task.DesiredState}/${task.Status.State}`).sort()).toEqual(['ready/ready', 'shutdown/running']);
    swarm.run(1_500);
    expect(swarm.tasks('web').map((task) => `${task.DesiredState}/${task.Status.State}`).sort()).toEqual(['running/running', 'shutdown/shutdown']);
  });

  test('start-first never has fewer running than replicas', () => {
    const swarm = started(3, config({ Order: 'start-first' }));
    let fewest = 3;
    swarm.store.watchTable('task', () => (fewest = Math.min(fewest, swarm.tasks('web').filter((task) => task.Status.State === 'running').length)));
    swarm.image('web', 'calm:2');
    swarm.run(15_000);
    expect(byImage(swarm)).toBe('calm:2:3');
    expect(fewest).toBe(3);
    expect(status(swarm)).toBe('completed: update completed');
  });

  test('parallelism 0 replaces all slots at once; the delay comes after each slot, also after the last', () => {
    const swarm = started(4, config({ Parallelism: 0 }));
    swarm.image('web', 'calm:2');
    swarm.run(3_000);
    expect(byImage(swarm)).toBe('calm:2:4');
    const slow = started(2, config({ Delay: 10 * NS_PER_S }));
    slow.image('web', 'calm:2');
    slow.run(11_000);
    expect(byImage(slow)).toBe('calm:1 calm:2:1');
    // Two slots of 2.2 s, two delays of 10 s, and a monitor that was lengthened to 11 s because the delay is longer.
    slow.run(24_000);
    expect(status(slow)).toBe('updating: update in progress');
    slow.run(1_500);
    expect(status(slow)).toBe('completed: update completed');
  });

  test('[UPD3] scaling and labels restart nothing and leave no status', () => {
    const swarm = started(2);
    const before = swarm.tasks('web').map((task) => task.ID);
    swarm.update('web', (spec) => ({ ...spec, Labels: { a: 'b' }, UpdateConfig: config({ Parallelism: 2 }) }));
    swarm.run(10_000);
    expect(swarm.tasks('web').map((task) => task.ID)).toEqual(before);
    expect(status(swarm)).toBe('absent');
    const Placement = { Preferences: [{ Spread: { SpreadDescriptor: 'node.labels.a' } }] };
    swarm.update('web', (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, Placement } }));
    swarm.run(10_000);
    expect(swarm.tasks('web').map((task) => task.ID)).toEqual(before);
  });

  test('a new constraint moves only the tasks whose node does not satisfy it', () => {
    const swarm = new LittleSwarm({ nodes: 2 });
    swarm.create('web', { replicas: 2 });
    swarm.run(1_000);
    const kept = swarm.tasks('web').find((task) => task.NodeID === 'n1') as Task;
    swarm.update('web', (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, Placement: { Constraints: ['node.hostname==n1'] } } }));
    swarm.run(10_000);
    expect(swarm.running('web').map((task) => task.NodeID)).toEqual(['n1', 'n1']);
    expect(swarm.running('web').some((task) => task.ID === kept.ID)).toBe(true);
  });

  test('[UPD4] a new task that stays pending holds the update for ever and is no failure', () => {
    const swarm = started(2);
    swarm.update('web', (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, Resources: { Reservations: { MemoryBytes: 1e15 } } } }));
    swarm.run(600_000);
    expect(status(swarm)).toBe('updating: update in progress');
    expect(swarm.tasks('web').filter((task) => task.Status.State === 'pending')).toHaveLength(1);
    expect(swarm.running('web')).toHaveLength(1);
    // The next update takes over.
    swarm.update('web', (spec) => ({ ...spec, TaskTemplate: { ...spec.TaskTemplate, Resources: undefined } }));
    swarm.run(20_000);
    expect(status(swarm)).toBe('completed: update completed');
    expect(swarm.running('web')).toHaveLength(2);
  });
});

describe('failures during an update', () => {
  test('[UPD5] the first failure pauses it and names the task; the slot in flight finishes, the others stay as they were', () => {
    const swarm = started(4);
    swarm.image('web', 'bad');
    swarm.run(10_000);
    const failed = swarm.tasks('web').filter((task) => task.Spec.ContainerSpec?.Image === 'bad' && task.Status.State === 'failed');
    expect(failed.map(({ ID }) => `paused: update paused due to failure or early termination of task ${ID}`)).toContain(status(swarm));
    // The first bad task ran for half a second, in which the worker had taken the next slot.
    expect(swarm.running('web').filter((task) => task.Spec.ContainerSpec?.Image === 'calm')).toHaveLength(2);
    expect(swarm.service('web').UpdateStatus?.CompletedAt).toBeUndefined();
    // While paused, what is created gets the new spec.
    swarm.scale('web', 5);
    expect(swarm.tasks('web').some((task) => task.Slot === 5 && task.Spec.ContainerSpec?.Image === 'bad')).toBe(true);
  });

  test('a paused update goes on for the remaining slots when the service is updated without changes', () => {
    const swarm = started(3);
    swarm.image('web', 'bad');
    swarm.run(10_000);
    expect(status(swarm)).toMatch(/^paused/);
    swarm.agents.behaviours.set('bad', { prepareMs: 100, startMs: 100, stopMs: 100 });
    swarm.update('web', (spec) => spec);
    swarm.run(20_000);
    expect(status(swarm)).toBe('completed: update completed');
    expect(byImage(swarm)).toBe('bad:3');
  });

  test('a rejected task counts before it ever ran', () => {
    const swarm = started(3);
    swarm.image('web', 'missing');
    swarm.run(5_000);
    expect(status(swarm)).toMatch(/^paused: update paused due to failure or early termination of task /);
  });

  test('a ratio must be passed, not reached: of four slots at 0.25 the second failure pauses', () => {
    const swarm = started(4, config({ MaxFailureRatio: 0.25 }));
    swarm.image('web', 'bad');
    swarm.run(2_500);
    expect(status(swarm)).toBe('updating: update in progress');
    swarm.run(10_000);
    expect(status(swarm)).toMatch(/^paused/);
    expect(swarm.running('web').filter((task) => task.Spec.ContainerSpec?.Image === 'calm')).toHaveLength(1);
  });

  test('continue goes through all slots, whatever fails', () => {
    const swarm = started(3, config({ FailureAction: 'continue' }));
    swarm.image('web', 'bad');
    swarm.run(30_000);
    expect(status(swarm)).toBe('completed: update completed');
    expect(swarm.tasks('web').filter((task) => task.Spec.ContainerSpec?.Image === 'calm' && task.DesiredState === 'running')).toEqual([]);
  });

  test('a failure later than the monitor period does not count', () => {
    const swarm = started(1, config({ Monitor: 1 * NS_PER_S }));
    swarm.agents.behaviours.set('late', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 1_500 });
    swarm.image('web', 'late');
    swarm.run(10_000);
    expect(status(swarm)).toBe('completed: update completed');
  });

  test('[UPD6] rollback puts the previous spec back, forgets it, and leaves untouched slots alone', () => {
    const swarm = started(4, config({ FailureAction: 'rollback' }));
    const before = new Set(swarm.tasks('web').map((task) => task.ID));
    const { specVersion } = swarm.service('web');
    swarm.image('web', 'bad');
    swarm.run(3_500);
    expect(status(swarm)).toMatch(/^rollback_started: update rolled back due to failure or early termination of task /);
    expect(swarm.service('web')).toMatchObject({ specVersion, Spec: { TaskTemplate: { ContainerSpec: { Image: 'calm' } } } });
    expect(swarm.service('web').PreviousSpec).toBeUndefined();
    swarm.run(10_000);
    expect(status(swarm)).toBe('rollback_completed: rollback completed');
    expect(byImage(swarm)).toBe('calm:4');
    expect(swarm.running('web').filter((task) => before.has(task.ID)).length).toBeGreaterThanOrEqual(2);
  });

  test('a manual rollback swaps the specs and goes by the rollback configuration', () => {
    const swarm = started(2, config({ Delay: 100 * NS_PER_S }), config({ Parallelism: 0 }));
    swarm.image('web', 'calm:2');
    swarm.run(4_000);
    expect(byImage(swarm)).toBe('calm:1 calm:2:1');
    swarm.rollBack('web');
    expect(status(swarm)).toBe('rollback_started: manually requested rollback');
    swarm.run(9_000);
    expect(status(swarm)).toBe('rollback_completed: rollback completed');
    expect(byImage(swarm)).toBe('calm:2');
    expect(swarm.service('web').PreviousSpec?.TaskTemplate.ContainerSpec?.Image).toBe('calm:2');
  });

  test('a rollback that fails is paused, in the words of an update', () => {
    const swarm = started(2);
    swarm.agents.behaviours.set('calm', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 300 });
    swarm.agents.behaviours.set('calm:2', { prepareMs: 100, startMs: 100, stopMs: 100 });
    swarm.image('web', 'calm:2');
    swarm.run(15_000);
    swarm.rollBack('web');
    swarm.run(10_000);
    expect(status(swarm)).toMatch(/^rollback_paused: update paused due to failure or early termination of task /);
  });

  test('a failing rollback whose own action is rollback shows paused first and yet ends completed', () => {
    const swarm = started(1, undefined, config({ FailureAction: 'rollback' }));
    swarm.agents.behaviours.set('calm', { prepareMs: 100, startMs: 100, stopMs: 100, exitsAfterMs: 300 });
    swarm.agents.behaviours.set('calm:2', { prepareMs: 100, startMs: 100, stopMs: 100 });
    swarm.image('web', 'calm:2');
    swarm.run(15_000);
    swarm.rollBack('web');
    swarm.run(3_000);
    expect(status(swarm)).toMatch(/^rollback_paused: rollback paused due to failure or early termination of task /);
    swarm.run(10_000);
    expect(status(swarm)).toBe('completed: update completed');
  });
});

describe('an update among others', () => {
  test('a newer update cancels the running one and replaces what that had replaced', () => {
    const swarm = started(3);
    swarm.image('web', 'calm:2');
    swarm.run(2_500);
    const startedAt = swarm.service('web').UpdateStatus?.StartedAt as number;
    swarm.image('web', 'calm:3');
    swarm.run(20_000);
    expect(byImage(swarm)).toBe('calm:3:3');
    expect(swarm.service('web').UpdateStatus?.StartedAt).toBeGreaterThan(startedAt);
    expect(status(swarm)).toBe('completed: update completed');
  });

  test('[UPD7] an update in progress resumes under a new leader and completes', () => {
    const swarm = started(4);
    swarm.image('web', 'calm:2');
    swarm.run(3_500);
    swarm.failOver();
    swarm.run(25_000);
    expect(byImage(swarm)).toBe('calm:2:4');
    expect(status(swarm)).toBe('completed: update completed');
  });

  test('scaling down during an update keeps the count, and no slot is left with two tasks', () => {
    const swarm = started(6);
    swarm.image('web', 'calm:2');
    swarm.run(3_000);
    swarm.scale('web', 3);
    swarm.run(30_000);
    expect(byImage(swarm)).toBe('calm:2:3');
    expect(new Set(swarm.running('web').map((task) => task.Slot)).size).toBe(3);
  });

  test('the order of slots is chance, the same for the same seed', () => {
    const order = (seed: number): string => {
      const swarm = started(6, undefined, undefined, seed);
      const slots: number[] = [];
      swarm.store.watchTable('task', ({ before, after }) => {
        if (before === undefined && after !== undefined) slots.push(after.Slot);
      });
      swarm.image('web', 'calm:2');
      swarm.run(30_000);
      return slots.join(' ');
    };
    expect(order(1)).toBe(order(1));
    expect(new Set([1, 2, 3, 4].map(order)).size).toBeGreaterThan(1);
    expect(order(1).split(' ')).toHaveLength(6);
  });
});
