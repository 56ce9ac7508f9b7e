/** The Engine API asked raw, as an SDK or curl would: statuses, heads and refusals as real Docker 28.5 gave them, and storms of nonsense. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { HttpResponse } from '../os';
import { readAll } from '../os';
import { Random, sleep, spawn } from '../sim';
import { startWorld } from '../session/start-world';
import type { StartedWorld } from '../session/start-world';

let world: StartedWorld;

function open(machines = 1): StartedWorld {
  const names = Array.from({ length: machines }, (_, i) => ({ name: `node${i + 1}`, platform: 'linux' as const }));
  return startWorld({ lab: 'playground', seed: 9, startMs: Date.UTC(2026, 0, 5, 9), machines: names });
}

beforeEach(() => {
  world = open();
});

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  json: unknown;
}

/** One request to a machine, answered whole; `undefined` when it goes on for longer than virtual `limitMs`. */
function ask(method: string, path: string, body?: unknown, { headers = {}, on = 'node1', limitMs = 60_000 } = {}): Answer | undefined {
  const machine = world.machine(on);
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const fiber = spawn(machine.sim, 'test.ask', (function* () {
    const result = yield* machine.net.httpUnix('/var/run/docker.sock', { method, path, headers: { ...(text === '' ? {} : { 'content-type': 'application/json' }), ...headers }, body: text });
    if (!result.ok) return undefined;
    const response: HttpResponse = result.value;
    const read = typeof response.body === 'string' ? response.body : (yield* readAll(response.body as never)).text;
    return { response, read };
  })());
  const untilMs = machine.sim.nowMs + limitMs;
  while (!fiber.done && machine.sim.nowMs < untilMs && machine.sim.step());
  if (fiber.outcome?.kind !== 'returned' || !fiber.outcome.value) {
    fiber.cancel();
    return undefined;
  }
  const { response, read } = fiber.outcome.value;
  let json: unknown;
  try {
    json = JSON.parse(read);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text: read, json };
}

const message = (answer: Answer | undefined) => [answer?.status, (answer?.json as { message?: string } | undefined)?.message];

function withContainer(more: object = {}): void {
  ask('POST', '/images/create?fromImage=alpine&tag=latest');
  expect(ask('POST', '/containers/create?name=c1', { Image: 'alpine', Cmd: ['sleep', '1000'], ...more })?.status).toBe(201);
}

function settle(ms: number): void {
  const { sim } = world.world;
  spawn(sim, 'test.wait', sleep(sim, ms));
  sim.runUntil(sim.nowMs + ms);
}

describe('the router', () => {
  test('answers of routes name the server, refusals of the router do not', () => {
    expect(ask('GET', '/info')?.headers).toMatchObject({ 'api-version': '1.51', 'docker-experimental': 'false', ostype: 'linux', server: expect.stringMatching(/^Docker\/28\.5/) });
    const nowhere = ask('GET', '/nope');
    expect(message(nowhere)).toEqual([404, 'page not found']);
    expect(nowhere?.headers).toEqual({ 'content-type': 'application/json' });
  });

  test('a method that a path does not have is a page that is not there', () => {
    expect(message(ask('PUT', '/info'))).toEqual([404, 'page not found']);
    expect(ask('HEAD', '/info')?.status).toBe(404);
    expect(ask('OPTIONS', '/info')?.status).toBe(200);
  });

  test('double slashes are sent to the clean path', () => {
    expect(ask('GET', '/v1.51/containers//json?all=1')).toMatchObject({ status: 301, headers: { location: '/v1.51/containers/json?all=1' } });
  });

  test('versions beyond the known are refused; very old clients in plain text', () => {
    expect(message(ask('GET', '/v1.99/version'))).toEqual([400, 'client version 1.99 is too new. Maximum supported API version is 1.51']);
    expect(ask('GET', '/v1.10/version')).toMatchObject({ status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, text: expect.stringContaining('client version 1.10 is too old.') });
  });
});

describe('bodies', () => {
  test('must say that they are JSON, when they say anything', () => {
    expect(message(ask('POST', '/containers/create', { Image: 'alpine' }, { headers: { 'content-type': 'text/plain' } }))).toEqual([400, "unsupported Content-Type header (text/plain): must be 'application/json'"]);
    expect(message(ask('POST', '/volumes/create', { Name: 'vol' }, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }))?.[0]).toBe(400);
  });

  test('nothing at all counts as an empty request, but for a new container', () => {
    expect(ask('POST', '/volumes/create')).toMatchObject({ status: 201, json: { Driver: 'local', Labels: { 'com.docker.volume.anonymous': '' } } });
    expect(message(ask('POST', '/networks/create'))).toEqual([400, 'invalid name: name is empty']);
    expect(message(ask('POST', '/containers/create'))).toEqual([400, 'invalid JSON: got EOF while reading request body']);
    expect(message(ask('POST', '/containers/create', 'null'))).toEqual([400, 'config cannot be empty in order to create a container']);
  });
});

describe('parameters', () => {
  test('that are no numbers are refused as Go does it', () => {
    withContainer();
    expect(message(ask('GET', '/containers/json?limit=abc'))).toEqual([500, 'strconv.Atoi: parsing "abc": invalid syntax']);
    expect(message(ask('GET', '/events?since=x'))).toEqual([500, 'strconv.ParseInt: parsing "x": invalid syntax']);
    expect(message(ask('GET', '/containers/c1/logs?stdout=1&since=abc'))).toEqual([500, 'strconv.ParseInt: parsing "abc": invalid syntax']);
    expect(message(ask('POST', '/containers/c1/stop?t=abc'))).toEqual([500, 'strconv.Atoi: parsing "abc": invalid syntax']);
    expect(message(ask('POST', '/containers/c1/resize?h=abc&w=1'))).toEqual([400, 'invalid resize height "abc": invalid syntax']);
  });
});

describe('containers', () => {
  test('started or stopped twice are not modified', () => {
    withContainer();
    expect(['start', 'start', 'stop?t=0', 'stop?t=0'].map((verb) => ask('POST', `/containers/c1/${verb}`)?.status)).toEqual([204, 304, 204, 304]);
  });

  test('keep what was asked for and take null for the rest', () => {
    withContainer({ ExposedPorts: { '80/tcp': {} }, HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '8099' }] } } });
    const { HostConfig, Config } = ask('GET', '/containers/c1/json')?.json as { HostConfig: Record<string, unknown>; Config: object };
    expect(HostConfig).toMatchObject({ PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8099' }] }, Dns: null, Devices: null, Ulimits: null, NetworkMode: 'bridge' });
    expect(Object.keys(Config)).toEqual([
      'Hostname', 'Domainname', 'User', 'AttachStdin', 'AttachStdout', 'AttachStderr', 'ExposedPorts', 'Tty', 'OpenStdin', 'StdinOnce', 'Env', 'Cmd', 'Image', 'Volumes', 'WorkingDir', 'Entrypoint', 'OnBuild', 'Labels',
    ]);
    ask('POST', '/containers/c1/start');
    expect((ask('GET', '/containers/json')?.json as { Ports: object[] }[])[0]?.Ports).toEqual([
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8099, Type: 'tcp' }, { IP: '::', PrivatePort: 80, PublicPort: 8099, Type: 'tcp' },
    ]);
  });

  test('an exec as nobody known is refused when it is made; run twice it says so to whoever is attached', () => {
    withContainer();
    ask('POST', '/containers/c1/start');
    expect(message(ask('POST', '/containers/c1/exec', { Cmd: ['id'], User: 'nosuch' }))).toEqual([400, 'unable to find user nosuch: no matching entries in passwd file']);
    const { Id } = ask('POST', '/containers/c1/exec', { Cmd: ['echo', 'hi'], AttachStdout: true })?.json as { Id: string };
    expect(ask('POST', `/exec/${Id}/start`, {})).toMatchObject({ status: 200, headers: { 'content-type': 'application/vnd.docker.raw-stream' }, text: '\x01\0\0\0\0\0\0\x03hi\n' });
    expect(ask('POST', `/exec/${Id}/start`, {})?.text).toContain(`exec command ${Id} has already run\r\n`);
    expect(message(ask('POST', `/exec/${Id}/start`, { Detach: true }))).toEqual([409, `exec command ${Id} has already run`]);
  });

  test('frames have a type of their own since API 1.42', () => {
    withContainer({ Cmd: ['echo', 'x'] });
    ask('POST', '/containers/c1/start');
    settle(2000);
    expect(ask('GET', '/v1.51/containers/c1/logs?stdout=1')?.headers['content-type']).toBe('application/vnd.docker.multiplexed-stream');
    expect(ask('GET', '/v1.41/containers/c1/logs?stdout=1')?.headers['content-type']).toBe('application/vnd.docker.raw-stream');
  });

  test('a path of a container is told by its own name, its links not followed', () => {
    withContainer();
    ask('POST', '/containers/c1/start');
    ask('POST', '/containers/c1/exec', {});
    const { Id } = ask('POST', '/containers/c1/exec', { Cmd: ['sh', '-c', 'echo hi > /tmp/a; ln -s a /tmp/l'] })?.json as { Id: string };
    ask('POST', `/exec/${Id}/start`, {});
    const stat = ask('HEAD', '/containers/c1/archive?path=/tmp/l')?.headers['x-docker-container-path-stat'] ?? '';
    expect(JSON.parse(Buffer.from(stat, 'base64').toString())).toMatchObject({ name: 'l', mode: 134218239, linkTarget: '/tmp/a' });
    expect(message(ask('GET', '/containers/c1/archive?path=/tmp/a/'))).toEqual([500, 'lstat /tmp/a/: not a directory']);
    expect(message(ask('GET', '/containers/c1/archive'))).toEqual([400, 'bad parameter: pathcannot be empty']);
    expect(ask('GET', '/containers/c1/archive?path=/tmp/.')?.text.slice(0, 3)).toBe('./\0');
    expect(message(ask('PUT', '/containers/c1/archive?path=/tmp', 'garbage', { headers: { 'content-type': 'application/x-tar' } }))).toEqual([500, 'unexpected EOF']);
  });
});

describe('images', () => {
  test('say less of their configuration since API 1.50', () => {
    withContainer();
    const keys = (version: string) => Object.keys((ask('GET', `/v${version}/images/alpine/json`)?.json as { Config: object }).Config);
    expect(keys('1.51')).toEqual(['Cmd', 'Entrypoint', 'Env', 'Labels', 'OnBuild', 'User', 'Volumes', 'WorkingDir']);
    expect(keys('1.44')).toContain('Hostname');
  });
});

describe('a swarm', () => {
  test('needs an address to listen on', () => {
    expect(message(ask('POST', '/swarm/init', {}))).toEqual([400, 'invalid ListenAddr "": invalid empty address']);
  });

  test('lists its networks as it knows them, a new service has no warnings', () => {
    ask('POST', '/swarm/init', { ListenAddr: '0.0.0.0:2377', AdvertiseAddr: 'eth0' });
    settle(2000);
    const ingress = (ask('GET', '/networks')?.json as { Name: string }[]).find((one) => one.Name === 'ingress');
    expect(ingress).toMatchObject({ Containers: null, Labels: null });
    expect(ask('POST', '/services/create', { Name: 'web', TaskTemplate: { ContainerSpec: { Image: 'alpine' } } })?.json).toEqual({ ID: expect.any(String), Warnings: null });
    expect(message(ask('POST', '/services/create', { Name: 'x', TaskTemplate: { ContainerSpec: { Image: 'alpine' }, Networks: [{ Target: 'nope' }] } }))).toEqual([500, 'network nope not found']);
    expect(message(ask('GET', '/services/web/logs'))).toEqual([500, 'Bad parameters: you must choose at least one stream']);
  });
});

describe('nonsense', () => {
  const PATHS = [
    'GET /containers/json', 'POST /containers/create', 'GET /containers/NAME/json', 'POST /containers/NAME/start', 'POST /containers/NAME/stop', 'POST /containers/NAME/kill', 'POST /containers/NAME/wait', 'POST /containers/NAME/update',
    'POST /containers/NAME/rename', 'POST /containers/NAME/attach', 'POST /containers/NAME/exec', 'POST /exec/NAME/start', 'POST /exec/NAME/resize', 'GET /exec/NAME/json', 'GET /containers/NAME/logs', 'GET /containers/NAME/archive', 'PUT /containers/NAME/archive',
    'GET /containers/NAME/export', 'GET /containers/NAME/stats', 'GET /containers/NAME/top', 'DELETE /containers/NAME', 'POST /containers/prune', 'GET /images/json', 'POST /images/create', 'GET /images/NAME/json', 'DELETE /images/NAME', 'POST /images/NAME/tag', 'POST /commit',
    'GET /networks', 'POST /networks/create', 'GET /networks/NAME', 'POST /networks/NAME/connect', 'POST /networks/NAME/disconnect', 'DELETE /networks/NAME', 'GET /volumes', 'POST /volumes/create', 'DELETE /volumes/NAME', 'GET /events', 'GET /info', 'GET /system/df',
    'POST /swarm/init', 'POST /swarm/join', 'POST /swarm/leave', 'POST /swarm/update', 'POST /swarm/unlock', 'GET /nodes', 'POST /nodes/NAME/update', 'GET /services', 'POST /services/create', 'POST /services/NAME/update', 'GET /services/NAME/logs', 'DELETE /services/NAME',
    'GET /tasks', 'GET /tasks/NAME/logs', 'POST /secrets/create', 'POST /secrets/NAME/update', 'POST /configs/create', 'GET /distribution/NAME/json',
  ];
  const NAMES = ['c1', 'web', 'alpine', 'bridge', 'ingress', 'nope', 'node1', '%00', '..', '%2F', 'a%20b', 'x'.repeat(300), 'é'];
  const PARAMETERS = ['name', 'filters', 'limit', 't', 'signal', 'stdout', 'since', 'until', 'tail', 'version', 'rollback', 'force', 'path', 'h', 'w', 'condition', 'fromImage', 'tag', 'repo', 'stream', 'container'];
  const KEYS = [
    'Image', 'Cmd', 'Entrypoint', 'Env', 'Labels', 'HostConfig', 'Memory', 'PortBindings', '80/tcp', 'HostPort', 'RestartPolicy', 'Name', 'Binds', 'Mounts', 'Type', 'Source', 'Target', 'NetworkingConfig', 'EndpointsConfig', 'IPAMConfig', 'Healthcheck', 'Test', 'Interval', 'NetworkMode',
    'TaskTemplate', 'ContainerSpec', 'Mode', 'Replicated', 'Global', 'Replicas', 'UpdateConfig', 'Parallelism', 'EndpointSpec', 'Ports', 'TargetPort', 'PublishedPort', 'Placement', 'Constraints', 'Preferences', 'Spread', 'Resources', 'Limits', 'Networks', 'Secrets', 'Configs', 'File', 'ListenAddr', 'AdvertiseAddr',
    'Spec', 'Orchestration', 'Raft', 'Role', 'Availability', 'RemoteAddrs', 'JoinToken', 'Driver', 'IPAM', 'Config', 'Subnet', 'Options', 'Container', 'Data', 'Detach', 'Tty', 'ConsoleSize', 'User', 'StopTimeout', 'ExposedPorts', 'Volumes', 'DriverOpts', 'DefaultAddrPool', 'LogConfig', 'Ulimits', 'ReplicatedJob',
  ];
  const SCALARS = [null, true, false, 0, -1, 1.5, 1e30, 5, '', 'alpine', 'web', 'c1', 'always', 'bind', '/x', 'x y', '0.0.0.0:2377', 'eth0', '10.0.0.0/24', 'manager', '🐝', '\0', 'YQ==', '{{.Node.Hostname}}', '{{', 'node.role==manager', 'a=b', '80'];

  function value(random: Random, depth: number): unknown {
    if (depth === 0 || random.chance(0.3)) return random.pick(SCALARS);
    if (random.chance(0.2)) return Array.from({ length: random.int(0, 3) }, () => value(random, depth - 1));
    return Object.fromEntries(Array.from({ length: random.int(0, 5) }, () => [random.pick(KEYS), value(random, depth - 1)]));
  }

  /** A request that means something, bent in places. */
  function bent(random: Random): unknown {
    const whole = random.pick<object>([
      { Image: 'alpine', Cmd: ['sleep', '5'], HostConfig: { Memory: 10_000_000, Binds: ['/x:/y'], PortBindings: { '80/tcp': [{ HostPort: '' }] }, RestartPolicy: { Name: 'always' } } },
      { Name: 'web', TaskTemplate: { ContainerSpec: { Image: 'alpine', Args: ['sleep', '5'], Mounts: [{ Type: 'volume', Source: 'v1', Target: '/x' }] }, Placement: { Constraints: ['node.role==manager'] } }, Mode: { Replicated: { Replicas: 2 } }, EndpointSpec: { Ports: [{ TargetPort: 80 }] } },
      { ListenAddr: '0.0.0.0:2377', AdvertiseAddr: 'eth0', Spec: { Orchestration: { TaskHistoryRetentionLimit: 2 } } },
      { Name: 'n1', Driver: 'overlay', IPAM: { Config: [{ Subnet: '10.5.0.0/24' }] } },
      { Cmd: ['echo', 'x'], AttachStdout: true, Env: ['A=b'] },
      { Role: 'manager', Availability: 'drain', Labels: { a: 'b' } },
    ]);
    const copy = JSON.parse(JSON.stringify(whole)) as Record<string, unknown>;
    const bend = (at: Record<string, unknown>): void => {
      const keys = Object.keys(at);
      const key = random.chance(0.8) && keys.length > 0 ? random.pick(keys) : random.pick(KEYS);
      const inner = at[key];
      if (typeof inner === 'object' && inner !== null && random.chance(0.6)) bend(inner as Record<string, unknown>);
      else at[key] = value(random, 2);
    };
    for (let times = random.int(0, 2); times > 0; times--) bend(copy);
    return copy;
  }

  for (let seed = 1; seed <= 12; seed++) {
    test(`seed ${seed}: two hundred requests, an answer every time`, { timeout: 60_000 }, () => {
      const random = new Random(seed);
      withContainer();
      if (seed % 2 === 0) ask('POST', '/swarm/init', { ListenAddr: '0.0.0.0:2377', AdvertiseAddr: 'eth0' });
      for (let i = 0; i < 200; i++) {
        const [method = '', path = ''] = random.pick(PATHS).split(' ');
        const query = Array.from({ length: random.int(0, 3) }, () => `${random.pick(PARAMETERS)}=${encodeURIComponent(random.chance(0.3) ? JSON.stringify(value(random, 2)) : String(random.pick(SCALARS)))}`).join('&');
        const body = random.chance(0.15) ? random.pick(['', '{', 'null', '[]', '"x"', '\xff\xfe', '{}}']) : random.chance(0.6) ? bent(random) : value(random, 3);
        const asked = `${method} ${path.replace('NAME', random.pick(NAMES))}?${query}`;
        const answer = ask(method, asked.slice(method.length + 1), method === 'GET' ? undefined : body, { limitMs: 5_000 });
        // What goes on (a stream, a wait) is hung up on; everything else has a status and, when refused, words.
        if (answer && answer.status >= 400 && answer.headers['content-type'] === 'application/json') expect(answer.json, asked).toMatchObject({ message: expect.any(String) });
      }
      expect(ask('GET', '/_ping')?.text).toBe('OK');
    });
  }
});
