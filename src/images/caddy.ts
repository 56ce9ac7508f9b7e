/** caddy: Ports 80, 443 and 2019: a web server. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'caddy',
  also: ['stefanprodan/caddy'],
  about: 'Ports 80, 443 and 2019: a web server.',
  tags: { latest: '2.10.2', '2': '2.10.2', '2-alpine': '2.10.2', alpine: '2.10.2' },
  base: 'alpine',
  command: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
  ports: [80, 443],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Caddy works!</title></head>\n<body>\n<h1>Caddy works!</h1>\n</body>\n</html>\n`,
  megabytes: 42,
  memoryMegabytes: 30,
  workingDir: '/srv',
});
