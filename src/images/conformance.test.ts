/** Every image of the folder, each tag: it starts, listens where it says, and ends on its stop signal. */
import { expect, test } from 'vitest';
import { signalByName, type Image } from '../os';
import { DEFINITIONS, HubRegistry } from './_registry';
import { standIns } from './_stand-ins';
import { startImage, TEST_START_MS, testRegistry as registry, UP_MS } from './_testing';

/** Variables without which an image refuses to start, as its documentation says. */
const NEEDS: Record<string, string[]> = {
  mysql: ['MYSQL_ROOT_PASSWORD=x'],
  mariadb: ['MARIADB_ROOT_PASSWORD=x'],
  postgres: ['POSTGRES_PASSWORD=x'],
  'bitnami/redis': ['REDIS_PASSWORD=x'],
  'bitnami/postgresql': ['POSTGRESQL_PASSWORD=x'],
  'bitnami/mariadb': ['MARIADB_ROOT_PASSWORD=x'],
  'bitnami/mysql': ['MYSQL_ROOT_PASSWORD=x'],
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
  'bretfisher/httping',
  'polinux/stress',
  'progrium/stress',
  'mcr.microsoft.com/windows/nanoserver',
  'mcr.microsoft.com/windows/servercore',
  // A loop of the shell, which these tests do not have.
  'jpetazzo/clock',
]);

/** Images that refuse to run without a configuration of one's own. */
const REFUSES = new Set(['haproxy']);

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
    const run = startImage(image, { env: NEEDS[definition.name] ?? [] });
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
    run.sim.runUntil(TEST_START_MS + UP_MS + 11_000);
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
  const { sim } = startImage(image);
  expect(sim.queue.nextAtMs()).toBeUndefined();
});

test('a name that nobody has is no repository, a tag that nobody has is no tag', () => {
  expect(registry.find('docker.io', 'library/nosuchimage12345', 'latest')).toEqual({ missing: 'repository' });
  expect(registry.find('docker.io', 'library/nginx', 'doesnotexist')).toEqual({ missing: 'tag' });
  expect(registry.find('example.com', 'x', 'latest')).toEqual({ missing: 'registry' });
});

test('a mirror holds the stand-ins of the recorded swarms, and names of one script share their content', () => {
  const mirror = new HubRegistry({ tools: [], startMs: TEST_START_MS, mirror: true });
  const digest = (path: string, tag: string) => {
    const entry = mirror.find('docker.io', path, tag);
    return 'missing' in entry ? entry.missing : entry.digest;
  };
  expect(digest('library/nginx', '1.25')).toBe(digest('library/httpd', 'latest'));
  expect(digest('library/nginx', '1.99')).toBe('tag');
  for (const definition of standIns()) {
    for (const tag of Object.keys(definition.tags))
      expect(digest(definition.name.includes('/') ? definition.name : `library/${definition.name}`, tag)).toMatch(/^sha256:/);
  }
});
