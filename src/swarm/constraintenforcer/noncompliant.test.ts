import { describe, expect, test } from 'vitest';
import type { Service, Task } from '../../model';
import { fakeNode, fakeTask } from '../testing';
import { noncompliantTasks } from './noncompliant';

const GB = 1024 * 1024 * 1024;
const service = (Constraints: string[] = []): Service => ({ ID: 's', Spec: { TaskTemplate: { Placement: { Constraints } } } }) as unknown as Service;

function reserving(id: string, memoryGb: number, over: Partial<Task> = {}): Task {
  return fakeTask(id, { NodeID: 'n1', Spec: { Resources: { Reservations: { MemoryBytes: memoryGb * GB } } }, ...over });
}

describe('[ENF1] an active node', () => {
  test('loses tasks that violate the current constraints of their service, not those of the task', () => {
    const tasks = [fakeTask('t1', { Spec: { Placement: { Constraints: ['node.hostname==other'] } } })];
    expect(noncompliantTasks(fakeNode('n1'), tasks, () => service())).toEqual([]);
    expect(noncompliantTasks(fakeNode('n1'), tasks, () => service(['node.hostname!=n1']))).toEqual(['t1']);
    expect(noncompliantTasks(fakeNode('n1'), tasks, () => undefined)).toEqual(['t1']);
  });

  test('loses what no longer fits, in the order of the tasks', () => {
    const node = fakeNode('n1', { resources: { MemoryBytes: 4 * GB } });
    expect(noncompliantTasks(node, [reserving('a', 3), reserving('b', 2), reserving('c', 1)], () => service())).toEqual(['b']);
    expect(noncompliantTasks(node, [reserving('gone', 3, { DesiredState: 'shutdown' }), reserving('b', 4)], () => service())).toEqual([]);
  });

  test('a missing generic resource ends the check', () => {
    const gpu = { NamedResourceSpec: { Kind: 'gpu', Value: 'g1' } };
    const tasks = [reserving('a', 1, { GenericResources: [gpu] }), reserving('b', 99)];
    expect(noncompliantTasks(fakeNode('n1'), tasks, () => service())).toEqual(['a']);
    const node = fakeNode('n1', { resources: { MemoryBytes: 4 * GB, GenericResources: [gpu] } });
    expect(noncompliantTasks(node, tasks, () => service())).toEqual(['b']);
  });

  test('paused and drained nodes are not looked at', () => {
    const node = fakeNode('n1');
    const tasks = [reserving('a', 99)];
    for (const Availability of ['pause', 'drain'] as const) {
      expect(noncompliantTasks({ ...node, Spec: { ...node.Spec, Availability } }, tasks, () => service())).toEqual([]);
    }
    expect(noncompliantTasks(node, tasks, () => service())).toEqual(['a']);
  });
});
