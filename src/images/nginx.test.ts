import { expect, test } from 'vitest';
import { FileTree } from '../os';
import { readConfig } from './_nginx-config';
import { byPath, ask, startImage } from './_testing';

function tree(conf: string): FileTree {
  const files = new FileTree();
  files.put('/etc/nginx/nginx.conf', { content: 'events {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n' });
  files.put('/etc/nginx/conf.d/site.conf', { content: conf });
  return files;
}

test.each([
  ['server { listen 80; }', undefined],
  ['server { lisen 80; }', 'unknown directive "lisen" in /etc/nginx/conf.d/site.conf:1'],
  ['server {\n  listen 80\n}', 'unexpected "}" in /etc/nginx/conf.d/site.conf:3'],
  ['server { listen 80;', 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/site.conf:1'],
  ['listen 80;', '"listen" directive is not allowed here in /etc/nginx/conf.d/site.conf:1'],
  ['server { proxy_pass http://x; }', '"proxy_pass" directive is not allowed here in /etc/nginx/conf.d/site.conf:1'],
  ['server { location / { proxy_pass web; } }', 'invalid URL prefix in /etc/nginx/conf.d/site.conf:1'],
])('the configuration %j is judged as nginx does', (conf, emerg) => {
  const config = readConfig(tree(conf), '/etc/nginx/nginx.conf');
  expect('emerg' in config ? config.emerg : undefined).toBe(emerg);
});

test('nginx serves its page, misses what is not there, and answers as locations say', () => {
  const run = startImage(byPath('library/nginx', 'latest'), {
    files: {
      '/etc/nginx/conf.d/more.conf':
        'server { listen 8080; location = /hi { return 200 "hello $hostname"; } ' +
        'location ~ ^/re/(\\d+)$ { return 302 /elsewhere; } location / { deny all; } }\n',
    },
  });
  expect(ask(run, 80, '/').body).toContain('Welcome to nginx!');
  expect(ask(run, 80, '/nope')).toMatchObject({ status: 404, body: expect.stringContaining('<center>nginx/1.29.3</center>') });
  expect(ask(run, 8080, '/hi')).toMatchObject({ status: 200, body: 'hello c0ffee' });
  expect(ask(run, 8080, '/re/12')).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
  expect(ask(run, 8080, '/x').status).toBe(403);
  expect(run.output()).toMatch(/"GET \/nope HTTP\/1\.1" 404 \d+ "-" "-" "-"\n/);
});

test('a proxy whose upstream nobody knows does not start', () => {
  const run = startImage(byPath('library/nginx', 'latest'), {
    files: { '/etc/nginx/conf.d/default.conf': 'server { listen 80; location / { proxy_pass http://app:3000; } }\n' },
  });
  expect(run.process.status?.code).toBe(1);
  expect(run.output()).toContain('nginx: [emerg] host not found in upstream "app" in /etc/nginx/conf.d/default.conf:1\n');
});

test('the entry point hands over to another command, and says so when there is none', () => {
  const run = startImage(byPath('library/nginx', 'latest'), { cmd: ['nope'] });
  expect(run.process.status?.code).toBe(127);
  expect(run.output()).toBe('/docker-entrypoint.sh: 47: exec: nope: not found\n');
});
