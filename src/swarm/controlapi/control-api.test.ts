import { describe, expect, test } from 'vitest';
import { CLUSTER_DEFAULTS } from '../../model';
import type { Cluster } from '../../model';
import { Sim } from '../../sim';
import { Store } from '../../store';
import { CertificateAuthority } from '../ca/certificate-authority';
import { createRootCertificate } from '../ca/root-certificate';
import { ManualRaft, run, START_MS } from '../testing/manual-raft';
import { networkSpec, newTask, put, serviceSpec, swarmBench } from '../testing/swarm-bench';
import { convertClusterSpec } from './cluster';
import { ControlApi } from './control-api';
import { clusterEvents } from './events';
import { convertNodeSpec } from './node';

describe('nodes', () => {
  test('the spec of the client is checked by the daemon', () => {
    expect(convertNodeSpec({ Role: 'worker', Availability: 'sleepy' })).toMatchObject({ status: 400, message: 'invalid Availability: "sleepy"' });
    expect(convertNodeSpec({ Role: 'king', Availability: 'active' })).toMatchObject({ message: 'invalid Role: "king"' });
    const drained = convertNodeSpec({ Role: 'worker', Availability: 'Drain', Labels: { a: 'b' } });
    expect(drained).toEqual({ Labels: { a: 'b' }, Role: 'worker', Availability: 'drain' });
  });

  test('managers show what raft says of them', () => {
    const made = swarmBench();
    const other = made.addNode('node2', (node) => ({ ...node, observedRole: 'manager' }));
    made.raft.join(other, '192.168.0.12:2377', false);
    expect(made.ok(made.api.getNode('node1')).ManagerStatus).toEqual({ Leader: true, Reachability: 'reachable', Addr: '192.168.0.11:2377' });
    expect(made.ok(made.api.getNode(other)).ManagerStatus).toEqual({ Reachability: 'unreachable', Addr: '192.168.0.12:2377' });
  });

  test('filters go by hostname, observed role, labels and membership', () => {
    const made = swarmBench();
    made.addNode('worker1', (node) => ({ ...node, Spec: { ...node.Spec, Labels: { zone: 'a' } } }));
    made.addNode('worker2');
    const names = (filters: Record<string, string[]>) =>
      made.ok(made.api.listNodes(filters)).map((node) => node.Description?.Hostname ?? '').sort();
    expect(names({ role: ['worker'] })).toEqual(['worker1', 'worker2']);
    expect(names({ role: ['manager'], membership: ['accepted'] })).toEqual(['node1']);
    expect(names({ 'node.label': ['zone=a'] })).toEqual(['worker1']);
    expect(names({ name: ['work'] })).toHaveLength(2);
    expect(made.refusal(made.api.listNodes({ role: ['boss'] })).message).toBe("Invalid role filter: 'boss'");
  });

  test('removing: not while ready, not a manager, and tasks left behind are orphaned', () => {
    const made = swarmBench();
    const id = made.addNode('node2');
    expect(made.refusal(made.api.removeNode('node2', false)).message).toBe(
      `rpc error: code = FailedPrecondition desc = node ${id} is not down and can't be removed`,
    );
    expect(made.refusal(made.api.removeNode('node1', true)).message).toBe(
      `rpc error: code = FailedPrecondition desc = node ${made.managerId} is a cluster manager and is a member of the raft cluster. ` +
        'It must be demoted to worker before removal',
    );
    const web = made.ok(made.api.createService(serviceSpec('web')));
    put(made, newTask('t1', web, 1, { NodeID: id, Status: { Timestamp: 0, State: 'running', Message: 'started' } }));
    made.ok(made.api.removeNode('node2', true));
    expect(made.store.get('task', 't1')?.Status).toMatchObject({ State: 'orphaned', Message: 'Task belonged to a node that has been deleted' });
    expect(made.store.cluster()?.blacklistedNodes).toEqual([id]);
    expect(made.refusal(made.api.getNode('node2'))).toMatchObject({ status: 404, message: 'node node2 not found' });
  });

  test('hostnames need not be unique, but then they are ambiguous', () => {
    const made = swarmBench();
    made.addNode('twin');
    made.addNode('twin');
    expect(made.refusal(made.api.getNode('twin')).message).toBe('node twin is ambiguous (2 matches found)');
  });
});

describe('networks', () => {
  test('every offence has its words', () => {
    const made = swarmBench();
    const ipam = (Config: { Subnet?: string; IPRange?: string; Gateway?: string }) =>
      networkSpec('n', { IPAM: { Driver: 'default', Config: [Config] } });
    const refused = (spec: ReturnType<typeof networkSpec>) => {
      const { status, message } = made.refusal(made.api.createNetwork(spec));
      return `${status} ${message.replace('rpc error: code = ', '')}`;
    };
    made.ok(made.api.createNetwork(networkSpec('app')));
    expect(refused(networkSpec('app'))).toBe('409 network with name app already exists');
    expect(refused(ipam({ Subnet: '10.9/24' }))).toBe('400 InvalidArgument desc = ipam configuration: invalid subnet 10.9/24');
    expect(refused(ipam({ Subnet: '10.9.0.0/24', IPRange: '10.8.0.0/25' }))).toBe(
      '400 InvalidArgument desc = ipam configuration: subnet 10.9.0.0/24 does not contain range 10.8.0.0/25',
    );
    expect(refused(ipam({ Subnet: '10.9.0.0/24', Gateway: '10.9.1.1' }))).toBe(
      '400 InvalidArgument desc = ipam configuration: subnet 10.9.0.0/24 does not contain gateway 10.9.1.1',
    );
    expect(refused(networkSpec('n', { Ingress: true, Attachable: true }))).toBe('400 InvalidArgument desc = ingress network cannot be attachable');
    const ingress = made.ok(made.api.getNetwork('ingress'));
    expect(refused(networkSpec('n', { Ingress: true }))).toBe(`409 AlreadyExists desc = ingress network (${ingress.ID}) is already present`);
    expect(refused(networkSpec('n', { Ingress: true, Driver: 'macvlan' }))).toBe(
      '501 Unimplemented desc = only overlay driver is currently supported for ingress network',
    );
  });

  test('a network in use stays: by a service, and by its tasks for some seconds after', () => {
    const made = swarmBench();
    const network = made.ok(made.api.createNetwork(networkSpec('app')));
    const spec = serviceSpec('web', { TaskTemplate: { ContainerSpec: { Image: 'nginx' }, Networks: [{ Target: network.ID }] } });
    const web = made.ok(made.api.createService(spec));
    const refused = () => made.refusal(made.api.removeNetwork('app')).message;
    expect(refused()).toBe(`rpc error: code = FailedPrecondition desc = network ${network.ID} is in use by service ${web.ID}`);
    put(made, newTask('t1', web, 1));
    made.ok(made.api.removeService('web'));
    expect(refused()).toBe(`rpc error: code = FailedPrecondition desc = network ${network.ID} is in use by task t1`);
    made.store.update('end', (tx) => tx.delete('task', 't1'));
    made.wait(10);
    made.ok(made.api.removeNetwork('app'));
    expect(made.ok(made.api.listNetworks()).map((other) => other.Spec.Name)).toEqual(['ingress']);
  });

  test('ingress stays while a service publishes through it; the mirrors stay for ever', () => {
    const made = swarmBench();
    const web = made.ok(made.api.createService(serviceSpec('web', { EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 80 }] } })));
    expect(made.refusal(made.api.removeNetwork('ingress')).message).toBe(
      `rpc error: code = FailedPrecondition desc = ingress network cannot be removed because service ${web.ID} depends on it`,
    );
    expect(made.refusal(made.api.removeNetwork('host')).message).toContain('is a swarm predefined network and cannot be removed');
    made.ok(made.api.removeService('web'));
    made.ok(made.api.removeNetwork('ingress'));
    expect(made.store.get('node', made.managerId)?.attachments).toEqual({});
    made.ok(made.api.createNetwork(networkSpec('mesh', { Ingress: true })));
    made.wait(50);
    expect(Object.values(made.store.get('node', made.managerId)?.attachments ?? {})).toEqual(['10.0.0.2/24']);
  });
});

describe('secrets and configs', () => {
  test('data goes in, and only configs give it back', () => {
    const made = swarmBench();
    made.ok(made.api.createSecret({ Name: 's', Labels: {}, data: 'hush' }));
    made.ok(made.api.createConfig({ Name: 'c', Labels: {}, data: 'loud' }));
    expect(made.ok(made.api.getSecret('s')).Spec).toEqual({ Name: 's', Labels: {} });
    expect(made.ok(made.api.getConfig('c')).Spec.data).toBe('loud');
    expect(made.ok(made.api.listSecrets())[0]?.Spec.data).toBeUndefined();
  });

  test('names, sizes and conflicts', () => {
    const made = swarmBench();
    const refused = (Name: string, data = 'x') => made.refusal(made.api.createSecret({ Name, Labels: {}, data })).message.split(' desc = ')[1];
    expect(refused('')).toBe('name must be provided');
    expect(refused('-a')).toBe('invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character must be [a-zA-Z0-9]');
    expect(refused('a', '')).toBe('secret data must be larger than 0 and less than 512000 bytes');
    expect(refused('a', 'é'.repeat(256_000))).toBe('secret data must be larger than 0 and less than 512000 bytes');
    made.ok(made.api.createSecret({ Name: 'a', Labels: {}, data: '\udcff'.repeat(300_000) }));
    expect(made.refusal(made.api.createSecret({ Name: 'a', Labels: {}, data: 'x' }))).toMatchObject({
      status: 409, message: 'rpc error: code = AlreadyExists desc = secret a already exists',
    });
    expect(made.refusal(made.api.createConfig({ Name: 'b', Labels: {}, data: 'x'.repeat(1_024_000) })).message).toContain('less than 1024000 bytes');
  });

  test('only labels change, and what is used is not removed', () => {
    const made = swarmBench();
    const secret = made.ok(made.api.createSecret({ Name: 'a', Labels: {}, data: 'x' }));
    expect(made.refusal(made.api.updateSecret('a', secret.Version.Index, { Name: 'a', Labels: {}, data: 'y' })).message).toBe(
      'rpc error: code = InvalidArgument desc = only updates to Labels are allowed',
    );
    const labelled = made.ok(made.api.updateSecret('a', secret.Version.Index, { Name: 'a', Labels: { k: 'v' } }));
    expect(labelled.Spec.Labels).toEqual({ k: 'v' });
    expect(made.store.get('secret', secret.ID)?.Spec.data).toBe('x');
    const Secrets = [{ SecretID: secret.ID, SecretName: 'a', File: { Name: 'a', UID: '0', GID: '0', Mode: 292 } }];
    made.ok(made.api.createService(serviceSpec('db', { TaskTemplate: { ContainerSpec: { Image: 'mysql', Secrets } } })));
    expect(made.refusal(made.api.removeSecret('a')).message).toBe(
      "rpc error: code = InvalidArgument desc = secret 'a' is in use by the following service: db",
    );
    made.ok(made.api.removeService('db'));
    made.ok(made.api.removeSecret('a'));
    expect(made.refusal(made.api.removeSecret('a'))).toMatchObject({ status: 404, message: 'secret a not found' });
  });
});

describe('the cluster', () => {
  function cluster() {
    const made = swarmBench();
    const now = () => made.store.cluster() as Cluster;
    const update = (edit: (spec: Cluster['Spec']) => Cluster['Spec'], options = {}) =>
      made.api.updateCluster(now().Version.Index, edit(now().Spec), options);
    return { ...made, now, update };
  }

  test('tokens rotate alone', () => {
    const { now, ok, update } = cluster();
    const before = now().JoinTokens;
    ok(update((spec) => spec, { rotateWorkerToken: true }));
    expect(now().JoinTokens.Manager).toBe(before.Manager);
    expect(now().JoinTokens.Worker).not.toBe(before.Worker);
    expect(now().JoinTokens.Worker.slice(0, 59)).toBe(before.Worker.slice(0, 59));
  });

  test('autolock makes a key, rotation a new one, and turning it off takes it away', () => {
    const { api, ok, update, now } = cluster();
    expect(ok(api.getUnlockKey())).toBe('');
    ok(update((spec) => ({ ...spec, EncryptionConfig: { AutoLockManagers: true } })));
    const first = ok(api.getUnlockKey());
    expect(first).toMatch(/^SWMKEY-1-/);
    ok(update((spec) => spec));
    expect(ok(api.getUnlockKey())).toBe(first);
    ok(update((spec) => spec, { rotateManagerUnlockKey: true }));
    expect(ok(api.getUnlockKey())).not.toBe(first);
    ok(update((spec) => ({ ...spec, EncryptionConfig: { AutoLockManagers: false } })));
    expect(now().unlockKey).toBeUndefined();
  });

  test('offences', () => {
    const { update, refusal, api, now, sim } = cluster();
    const refused = (edit: (spec: Cluster['Spec']) => Cluster['Spec']) => refusal(update(edit)).message.split(' desc = ')[1];
    expect(refused((spec) => ({ ...spec, CAConfig: { NodeCertExpiry: 1 } }))).toBe('minimum certificate expiry time is: 1h0m0s');
    expect(refused((spec) => ({ ...spec, Name: 'mine' }))).toBe('modification of cluster name is not allowed');
    expect(refused((spec) => ({ ...spec, Dispatcher: { HeartbeatPeriod: -1 } }))).toBe('heartbeat time period cannot be a negative duration');
    expect(refused((spec) => ({ ...spec, CAConfig: { SigningCAKey: 'k' } }))).toBe(
      'if a signing CA key is provided, the signing CA cert must also be provided',
    );
    expect(refused((spec) => ({ ...spec, CAConfig: { SigningCACert: 'k' } }))).toBe('could not parse the desired CA certificate');
    const root = createRootCertificate(sim.random('other'), sim.nowMs);
    expect(refused((spec) => ({ ...spec, CAConfig: { SigningCACert: root + root } }))).toBe(
      'the desired CA certificate cannot contain multiple certificates',
    );
    expect(refused((spec) => ({ ...spec, CAConfig: { SigningCACert: root } }))).toBe(
      'there must be at least one valid, reachable external CA corresponding to the desired CA certificate',
    );
    expect(refusal(api.updateCluster(now().Version.Index - 1, now().Spec)).message).toBe('rpc error: code = Unknown desc = update out of sequence');
  });

  test('force rotation begins a root rotation; giving the present root back ends it', () => {
    const { update, ok, now } = cluster();
    ok(update((spec) => ({ ...spec, CAConfig: { ...spec.CAConfig, ForceRotate: 1 } })));
    expect(now()).toMatchObject({ RootRotationInProgress: true, rootGeneration: 1 });
    const next = now().rootRotation?.rootCert;
    ok(update((spec) => spec));
    expect(now().rootRotation?.rootCert).toBe(next);
    ok(update((spec) => ({ ...spec, CAConfig: { ...spec.CAConfig, SigningCACert: now().rootCert, SigningCAKey: 'key' } })));
    expect(now().RootRotationInProgress).toBe(false);
    expect(now().Spec.CAConfig.SigningCAKey).toBeUndefined();
  });

  test("a client's spec is laid over what there is", () => {
    expect(convertClusterSpec({})).toEqual(CLUSTER_DEFAULTS);
    expect(convertClusterSpec({ Orchestration: { TaskHistoryRetentionLimit: 0 }, Dispatcher: { HeartbeatPeriod: 10_000_000_000 } })).toEqual({
      ...CLUSTER_DEFAULTS, Orchestration: { TaskHistoryRetentionLimit: 0 }, Dispatcher: { HeartbeatPeriod: 10_000_000_000 },
    });
    const odd = convertClusterSpec({ CAConfig: { ExternalCAs: [{ Protocol: 'acme', URL: 'https://x' }] } });
    expect(odd).toMatchObject({ message: 'invalid protocol: "acme"' });
  });
});

describe('events of the swarm', () => {
  test('creates, updates with what changed, removes; tasks and the cluster are silent', () => {
    const made = swarmBench();
    const service = made.ok(made.api.createService(serviceSpec('web')));
    const version = made.store.get('service', service.ID)?.Version.Index ?? 0;
    const spec = serviceSpec('web', { TaskTemplate: { ContainerSpec: { Image: 'nginx:2' } }, Mode: { Replicated: { Replicas: 3 } } });
    made.ok(made.api.updateService('web', version, spec));
    put(made, newTask('t1', service, 1));
    const node = made.store.get('node', made.managerId);
    made.ok(made.api.updateNode('node1', node?.Version.Index ?? 0, { Labels: {}, Role: 'manager', Availability: 'drain' }));
    made.ok(made.api.removeService('web'));
    const events = made.commits.flatMap(clusterEvents).slice(-4).map((event) => [event.Type, event.Action, event.Actor.Attributes]);
    expect(events).toEqual([
      ['service', 'create', { name: 'web' }],
      ['service', 'update', { name: 'web', 'image.old': 'nginx:latest', 'image.new': 'nginx:2', 'replicas.old': '1', 'replicas.new': '3' }],
      ['node', 'update', { name: 'node1', 'availability.old': 'active', 'availability.new': 'drain' }],
      ['service', 'remove', { name: 'web' }],
    ]);
  });
});

describe('limits of a request', () => {
  function silent() {
    const sim = new Sim(1, START_MS);
    const store = new Store({ index: () => 1, propose: () => {} }, () => sim.nowMs);
    const api = new ControlApi({ store, sim, raft: new ManualRaft('n1'), ca: new CertificateAuthority(store, sim) });
    return { sim, store, api };
  }

  test('what raft does not commit ends after 20 s', () => {
    const { sim, api } = silent();
    expect(run(sim, api.createSecret({ Name: 'a', Labels: {}, data: 'x' }))).toMatchObject({
      status: 500, message: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    });
    expect(sim.nowMs).toBe(START_MS + 20_000);
  });

  test('what is under way when leadership goes is refused', () => {
    const { sim, store, api } = silent();
    sim.after(500, 'lost', () => store.abandon());
    expect(run(sim, api.createSecret({ Name: 'a', Labels: {}, data: 'x' }))).toMatchObject({
      message: 'rpc error: code = Unknown desc = failed to process the request: node lost leader status',
    });
  });
});
