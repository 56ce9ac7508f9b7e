/** Every image of the folder, each tag: it starts, listens where it says, and ends on its stop signal. */
import { expect, test } from 'vitest';
import { FileTree, openDescription, PlainMachine, Programs, signalByName, type Image, type Machine, type OpenFile, type Process } from '../os';
import { Sim } from '../sim';
import { DEFINITIONS, HubRegistry } from './_registry';

const START_MS = 1_795_190_400_000;
/** Long enough for any server to come up, short enough for those that fail to be seen. */
const UP_MS = 20_000;

function sink(into: (text: string) => void): OpenFile {
  return openDescription({
    kind: 'pipe',
    *read() {
      return undefined;
    },
    *write(text) {
      into(text);
      return true;
    },
    release() {},
  });
}

/** Variables without which an image refuses to start, as its documentation says. */
const NEEDS: Record<string, string[]> = {
  mysql: ['MYSQL_ROOT_PASSWORD=x'],
  mariadb: ['MARIADB_ROOT_PASSWORD=x'],
  postgres: ['POSTGRES_PASSWORD=x'],
};

/** Images whose default command is a shell or that do their work and end. */
const ENDS = new Set([
  'alpine',
  'busybox',
  'debian',
  'ubuntu',
  'centos',
  'fedora',
  'hello-world',
  'python',
  'node',
  'golang',
  'openjdk',
  'ruby',
  'php',
  'nicolaka/netshoot',
  'benhall/dig',
  'docker',
  'bash',
  'curlimages/curl',
]);

/** Images that refuse to run without a configuration of one's own. */
const REFUSES = new Set(['haproxy']);

const silentShell = function* (): Generator<never, number, unknown> {
  return 0;
};

function start(image: Image, env: string[]): { sim: Sim; machine: Machine; process: Process; output: () => string } {
  const sim = new Sim(1, START_MS);
  const shared = new Programs();
  for (const shell of ['sh', 'bash', 'cmd', 'powershell', 'busybox']) shared.add(shell, silentShell);
  const programs = { get: (name: string) => image.program(name) ?? shared.get(name), names: () => shared.names() };
  const machine = new PlainMachine({
    sim,
    id: 'c',
    hostname: 'c0ffee',
    kind: 'container',
    files: new FileTree({ base: image.rootfs(), now: () => sim.nowMs }),
    programs,
  });
  let text = '';
  const out = sink((chunk) => (text += chunk));
  const argv = [...(image.config.Entrypoint ?? []), ...(image.config.Cmd ?? [])];
  const pairs = [...image.config.Env, ...env].map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const);
  const process = machine.processes.spawn({
    argv,
    env: new Map([...pairs, ['HOSTNAME', 'c0ffee']]),
    cwd: image.config.WorkingDir ?? '/',
    fds: new Map([
      [1, out],
      [2, out],
    ]),
    newGroup: true,
  });
  if ('error' in process) throw new Error(`${argv.join(' ')}: ${process.error}`);
  sim.runUntil(START_MS + UP_MS);
  return { sim, machine, process, output: () => text };
}

const registry = new HubRegistry({ tools: [], startMs: START_MS });

for (const definition of DEFINITIONS) {
  const tag = 'latest' in definition.tags ? 'latest' : (Object.keys(definition.tags)[0] as string);
  const path = definition.name.includes('/') ? definition.name : `library/${definition.name}`;
  const [first = '', ...rest] = path.split('/');
  const domain = first.includes('.') ? first : 'docker.io';

  test(`${definition.name} starts, listens where it says and ends on its stop signal`, () => {
    const entry = registry.find(domain, domain === 'docker.io' ? path : rest.join('/'), tag);
    if ('missing' in entry) throw new Error(entry.missing);
    const platform = entry.platforms[0];
    const image = entry.image(platform ?? { os: 'linux', architecture: 'amd64' });
    if (!image) throw new Error('no image for its own platform');
    expect(image.layers.length, 'layers of its own, so that a pull never shows "Waiting"').toBeLessThanOrEqual(4);
    const run = start(image, NEEDS[definition.name] ?? []);
    if (ENDS.has(definition.name)) {
      expect(run.process.status?.code).toBe(0);
      return;
    }
    if (REFUSES.has(definition.name)) {
      expect(run.process.status?.code).not.toBe(0);
      return;
    }
    expect(run.process.status, run.output()).toBeUndefined();
    const listening = run.machine.net.listening().map((each) => `${each.port}/tcp`);
    const exposed = (image.config.ExposedPorts ?? []).filter((port) => port.endsWith('/tcp'));
    for (const port of listening) expect(exposed, 'listens only where it says').toContain(port);
    if (exposed.length > 0) expect(listening.length, 'listens somewhere').toBeGreaterThan(0);
    const signal = signalByName(image.config.StopSignal ?? 'SIGTERM');
    if (!signal) throw new Error('a stop signal that exists');
    run.process.signal(signal);
    run.sim.runUntil(START_MS + UP_MS + 11_000);
    expect(run.process.status, 'ends within its grace period').toBeDefined();
  });

  test(`${definition.name} has a digest of its own for every tag`, () => {
    const digests = Object.keys(definition.tags).map((each) => {
      const entry = registry.find(domain, domain === 'docker.io' ? path : rest.join('/'), each);
      return 'missing' in entry ? entry.missing : entry.digest;
    });
    expect(new Set(digests).size).toBe(digests.length);
    for (const digest of digests) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
}

test('an idle container plans no events', () => {
  const entry = registry.find('docker.io', 'library/nginx', 'latest');
  if ('missing' in entry) throw new Error(entry.missing);
  const image = entry.image({ os: 'linux', architecture: 'amd64' }) as Image;
  const { sim } = start(image, []);
  expect(sim.queue.nextAtMs()).toBeUndefined();
});

test('a name that nobody has is no repository, a tag that nobody has is no tag', () => {
  expect(registry.find('docker.io', 'library/nosuchimage12345', 'latest')).toEqual({ missing: 'repository' });
  expect(registry.find('docker.io', 'library/nginx', 'doesnotexist')).toEqual({ missing: 'tag' });
  expect(registry.find('example.com', 'x', 'latest')).toEqual({ missing: 'registry' });
});
