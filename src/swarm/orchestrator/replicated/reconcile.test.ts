import { describe, expect, test } from 'vitest';
import type { DesiredState, Service, Task, TaskState } from '../../../model';
import { fakeTask } from '../../testing';
import { isWanted } from '../task';
import { reconcileReplicated } from './reconcile';

function service(replicas: number): Service {
  const Spec = { Name: 'web', Labels: {}, TaskTemplate: {}, Mode: { Replicated: { Replicas: replicas } } };
  return { ID: 's', Spec, specVersion: 0 } as unknown as Service;
}

let next = 0;

function task(slot: number, nodeId = 'n1', state: TaskState = 'running', desired: DesiredState = 'running'): Task {
  return fakeTask(`t${next++}`, { Slot: slot, NodeID: nodeId, DesiredState: desired, Status: { Timestamp: 0, State: state, Message: '' } });
}

function kept(replicas: number, tasks: Task[]): number[] {
  return reconcileReplicated(service(replicas), tasks, (slot) => slot.filter(isWanted)).keptSlots.map((slot) => (slot[0] as Task).Slot);
}

describe('the plan for a replicated service', () => {
  test('new tasks take the lowest numbers that are not live; dead slots keep their history if used, and lose it if not', () => {
    const dead = [task(2, 'n1', 'failed', 'shutdown'), task(7, 'n1', 'failed', 'shutdown')] as const;
    const plan = reconcileReplicated(service(4), [task(1), task(3), ...dead], (slot) => slot.filter(isWanted));
    expect(plan.createSlots).toEqual([2, 4]);
    expect(plan.deleteTaskIds).toEqual([dead[1].ID]);
    expect(plan.removeTaskIds).toEqual([]);
  });

  test('scale-down keeps running slots, and of those the lowest numbers', () => {
    expect(kept(2, [task(1, 'n1', 'starting'), task(2, 'n2'), task(3, 'n3')])).toEqual([2, 3]);
    expect(kept(2, [task(3, 'n1'), task(2, 'n2'), task(1, 'n3')])).toEqual([1, 2]);
  });

  test('[ORCH2] scale-down takes from the node with most copies first, whatever the numbers', () => {
    expect(kept(3, [task(1, 'n1'), task(2, 'n1'), task(3, 'n1'), task(4, 'n2'), task(5, 'n3')]).sort()).toEqual([1, 4, 5]);
  });

  test('slots without a node and slots with two live tasks go first', () => {
    expect(kept(1, [task(1, '', 'pending'), task(2, 'n1'), task(2, 'n1'), task(3, 'n1')])).toEqual([3]);
  });

  test('all live tasks of a slot that goes are removed', () => {
    const two = [task(2, 'n1'), task(2, 'n2')] as const;
    const plan = reconcileReplicated(service(1), [task(1), ...two], (slot) => slot.filter(isWanted));
    expect(plan.removeTaskIds.toSorted()).toEqual(two.map(({ ID }) => ID).sort());
    expect(plan.ordered).toBe(true);
  });

  test('zero replicas remove everything', () => {
    expect(reconcileReplicated(service(0), [task(1), task(2)], (slot) => slot.filter(isWanted)).removeTaskIds).toHaveLength(2);
  });
});
