import { describe, expect, test } from 'vitest';
import type { DesiredState, Service, Task, TaskState } from '../../model';
import { fakeTask, LittleSwarm } from '../testing';
import { historyLimitOf, isToBeCleaned, reapSlot } from './reap';

function task(id: string, atMs: number, state: TaskState, desired: DesiredState = 'shutdown'): Task {
  return fakeTask(id, { DesiredState: desired, Status: { Timestamp: atMs, State: state, Message: '' } });
}

describe('[REAP1] the history of a slot', () => {
  const slot = [task('live', 9, 'running', 'running'), task('b', 2, 'failed'), task('a', 1, 'failed'), task('c', 3, 'shutdown')];

  test('keeps the limit, the current task included, and loses the oldest', () => {
    expect(reapSlot(slot, 4).deleteTaskIds).toEqual([]);
    expect(reapSlot(slot, 2).deleteTaskIds).toEqual(['a', 'b']);
    expect(reapSlot(slot, 0).deleteTaskIds).toEqual(['a', 'b', 'c']);
    expect(reapSlot(slot, -1).deleteTaskIds).toEqual([]);
  });

  test('loses tasks that were never assigned and are not wanted, and never one that runs', () => {
    expect(reapSlot([task('p', 1, 'pending'), task('live', 0, 'running', 'running')], 1).deleteTaskIds).toEqual(['p']);
    expect(reapSlot([task('stopping', 1, 'running'), task('live', 0, 'running', 'running')], 0)).toEqual({ deleteTaskIds: [], lookAgain: true });
  });

  test('max attempts plus one takes the place of the limit', () => {
    const service = (MaxAttempts?: number): Service => ({ Spec: { TaskTemplate: { RestartPolicy: { MaxAttempts } } } }) as unknown as Service;
    expect([undefined, 0, 2, 9].map((attempts) => historyLimitOf(service(attempts), 5))).toEqual([5, 5, 3, 10]);
  });

  test('removed tasks go when they are over or were never assigned, orphans when they have no service', () => {
    expect(isToBeCleaned(task('t', 0, 'running', 'remove'))).toBe(false);
    expect(isToBeCleaned(task('t', 0, 'shutdown', 'remove'))).toBe(true);
    expect(isToBeCleaned(task('t', 0, 'pending', 'remove'))).toBe(true);
    expect(isToBeCleaned(task('t', 0, 'orphaned'))).toBe(false);
    expect(isToBeCleaned({ ...task('t', 0, 'orphaned'), ServiceID: '' })).toBe(true);
  });
});

describe('the reaper', () => {
  test('[REAP2] deletes 250 ms after the last event, and only when a task is created in the slot', () => {
    const swarm = new LittleSwarm();
    swarm.create('web');
    swarm.run(1_000);
    for (let i = 2; i <= 6; i++) {
      swarm.image('web', `calm:${i}`);
      swarm.run(10_000);
    }
    expect(swarm.tasks('web')).toHaveLength(5);
    // A lower limit has no effect until the next task of the slot.
    swarm.store.update('cluster', (tx) => tx.update('cluster', 'cluster', (draft) => void (draft.Spec.Orchestration.TaskHistoryRetentionLimit = 2)));
    swarm.run(10_000);
    expect(swarm.tasks('web')).toHaveLength(5);
    swarm.image('web', 'calm:7');
    swarm.run(10_000);
    expect(swarm.tasks('web')).toHaveLength(2);
  });

  test('with more than a thousand dirty slots it does not wait', () => {
    const swarm = new LittleSwarm({ nodes: 1, commitMs: 0 });
    swarm.create('web', { replicas: 1_500 });
    swarm.run(5_000);
    expect(swarm.running('web')).toHaveLength(1_500);
    swarm.remove('web');
    swarm.run(10_000);
    expect(swarm.store.count('task')).toBe(0);
  });
});
