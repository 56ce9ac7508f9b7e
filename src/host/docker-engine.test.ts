import { expect, test } from 'vitest';
import { isRefusal, type Refusal } from '../model';
import { spawn, type Program } from '../sim';
import type { OutputSource } from './engine';
import { testHost, type TestHost } from './testing';

function started(t: TestHost, image: string, options: Parameters<TestHost['host']['engine']['containerCreate']>[0] = {}, name = 'web'): string {
  const { engine } = t.host;
  t.ok(engine.imagePull(image));
  const { Id } = t.ok(engine.containerCreate({ Image: image, ...options }, name));
  t.ok(engine.containerStart(Id));
  t.pass(50);
  return Id;
}

function* textOf(source: OutputSource): Program<string> {
  let text = '';
  for (let chunk = yield* source.read(); chunk; chunk = yield* source.read()) text += chunk.text;
  return text;
}

function inspect(t: TestHost, ref: string) {
  const data = t.host.engine.containerInspect(ref);
  if (isRefusal(data)) throw new Error(data.message);
  return data;
}

function logs(t: TestHost, ref: string): string {
  const got = t.host.engine.containerLogs(ref, { stdout: true, stderr: true, follow: false });
  if (isRefusal(got)) throw new Error(got.message);
  return t.run(textOf(got.output));
}

const refused = (value: unknown) => value as Refusal;

test('an image is pulled layer by layer, a second time it is up to date, a sibling shares its base', () => {
  const t = testHost();
  const lines: string[] = [];
  const collect = (line: { status?: string; id?: string }) =>
    lines.push(`${line.id && line.id.length === 12 ? 'LAYER' : (line.id ?? '')} ${line.status ?? ''}`);
  t.ok(t.host.engine.imagePull('server:1', collect));
  expect(lines[0]).toBe('1 Pulling from library/server');
  expect(lines.filter((line) => line === 'LAYER Pull complete')).toHaveLength(2);
  expect(lines.at(-1)).toBe(' Status: Downloaded newer image for server:1');
  lines.length = 0;
  t.ok(t.host.engine.imagePull('server:1', collect));
  expect(lines).toEqual(['1 Pulling from library/server', expect.stringMatching('Digest: sha256:'), ' Status: Image is up to date for server:1']);
  lines.length = 0;
  t.ok(t.host.engine.imagePull('server:2', collect));
  expect(lines.filter((line) => line === 'LAYER Already exists')).toHaveLength(1);
});

test('a pull that cannot succeed says why in Docker words', () => {
  const t = testHost();
  expect(t.run(t.host.engine.imagePull('nosuch'))).toMatchObject({
    status: 404,
    message:
      "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access " +
      'to the resource is denied',
  });
  expect(t.run(t.host.engine.imagePull('server:9'))).toMatchObject({
    status: 404,
    message: 'manifest for server:9 not found: manifest unknown: manifest unknown',
  });
  expect(t.run(t.host.engine.containerCreate({ Image: 'server' }))).toMatchObject({ status: 404, message: 'No such image: server:latest' });
});

test('a container runs, gets an address, stops on SIGTERM with its own code and starts again', () => {
  const t = testHost();
  const id = started(t, 'server:1');
  const up = inspect(t, 'web');
  expect(up.State).toMatchObject({ Status: 'running', Running: true, ExitCode: 0 });
  expect(up.NetworkSettings.Networks['bridge']).toMatchObject({ IPAddress: '172.17.0.2', Gateway: '172.17.0.1', IPPrefixLen: 16 });
  expect(up.Config.Hostname).toBe(id.slice(0, 12));
  expect(up.NetworkSettings.Ports).toEqual({ '80/tcp': null });
  t.ok(t.host.engine.containerStop('web'));
  expect(inspect(t, id.slice(0, 6)).State).toMatchObject({ Status: 'exited', ExitCode: 0, Pid: 0 });
  expect(inspect(t, 'web').NetworkSettings.Networks['bridge']).toMatchObject({ IPAddress: '' });
  t.ok(t.host.engine.containerStart('web'));
  expect(inspect(t, 'web').State.Status).toBe('running');
});

test('PID 1 without a handler ignores SIGTERM: stop takes the whole grace period and ends with 137', () => {
  const t = testHost();
  started(t, 'deaf:1');
  const before = t.sim.nowMs;
  t.ok(t.host.engine.containerStop('web'));
  expect(t.sim.nowMs - before).toBeGreaterThanOrEqual(10_000);
  expect(inspect(t, 'web').State.ExitCode).toBe(137);
});

test('published ports are shown and held; a second container cannot have them and stays Created', () => {
  const t = testHost();
  started(t, 'server:1', { HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } });
  expect(inspect(t, 'web').NetworkSettings.Ports).toEqual({
    '80/tcp': [
      { HostIp: '0.0.0.0', HostPort: '8080' },
      { HostIp: '::', HostPort: '8080' },
    ],
  });
  const { Id } = t.ok(
    t.host.engine.containerCreate({ Image: 'server:1', HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } } }, 'web2'),
  );
  const failed = refused(t.run(t.host.engine.containerStart(Id)));
  expect(failed.status).toBe(500);
  expect(failed.message).toMatch(
    /^failed to set up container networking: driver failed programming external connectivity on endpoint web2 \([0-9a-f]{64}\): Bind for /,
  );
  expect(inspect(t, 'web2').State).toMatchObject({ Status: 'created', ExitCode: 128 });
  t.ok(t.host.engine.containerRemove('web', { force: true }));
  t.ok(t.host.engine.containerStart('web2'));
});

test('names are checked and kept unique', () => {
  const t = testHost();
  const id = started(t, 'server:1');
  expect(t.run(t.host.engine.containerCreate({ Image: 'server:1' }, 'x'))).toMatchObject({
    status: 400,
    message: 'Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
  });
  expect(t.run(t.host.engine.containerCreate({ Image: 'server:1' }, 'web'))).toMatchObject({
    status: 409,
    message:
      `Conflict. The container name "/web" is already in use by container "${id}". You have to remove (or rename) that ` +
      `container to be able to reuse that name.`,
  });
  const { Id } = t.ok(t.host.engine.containerCreate({ Image: 'server:1' }));
  expect(inspect(t, Id).Name).toMatch(/^\/[a-z]+_[a-z]+$/);
});

test('a command that does not exist fails the start with the words of runc', () => {
  const t = testHost();
  t.ok(t.host.engine.imagePull('tool'));
  t.ok(t.host.engine.containerCreate({ Image: 'tool', Cmd: ['nonesuch'] }, 'bad'));
  expect(t.run(t.host.engine.containerStart('bad'))).toMatchObject({
    message:
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ' +
      'unable to start container process: error during container init: exec: "nonesuch": executable file not found in ' +
      '$PATH',
  });
  expect(inspect(t, 'bad').State).toMatchObject({ Status: 'created', ExitCode: 127 });
});

test('output is logged by line with its stream, and attach gets it live', () => {
  const t = testHost();
  t.ok(t.host.engine.imagePull('tool'));
  t.ok(t.host.engine.containerCreate({ Image: 'tool', Cmd: ['echo', 'hello', 'there'] }, 'say'));
  const attached = t.host.engine.containerAttach('say', { stdout: true, stderr: true, stream: true });
  if (isRefusal(attached)) throw new Error(attached.message);
  t.ok(t.host.engine.containerStart('say'));
  expect(t.run(textOf(attached.output))).toBe('hello there\n');
  expect(logs(t, 'say')).toBe('hello there\n');
  expect(t.ok(t.host.engine.containerWait('say'))).toEqual({ StatusCode: 0 });
});

test('exec runs beside PID 1, tells its exit code, and says so when there is no such command', () => {
  const t = testHost();
  const id = started(t, 'server:1', { Env: ['MINE=2'] });
  const exec = (Cmd: string[]) => {
    const made = t.host.engine.execCreate('web', { Cmd, AttachStdout: true, AttachStderr: true });
    if (isRefusal(made)) throw new Error(made.message);
    const attachment = t.ok(t.host.engine.execStart(made.Id, { detach: false, tty: false }));
    const text = attachment ? t.run(textOf(attachment.output)) : '';
    const state = t.host.engine.execInspect(made.Id);
    return { text, code: isRefusal(state) ? -1 : state.ExitCode };
  };
  expect(exec(['hostname'])).toEqual({ text: `${id.slice(0, 12)}\n`, code: 0 });
  expect(exec(['false']).code).toBe(1);
  expect(exec(['env']).text).toContain('MINE=2\nFROM_IMAGE=1\n'.split('\n')[0]);
  expect(exec(['cat', '/etc/hosts']).text).toContain(`172.17.0.2\t${id.slice(0, 12)}\n`);
  expect(exec(['nope'])).toEqual({
    text:
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nope": executable file not found ' + 'in $PATH\r\n',
    code: 127,
  });
  t.ok(t.host.engine.containerStop('web'));
  expect(t.host.engine.execCreate('web', { Cmd: ['true'] })).toMatchObject({ status: 409, message: `container ${id} is not running` });
});

test('restart policies: on-failure counts, always goes on, a stop by hand is respected', () => {
  const t = testHost();
  t.ok(t.host.engine.imagePull('tool'));
  t.ok(
    t.host.engine.containerCreate(
      { Image: 'tool', Cmd: ['exit', '3', '20'], HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } } },
      'thrice',
    ),
  );
  t.ok(t.host.engine.containerStart('thrice'));
  t.pass(30_000);
  expect(inspect(t, 'thrice')).toMatchObject({ RestartCount: 2, State: { Status: 'exited', ExitCode: 3 } });
  t.ok(
    t.host.engine.containerCreate(
      { Image: 'tool', Cmd: ['exit', '0', '20'], HostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } } },
      'ever',
    ),
  );
  t.ok(t.host.engine.containerStart('ever'));
  t.pass(20_000);
  expect(inspect(t, 'ever').RestartCount).toBeGreaterThan(4);
  t.ok(t.host.engine.containerStop('ever'));
  t.pass(120_000);
  expect(inspect(t, 'ever').State.Status).toBe('exited');
});

test('health: starting until the first success, unhealthy after the retries, healthy again at one success', () => {
  const t = testHost();
  started(t, 'checked:1');
  const health = () => inspect(t, 'web').State.Health;
  expect(health()?.Status).toBe('starting');
  t.pass(2_100);
  expect(health()).toMatchObject({ Status: 'starting', FailingStreak: 1 });
  t.pass(2_100);
  expect(health()).toMatchObject({ Status: 'unhealthy', FailingStreak: 2 });
  const files = t.host.engine.containerFiles('web');
  if (isRefusal(files)) throw new Error(files.message);
  files.put('/ok', { content: 'yes' });
  t.pass(2_100);
  expect(health()).toMatchObject({ Status: 'healthy', FailingStreak: 0 });
  const listed = t.host.engine.containerList();
  expect(isRefusal(listed) ? '' : listed[0]?.Status).toMatch(/^Up \d+ seconds \(healthy\)$/);
  t.pass(30_000);
  expect(health()?.Log).toHaveLength(5);
});

test('removing needs a stop or force; anonymous volumes go with -v, named ones stay', () => {
  const t = testHost();
  started(t, 'server', { HostConfig: { Binds: ['keep:/keep'] } });
  const { engine } = t.host;
  expect(t.run(engine.containerRemove('web'))).toMatchObject({
    status: 409,
    message: 'cannot remove container "web": container is running: stop the container before removing or force remove',
  });
  const volumes = () => (engine.volumeList() as { Name: string }[]).map((volume) => volume.Name);
  expect(volumes()).toHaveLength(2);
  const files = engine.containerFiles('web');
  expect(isRefusal(files) ? '' : files.read('/data/seed.txt')).toBe('from the image\n');
  expect(engine.volumeRemove('keep')).toMatchObject({ status: 409 });
  t.ok(engine.containerRemove('web', { force: true, volumes: true }));
  expect(volumes()).toEqual(['keep']);
});

test('an image in use cannot be removed; without users its name, digest and own layers go', () => {
  const t = testHost();
  const id = started(t, 'server:1');
  t.ok(t.host.engine.imagePull('server:2'));
  expect(refused(t.run(t.host.engine.imageRemove('server:1'))).message).toMatch(
    new RegExp(
      `^conflict: unable to remove repository reference "server:1" \\(must force\\) - container ${id.slice(0, 12)} is ` +
        `using its referenced image [0-9a-f]{12}$`,
    ),
  );
  t.ok(t.host.engine.containerRemove('web', { force: true }));
  const items = t.ok(t.host.engine.imageRemove('server:1'));
  expect(items.map((item) => Object.keys(item)[0])).toEqual(['Untagged', 'Untagged', 'Deleted', 'Deleted']);
  expect(items[0]).toEqual({ Untagged: 'server:1' });
  expect(t.run(t.host.engine.imageRemove('server:1'))).toMatchObject({ status: 404, message: 'No such image: server:1' });
});

test('after a power cut a container is found with 255, and one that shall always run is started', () => {
  const t = testHost();
  started(t, 'server:1');
  started(t, 'server:1', { HostConfig: { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } } }, 'ever');
  t.run(t.host.powerOff('kill'));
  t.pass(5_000);
  t.host.boot();
  t.pass(4_000);
  expect(t.host.engineRunning).toBe(true);
  expect(inspect(t, 'web').State).toMatchObject({ Status: 'exited', ExitCode: 255 });
  expect(inspect(t, 'ever').State.Status).toBe('running');
});

test('after a crash of the daemon alone its containers end with 137 when it is back', () => {
  const t = testHost();
  started(t, 'server:1');
  t.host.crashEngine();
  t.pass(2_000);
  t.run(t.host.startEngine());
  expect(inspect(t, 'web').State).toMatchObject({ Status: 'exited', ExitCode: 137 });
});

test('a removal that a crash of the daemon tore apart can be done again', () => {
  const t = testHost();
  started(t, 'server:1');
  spawn(t.sim, 'client', t.host.engine.containerRemove('web', { force: true }));
  t.pass(5);
  t.host.crashEngine();
  t.run(t.host.startEngine());
  t.ok(t.host.engine.containerRemove('web', { force: true }));
  expect(t.host.engine.containerList({ all: true })).toEqual([]);
});

test('pause freezes, unpause goes on; both refuse where they make no sense', () => {
  const t = testHost();
  const id = started(t, 'server:1');
  t.ok(t.host.engine.containerPause('web'));
  expect(inspect(t, 'web').State).toMatchObject({ Status: 'paused', Paused: true, Running: true });
  expect(t.run(t.host.engine.containerPause('web'))).toMatchObject({ status: 409, message: `Container ${id} is already paused` });
  t.ok(t.host.engine.containerUnpause('web'));
  expect(inspect(t, 'web').State.Status).toBe('running');
});

test('events tell the story of a container in order', () => {
  const t = testHost();
  const actions: string[] = [];
  t.host.engine.events.subscribe((event) => actions.push(`${event.Type} ${event.Action}`));
  started(t, 'server:1');
  t.ok(t.host.engine.containerStop('web'));
  t.ok(t.host.engine.containerRemove('web'));
  expect(actions).toEqual([
    'image pull',
    'container create',
    'network connect',
    'container start',
    'container kill',
    'network disconnect',
    'container stop',
    'container die',
    'container destroy',
  ]);
});

test('user networks have their own subnets and refuse to go while in use', () => {
  const t = testHost();
  t.ok(t.host.engine.networkCreate({ Name: 'net1' }));
  started(t, 'server:1', { HostConfig: { NetworkMode: 'net1' } });
  expect(inspect(t, 'web').NetworkSettings.Networks['net1']).toMatchObject({ IPAddress: '172.18.0.2', DNSNames: ['web', expect.any(String)] });
  expect(refused(t.run(t.host.engine.networkRemove('net1'))).message).toMatch(
    /^error while removing network: network net1 has active endpoints \(name:"web" id:"[0-9a-f]{12}"\)$/,
  );
  t.ok(t.host.engine.networkDisconnect('net1', 'web'));
  t.ok(t.host.engine.networkRemove('net1'));
  expect(t.run(t.host.engine.networkRemove('bridge'))).toMatchObject({
    status: 403,
    message: 'bridge is a pre-defined network and cannot be removed',
  });
});
