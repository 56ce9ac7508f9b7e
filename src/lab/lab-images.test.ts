/** Images that a lab declares: what is read of them, and that nothing hostile gets through. */
import { describe, expect, test } from 'vitest';
import { parseFront } from './guide-front';
import { readImages } from './lab-images';

const front = (images: string) => parseFront(`---\ntitle: T\nsummary: S\nmachines: [node1]\nimages:\n${images}---\n`);
const problemsOf = (value: unknown): string[] => readImages(value).problems.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('what is read', () => {
  test('a name alone is an image with one tag', () => {
    const { images, problems } = readImages([{ name: 'acme/shop' }]);
    expect(problems).toEqual([]);
    expect(images[0]?.tags.map(({ tag, command, platforms, ports }) => ({ tag, command, platforms, ports }))).toEqual([{ tag: 'latest', command: ['/app/shop'], platforms: ['linux'], ports: [] }]);
  });

  test('a tag has the fields of the image, and its own in their places', () => {
    const { front: read, problems } = front(`  - name: acme/shop
    ports: [8080]
    page: "Shop {{version}}"
    env: { GREETING: hello, LIMIT: 3 }
    healthcheck: { path: /health, interval: 2s }
    tags:
      "1.0":
      "2.0": { page: "Shop 2", crash: { after: 1m30s, code: 3, message: "no memory on {{hostname}}" } }
`);
    expect(problems).toEqual([]);
    const [image] = readImages(read.images).images;
    const [one, two] = image?.tags ?? [];
    expect([one?.version, one?.page, one?.env, one?.health?.intervalMs, one?.crash]).toEqual(['1.0', 'Shop {{version}}', ['GREETING=hello', 'LIMIT=3'], 2_000, undefined]);
    expect([two?.version, two?.page, two?.ports, two?.crash]).toEqual(['2.0', 'Shop 2', [8080], { afterMs: 90_000, code: 3, message: 'no memory on {{hostname}}' }]);
  });

  test('what is given to a session reads the same again', () => {
    const given = [{ name: 'acme/a', tags: ['1', '2'], ports: 80, answers: { '/': 'hi', '/api': { status: 503, type: 'application/json', body: '{}' } } }];
    const once = readImages(given);
    expect(readImages(JSON.parse(JSON.stringify(once.given)))).toEqual(once);
  });
});

describe('what is refused', () => {
  test('is told with its line, and the other images stay', () => {
    const { front: read, problems } = front(`  - name: acme/good
  - name: acme/bad
    ports: [0]
    colour: "red;background:url(x)"
    tags:
      "1.0": { page: "{{user}}" }
`);
    expect(read.images).toEqual([{ name: 'acme/good' }]);
    expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '11 front matter: images: `page` has {{user}}; there are hostname, version, tag, name, colour, ip, remote, method, path, requests, time and env.NAME',
      '8 front matter: images: `ports` lists the numbers on which the container listens, each from 1 to 65535 and once, at most 50',
      '9 front matter: images: `colour` should be a name or #rrggbb',
    ]);
  });

  test('a number that YAML would change is told, since no tag of that name would be found', () => {
    expect(front('  - name: a\n    tags: [1.0, 2.0]\n').problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '7 front matter: images: 1.0 is read as 1: write "1.0"',
      '7 front matter: images: 2.0 is read as 2: write "2.0"',
    ]);
  });

  test.each([
    ['a list that is none', { name: 'x' }, ': should be a list: each entry an image with a `name`'],
    ['an entry that is none', ['nginx'], '0: an image is a list of fields that begins with its `name`'],
    ['no name', [{ ports: [80] }], '0.name: `name` is missing'],
    ['a name in capitals', [{ name: 'Acme' }], '0.name: `name` is not the name of an image: invalid reference format: repository name (library/Acme) must be lowercase'],
    ['a name with a tag', [{ name: 'acme:1' }], '0.name: `name` goes without a tag: list them in `tags`'],
    ['a registry of the lab', [{ name: '127.0.0.1:5000/x' }], "0.name: `name` is on 127.0.0.1:5000, a registry of the lab's own machines: its images are pushed there"],
    ['the same twice', [{ name: 'a' }, { name: 'library/a' }], '1.name: a is declared twice: give one image several `tags`'],
    ['a tag of spaces', [{ name: 'a', tags: ['1 0'] }], '0.tags.0: a tag is made of letters, digits, dots, dashes and underscores, in quotes where YAML would read a number'],
    ['an unknown field', [{ name: 'a', healtcheck: '/' }], '0.healtcheck: `healtcheck` is not known here; there are '],
    ['a time without a unit', [{ name: 'a', start_delay: 5 }], '0.start_delay: `start_delay` should be a time with its unit, such as 500ms, 2s or 1m30s'],
    ['a line every nanosecond', [{ name: 'a', logs: { every: { interval: '0.001ms', line: 'x' } } }], '0.logs.every.interval: `interval` should be between 0.1s and 3600s'],
    ['a health check without a port', [{ name: 'a', healthcheck: '/' }], '0.healthcheck: `healthcheck` needs a port: list it in `ports`'],
    ['a health check that is a command', [{ name: 'a', ports: [80], healthcheck: '/; rm -rf /' }], '0.healthcheck: `healthcheck` is the path to ask'],
    ['a way out of the tree', [{ name: 'a', command: '/app/../../bin/sh' }], '0.command: `command` begins with an executable: a name or a path'],
    ['the shell as a server', [{ name: 'a', command: '/bin/sh' }], '0.command: `command` is the name of the server itself'],
    ['escapes for the terminal', [{ name: 'a', logs: '\u001b[2J' }], '0.logs: `logs` has control characters in it'],
    ['a page without end', [{ name: 'a', page: 'x'.repeat(20_001) }], '0.page: `page` is longer than 20000 characters'],
    ['a content type with a line in it', [{ name: 'a', answers: { '/': { type: 'text/html\r\nx: y', body: '' } } }], '0.answers./.type: '],
    ['a crash that never comes', [{ name: 'a', crash: { code: 1 } }], '0.crash: `crash` needs `after`, `requests` or `path`'],
    ['a prototype', [JSON.parse('{"name":"a","__proto__":{"x":1}}')], '0.__proto__: `__proto__` is not known here'],
  ])('%s', (_what, value, message) => {
    const { images, given } = readImages(value);
    expect(problemsOf(value)[0]).toContain(message);
    expect(given.length).toBe(images.length);
    expect(images.length).toBeLessThan(Array.isArray(value) ? value.length : 1);
  });

  test('more images, tags and text than a lab needs', () => {
    expect(problemsOf(Array.from({ length: 21 }, (_, i) => ({ name: `a${i}` })))).toEqual(['20: a lab declares at most 20 images']);
    expect(problemsOf([{ name: 'a', tags: Array.from({ length: 21 }, (_, i) => `v${i}`) }])[0]).toContain('lists 1 to 20 tags');
    const large = Array.from({ length: 3 }, (_, i) => ({ name: `a${i}`, page: 'x'.repeat(20_000), tags: Array.from({ length: 12 }, (_, at) => `v${at}`) }));
    expect(problemsOf(large)).toEqual(['2: the images of a lab hold more than 500000 characters together']);
  });
});
