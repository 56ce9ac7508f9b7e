import { describe, expect, test } from 'vitest';
import type { AssignmentsMessage, NodeDescription, SessionMessage, Task } from '../../model';
import { isRefusal } from '../../model';
import { networkSpec, newTask, put, serviceSpec, swarmBench } from '../testing/swarm-bench';
import { Dispatcher, ORPHAN_AFTER_MS } from './dispatcher';

function started(options: { seed?: number } = {}) {
  const made = swarmBench(options);
  const dispatcher = new Dispatcher(made.store, made.sim, made.raft);
  dispatcher.start();
  made.wait(10);
  const join = (nodeId: string) => {
    const messages: (SessionMessage | AssignmentsMessage)[] = [];
    const description = made.store.get('node', nodeId)?.Description as NodeDescription;
    const answer = dispatcher.register({ nodeId, description, address: '192.168.0.99' }, (message) => messages.push(message));
    if (isRefusal(answer)) throw new Error(answer.message);
    made.wait(150);
    const assignments = () => messages.filter((message): message is AssignmentsMessage => 'kind' in message);
    return { sessionId: answer.sessionId, messages, assignments };
  };
  const state = (nodeId: string) => made.store.get('node', nodeId)?.Status;
  return { ...made, dispatcher, join, state };
}

const assigned = (task: Task, nodeId: string): Task => ({ ...task, NodeID: nodeId, Status: { ...task.Status, State: 'assigned' } });

describe('sessions', () => {
  test('a new leader finds every node unknown, and one that registers ready', () => {
    const { state, managerId, join } = started();
    expect(state(managerId)).toMatchObject({ State: 'unknown', Message: 'Node moved to "unknown" state due to leadership change in cluster' });
    const { messages } = join(managerId);
    expect(state(managerId)).toEqual({ State: 'ready', Addr: '192.168.0.99' });
    expect(messages.map((message) => ('kind' in message ? message.kind : 'session'))).toEqual(['session', 'complete']);
    expect(messages[0]).toMatchObject({ role: 'manager', managers: ['192.168.0.11:2377'], attachments: [{ address: '10.0.0.2/24' }] });
  });

  test('an unknown node that never registers is down after 27 to 33 s', () => {
    const { state, managerId, wait } = started();
    wait(26_900);
    expect(state(managerId)?.State).toBe('unknown');
    wait(6_300);
    expect(state(managerId)).toMatchObject({ State: 'down', Message: 'heartbeat failure for node in "unknown" state' });
  });

  test('a silent node is down 13.5 to 16.5 s after its last beat, and a beating one never', () => {
    const { state, managerId, addNode, wait, join, dispatcher } = started();
    const other = addNode('node2');
    const { sessionId } = join(managerId);
    join(other);
    for (let i = 0; i < 10; i++) {
      wait(4_000);
      const beat = dispatcher.heartbeat(managerId, sessionId);
      expect(isRefusal(beat) ? 0 : beat.periodMs).toBeGreaterThanOrEqual(4_500);
      expect(isRefusal(beat) ? Infinity : beat.periodMs).toBeLessThan(5_500);
      if (i === 2) expect(state(other)?.State).toBe('ready');
    }
    expect(state(managerId)?.State).toBe('ready');
    expect(state(other)).toMatchObject({ State: 'down', Message: 'heartbeat failure' });
  });

  test('a session that is not the present one is refused', () => {
    const { managerId, join, dispatcher } = started();
    const first = join(managerId);
    join(managerId);
    expect(dispatcher.heartbeat(managerId, first.sessionId)).toMatchObject({ message: 'rpc error: code = InvalidArgument desc = session invalid' });
    expect(dispatcher.heartbeat('nobody', 'x')).toMatchObject({ message: 'rpc error: code = NotFound desc = node not registered' });
  });

  test('the fourth registration within 8 s is refused', () => {
    const { managerId, join } = started();
    join(managerId);
    join(managerId);
    join(managerId);
    expect(() => join(managerId)).toThrow(`node ${managerId} exceeded rate limit count of registrations`);
  });

  test('a removed node is told so', () => {
    const { addNode, join, api, ok, dispatcher } = started();
    const id = addNode('node2');
    const { sessionId } = join(id);
    ok(api.removeNode('node2', true));
    expect(dispatcher.heartbeat(id, sessionId)).toMatchObject({ status: 403, message: expect.stringContaining('was removed from swarm') });
  });

  test('stopping leaves nothing planned', () => {
    const { managerId, join, dispatcher, allocator, sim } = started();
    join(managerId);
    dispatcher.stop();
    allocator.stop();
    expect(sim.queue.size).toBe(0);
    expect(dispatcher.heartbeat(managerId, 'x')).toMatchObject({ message: 'rpc error: code = Aborted desc = dispatcher is stopped' });
  });
});

describe('assignments', () => {
  function withTask() {
    const made = started();
    const session = made.join(made.managerId);
    const secret = made.ok(made.api.createSecret({ Name: 's1', Labels: {}, data: 'hush' }));
    const reference = { SecretID: secret.ID, SecretName: 's1', File: { Name: 's1', UID: '0', GID: '0', Mode: 292 } };
    const spec = serviceSpec('web', { TaskTemplate: { ContainerSpec: { Image: 'nginx', Secrets: [reference] } } });
    const service = made.ok(made.api.createService(spec));
    put(made, newTask('t1', service, 1), newTask('t2', service, 2));
    for (const id of ['t1', 't2']) put(made, assigned(made.store.get('task', id) as Task, made.managerId));
    return { ...made, session, service, secret };
  }

  test('tasks go out together with the secrets they need, 100 ms after the last change', () => {
    const { session, wait, secret } = withTask();
    expect(session.assignments()).toHaveLength(1);
    wait(110);
    expect(session.assignments()).toHaveLength(2);
    const message = session.assignments()[1] as AssignmentsMessage;
    expect(message.kind).toBe('incremental');
    expect(message.updateTasks.map((task) => task.ID).sort()).toEqual(['t1', 't2']);
    expect(message.updateSecrets).toMatchObject([{ ID: secret.ID, Spec: { data: 'hush' } }]);
  });

  test("an agent's own reports do not come back, and states only go forward", () => {
    const { session, wait, dispatcher, managerId, store, sim } = withTask();
    wait(200);
    const report = (state: 'running' | 'preparing') =>
      dispatcher.updateTaskStatus(managerId, session.sessionId, [{ taskId: 't1', status: { Timestamp: sim.nowMs, State: state, Message: state } }]);
    expect(report('running')).toBeUndefined();
    wait(150);
    expect(store.get('task', 't1')?.Status.State).toBe('running');
    report('preparing');
    wait(300);
    expect(store.get('task', 't1')?.Status.State).toBe('running');
    expect(session.assignments()).toHaveLength(2);
  });

  test('a secret is withdrawn with the last task that uses it; a deleted record removes the task', () => {
    const made = withTask();
    const { session, wait, dispatcher, managerId, store, sim, secret } = made;
    wait(200);
    const end = (taskId: string) =>
      dispatcher.updateTaskStatus(managerId, session.sessionId, [{ taskId, status: { Timestamp: sim.nowMs, State: 'failed', Message: 'started' } }]);
    end('t1');
    wait(400);
    expect(session.assignments()).toHaveLength(2);
    end('t2');
    wait(400);
    expect(session.assignments()[2]).toMatchObject({ updateTasks: [], removeSecretIds: [secret.ID] });
    store.update('reap', (tx) => tx.delete('task', 't1'));
    wait(200);
    expect(session.assignments()[3]).toMatchObject({ removeTaskIds: ['t1'], removeSecretIds: [] });
  });

  test('a returning node gets the complete set', () => {
    const { join, managerId, wait } = withTask();
    wait(200);
    const again = join(managerId);
    const first = again.assignments()[0] as AssignmentsMessage;
    expect(first.kind).toBe('complete');
    expect(first.updateTasks).toHaveLength(2);
    expect(first.updateSecrets).toHaveLength(1);
  });

  test('reports on tasks of other nodes are refused', () => {
    const { dispatcher, addNode, join, sim } = withTask();
    const other = addNode('node2');
    const { sessionId } = join(other);
    const status = { Timestamp: sim.nowMs, State: 'running', Message: 'started' } as const;
    expect(dispatcher.updateTaskStatus(other, sessionId, [{ taskId: 't1', status }])).toMatchObject({
      message: 'rpc error: code = PermissionDenied desc = cannot update a task not assigned this node',
    });
  });

  test('a node learns of its endpoint on the network of its first task', () => {
    const { api, ok, session, managerId, store, wait, ...made } = withTask();
    const network = ok(api.createNetwork(networkSpec('app')));
    const spec = serviceSpec('db', { TaskTemplate: { ContainerSpec: { Image: 'redis' }, Networks: [{ Target: network.ID }] } });
    const service = ok(api.createService(spec));
    put({ ...made, store, wait, api, ok, managerId }, newTask('n1', service, 1));
    put({ ...made, store, wait, api, ok, managerId }, assigned(store.get('task', 'n1') as Task, managerId));
    const last = session.messages.filter((message): message is SessionMessage => !('kind' in message)).at(-1);
    expect(last?.attachments.map((attachment) => attachment.address).sort()).toEqual(['10.0.0.2/24', '10.0.1.4/24']);
  });

  test('a node that is down for 24 h loses its unfinished tasks as orphaned', () => {
    const { store, wait, managerId, state } = withTask();
    wait(17_000);
    expect(state(managerId)?.State).toBe('down');
    expect(store.get('task', 't1')?.Status.State).toBe('assigned');
    wait(ORPHAN_AFTER_MS);
    expect(store.get('task', 't1')?.Status.State).toBe('orphaned');
  });
});
