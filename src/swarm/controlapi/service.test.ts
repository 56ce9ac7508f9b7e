import { describe, expect, test } from 'vitest';
import type { Service, ServiceSpec } from '../../model';
import { isRefusal } from '../../model';
import { networkSpec, newTask, put, serviceSpec, swarmBench } from '../testing/swarm-bench';
import { convertServiceSpec, normaliseServiceSpec } from './service-spec';
import type { ServiceSpecJson } from './service-spec';

const NGINX = 'nginx:latest@sha256:5dd4bb1d6eb05f3745befa88b159960ae64f58bc880b3dd132260684267fec71';

/** What the CLI sends for the create of the transcript, and what a real engine 28.5 printed for it. */
const SENT: ServiceSpecJson = {
  Name: 'web',
  Labels: { a: 'b' },
  TaskTemplate: {
    ContainerSpec: {
      Image: NGINX, Labels: {}, Command: null, Args: [], Hostname: '{{.Node.Hostname}}-{{.Task.Slot}}', Env: ['K=V'],
      Init: false, User: '', TTY: false,
      Mounts: [{ Target: '/data', Source: 'vol', Type: 'volume' }], DNSConfig: {}, Secrets: [], Isolation: '',
    },
    Resources: { Limits: { NanoCPUs: 500_000_000 }, Reservations: { MemoryBytes: 67_108_864 } },
    Placement: { Constraints: ['node.role==manager'], Platforms: [{ Architecture: 'amd64', OS: 'linux' }] },
    ForceUpdate: 0,
  },
  Mode: { Replicated: { Replicas: 1 } },
  EndpointSpec: { Mode: '', Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' }] },
};
const INSPECTED = {
  Spec:
    `{"Name":"web","Labels":{"a":"b"},"TaskTemplate":{"ContainerSpec":{"Image":"${NGINX}",` +
    '"Hostname":"{{.Node.Hostname}}-{{.Task.Slot}}","Env":["K=V"],"Init":false,' +
    '"Mounts":[{"Type":"volume","Source":"vol","Target":"/data"}],"StopGracePeriod":10000000000,"DNSConfig":{},"Isolation":"default"},' +
    '"Resources":{"Limits":{"NanoCPUs":500000000},"Reservations":{"MemoryBytes":67108864}},' +
    '"RestartPolicy":{"Condition":"any","Delay":5000000000,"MaxAttempts":0},' +
    '"Placement":{"Constraints":["node.role==manager"],"Platforms":[{"Architecture":"amd64","OS":"linux"}]},"ForceUpdate":0,"Runtime":"container"},' +
    '"Mode":{"Replicated":{"Replicas":1}},' +
    '"UpdateConfig":{"Parallelism":1,"FailureAction":"pause","Monitor":5000000000,"MaxFailureRatio":0,"Order":"stop-first"},' +
    '"RollbackConfig":{"Parallelism":1,"FailureAction":"pause","Monitor":5000000000,"MaxFailureRatio":0,"Order":"stop-first"},' +
    '"EndpointSpec":{"Mode":"vip","Ports":[{"Protocol":"tcp","TargetPort":80,"PublishedPort":8080,"PublishMode":"ingress"}]}}',
  TaskSpec:
    `{"ContainerSpec":{"Image":"${NGINX}","Hostname":"{{.Node.Hostname}}-{{.Task.Slot}}","Env":["K=V"],"Init":false,` +
    '"Mounts":[{"Type":"volume","Source":"vol","Target":"/data"}],"DNSConfig":{},"Isolation":"default"},' +
    '"Resources":{"Limits":{"NanoCPUs":500000000},"Reservations":{"MemoryBytes":67108864}},' +
    '"Placement":{"Constraints":["node.role==manager"],"Platforms":[{"Architecture":"amd64","OS":"linux"}]},"ForceUpdate":0}',
  Ports: '[{"Protocol":"tcp","TargetPort":80,"PublishedPort":8080,"PublishMode":"ingress"}]',
};

function converted(json: ServiceSpecJson): ServiceSpec {
  const spec = convertServiceSpec(json, () => 'brave_hopper');
  if (isRefusal(spec)) throw new Error(spec.message);
  return spec;
}

const said = (json: ServiceSpecJson): string => {
  const refused = convertServiceSpec({ TaskTemplate: { ContainerSpec: { Image: 'nginx' } }, ...json }, () => 'x');
  return isRefusal(refused) ? `${refused.status} ${refused.message}` : 'accepted';
};

describe('the shape of specs', () => {
  test('the stored task template is what docker inspect prints of a task', () => {
    expect(JSON.stringify(converted(SENT).TaskTemplate)).toBe(INSPECTED.TaskSpec);
  });

  test('inspect with defaults prints what a real engine printed, key by key', () => {
    const made = swarmBench();
    made.addNode('node2');
    made.ok(made.api.createService(converted(SENT)));
    const shown = made.ok(made.api.getService('web', { insertDefaults: true })) as Service;
    expect(JSON.stringify(shown.Spec)).toBe(INSPECTED.Spec);
    expect(JSON.stringify(shown.Endpoint?.Spec)).toBe(`{"Mode":"vip","Ports":${INSPECTED.Ports}}`);
    expect(JSON.stringify(shown.Endpoint?.Ports)).toBe(INSPECTED.Ports);
    expect(shown.Endpoint?.VirtualIPs?.[0]?.Addr).toBe('10.0.0.4/24');
  });

  test('what the client leaves out takes its first meaning, and converting twice changes nothing', () => {
    const spec = converted({ TaskTemplate: { ContainerSpec: { Image: 'nginx' } } });
    expect(spec).toEqual({
      Name: 'brave_hopper', Labels: {}, TaskTemplate: { ContainerSpec: { Image: 'nginx', Isolation: 'default' }, ForceUpdate: 0 },
      Mode: { Replicated: { Replicas: 1 } },
    });
    expect(normaliseServiceSpec(spec)).toEqual(spec);
    expect(normaliseServiceSpec(converted(SENT))).toEqual(converted(SENT));
    expect(converted({ Mode: { ReplicatedJob: { MaxConcurrent: 3 } }, TaskTemplate: { ContainerSpec: { Image: 'x' } } }).Mode).toEqual({
      ReplicatedJob: { MaxConcurrent: 3, TotalCompletions: 3 },
    });
  });

  test('a service without an endpoint shows an empty one', () => {
    const made = swarmBench();
    made.ok(made.api.createService(serviceSpec('plain')));
    expect(JSON.stringify((made.ok(made.api.getService('plain')) as Service).Endpoint)).toBe('{"Spec":{}}');
  });

  test('the daemon refuses words that it does not know, without a gRPC frame', () => {
    expect(said({ EndpointSpec: { Mode: 'round' } })).toBe('400 invalid resolution mode: "round"');
    expect(said({ UpdateConfig: { FailureAction: 'explode' } })).toBe('400 unrecognized update failure action explode');
    expect(said({ RollbackConfig: { Order: 'sideways' } })).toBe('400 unrecognized update order sideways');
    expect(said({ Mode: { Global: {}, Replicated: {} } })).toBe('400 must specify only one service mode');
    expect(said({ TaskTemplate: { ContainerSpec: { Image: 'x' }, RestartPolicy: { Condition: 'sometimes' } } })).toBe(
      '400 invalid RestartCondition: "sometimes"',
    );
    expect(said({ TaskTemplate: { ContainerSpec: { Image: 'x' }, Runtime: 'wasm' } })).toBe('400 unsupported runtime type: "wasm"');
  });
});

describe('creating services', () => {
  test('every offence has the words of SwarmKit', () => {
    const made = swarmBench();
    const refused = (name: string, extra: ServiceSpecJson = {}): string => {
      const { status, message } = made.refusal(made.api.createService(serviceSpec(name, extra)));
      return `${status} ${message.replace('rpc error: code = ', '')}`;
    };
    const container = (spec: NonNullable<NonNullable<ServiceSpecJson['TaskTemplate']>['ContainerSpec']>): ServiceSpecJson => ({
      TaskTemplate: { ContainerSpec: { Image: 'nginx', ...spec } },
    });
    const task = (extra: NonNullable<ServiceSpecJson['TaskTemplate']>): ServiceSpecJson => ({
      TaskTemplate: { ContainerSpec: { Image: 'nginx' }, ...extra },
    });
    expect(refused('bad_name!')).toBe('400 InvalidArgument desc = name must be valid as a DNS name component');
    expect(refused('a'.repeat(64))).toBe('400 InvalidArgument desc = name must be 63 characters or fewer');
    expect(refused('a', container({ Image: '' }))).toBe('400 InvalidArgument desc = ContainerSpec: image reference must be provided');
    expect(refused('a', container({ Image: 'NGINX' }))).toBe('400 InvalidArgument desc = ContainerSpec: "NGINX" is not a valid repository/tag');
    const mounts = ['a', 'b'].map((Source) => ({ Type: 'volume', Source, Target: '/data' }));
    expect(refused('a', container({ Mounts: mounts }))).toBe('400 InvalidArgument desc = ContainerSpec: duplicate mount point: /data');
    expect(refused('a', container({ Healthcheck: { Timeout: 10 } }))).toBe(
      '400 InvalidArgument desc = ContainerSpec: Timeout in HealthConfig cannot be less than 1ms',
    );
    expect(refused('a', task({ Resources: { Limits: { MemoryBytes: 1024 } } }))).toBe(
      '400 InvalidArgument desc = invalid memory value 1024: Must be at least 4MiB',
    );
    expect(refused('a', task({ Resources: { Reservations: { NanoCPUs: 100_000 } } }))).toBe(
      '400 InvalidArgument desc = invalid cpu value 0.0001: Must be at least 0.001',
    );
    expect(refused('a', task({ Resources: { Limits: { NanoCPUs: 10_000 } } }))).toBe(
      '400 InvalidArgument desc = invalid cpu value 1e-05: Must be at least 0.001',
    );
    expect(refused('a', task({ RestartPolicy: { Delay: -1 } }))).toBe('400 InvalidArgument desc = TaskSpec: restart-delay cannot be negative');
    expect(refused('a', task({ Placement: { Constraints: ['node.role=worker'] } }))).toBe(
      '500 Unknown desc = constraint expected one operator from ==, !=',
    );
    for (const Mode of [{ Replicated: { Replicas: 50_001 } }, { ReplicatedJob: { MaxConcurrent: 1e15 } }]) {
      expect(refused('a', { Mode })).toBe('400 InvalidArgument desc = this lab runs at most 50000 tasks of a service at a time');
    }
    expect(refused('a', { UpdateConfig: { MaxFailureRatio: 2 } })).toBe(
      '400 InvalidArgument desc = TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1',
    );
    expect(refused('a', { Mode: { GlobalJob: {} }, UpdateConfig: {} })).toBe('400 InvalidArgument desc = Jobs may not have an update config');
    const port = { Protocol: 'tcp', TargetPort: 80, PublishedPort: 9000, PublishMode: 'ingress' };
    expect(refused('a', { EndpointSpec: { Mode: 'dnsrr', Ports: [port] } })).toBe(
      "400 InvalidArgument desc = EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
    );
    expect(refused('a', { EndpointSpec: { Ports: [port, { ...port, TargetPort: 81 }] } })).toBe(
      '400 InvalidArgument desc = EndpointSpec: duplicate published ports provided',
    );
    const ghost = (name: string) => ({ SecretID: name, SecretName: name, File: { Name: name, UID: '0', GID: '0', Mode: 292 } });
    expect(refused('a', container({ Secrets: [ghost('x'), ghost('y')] }))).toBe('400 InvalidArgument desc = secrets not found: x, y');
    expect(refused('a', container({ Secrets: [ghost('x'), { ...ghost('y'), File: ghost('x').File }] }))).toBe(
      "400 InvalidArgument desc = secret references 'x' and 'y' have a conflicting target: 'x'",
    );
    expect(made.store.count('service')).toBe(0);
  });

  test('names conflict without regard to case', () => {
    const made = swarmBench();
    made.ok(made.api.createService(serviceSpec('web')));
    expect(made.refusal(made.api.createService(serviceSpec('WEB')))).toEqual({
      refused: true,
      status: 409,
      message: 'rpc error: code = AlreadyExists desc = name conflicts with an existing object: service WEB already exists',
    });
  });

  test('ports: ingress against all, host against ingress, host beside host', () => {
    const made = swarmBench();
    const port = (PublishMode: string, PublishedPort = 8080): ServiceSpecJson => ({
      EndpointSpec: { Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort, PublishMode }] },
    });
    const first = made.ok(made.api.createService(serviceSpec('p1', port('ingress'))));
    const text = `rpc error: code = InvalidArgument desc = port '8080' is already in use by service 'p1' (${first.ID}) as an ingress port`;
    expect(made.refusal(made.api.createService(serviceSpec('p2', port('ingress')))).message).toBe(text);
    expect(made.refusal(made.api.createService(serviceSpec('p2', port('host')))).message).toBe(text);
    made.ok(made.api.createService(serviceSpec('h1', port('host', 9090))));
    made.ok(made.api.createService(serviceSpec('h2', port('host', 9090))));
    expect(made.refusal(made.api.createService(serviceSpec('p3', port('ingress', 9090)))).message).toContain('as a host-published port');
  });

  test('without an ingress network nothing is published; nobody joins ingress by name', () => {
    const made = swarmBench();
    const ingress = made.ok(made.api.getNetwork('ingress'));
    const inside = serviceSpec('a', { TaskTemplate: { ContainerSpec: { Image: 'x' }, Networks: [{ Target: ingress.ID }] } });
    expect(made.refusal(made.api.createService(inside)).message).toBe(
      'rpc error: code = InvalidArgument desc = Service cannot be explicitly attached to the ingress network "ingress"',
    );
    made.ok(made.api.removeNetwork('ingress'));
    const spec = serviceSpec('a', { EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 80 }] } });
    expect(made.refusal(made.api.createService(spec)).message).toBe(
      'rpc error: code = FailedPrecondition desc = service needs ingress network, but no ingress network is present',
    );
  });

  test('network names become IDs; local networks are refused, host and bridge mean their mirrors', () => {
    const made = swarmBench();
    const app = made.ok(made.api.createNetwork(networkSpec('app')));
    const resolve = (name: string) => made.api.resolveNetworks(
      serviceSpec('web', { TaskTemplate: { ContainerSpec: { Image: 'x' }, Networks: [{ Target: name }] } }),
      (ref) => (ref === 'host' || ref === 'mine' ? { name: ref, predefined: ref === 'host', dynamic: false } : undefined),
    );
    expect(made.ok(resolve('app')).TaskTemplate.Networks).toEqual([{ Target: app.ID }]);
    expect(made.ok(resolve('host')).TaskTemplate.Networks?.[0]?.Target).toHaveLength(25);
    expect(made.refusal(resolve('nonesuch'))).toMatchObject({ status: 404, message: 'network nonesuch not found' });
    expect(made.refusal(resolve('mine')).message).toBe(
      'The network mine cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.',
    );
  });
});

describe('updating services', () => {
  function withService() {
    const made = swarmBench();
    const service = made.ok(made.api.createService(serviceSpec('web')));
    const now = () => made.store.get('service', service.ID) as Service;
    const update = (spec: ServiceSpec, version = now().Version.Index) => made.api.updateService('web', version, spec);
    const rollback = () => made.api.updateService('web', now().Version.Index, now().Spec, { rollback: 'previous' });
    return { ...made, id: service.ID, now, update, rollback };
  }
  const withImage = (Image: string) => serviceSpec('web', { TaskTemplate: { ContainerSpec: { Image } } });

  test('a stale version is out of sequence', () => {
    const { now, ok, refusal, update } = withService();
    const stale = now().Version.Index;
    ok(update(withImage('nginx:2')));
    expect(refusal(update(withImage('nginx:3'), stale))).toMatchObject({
      status: 500, message: 'rpc error: code = Unknown desc = update out of sequence',
    });
  });

  test('any update makes the present spec the previous one and clears the status', () => {
    const { id, now, ok, update, store, wait } = withService();
    store.update('status', (tx) => tx.update('service', id, { ...now(), UpdateStatus: { State: 'completed', Message: 'update completed' } }));
    wait(10);
    const version = now().Version.Index;
    ok(update(withImage('nginx:2')));
    expect(now()).toMatchObject({ specVersion: version, previousSpecVersion: 0 });
    expect(now()).toMatchObject({ PreviousSpec: withImage('nginx:latest'), Spec: withImage('nginx:2') });
    expect(now().UpdateStatus).toBeUndefined();
  });

  test('rolling back swaps spec and version, twice is there and back', () => {
    const { now, ok, refusal, update, rollback, id } = withService();
    expect(refusal(rollback())).toMatchObject({
      status: 400, message: `rpc error: code = FailedPrecondition desc = service ${id} does not have a previous spec`,
    });
    ok(update(withImage('nginx:2')));
    const version = now().specVersion;
    ok(rollback());
    expect(now()).toMatchObject({ specVersion: 0, Spec: withImage('nginx:latest') });
    expect(now().UpdateStatus).toMatchObject({ State: 'rollback_started', Message: 'manually requested rollback' });
    ok(rollback());
    expect(now()).toMatchObject({ specVersion: version, Spec: withImage('nginx:2') });
  });

  test('mode and name are for ever; a job runs again with each update', () => {
    const { ok, refusal, update, api, store } = withService();
    expect(refusal(update(serviceSpec('web', { Mode: { Global: {} } })))).toMatchObject({
      status: 501, message: 'rpc error: code = Unimplemented desc = service mode change is not allowed',
    });
    expect(refusal(update(serviceSpec('web2'))).message).toBe('rpc error: code = Unimplemented desc = renaming services is not supported');
    const job = ok(api.createService(serviceSpec('once', { Mode: { ReplicatedJob: {} } })));
    expect(store.get('service', job.ID)?.JobStatus?.JobIteration.Index).toBe(0);
    ok(api.updateService('once', job.Version.Index, job.Spec));
    expect(store.get('service', job.ID)?.JobStatus?.JobIteration.Index).toBe(1);
  });
});

describe('reading services', () => {
  test('an ID, then a name, then a prefix; several prefixes are ambiguous', () => {
    const made = swarmBench();
    const web = made.ok(made.api.createService(serviceSpec('web')));
    expect(made.ok(made.api.getService(web.ID)).ID).toBe(web.ID);
    expect(made.ok(made.api.getService(web.ID.slice(0, 12))).ID).toBe(web.ID);
    made.ok(made.api.createService(serviceSpec('other')));
    expect(made.refusal(made.api.getService(''))).toMatchObject({ status: 400, message: 'service  is ambiguous (2 matches found)' });
    expect(made.refusal(made.api.getService('nonesuch'))).toMatchObject({ status: 404, message: 'service nonesuch not found' });
  });

  test('filters: name prefixes, labels, modes; unknown ones are refused', () => {
    const made = swarmBench();
    made.ok(made.api.createService({ ...serviceSpec('web'), Labels: { tier: 'front' } }));
    made.ok(made.api.createService(serviceSpec('agent', { Mode: { Global: {} } })));
    const names = (filters: Record<string, string[]>) => made.ok(made.api.listServices(filters)).map((service) => service.Spec.Name);
    expect(names({ name: ['we'] })).toEqual(['web']);
    expect(names({ label: ['tier=front'] })).toEqual(['web']);
    expect(names({ label: ['tier=back'] })).toEqual([]);
    expect(names({ mode: ['global'] })).toEqual(['agent']);
    expect(made.refusal(made.api.listServices({ bogus: ['1'] }))).toMatchObject({ status: 400, message: "invalid filter 'bogus'" });
  });

  test('running counts what is observed, desired what is wanted, jobs what is done', () => {
    const made = swarmBench();
    const web = made.ok(made.api.createService(serviceSpec('web', { Mode: { Replicated: { Replicas: 3 } } })));
    const agent = made.ok(made.api.createService(serviceSpec('agent', { Mode: { Global: {} } })));
    const job = made.ok(made.api.createService(serviceSpec('job', { Mode: { GlobalJob: {} } })));
    const having = (State: 'running' | 'complete' | 'pending', DesiredState: 'running' | 'shutdown' | 'complete', JobIteration?: { Index: number }) =>
      ({ Status: { Timestamp: 0, State, Message: '' }, DesiredState, ...(JobIteration ? { JobIteration } : {}) }) as const;
    put(made, newTask('w1', web, 1, having('running', 'running')), newTask('w2', web, 2, having('running', 'shutdown')));
    put(made, newTask('a1', agent, 0, having('pending', 'running')), newTask('a2', agent, 0, having('running', 'shutdown')));
    put(made, newTask('j0', job, 0, having('complete', 'complete', { Index: 7 })));
    put(made, newTask('j1', job, 0, having('complete', 'complete', { Index: 0 })));
    put(made, newTask('j2', job, 0, having('running', 'complete', { Index: 0 })));
    const statuses = made.ok(made.api.listServices({}, { status: true })).map((service) => [service.Spec.Name, service.ServiceStatus]);
    expect(Object.fromEntries(statuses)).toEqual({
      web: { RunningTasks: 2, DesiredTasks: 3, CompletedTasks: 0 },
      agent: { RunningTasks: 1, DesiredTasks: 1, CompletedTasks: 0 },
      job: { RunningTasks: 1, DesiredTasks: 1, CompletedTasks: 1 },
    });
  });

  test('tasks are found by the names of their services and nodes, and attachments are hidden', () => {
    const made = swarmBench();
    const web = made.ok(made.api.createService(serviceSpec('web')));
    put(made, newTask('t1', web, 1, { NodeID: made.managerId }), newTask('t2', web, 2, { DesiredState: 'shutdown' }));
    made.ok(made.api.createNetwork(networkSpec('open', { Attachable: true })));
    made.ok(made.api.attachNetwork({ nodeId: made.managerId, network: 'open', containerId: 'c' }));
    const ids = (filters: Record<string, string[]>) => made.ok(made.api.listTasks(filters)).map((task) => task.ID);
    expect(ids({})).toEqual(['t1', 't2']);
    expect(ids({ service: ['web'], 'desired-state': ['running'] })).toEqual(['t1']);
    expect(ids({ node: ['node1'] })).toEqual(['t1']);
    expect(ids({ name: ['web.2'] })).toEqual(['t2']);
    expect(ids({ '_up-to-date': ['true'] })).toEqual(['t1', 't2']);
    expect(made.refusal(made.api.listTasks({ 'desired-state': ['lazy'] })).message).toBe("Invalid desired-state filter: 'lazy'");
    expect(made.refusal(made.api.listTasks({ service: ['nope'] })).message).toBe('service nope not found');
  });
});
