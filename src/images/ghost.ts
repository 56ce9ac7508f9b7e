/** ghost: Port 2368: a blog. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'ghost',
  about: 'Port 2368: a blog.',
  tags: { latest: '6.8', '6': '6.8', '5': '5.130', '1': '1.26' },
  command: ['node', 'current/index.js'],
  ports: [2368],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Ghost</title></head>\n<body>\n<h1>Ghost</h1>\n</body>\n</html>\n`,
  megabytes: 440,
  memoryMegabytes: 120,
  env: ['NODE_ENV=production'],
  volumes: ['/var/lib/ghost/content'],
  workingDir: '/var/lib/ghost',
});
