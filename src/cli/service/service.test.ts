/** `docker service` against canned answers; expected texts are those of docker 28.2.2 and of recorded transcripts. */
import { describe, expect, test } from 'vitest';
import { refusal, runDocker, type Asked } from '../_testing';

const DIGEST = `sha256:${'5d'.repeat(32)}`;
const distribution = { Descriptor: { mediaType: 'x', digest: DIGEST, size: 1 }, Platforms: [{ architecture: 'amd64', os: 'linux' }] };
const create = { 'POST /services/create': { ID: 'k8yuyifv6fvv8mj1x1voussej' }, 'GET /distribution/nginx:latest/json': distribution };

function sent(argv: string, routes: object = {}): unknown {
  const run = runDocker(argv, { ...create, ...(routes as Record<string, object>) });
  expect(run.stderr).toBe('');
  return run.asked.find((asked: Asked) => asked.method === 'POST')?.body;
}

describe('service create', () => {
  test('sends the smallest spec with the image pinned', () => {
    expect(sent('service create -d --name web nginx')).toEqual({
      Name: 'web',
      Labels: {},
      TaskTemplate: {
        ContainerSpec: { Image: `nginx:latest@${DIGEST}`, Init: false, DNSConfig: {} },
        Resources: { Limits: {}, Reservations: {} },
        Placement: { Platforms: [{ Architecture: 'amd64', OS: 'linux' }] },
        ForceUpdate: 0,
      },
      Mode: { Replicated: {} },
      EndpointSpec: { Mode: 'vip' },
    });
  });

  test('turns flags into the spec', () => {
    const argv =
      'service create -d --replicas 3 -p 8080:80 --publish mode=host,published=90,target=91,protocol=udp --label a=b --env K=V ' +
      '--mount type=volume,source=vol,target=/data ' +
      '--limit-cpu .5 --reserve-memory 64m --constraint node.role==manager --placement-pref spread=node.labels.zone --update-delay 10s ' +
      '--restart-delay 1s --restart-max-attempts 2 ' +
      '--health-cmd true --health-interval 5s --stop-grace-period 3s --replicas-max-per-node 2 nginx sh -c x';
    expect(sent(argv)).toMatchObject({
      Labels: { a: 'b' },
      Mode: { Replicated: { Replicas: 3 } },
      TaskTemplate: {
        ContainerSpec: {
          Args: ['sh', '-c', 'x'],
          Env: ['K=V'],
          Mounts: [{ Type: 'volume', Source: 'vol', Target: '/data' }],
          Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5e9 },
          StopGracePeriod: 3e9,
        },
        Resources: { Limits: { NanoCPUs: 5e8 }, Reservations: { MemoryBytes: 67108864 } },
        Placement: { Constraints: ['node.role==manager'], Preferences: [{ Spread: { SpreadDescriptor: 'node.labels.zone' } }], MaxReplicas: 2 },
        RestartPolicy: { Condition: 'any', Delay: 1e9, MaxAttempts: 2 },
      },
      UpdateConfig: { Parallelism: 1, Delay: 1e10, FailureAction: 'pause', Monitor: 5e9, MaxFailureRatio: 0, Order: 'stop-first' },
      EndpointSpec: {
        Mode: 'vip',
        Ports: [
          { Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' },
          { Protocol: 'udp', TargetPort: 91, PublishedPort: 90, PublishMode: 'host' },
        ],
      },
    });
  });

  test('warns where the registry does not know the image', () => {
    const run = runDocker(['service', 'create', '-d', 'nonesuch:1'], {
      'POST /services/create': { ID: 'abc' },
      'GET /distribution/nonesuch:1/json': refusal(404, 'no'),
    });
    expect(run.stdout).toBe('abc\n');
    expect(run.stderr).toBe(
      'image nonesuch:1 could not be accessed on a registry to record\nits digest. Each node will access nonesuch:1 independently,\n' +
        'possibly leading to different nodes running different\nversions of the image.\n\n',
    );
  });

  const use = 'Usage:  docker service create [OPTIONS] IMAGE [COMMAND] [ARG...]';
  const flagError = (reason: string) => [125, `${reason}\n\n${use}\n\nRun 'docker service create --help' for more information\n`] as const;
  test.each([
    [
      'service create',
      1,
      `docker: 'docker service create' requires at least 1 argument\n\n${use}\n\nSee 'docker service create --help' for more information\n`,
    ],
    [
      'service create --replicas -1 nginx',
      ...flagError('invalid argument "-1" for "--replicas" flag: strconv.ParseUint: parsing "-1": invalid syntax'),
    ],
    ['service create --publish 80:80:80 nginx', ...flagError('invalid argument "80:80:80" for "-p, --publish" flag: invalid IP address: 80')],
    ['service create --no-such-flag nginx', ...flagError('unknown flag: --no-such-flag')],
    ['service create --replicas 2 --mode global nginx', 1, 'replicas can only be used with replicated or replicated-job mode\n'],
    ['service create --mode whatever nginx', 1, 'Unknown mode: whatever, only replicated and global supported\n'],
    ['service create --secret nonesuch nginx', 1, 'secret not found: nonesuch\n'],
    ['service create --network nonesuch nginx', 1, 'Error response from daemon: network nonesuch not found\n'],
    [
      'service frobnicate',
      1,
      "docker: unknown command: docker service frobnicate\n\nUsage:  docker service\n\nRun 'docker service --help' for more information\n",
    ],
  ])('refuses: docker %s', (line, code, stderr) => {
    const run = runDocker(line, { ...create, 'GET /secrets': [], 'GET /networks/nonesuch': refusal(404, 'network nonesuch not found') });
    expect([run.code, run.stdout, run.stderr]).toEqual([code, '', stderr]);
  });
});

const at = (secondsAgo: number) => new Date(1_735_787_045_000 - secondsAgo * 1000).toISOString();
const meta = (ID: string) => ({ ID, Version: { Index: 17 }, CreatedAt: at(100), UpdatedAt: at(90) });
const web = {
  ...meta('uc561whors6qxydath4hakwwi'),
  Spec: {
    Name: 'web',
    Labels: { tier: 'front' },
    TaskTemplate: { ContainerSpec: { Image: `nginx:1.25@${DIGEST}`, Env: ['K=V'], Init: false }, Resources: {}, Placement: {}, ForceUpdate: 0 },
    Mode: { Replicated: { Replicas: 2 } },
    EndpointSpec: { Mode: 'vip', Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 80, PublishMode: 'ingress' }] },
  },
  Endpoint: {
    Spec: {},
    Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 80, PublishMode: 'ingress' }],
    VirtualIPs: [{ NetworkID: 'n', Addr: '10.0.0.3/24' }],
  },
  ServiceStatus: { RunningTasks: 2, DesiredTasks: 2, CompletedTasks: 0 },
};
const task = (ID: string, slot: number, state: string, desired: string, secondsAgo: number, extra: object = {}) => ({
  ...meta(ID),
  CreatedAt: at(secondsAgo),
  Spec: web.Spec.TaskTemplate,
  ServiceID: web.ID,
  Slot: slot,
  NodeID: 'node1id00000000000000000x',
  Status: { Timestamp: at(secondsAgo), State: state, PortStatus: {}, ...extra },
  DesiredState: desired,
});
const node = {
  ...meta('node1id00000000000000000x'),
  Spec: { Labels: {}, Role: 'manager', Availability: 'active' },
  Description: { Hostname: 'node1' },
  Status: { State: 'ready' },
};
const routes = {
  'GET /services': [web],
  'GET /services/web': web,
  [`GET /services/${web.ID}`]: web,
  'GET /nodes': [node],
  [`GET /nodes/${node.ID}`]: node,
};

describe('lists and inspect', () => {
  test('service ls', () => {
    expect(runDocker(['service', 'ls'], routes).stdout).toBe(
      'ID             NAME      MODE         REPLICAS   IMAGE        PORTS\n' +
        'uc561whors6q   web       replicated   2/2        nginx:1.25   *:80->80/tcp\n',
    );
  });

  test('service ps indents the former tasks of a slot and quotes errors', () => {
    const tasks = [
      task('t1old0000000000000000000x', 1, 'failed', 'shutdown', 150, { Err: 'task: non-zero exit (1): something long' }),
      task('t1aaaaaaaaaaaaaaaaaaaaaax', 1, 'running', 'running', 130),
    ];
    expect(runDocker(['service', 'ps', 'web'], { ...routes, 'GET /tasks': tasks }).stdout).toBe(
      [
        'ID             NAME        IMAGE        NODE      DESIRED STATE   CURRENT STATE           ERROR                              PORTS',
        't1aaaaaaaaaa   web.1       nginx:1.25   node1     Running         Running 2 minutes ago                                      ',
        't1old0000000    \\_ web.1   nginx:1.25   node1     Shutdown        Failed 2 minutes ago    "task: non-zero exit (1): some…"   ',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [
      'service ps web --format {{.Nope}}',
      1,
      '',
      'template parsing error: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *task.taskContext\n',
    ],
    ['service ps nonesuch', 1, '', 'no such service: nonesuch\n'],
    ['service inspect nonesuch', 1, '[]\n', 'Error: no such service: nonesuch\n'],
    [
      'service inspect web -f {{.Nope}}',
      1,
      '\n',
      'template parsing error: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type swarm.Service\n',
    ],
    ['service inspect web -f {{', 1, '', 'template parsing error: template: :1: unclosed action\n'],
    [
      'service inspect web -f {{.UpdateStatus.State}}',
      1,
      '\n',
      'template parsing error: template: :1:15: executing "" at <.UpdateStatus.State>: nil pointer evaluating *swarm.UpdateStatus.State\n',
    ],
    ['service inspect web -f {{json .Spec.Mode}}', 0, '{"Replicated":{"Replicas":2}}\n', ''],
    [
      'service inspect web -f {{.Spec.Mode.Replicated.Replicas}},{{len .Endpoint.Ports}},{{.CreatedAt}}',
      0,
      '2,1,2025-01-02 03:02:25 +0000 UTC\n',
      '',
    ],
    ['service logs nonesuch', 1, '', 'no such task or service: nonesuch\n'],
    [
      'service scale web',
      1,
      '',
      "invalid scale specifier 'web'.\nSee 'docker service scale --help'.\n\n" +
        'Usage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\nScale one or multiple replicated services\n',
    ],
    ['service scale web=abc', 1, '', 'web: invalid replicas value abc: strconv.ParseUint: parsing "abc": invalid syntax\n'],
  ])('docker %s', (line, code, stdout, stderr) => {
    const run = runDocker(line.replace(/-f (.*)/, "-f '$1'"), {
      ...routes,
      'GET /services/nonesuch': refusal(404, 'service nonesuch not found'),
      'GET /tasks/nonesuch': refusal(404, 'task nonesuch not found'),
      'GET /tasks': [task('t1aaaaaaaaaaaaaaaaaaaaaax', 1, 'running', 'running', 130)],
    });
    expect([run.code, run.stdout, run.stderr]).toEqual([code, stdout, stderr]);
  });

  test('service inspect --pretty', () => {
    const spec = {
      ...web.Spec,
      UpdateConfig: { Parallelism: 1, Delay: 1e10, FailureAction: 'pause', Monitor: 5e9, MaxFailureRatio: 0, Order: 'stop-first' },
    };
    const run = runDocker(['service', 'inspect', '--pretty', 'web'], { 'GET /services/web': { ...web, Spec: spec } });
    expect(run.stdout).toBe(`
ID:\t\tuc561whors6qxydath4hakwwi
Name:\t\tweb
Labels:
 tier=front
Service Mode:\tReplicated
 Replicas:\t2
Placement:
UpdateConfig:
 Parallelism:\t1
 Delay:\t\t10s
 On failure:\tpause
 Monitoring Period: 5s
 Max failure ratio: 0
 Update order:      stop-first
ContainerSpec:
 Image:\t\tnginx:1.25@${DIGEST}
 Env:\t\tK=V${' '}
 Init:\t\tfalse
Resources:
Endpoint Mode:\tvip
Ports:
 PublishedPort = 80
  Protocol = tcp
  TargetPort = 80
  PublishMode = ingress${' '}

`);
  });
});

describe('service update', () => {
  const update = (argv: string, service: object = web) => {
    const run = runDocker(argv, { ...routes, 'GET /services/web': service, [`POST /services/${web.ID}/update`]: {} });
    return { run, body: run.asked.find((asked) => asked.method === 'POST')?.body as typeof web.Spec | undefined };
  };

  test('changes what is given and nothing else', () => {
    const { run, body } = update(
      'service update -d --env-add A=1 --env-rm K --label-rm tier --limit-cpu 1 --publish-rm 80 --publish-add 81:80 ' +
        '--constraint-add b==1 --constraint-add a==1 --force web',
    );
    expect(run.stdout).toBe('web\n');
    expect(run.asked.at(-1)?.query).toEqual({ version: '17', registryAuthFrom: 'spec' });
    expect(body).toEqual({
      ...web.Spec,
      Labels: {},
      TaskTemplate: {
        ContainerSpec: { Image: `nginx:1.25@${DIGEST}`, Env: ['A=1'], Init: false },
        Resources: { Limits: { NanoCPUs: 1e9 }, Reservations: {} },
        Placement: { Constraints: ['a==1', 'b==1'] },
        ForceUpdate: 1,
      },
      EndpointSpec: { Mode: 'vip', Ports: [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 81, PublishMode: 'ingress' }] },
    });
  });

  test('what is dropped goes first, so a key that is dropped and added stays', () => {
    const { body } = update(
      'service update -d --env-rm K --env-add K=2 --label-rm a --label-add a=1 --sysctl-rm x --sysctl-add x=1 ' +
        '--ulimit-rm nofile --ulimit-add nofile=5 --host-rm db --host-add db:10.0.0.1 --group-add b --group-add b web',
    );
    expect(body?.Labels).toMatchObject({ a: '1' });
    expect(body?.TaskTemplate.ContainerSpec).toMatchObject({
      Env: ['K=2'],
      Sysctls: { x: '1' },
      Ulimits: [{ Name: 'nofile', Soft: 5, Hard: 5 }],
      Hosts: ['10.0.0.1 db'],
      Groups: ['b', 'b'],
    });
  });

  test('--health-start-interval alone changes nothing, as in client 28.2', () => {
    expect(update('service update -d --health-start-interval 1s web').body).toEqual(web.Spec);
  });

  test('rollback stands alone', () => {
    expect(update('service update --rollback --force web').run.stderr).toBe('other flags may not be combined with --rollback\n');
    expect(update('service update -d --rollback web').run.asked.at(-1)?.query).toEqual({
      version: '17',
      registryAuthFrom: 'spec',
      rollback: 'previous',
    });
  });

  test('replicas need a replicated service', () => {
    expect(update('service update --replicas 3 web', { ...web, Spec: { ...web.Spec, Mode: { Global: {} } } }).run.stderr).toBe(
      'replicas can only be used with replicated mode\n',
    );
  });
});

describe('waiting for convergence', () => {
  const running = [task('t1', 1, 'running', 'running', 1), task('t2', 2, 'running', 'running', 1)];

  test('a pipe gets every line that has no bar, at every look', () => {
    let looks = 0;
    const run = runDocker(['service', 'create', 'nginx'], {
      ...create,
      'GET /services/k8yuyifv6fvv8mj1x1voussej': web,
      'GET /tasks': () => (looks++ < 2 ? [] : running),
      'GET /nodes': [node],
    });
    const lines = run.stdout.split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'k8yuyifv6fvv8mj1x1voussej',
      'overall progress: 0 out of 2 tasks',
      '1/2:  ',
      '2/2:  ',
      'overall progress: 0 out of 2 tasks',
      'overall progress: 0 out of 2 tasks',
      'overall progress: 2 out of 2 tasks',
    ]);
    expect(lines.filter((line) => line === 'verify: Waiting 5 seconds to verify that tasks are stable...')).toHaveLength(5);
    expect(lines.at(-2)).toBe('verify: Service k8yuyifv6fvv8mj1x1voussej converged');
    expect(run.code).toBe(0);
    expect(run.ms).toBe(5401);
  });

  test('a paused update ends with its message', () => {
    const paused = { ...web, UpdateStatus: { State: 'paused', Message: 'update paused due to failure' } };
    const run = runDocker(['service', 'rollback', 'web'], { 'GET /services/web': paused, [`POST /services/${web.ID}/update`]: {} });
    expect([run.code, run.stdout, run.stderr]).toEqual([1, 'web\n', 'service update paused: update paused due to failure\n']);
  });
});
