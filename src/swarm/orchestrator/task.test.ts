import { describe, expect, test } from 'vitest';
import type { Node, Service, TaskSpec } from '../../model';
import { Sim } from '../../sim';
import { fakeCluster, fakeNode } from '../testing';
import { isTaskDirty, newTask, restartConditionOf } from './task';

const TEMPLATE: TaskSpec = { ContainerSpec: { Image: 'nginx:1' }, Networks: [], Placement: { Constraints: [] }, ForceUpdate: 0 };

function service(template: TaskSpec, over: Partial<Service['Spec']> = {}, specVersion = 1): Service {
  const Mode = { Replicated: { Replicas: 1 } };
  const Spec = { Name: 'web', Labels: { a: 'b' }, TaskTemplate: template, Mode, EndpointSpec: { Mode: 'vip' as const }, ...over };
  return { ID: 's', Version: { Index: 1 }, CreatedAt: 0, UpdatedAt: 0, Spec, specVersion };
}

const old = service(TEMPLATE, {}, 0);
const task = newTask(new Sim(1, 5_000), fakeCluster(), old, 3, '');

function dirty(template: Partial<TaskSpec>, over: Partial<Service['Spec']> = {}, node: Node = fakeNode('n1')): boolean {
  return isTaskDirty(service({ ...TEMPLATE, ...template }, over), task, node);
}

describe('a new task', () => {
  test('copies the service as it is and waits for the allocator', () => {
    expect(task).toMatchObject({
      Slot: 3, NodeID: '', DesiredState: 'running', ServiceID: 's', serviceName: 'web', serviceLabels: { a: 'b' }, specVersion: 0,
      Status: { State: 'new', Message: 'created', Timestamp: 5_000 }, endpointSpec: { Mode: 'vip' },
    });
    expect(task.ID).toMatch(/^[0-9a-z]{25}$/);
  });
});

describe('[ORCH3] a task is dirty', () => {
  test.each<[string, boolean, Partial<TaskSpec>, Partial<Service['Spec']>?]>([
    ['nothing changed', false, {}],
    ['empty lists against none', false, { Networks: undefined, Placement: undefined, ForceUpdate: undefined }],
    ['labels and replicas', false, {}, { Labels: {}, Mode: { Replicated: { Replicas: 9 } } }],
    ['update settings', false, {}, { UpdateConfig: { Parallelism: 5, MaxFailureRatio: 0, Order: 'stop-first' } }],
    ['image', true, { ContainerSpec: { Image: 'nginx:2' } }],
    ['a container label', true, { ContainerSpec: { Image: 'nginx:1', Labels: { x: 'y' } } }],
    ['force', true, { ForceUpdate: 1 }],
    ['restart policy', true, { RestartPolicy: { Condition: 'none' } }],
    ['an explicit delay of 0', true, { RestartPolicy: { Delay: 0 } }],
    ['a limit', true, { Resources: { Limits: { MemoryBytes: 1 } } }],
    ['a published port', true, {}, { EndpointSpec: { Mode: 'vip', Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishMode: 'ingress' }] } }],
    ['preferences only', false, { Placement: { Preferences: [{ Spread: { SpreadDescriptor: 'node.labels.x' } }] } }],
    ['a constraint that its node satisfies', false, { Placement: { Constraints: ['node.hostname==n1'] } }],
    ['a constraint that its node does not satisfy', true, { Placement: { Constraints: ['node.hostname==n2'] } }],
    ['such a constraint hides a change of ports', false, { Placement: { Constraints: ['node.hostname==n1'] } }, { EndpointSpec: { Mode: 'dnsrr' } }],
    ['placement and image', true, { ContainerSpec: { Image: 'nginx:2' }, Placement: { Constraints: ['node.hostname==n1'] } }],
  ])('after a change of %s: %s', (_what, expected, template, over) => {
    expect(dirty(template, over)).toBe(expected);
  });

  test('never when its spec version is the service\'s', () => {
    expect(isTaskDirty(service({ ContainerSpec: { Image: 'other' } }, {}, 0), task, undefined)).toBe(false);
  });
});

test('jobs treat the restart condition any as on-failure', () => {
  expect(restartConditionOf({ Spec: {} })).toBe('any');
  expect(restartConditionOf({ Spec: {} }, service(TEMPLATE, { Mode: { ReplicatedJob: {} } }))).toBe('on-failure');
  expect(restartConditionOf({ Spec: { RestartPolicy: { Condition: 'none' } } }, service(TEMPLATE, { Mode: { GlobalJob: {} } }))).toBe('none');
});
