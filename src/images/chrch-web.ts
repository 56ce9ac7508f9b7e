/** chrch/web: Port 3000: a page with the name of its container. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'chrch/web',
  about: 'Port 3000: a page with the name of its container.',
  base: 'alpine-old',
  command: ['node', 'server.js'],
  ports: [3000],
  body: (process) => `<!DOCTYPE html>\n<html>\n<head><title>web</title></head>\n<body>\n<p>${process.machine.hostname}</p>\n</body>\n</html>\n`,
  megabytes: 60,
  memoryMegabytes: 40,
  exitCode: 143,
});
