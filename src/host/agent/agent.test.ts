import { expect, test } from 'vitest';
import { isRefusal, refuseRpc, type Network, type Refusal, type Secret, type Task, type TaskSpec, type TaskStatusUpdate } from '../../model';
import { spawn, type Program } from '../../sim';
import type { DispatcherLink, DispatcherSession, SessionEvents } from '../dispatcher-link';
import { testHost, type TestHost } from '../testing';
import { Agent } from './agent';

const PERIOD_MS = 5_000;

/** A dispatcher that answers at once and remembers everything. */
class FakeDispatcher implements DispatcherLink {
  updates: TaskStatusUpdate[] = [];
  beats = 0;
  connects = 0;
  events: SessionEvents | undefined;
  refuses: Refusal | undefined;
  tasks = new Map<string, Task>();
  networks: { network: Network; address: string }[] = [];

  *connect(_request: unknown, events: SessionEvents): Program<DispatcherSession | Refusal> {
    this.connects++;
    if (this.refuses) return this.refuses;
    this.events = events;
    events.onSession({ sessionId: 's', nodeId: 'n1', role: 'worker', managers: [], attachments: this.networks, heartbeatPeriodMs: PERIOD_MS });
    events.onAssignments({
      kind: 'complete',
      sessionId: 's',
      updateTasks: [...this.tasks.values()],
      removeTaskIds: [],
      updateSecrets: [],
      removeSecretIds: [],
      updateConfigs: [],
      removeConfigIds: [],
    });
    return {
      sessionId: 's',
      heartbeat: () => this.beat(),
      sendStatus: (updates) => this.take(updates),
      close: () => {},
    };
  }

  private *beat(): Program<{ periodMs: number } | Refusal> {
    this.beats++;
    return this.refuses ?? { periodMs: PERIOD_MS };
  }

  private *take(updates: readonly TaskStatusUpdate[]): Program<undefined> {
    this.updates.push(...updates);
    for (const { taskId, status } of updates) {
      const task = this.tasks.get(taskId);
      if (task) this.tasks.set(taskId, { ...task, Status: status });
    }
    return undefined;
  }

  *attachNetwork(): Program<{ attachmentId: string } | Refusal> {
    return refuseRpc('PermissionDenied', 'network plain not manually attachable');
  }

  *detachNetwork(): Program<undefined> {
    return undefined;
  }

  assign(tasks: Task[], more: { removeTaskIds?: string[]; updateSecrets?: Secret[] } = {}): void {
    for (const task of tasks) this.tasks.set(task.ID, task);
    for (const id of more.removeTaskIds ?? []) this.tasks.delete(id);
    this.events?.onAssignments({
      kind: 'incremental',
      sessionId: 's',
      updateTasks: tasks,
      removeTaskIds: more.removeTaskIds ?? [],
      updateSecrets: more.updateSecrets ?? [],
      removeSecretIds: [],
      updateConfigs: [],
      removeConfigIds: [],
    });
  }

  states(id: string): string[] {
    return this.updates.filter((each) => each.taskId === id).map((each) => each.status.State);
  }

  last(id: string) {
    return this.updates.filter((each) => each.taskId === id).at(-1)?.status;
  }
}

function task(id: string, spec: Partial<TaskSpec['ContainerSpec']> & { Image: string }, more: Partial<Task> = {}): Task {
  return {
    ID: id,
    Version: { Index: 1 },
    CreatedAt: 0,
    UpdatedAt: 0,
    Labels: {},
    Spec: { ContainerSpec: spec },
    ServiceID: 'svc',
    Slot: 1,
    NodeID: 'n1',
    Status: { Timestamp: 0, State: 'assigned', Message: 'scheduler assigned task to node' },
    DesiredState: 'running',
    serviceName: 'web',
    serviceLabels: {},
    specVersion: 1,
    ...more,
  };
}

const overlay: Network = {
  ID: 'net1',
  Version: { Index: 1 },
  CreatedAt: 0,
  UpdatedAt: 0,
  ipam: [{ Subnet: '10.0.1.0/24', Gateway: '10.0.1.1' }],
  vnis: [4097],
  Spec: { Name: 'back', Labels: {}, Driver: 'overlay', Internal: false, Attachable: false, Ingress: false, EnableIPv6: false },
};

function setUp(): { t: TestHost; agent: Agent; link: FakeDispatcher } {
  const t = testHost();
  const link = new FakeDispatcher();
  const tls = { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' };
  const agent = new Agent({ engine: t.host.engine, link, tlsInfo: () => tls });
  t.host.hooks.push({
    started: () => agent.start('n1'),
    stopping: () => agent.stop('stop'),
    stopped: (how) => void (how === 'stop' || t.run(agent.stop('crash'))),
  });
  agent.start('n1');
  t.pass(100);
  return { t, agent, link };
}

test('a task goes through its states to running, in a container with the names and labels of the swarm', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'server:1', Hostname: '{{.Node.Hostname}}-{{.Task.Slot}}', Env: ['WHO={{.Service.Name}}'] })]);
  t.pass(5_000);
  expect(link.last('t1')).toMatchObject({ State: 'running', Message: 'started', ContainerStatus: { ExitCode: 0 } });
  const data = t.host.engine.containerInspect('web.1.t1');
  if (isRefusal(data)) throw new Error(data.message);
  expect(data.Config).toMatchObject({
    Hostname: 'node1-1',
    Labels: { 'com.docker.swarm.task': '', 'com.docker.swarm.task.id': 't1', 'com.docker.swarm.service.name': 'web' },
  });
  expect(data.Config.Env).toContain('WHO=web');
});

test('a task without an image is rejected and the message stays at the step before', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'nosuch:1' })]);
  t.pass(10_000);
  expect(link.last('t1')).toMatchObject({ State: 'rejected', Message: 'preparing', Err: 'No such image: nosuch:1' });
});

test('an exit other than zero fails the task, zero completes it, a bad command fails at starting', () => {
  const { t, link } = setUp();
  link.assign([
    task('t1', { Image: 'tool', Args: ['exit', '3'] }),
    task('t2', { Image: 'tool', Args: ['true'] }),
    task('t3', { Image: 'tool', Args: ['nope'] }),
  ]);
  t.pass(10_000);
  expect(link.last('t1')).toMatchObject({ State: 'failed', Message: 'started', Err: 'task: non-zero exit (3)', ContainerStatus: { ExitCode: 3 } });
  expect(link.last('t2')).toMatchObject({ State: 'complete', Message: 'finished' });
  expect(link.last('t3')).toMatchObject({
    State: 'failed',
    Message: 'starting',
    Err: expect.stringMatching(/^starting container failed: .*exec: "nope": executable file not found in \$PATH$/),
  });
});

test('a networked task is bound when it runs, and a second after the wish drains two seconds before its stop signal', () => {
  const { t, link } = setUp();
  link.networks = [{ network: overlay, address: '10.0.1.9/24' }];
  link.events?.onSession({ sessionId: 's', nodeId: 'n1', role: 'worker', managers: [], attachments: link.networks, heartbeatPeriodMs: PERIOD_MS });
  const spec = task(
    't1',
    { Image: 'server:1' },
    {
      NetworksAttachments: [{ Network: overlay, Addresses: ['10.0.1.3/24'], aliases: ['api'] }],
      endpoint: { Spec: {}, VirtualIPs: [{ NetworkID: 'net1', Addr: '10.0.1.2/24' }] },
    },
  );
  link.assign([spec]);
  t.pass(5_000);
  expect([...t.net.bindings.values()]).toMatchObject([
    { serviceName: 'web', address: '10.0.1.3', vip: '10.0.1.2', aliases: ['api'], ingress: false },
  ]);
  expect(
    t.net.sandboxes
      .values()
      .next()
      .value?.endpoints.map((endpoint) => [endpoint.networkName, endpoint.interfaceName]),
  ).toEqual([
    ['back', 'eth0'],
    ['docker_gwbridge', 'eth1'],
  ]);
  link.assign([{ ...spec, DesiredState: 'shutdown' }]);
  t.pass(900);
  expect(t.net.bindings.size).toBe(1);
  t.pass(200);
  expect(t.net.bindings.size).toBe(0);
  t.pass(1_500);
  expect(link.last('t1')?.State).toBe('running');
  t.pass(1_500);
  expect(link.last('t1')).toMatchObject({ State: 'shutdown', Message: 'shutdown' });
  link.assign([], { removeTaskIds: ['t1'] });
  t.pass(5_000);
  expect(t.host.engine.containerList({ all: true })).toEqual([]);
  expect(t.net.networks.has('net1')).toBe(false);
});

test('without its own endpoint on the network a node gives the task up after thirty seconds', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'server:1' }, { NetworksAttachments: [{ Network: overlay, Addresses: ['10.0.1.3/24'] }] })]);
  t.pass(29_000);
  expect(link.last('t1')?.State).toBe('preparing');
  t.pass(2_000);
  expect(link.last('t1')).toMatchObject({ State: 'rejected', Err: 'node is missing network attachments, ip addresses may be exhausted' });
});

test('a health check holds a task in starting, and an unhealthy one is shut down and failed', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'checked:1' })]);
  t.pass(2_500);
  expect(link.last('t1')?.State).toBe('starting');
  t.pass(10_000);
  // The server exits with 0 on SIGTERM, so the failed start counts as one and the task is complete.
  expect(link.last('t1')).toMatchObject({ State: 'complete', Message: 'finished' });
});

test('secrets are files below /run/secrets; one that is missing fails the start', () => {
  const { t, link } = setUp();
  const secret: Secret = { ID: 'sec1', Version: { Index: 1 }, CreatedAt: 0, UpdatedAt: 0, Spec: { Name: 'pw', Labels: {}, data: 'hush' } };
  const file = { Name: 'password', UID: '0', GID: '0', Mode: 0o400 };
  link.assign(
    [
      task('t1', { Image: 'server:1', Secrets: [{ SecretID: 'sec1', SecretName: 'pw', File: file }] }),
      task('t2', { Image: 'server:1', Secrets: [{ SecretID: 'gone', SecretName: 'x', File: file }] }, { Slot: 2 }),
    ],
    {
      updateSecrets: [secret],
    },
  );
  t.pass(6_000);
  const files = t.host.engine.containerFiles('web.1.t1');
  if (isRefusal(files)) throw new Error(files.message);
  expect(files.read('/run/secrets/password')).toBe('hush');
  expect(files.stat('/run/secrets/password')).toMatchObject({ mode: 0o400 });
  expect(files.write('/run/secrets/password', 'x')).toEqual({ errno: 'EROFS' });
  expect(link.last('t2')).toMatchObject({
    State: 'failed',
    Message: 'starting',
    Err: expect.stringMatching(/^starting container failed: unable to get secret from secret store: secret \S+ not found$/),
  });
});

test('an agent that cannot connect tries again with growing pauses of at most eight seconds', () => {
  const { t, link } = setUp();
  link.refuses = refuseRpc('Unavailable', 'no manager');
  link.events?.onClosed('leadership lost');
  t.pass(60_000);
  const tries = link.connects;
  expect(tries).toBeGreaterThan(12);
  expect(tries).toBeLessThan(60);
  link.refuses = undefined;
  t.pass(9_000);
  expect(link.connects).toBe(tries + 1);
  const beats = link.beats;
  t.pass(20_000);
  expect(link.beats).toBe(beats + 4);
});

test('an orderly restart of the daemon removes the container, and the task fails for want of it', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'server:1' })]);
  t.pass(5_000);
  t.run(t.host.stopEngine());
  expect(link.last('t1')?.State).toBe('running');
  t.run(t.host.startEngine());
  t.pass(1_000);
  expect(link.last('t1')).toMatchObject({ State: 'failed', Message: 'started', Err: 'No such container: web.1.t1' });
});

test('a restart of the daemon goes on when whoever typed it is gone in the middle', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'server:1' })]);
  t.pass(5_000);
  const asker = spawn(t.host.sim, 'systemctl', t.host.restartEngine());
  t.pass(200);
  asker.cancel('timeout');
  expect(link.last('t1')?.State).toBe('running');
  t.pass(30_000);
  expect(t.host.engineRunning).toBe(true);
});

test('after a power cut the task is found with 255', () => {
  const { t, link } = setUp();
  link.assign([task('t1', { Image: 'server:1' })]);
  t.pass(5_000);
  t.run(t.host.powerOff('kill'));
  t.pass(1_000);
  t.host.boot();
  t.pass(5_000);
  expect(link.last('t1')).toMatchObject({ State: 'failed', Message: 'started', Err: 'task: non-zero exit (255)' });
});

test('docker run on a network that may not be attached says what the manager said', () => {
  const { t } = setUp();
  t.ok(t.host.engine.imagePull('server:1'));
  t.ok(t.host.engine.containerCreate({ Image: 'server:1', HostConfig: { NetworkMode: 'plain' } }, 'lone'));
  expect(t.run(t.host.engine.containerStart('lone'))).toMatchObject({
    message:
      'failed to set up container networking: Could not attach to network plain: rpc error: code = PermissionDenied desc ' +
      '= network plain not manually attachable',
  });
});

test('an attachment whose container did not outlive the daemon is given back', () => {
  const { t, link } = setUp();
  const attachment: Task = { ...task('a1', { Image: '' }), ServiceID: '', Spec: { NetworkAttachmentSpec: { ContainerID: 'gone' } } };
  link.assign([attachment]);
  t.pass(1_000);
  expect(link.last('a1')?.State).toBe('running');
  t.host.crashEngine();
  t.run(t.host.startEngine());
  t.pass(1_000);
  expect(link.last('a1')).toMatchObject({ State: 'failed', Err: 'No such container: gone' });
});

test('host-mode ports appear twice in the status, once per address family', () => {
  const { t, link } = setUp();
  const port = { Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'host' } as const;
  link.assign([task('t1', { Image: 'server:1' }, { endpointSpec: { Mode: 'vip', Ports: [port] } })]);
  t.pass(5_000);
  expect(link.last('t1')?.PortStatus).toEqual({ Ports: [port, port] });
});
