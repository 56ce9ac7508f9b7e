import { describe, expect, test } from 'vitest';
import type { GenericResource, Node, Service, Task } from '../../model';
import { Random } from '../../sim';
import { fakeNode, fakeTask } from '../testing';
import { Placement } from './placement';
import type { Decision } from './placement';

const GB = 1024 * 1024 * 1024;

function pending(id: string, over: Partial<Task> = {}): Task {
  return fakeTask(id, { Status: { Timestamp: 0, State: 'pending', Message: 'pending task scheduling' }, ...over });
}

function assigned(id: string, nodeId: string, over: Partial<Task> = {}): Task {
  return fakeTask(id, { NodeID: nodeId, Status: { Timestamp: 0, State: 'running', Message: 'started' }, ...over });
}

function service(over: Partial<Service> = {}): Service {
  return { ID: 's', specVersion: 0, ...over } as Service;
}

/** A scheduler that knows these nodes, and so many running tasks per node and service: `{ n1: { s: 2 } }`. */
function world(nodes: readonly Node[], running: Record<string, Record<string, number>> = {}, seed = 1): Placement {
  const placement = new Placement(new Random(seed));
  for (const node of nodes) placement.upsertNode(node);
  for (const [nodeId, services] of Object.entries(running)) {
    for (const [ServiceID, count] of Object.entries(services)) {
      for (let i = 0; i < count; i++) placement.createTask(assigned(`${nodeId}-${ServiceID}-${i}`, nodeId, { ServiceID }));
    }
  }
  return placement;
}

function place(placement: Placement, count: number, over: Partial<Task> = {}): Decision[] {
  for (let i = 0; i < count; i++) placement.createTask(pending(`t${i}`, over));
  return placement.schedule(0, () => service());
}

/** How many tasks each node was given: `n1:2 n2:1`. */
function given(decisions: readonly Decision[], ...nodeIds: string[]): string {
  return nodeIds.map((id) => `${id}:${decisions.filter((decision) => decision.kind === 'assigned' && decision.nodeId === id).length}`).join(' ');
}

function errors(decisions: readonly Decision[]): string[] {
  return decisions.flatMap((decision) => (decision.kind === 'refused' ? [decision.err] : []));
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('the order of nodes', () => {
  test('[SCHED1] a new service spreads evenly, whatever runs there already', () => {
    const placement = world([fakeNode('n1'), fakeNode('n2'), fakeNode('n3')], { n1: { other: 9 } });
    expect(given(place(placement, 6), 'n1', 'n2', 'n3')).toBe('n1:2 n2:2 n3:2');
  });

  test('[SCHED2] no task of the service beats any number of tasks in all', () => {
    const placement = world([fakeNode('n1'), fakeNode('n2')], { n1: { s: 1 }, n2: { other: 20 } });
    expect(given(place(placement, 1), 'n1', 'n2')).toBe('n1:0 n2:1');
  });

  test('equal counts of the service are decided by the tasks in all', () => {
    const placement = world([fakeNode('n1'), fakeNode('n2')], { n1: { other: 2 }, n2: { other: 1 } });
    expect(given(place(placement, 1), 'n1', 'n2')).toBe('n1:0 n2:1');
  });

  test('the round robin does not go back: 0, 1 and 5 plus ten gives 3, 7 and 6', () => {
    for (const seed of SEEDS) {
      const placement = world([fakeNode('a'), fakeNode('b'), fakeNode('c')], { b: { s: 1 }, c: { s: 5 } }, seed);
      expect(given(place(placement, 10), 'a', 'b', 'c')).toBe('a:3 b:6 c:1');
    }
  });

  test('among equals chance decides', () => {
    const first = SEEDS.map((seed) => given(place(world([fakeNode('a'), fakeNode('b'), fakeNode('c')], {}, seed), 1), 'a', 'b', 'c'));
    expect(new Set(first).size).toBeGreaterThan(1);
  });

  test('[SCHED3] four failures have no effect, the fifth puts the node last, and a new spec version forgets them', () => {
    const fail = (placement: Placement, times: number): void => {
      for (let i = 0; i < times; i++) {
        placement.createTask(assigned(`f${i}`, 'bad'));
        placement.updateTask(assigned(`f${i}`, 'bad', { Status: { Timestamp: 0, State: 'failed', Message: 'started' } }), 0);
      }
    };
    const four = world([fakeNode('bad'), fakeNode('good')], { good: { s: 1 } });
    fail(four, 4);
    expect(given(place(four, 1), 'bad', 'good')).toBe('bad:1 good:0');
    const five = world([fakeNode('bad'), fakeNode('good')], { good: { s: 4 } });
    fail(five, 5);
    expect(given(place(five, 3), 'bad', 'good')).toBe('bad:0 good:3');
    const updated = world([fakeNode('bad'), fakeNode('good')], { good: { s: 4 } });
    fail(updated, 5);
    expect(given(place(updated, 3, { specVersion: 9 }), 'bad', 'good')).toBe('bad:3 good:0');
    const later = world([fakeNode('bad'), fakeNode('good')], { good: { s: 4 } });
    fail(later, 5);
    later.createTask(pending('t'));
    expect(given(later.schedule(300_001, () => service()), 'bad', 'good')).toBe('bad:1 good:0');
  });

  test('failures of preassigned tasks, completed and shut down ones do not count', () => {
    const placement = world([fakeNode('bad'), fakeNode('good')], { good: { s: 4 } });
    for (let i = 0; i < 6; i++) {
      placement.createTask(pending(`p${i}`, { NodeID: 'bad', Slot: 0 }));
      placement.confirmPreassigned();
      placement.updateTask(assigned(`p${i}`, 'bad', { Slot: 0, Status: { Timestamp: 0, State: 'failed', Message: 'started' } }), 0);
      placement.createTask(assigned(`c${i}`, 'bad'));
      placement.updateTask(assigned(`c${i}`, 'bad', { Status: { Timestamp: 0, State: 'complete', Message: 'finished' } }), 0);
    }
    expect(given(place(placement, 1), 'bad', 'good')).toBe('bad:1 good:0');
  });
});

describe('filters and their words', () => {
  test('a node is charged to the first filter that refuses it, most refusals come first', () => {
    const down = fakeNode('n1');
    const lost = { ...down, Status: { ...down.Status, State: 'down' as const } };
    const nodes = [lost, fakeNode('n2'), fakeNode('n3'), fakeNode('n4', { labels: { ssd: 'yes' } })];
    const template = { Placement: { Constraints: ['node.labels.ssd==yes'] }, Resources: { Reservations: { MemoryBytes: 9 * GB } } };
    expect(errors(place(world(nodes), 1, { Spec: { Placement: template.Placement, Resources: undefined } }))).toEqual([]);
    expect(errors(place(world(nodes), 1, { Spec: template }))).toEqual([
      'no suitable node (insufficient resources on 3 nodes; 1 node not available for new tasks)',
    ]);
    expect(errors(place(world(nodes), 1, { Spec: { Placement: { Constraints: ['node.labels.ssd==no'] } } }))).toEqual([
      'no suitable node (scheduling constraints not satisfied on 3 nodes; 1 node not available for new tasks)',
    ]);
  });

  test('without nodes there is nothing to explain', () => {
    expect(errors(place(world([]), 2))).toEqual(['no suitable node', 'no suitable node']);
  });

  test('[SCHED4] counts cover only refusals since a node last passed; looked at again they cover all', () => {
    const down = fakeNode('n4');
    const nodes = [fakeNode('n1'), fakeNode('n2'), fakeNode('n3'), { ...down, Status: { ...down.Status, State: 'down' as const } }];
    for (const seed of SEEDS) {
      const placement = world(nodes, {}, seed);
      const decisions = place(placement, 4, { Spec: { Resources: { Reservations: { MemoryBytes: 5 * GB } } } });
      expect(given(decisions, 'n1', 'n2', 'n3', 'n4')).toBe('n1:1 n2:1 n3:1 n4:0');
      expect(errors(decisions)).toEqual(['no suitable node (insufficient resources on 3 nodes)']);
      expect(errors(placement.schedule(0, () => service()))).toEqual([
        'no suitable node (insufficient resources on 3 nodes; 1 node not available for new tasks)',
      ]);
    }
  });

  test('max replicas per node counts every version of the service, and its words have no number', () => {
    const Spec = { Placement: { MaxReplicas: 2 } };
    const placement = world([fakeNode('n1'), fakeNode('n2')], { n1: { s: 1 } });
    const decisions = place(placement, 5, { Spec, specVersion: 0 });
    expect(given(decisions, 'n1', 'n2')).toBe('n1:1 n2:2');
    expect(errors(decisions)).toEqual(Array(2).fill('no suitable node (max replicas per node limit exceed)'));
  });

  test('a host-mode port is held until the task is over, whatever its desired state', () => {
    const endpointSpec = { Ports: [{ Protocol: 'tcp' as const, TargetPort: 80, PublishedPort: 8080, PublishMode: 'host' as const }] };
    const placement = world([fakeNode('n1')]);
    const old = assigned('old', 'n1', { endpointSpec });
    placement.createTask(old);
    expect(errors(place(placement, 1, { endpointSpec }))).toEqual(['no suitable node (host-mode port already in use on 1 node)']);
    expect(placement.updateTask({ ...old, DesiredState: 'shutdown' }, 0)).toBe(false);
    expect(errors(placement.schedule(0, () => service()))).toHaveLength(1);
    expect(placement.updateTask({ ...old, DesiredState: 'shutdown', Status: { ...old.Status, State: 'shutdown' } }, 0)).toBe(true);
    expect(given(placement.schedule(0, () => service()), 'n1')).toBe('n1:1');
    const dynamic = { Ports: [{ Protocol: 'tcp' as const, TargetPort: 80, PublishMode: 'host' as const }] };
    expect(given(place(world([fakeNode('n1')]), 2, { endpointSpec: dynamic }), 'n1')).toBe('n1:2');
  });

  test('platforms match with wildcards and other names for the same architecture', () => {
    const Spec = (...Platforms: { Architecture?: string; OS?: string }[]): Partial<Task> => ({ Spec: { Placement: { Platforms } } });
    const both = Spec({ Architecture: 'arm64', OS: 'linux' }, { Architecture: 'amd64', OS: 'linux' });
    expect(given(place(world([fakeNode('n1')]), 1, both), 'n1')).toBe('n1:1');
    expect(given(place(world([fakeNode('n1')]), 1, Spec({ OS: 'linux' })), 'n1')).toBe('n1:1');
    const windows = Spec({ Architecture: 'amd64', OS: 'windows' });
    expect(errors(place(world([fakeNode('n1')]), 1, windows))).toEqual(['no suitable node (unsupported platform on 1 node)']);
  });

  test('drivers must be among the plugins, with or without :latest; log drivers only where the node names any', () => {
    const volume = (Name: string): Partial<Task> => ({
      Spec: { ContainerSpec: { Image: 'x', Mounts: [{ Type: 'volume', Target: '/v', VolumeOptions: { DriverConfig: { Name } } }] } },
    });
    const log = (Name: string): Partial<Task> => ({ Spec: { LogDriver: { Name } } });
    const withPlugins = (...Plugins: { Type: string; Name: string }[]): Node => {
      const node = fakeNode('n1');
      return { ...node, Description: { ...(node.Description as NonNullable<Node['Description']>), Engine: { EngineVersion: '', Plugins } } };
    };
    expect(given(place(world([withPlugins({ Type: 'Volume', Name: 'nfs:latest' })]), 1, volume('nfs')), 'n1')).toBe('n1:1');
    expect(given(place(world([fakeNode('n1')]), 1, volume('local')), 'n1')).toBe('n1:1');
    expect(errors(place(world([fakeNode('n1')]), 1, volume('nfs')))).toEqual(['no suitable node (missing plugin on 1 node)']);
    expect(given(place(world([fakeNode('n1')]), 1, log('fluentd')), 'n1')).toBe('n1:1');
    const logging = withPlugins({ Type: 'Log', Name: 'json-file' });
    expect(errors(place(world([logging]), 1, log('fluentd')))).toEqual(['no suitable node (missing plugin on 1 node)']);
    expect(given(place(world([logging]), 1, log('none')), 'n1')).toBe('n1:1');
  });

  test('generic resources: amounts and named pieces are given away and come back', () => {
    const gpu = (Value: string): GenericResource => ({ NamedResourceSpec: { Kind: 'gpu', Value } });
    const GenericResources = [gpu('g1'), gpu('g2'), { DiscreteResourceSpec: { Kind: 'ssd', Value: 3 } }];
    const node = fakeNode('n1', { resources: { GenericResources } });
    const wants = (Kind: string, Value: number): Partial<Task> => ({
      Spec: { Resources: { Reservations: { GenericResources: [{ DiscreteResourceSpec: { Kind, Value } }] } } },
    });
    const placement = world([node]);
    const [first] = place(placement, 1, wants('gpu', 1));
    expect(first).toMatchObject({ kind: 'assigned', given: [gpu('g1')] });
    placement.createTask(pending('second', wants('gpu', 2)));
    expect(errors(placement.schedule(0, () => service()))).toEqual(['no suitable node (insufficient resources on 1 node)']);
    placement.deleteTask('t0');
    expect(placement.schedule(0, () => service())).toMatchObject([{ kind: 'assigned', given: [gpu('g1'), gpu('g2')] }]);
    expect(errors(place(world([node]), 1, wants('ssd', 4)))).toHaveLength(1);
    expect(errors(place(world([node]), 1, wants('fpga', 1)))).toHaveLength(1);
    expect(given(place(world([node]), 3, wants('ssd', 1)), 'n1')).toBe('n1:3');
  });

  test('reservations are given back when the task is over, and a node that shrinks takes nothing new', () => {
    const Spec = { Resources: { Reservations: { MemoryBytes: 5 * GB } } };
    const placement = world([fakeNode('n1')]);
    const old = assigned('old', 'n1', { Spec });
    placement.createTask(old);
    expect(errors(place(placement, 1, { Spec }))).toHaveLength(1);
    placement.upsertNode(fakeNode('n1', { resources: { MemoryBytes: 10 * GB } }));
    expect(given(placement.schedule(0, () => service()), 'n1')).toBe('n1:1');
    placement.upsertNode(fakeNode('n1', { resources: { MemoryBytes: 6 * GB } }));
    placement.updateTask({ ...old, Status: { ...old.Status, State: 'complete' } }, 0);
    placement.createTask(pending('small', { Spec: { Resources: { Reservations: { MemoryBytes: 1 * GB } } } }));
    expect(given(placement.schedule(0, () => service()), 'n1')).toBe('n1:1');
  });
});

describe('spread preferences', () => {
  const rack = (id: string, value: string): Node => fakeNode(id, { labels: value === '' ? {} : { rack: value } });
  const Spec = { Placement: { Preferences: [{ Spread: { SpreadDescriptor: 'node.labels.rack' } }] } };

  test('[SCHED5] branches are evened out before nodes, and a missing label is a branch of its own', () => {
    const nodes = [rack('a1', 'a'), rack('a2', 'a'), rack('a3', 'a'), rack('b1', 'b'), rack('x1', '')];
    const decisions = place(world(nodes), 9, { Spec });
    expect(given(decisions, 'a1', 'a2', 'a3', 'b1', 'x1')).toBe('a1:1 a2:1 a3:1 b1:3 x1:3');
  });

  test('0, 0 and 3 plus two gives 2 to one branch: the remainder goes to whoever comes first', () => {
    for (const seed of SEEDS) {
      const placement = world([rack('a', 'a'), rack('b', 'b'), rack('c', 'c')], { c: { s: 3 } }, seed);
      expect(['a:2 b:0 c:0', 'a:0 b:2 c:0']).toContain(given(place(placement, 2, { Spec }), 'a', 'b', 'c'));
    }
  });

  test('branch counts are not refreshed between rounds: A=0, B=2, C drained, plus 4 gives A=4', () => {
    const drained = rack('c', 'c');
    for (const seed of SEEDS) {
      const nodes = [rack('a', 'a'), rack('b', 'b'), { ...drained, Spec: { ...drained.Spec, Availability: 'drain' as const } }];
      const decisions = place(world(nodes, { b: { s: 2 } }, seed), 4, { Spec });
      expect(given(decisions, 'a', 'b', 'c')).toBe('a:4 b:0 c:0');
    }
  });

  test('tasks on a paused node count for its branch', () => {
    const paused = rack('a1', 'a');
    const nodes = [{ ...paused, Spec: { ...paused.Spec, Availability: 'pause' as const } }, rack('a2', 'a'), rack('b', 'b')];
    expect(given(place(world(nodes, { a1: { s: 2 } }), 2, { Spec }), 'a1', 'a2', 'b')).toBe('a1:0 a2:0 b:2');
  });

  test('a branch without room leaves its share to the others; unknown descriptors are passed over', () => {
    const small = fakeNode('a', { labels: { rack: 'a' }, resources: { MemoryBytes: 1 * GB } });
    const reserving = { ...Spec, Resources: { Reservations: { MemoryBytes: 1 * GB } } };
    expect(given(place(world([small, rack('b', 'b')]), 6, { Spec: reserving }), 'a', 'b')).toBe('a:1 b:5');
    const unknown = { Placement: { Preferences: [{ Spread: { SpreadDescriptor: 'node.hostname' } }] } };
    expect(given(place(world([rack('a', 'a'), rack('b', 'b')]), 2, { Spec: unknown }), 'a', 'b')).toBe('a:1 b:1');
  });
});

describe('what does not fit', () => {
  test('a preassigned task that does not fit gets the bare explanation', () => {
    const node = fakeNode('n1');
    const placement = world([{ ...node, Spec: { ...node.Spec, Availability: 'pause' } }]);
    placement.createTask(pending('g', { NodeID: 'n1', Slot: 0 }));
    expect(errors(placement.confirmPreassigned())).toEqual(['1 node not available for new tasks']);
    placement.upsertNode(node);
    expect(placement.confirmPreassigned()).toMatchObject([{ kind: 'confirmed' }]);
    expect(placement.confirmPreassigned()).toEqual([]);
  });

  test('an outdated task is not tried again, and when it is not wanted either it is shut down', () => {
    const placement = world([]);
    placement.createTask(pending('wanted'));
    placement.createTask(pending('unwanted', { DesiredState: 'shutdown' }));
    const newer = service({ specVersion: 5 });
    expect(placement.schedule(0, () => newer).map((decision) => `${decision.task.ID} ${decision.kind}`)).toEqual(['unwanted superseded']);
    expect(placement.schedule(0, () => newer)).toEqual([]);
  });

  test('tasks of a service that is gone are dropped without a word', () => {
    const placement = world([]);
    placement.createTask(pending('t'));
    expect(placement.schedule(0, () => undefined)).toEqual([]);
    expect(placement.schedule(0, () => service())).toEqual([]);
  });

  test('a pending task that is deleted leaves the queue', () => {
    const placement = world([fakeNode('n1')]);
    placement.createTask(pending('t'));
    placement.deleteTask('t');
    expect(placement.schedule(0, () => service())).toEqual([]);
  });
});

test('tasks without a service are placed one by one on the best node, also when resources run out', () => {
  const Spec = { Resources: { Reservations: { MemoryBytes: 3 * GB } } };
  const placement = world([fakeNode('n1'), fakeNode('n2')], { n1: { '': 2 } });
  const decisions = place(placement, 6, { ServiceID: '', Spec });
  expect(given(decisions, 'n1', 'n2')).toBe('n1:2 n2:2');
  expect(decisions).toHaveLength(4);
  expect(given(decisions.slice(0, 2), 'n1', 'n2')).toBe('n1:0 n2:2');
});
