import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from './diagnostic';
import { lintCompose, lintYaml } from './lint';
import { sceneOf, type SceneOptions, shortly } from './testing';

const lint = (text: string, options: SceneOptions = {}): Diagnostic[] => lintCompose(text, sceneOf(options));
const said = (text: string, options: SceneOptions = {}): string[] => lint(text, options).map(shortly);
const remarks = (text: string, options: SceneOptions = {}): string[] => lint(text, options).map(({ message }) => message.split('\n').slice(1).join('\n'));

/** The text after the first fix of the first diagnostic that has one. */
function mended(text: string, options: SceneOptions = {}): string {
  const [fix] = lint(text, options).flatMap(({ fixes = [] }) => fixes);
  const lines = text.split('\n');
  const offset = (spot: { line: number; column: number }) => lines.slice(0, spot.line - 1).reduce((sum, line) => sum + line.length + 1, spot.column - 1);
  let out = text;
  for (const edit of [...(fix?.edits ?? [])].reverse()) out = out.slice(0, offset(edit.from)) + edit.text + out.slice(offset(edit.to));
  return out;
}

const service = (body: string) => `services:\n  web:\n    image: nginx\n${body.replace(/^(?=.)/gm, '    ')}`;

describe('keys that nobody knows', () => {
  test('are marked where they stand, with the key that was meant', () => {
    const text = 'services:\n  web:\n    imagee: nginx\n';
    expect(said(text)[0]).toBe('error 3:5-11 services.web Additional property imagee is not allowed');
    expect(remarks(text)[0]).toBe('Did you mean image?');
    expect(mended(text)).toBe('services:\n  web:\n    image: nginx\n');
  });

  test('are compared without case and dashes', () => {
    expect(remarks(service('deploy:\n  Replicas: 2\n'))[0]).toBe('Did you mean replicas?');
    expect(remarks(service('health-check: {}\n'))[0]).toBe('Did you mean healthcheck?');
    expect(remarks(service('enviroment: {}\n'))[0]).toBe('Did you mean environment?');
  });

  test('that belong elsewhere are sent there', () => {
    expect(remarks(service('replicas: 2\n'))[0]).toBe('replicas belongs below deploy of a service.');
    expect(remarks(service('deploy:\n  parallelism: 2\n'))[0]).toMatch(/^parallelism belongs below deploy\.(rollback|update)_config of a service\.$/);
    expect(remarks('image: nginx\n')[0]).toBe('image belongs below a service of services.');
  });

  test('of newer formats name theirs', () => {
    const text = 'version: "3.3"\nservices:\n  web:\n    image: nginx\n    init: true\n';
    expect(remarks(text)[0]).toBe('init came with format 3.7; this file says 3.3.');
    expect(mended(text)).toContain('version: "3.13"');
  });

  test('of the Compose Specification say why stacks have none', () => {
    expect(remarks('name: x\nservices: {}\n')[0]).toMatch(/^A stack gets its name on the command line/);
    expect(remarks(service('profiles: [a]\n'))[0]).toMatch(/^Stacks have no profiles/);
  });

  test('are all told, not the first alone, and the one that docker tells comes first', () => {
    expect(said('services:\n  a:\n    image: x\n    foo: 1\n  b:\n    image: x\n    deploy:\n      bar: 1\n').filter((one) => one.startsWith('error'))).toEqual([
      'error 8:7-10 services.b.deploy Additional property bar is not allowed',
      'error 4:5-8 services.a Additional property foo is not allowed',
    ]);
  });
});

describe('values of the wrong kind', () => {
  test('quotes mend what must be a text', () => {
    const text = service('deploy:\n  resources:\n    limits:\n      cpus: 0.5\n');
    expect(said(text)[0]).toBe('error 7:17-20 services.web.deploy.resources.limits.cpus must be a string');
    expect(mended(text)).toContain('cpus: "0.5"');
  });

  test('quotes are too much around a number', () => {
    expect(mended(service('deploy:\n  replicas: "3"\n'))).toContain('replicas: 3\n');
  });

  test('a boolean in the environment wants quotes, and the mark is on its value', () => {
    const text = service('environment:\n  DEBUG: true\n');
    expect(said(text)[0]).toBe('error 5:14-18 services.web.environment.DEBUG must be a string, number or null');
    expect(mended(text)).toContain('DEBUG: "true"');
  });

  test('a duration without a unit gets seconds', () => {
    expect(mended(service('healthcheck:\n  test: x\n  interval: 10\n'))).toContain('interval: 10s');
  });

  test('a service that says nothing is told so at its name', () => {
    const text = 'services:\n  web:\n';
    expect(said(text)[0]).toBe('error 2:3-6 services.web must be a mapping');
    expect(remarks(text)[0]).toBe('The service says nothing yet: give it an image, further in than its name.');
  });

  test('conditions of depends_on are told to be none', () => {
    expect(remarks(service('depends_on:\n  db:\n    condition: service_healthy\n'))[0]).toMatch(/^Stacks know no conditions/);
  });

  test('several decoding mistakes in several services are all there', () => {
    const text = 'services:\n  a:\n    image: x\n    stop_grace_period: 10s\n    deploy: {resources: {limits: {memory: 1Q}}}\n  b:\n    image: x\n    deploy: {resources: {limits: {memory: 2Q}}}\n';
    expect(said(text).filter((one) => one.startsWith('error')).map((one) => one.split(' ')[1])).toEqual(['5:43-45', '8:43-45']);
  });
});

describe('names', () => {
  const text = 'services:\n  web:\n    image: nginx\n    networks: [frnt]\n    secrets:\n      - cert\nnetworks:\n  front:\n';
  test('that nobody declares are marked one by one, with the nearest that is declared', () => {
    expect(said(text).filter((one) => one.startsWith('error'))).toEqual(['error 6:9-13 service web: undefined secret "cert"', 'error 4:16-20 service web: undefined network "frnt"']);
    expect(remarks(text)[1]).toBe('Did you mean front?');
  });

  test('can be declared with a fix', () => {
    expect(mended(text)).toBe(`${text}\nsecrets:\n  cert:\n    external: true\n`);
    const network = 'networks:\n  a:\nservices:\n  web:\n    image: nginx\n    networks:\n      - a\n      - elsewhere\n';
    expect(mended(network)).toBe(network.replace('networks:\n  a:', 'networks:\n  elsewhere:\n  a:'));
  });

  test('in a mapping of networks are found too', () => {
    expect(said(service('networks:\n  x:\n    aliases: [y]\n'))[0]).toBe('error 5:7-8 service web: undefined network "x"');
  });

  test('that no service uses are faded', () => {
    const [unused] = lint('services:\n  web:\n    image: nginx\nvolumes:\n  data:\n').slice(-1);
    expect([unused && shortly(unused), unused?.faded]).toEqual(['hint 5:3-7 No service uses this volume, so it is not created.', true]);
  });
});

describe('what a stack ignores', () => {
  test('is a warning in docker’s words with the reason', () => {
    const text = 'services:\n  web:\n    build: .\n    image: x\n    container_name: y\n';
    expect(said(text)).toEqual([
      'warning 3:5-10 Ignoring unsupported options: build',
      'warning 5:5-19 Ignoring deprecated options: container_name: Setting the container name is not supported.',
    ]);
    expect(remarks(text)[0]).toMatch(/^A stack runs images that nodes can pull/);
  });

  test('what it forbids is an error at each place', () => {
    expect(said('services:\n  a:\n    image: x\n    mem_limit: 5m\n  b:\n    image: x\n    mem_limit: 5m\n').filter((one) => one.startsWith('error'))).toEqual([
      'error 4:5-14 mem_limit: Set resource limits using deploy.resources',
      'error 7:5-14 mem_limit: Set resource limits using deploy.resources',
    ]);
  });

  test('no image, with a build: says what to do', () => {
    expect(said('services:\n  web:\n    build: .\n')[1]).toBe('error 2:3-6 invalid image reference for service web: no image specified');
  });
});

describe('texts that are no YAML', () => {
  test('a tab is found where it is, and spaces mend it', () => {
    const text = 'services:\n\tweb:\n\t\timage: nginx\n';
    expect(said(text)).toEqual(['error 2:1-2 yaml: line 2: found character that cannot start any token']);
    expect(remarks(text)[0]).toBe('YAML is indented with spaces: there is a tab here.');
    expect(mended(text)).toBe('services:\n  web:\n\t\timage: nginx\n');
  });

  test('a second key of the same name is marked, not the mapping', () => {
    expect(said('services:\n  a:\n    image: x\n    image: y\n  a:\n    image: z\n')).toEqual(['error 5:3-4 line 5: mapping key "a" already defined at line 2']);
  });

  test('a line that does not line up is marked although docker names another', () => {
    expect(said('services:\n  web:\n    image: x\n   ports: []\n')).toEqual(['error 4:4-10 yaml: line 1: did not find expected key']);
  });

  test('an open quote is marked where it opens', () => {
    expect(said('services:\n  web:\n    image: "nginx\n    ports: []\n')[0]).toMatch(/^error 3:12-18 yaml: .*found unexpected end of stream$/);
  });

  test('a key without a colon is marked itself', () => {
    expect(said('services:\n  web\n    image: x\n')[0]).toMatch(/^error [23]:\d+-\d+ yaml: /);
    expect(said('a: 1\nservices\nb: 2\n')[0]).toMatch(/^error 2:1-9 yaml: .*could not find expected ':'$/);
  });

  test('an alias without its anchor is marked', () => {
    expect(said('services:\n  web: *base\n')).toEqual(["error 2:8-13 yaml: unknown anchor 'base' referenced"]);
  });

  test('lines count as an editor counts them, with \\r\\n and a byte order mark too', () => {
    expect(said('\ufeffservices:\r\n  web:\r\n    imag: x\r\n')[0]).toMatch(/^error 3:5-9 /);
    expect(said('\ufeffservicess: {}\n')[0]).toMatch(/^error 1:2-11 /);
  });

  test('of another kind are only read: lintYaml', () => {
    expect(lintYaml('scrape_configs:\n  - job_name: x\n')).toEqual([]);
    expect(lintYaml('a: [1\nb: 2\n').map(shortly)[0]).toMatch(/^error 2:\d-\d yaml: /);
  });
});

describe('through anchors and merges', () => {
  test('a mistake in an anchor is marked there', () => {
    const text = 'x-base: &base\n  image: nginx\n  foo: 1\nservices:\n  a:\n    <<: *base\n  b:\n    <<: *base\n    hostname: 1\n';
    const all = said(text).filter((one) => one.startsWith('error'));
    expect(all).toContain('error 3:3-6 services.a Additional property foo is not allowed');
    expect(all).toContain('error 9:15-16 services.b.hostname must be a string');
  });

  test('a bomb of aliases is refused in a moment', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 12; i++) text += `a${i}: &a${i} [${Array(9).fill(`*a${i - 1}`).join(', ')}]\n`;
    const began = performance.now();
    expect(said(text)[0]).toMatch(/yaml: document contains excessive aliasing/);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('advice', () => {
  test('two services that publish one port', () => {
    const text = 'services:\n  a:\n    image: x\n    ports: ["80:80"]\n  b:\n    image: x\n    ports:\n      - target: 80\n        published: 80\n';
    expect(said(text)).toEqual(['error 8:9-19 Port 80 is published by a already. A swarm gives a port to one service: this one will be refused.']);
    expect(said(text.replace('published: 80', 'published: 80\n        protocol: udp'))).toEqual([]);
  });

  test('ports that other readers take for numbers', () => {
    const text = service('ports:\n  - 22:22\n  - 8080:80\n');
    expect(said(text)).toEqual(['hint 5:9-14 Docker reads 22:22 as ports. Other readers of YAML take it for a number in base 60, 1342: quotes keep it safe.']);
    expect(mended(text)).toContain('- "22:22"');
  });

  test('variables that nobody sets', () => {
    const text = 'services:\n  web:\n    image: "nginx:${TAG}"\n    hostname: "${A:-a}-$HOME-$$X"\n';
    expect(said(text)).toEqual(['warning 3:12-26 invalid image reference for service web: invalid reference format']);
    expect(remarks(text)[0]).toBe('That is so as long as TAG is not set in the shell that deploys. ${TAG:-default} has a value for that case.');
    expect(said(text, { env: { TAG: '1', HOME: '/root' } })).toEqual([]);
    expect(said(service('hostname: "w-$SITE"\n'))).toEqual(['info 4:15-24 SITE is empty unless the shell that deploys exports it. ${SITE:-default} has a value for that case.']);
  });

  test('decimal modes, constraints with one equals sign, a test without CMD, local networks', () => {
    expect(mended('services:\n  w:\n    image: x\n    secrets: [{source: s, mode: 440}]\nsecrets: {s: {external: true}}\n')).toContain('mode: 0440');
    expect(mended(service('deploy:\n  placement:\n    constraints:\n      - node.role=worker\n'))).toContain('- node.role==worker');
    expect(mended(service('healthcheck:\n  test: ["curl", "-f", "http://localhost"]\n'))).toContain('["CMD", "curl", "-f"');
    expect(mended('services: {w: {image: x, networks: [n]}}\nnetworks:\n  n:\n    driver: bridge\n')).toContain('driver: overlay');
  });

  test('images that the registry does not have', () => {
    const catalogue = [{ name: 'nginx', about: '', tags: ['latest', '1.27'] }];
    expect(said('services:\n  a: {image: nginx:9}\n  b: {image: me/app}\n  c: {image: "localhost:5000/x"}\n  d: {image: nginx}\n', { catalogue })).toEqual([
      'warning 2:14-21 nginx:9 cannot be pulled: of nginx this lab has the tags latest, 1.27. A node that does not have it already rejects its tasks: “No such image”.',
      'warning 3:14-20 me/app:latest cannot be pulled: the registry of this lab does not have it. A node that does not have it already rejects its tasks: “No such image”.',
    ]);
  });

  test('what follows the first document', () => {
    expect(said('---\nservices:\n  web:\n    image: nginx\n---\nother: 1\n')).toEqual(['warning 5:1-4 Only the first document of a file is read: what follows this line is not deployed.']);
  });

  test('sources of bind mounts and files of secrets are looked for on the machine', () => {
    const text = 'services:\n  web:\n    image: nginx\n    volumes: ["./site:/usr/share/nginx/html"]\n    secrets: [key]\nsecrets:\n  key:\n    file: ./key.txt\n';
    expect(said(text)[0]).toBe('error 8:11-20 open /root/key.txt: no such file or directory');
    expect(said(text, { files: { '/root/key.txt': 'k' } })).toEqual(['info 4:15-45 There is no /root/site here. It must be there on every node that runs a task of web, else the task is rejected.']);
    expect(said(text, { files: { '/root/key.txt': 'k', '/root/site/index.html': '' } })).toEqual([]);
  });

  test('a good file gets none', () => {
    const text = 'version: "3.8"\nservices:\n  web:\n    image: nginx:1.27\n    ports:\n      - "8080:80"\n    deploy:\n      replicas: 3\n';
    expect(lint(text)).toEqual([]);
  });
});

describe('any text gets an answer', () => {
  test('an empty file, comments, a list, a word', () => {
    expect(said('')).toEqual(['info 1:1-2 top-level object must be a mapping']);
    expect(said('# nothing\n')).toHaveLength(1);
    expect(said('- a\n')).toEqual(['error 1:1-4 top-level object must be a mapping']);
    expect(said('x\n')).toEqual(['error 1:1-2 top-level object must be a mapping']);
  });

  test('a file of a megabyte is answered in seconds, with a bounded list', () => {
    let text = 'services:\n';
    for (let i = 0; text.length < 1_000_000; i++) text += `  s${i}:\n    image: nginx:1.27\n    imagee: ${i}\n    deploy:\n      replicas: ${i}\n`;
    const began = performance.now();
    const all = lint(text);
    expect(performance.now() - began).toBeLessThan(8000);
    expect(all).toHaveLength(200);
    expect(all[0] && shortly(all[0])).toBe('error 4:5-11 services.s0 Additional property imagee is not allowed');
  }, 20_000);

  const KEYS = ['services', 'web', 'image', 'deploy', 'ports', 'networks', 'x-a', 'version', 'healthcheck', 'secrets', 'volumes', '<<'];
  const word = fc.constantFrom(...KEYS, '3.8', '"80:80"', '&a', '*a', '{}', '[]', '- a', '10s', '${A}', '${', '\t', "'", '|', '?', ': ', '\n', '\n  ', '\n    ', '\n      ');
  test('any heap of words: spans lie inside the text', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const text = words.join(words.length % 2 ? '' : ' ');
        const lines = text.split(/\r\n|\n|\r/);
        for (const { from, to } of lint(text)) {
          expect(from.line).toBeGreaterThanOrEqual(1);
          expect(from.line).toBeLessThanOrEqual(lines.length);
          expect(to.line).toBe(from.line);
          expect(from.column).toBeLessThanOrEqual(Math.max(1, (lines[from.line - 1] as string).length));
          expect(to.column).toBeGreaterThan(from.column);
        }
      }),
      { numRuns: 1000, seed: 3 },
    );
  }, 30_000);
});
