/** docker/getting-started: Port 80: the tutorial of Docker. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'docker/getting-started',
  about: 'Port 80: the tutorial of Docker.',
  base: 'alpine-old',
  command: ['nginx', '-g', 'daemon off;'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Getting Started</title></head>\n<body>\n<h1>Getting Started</h1>\n</body>\n</html>\n`,
  megabytes: 24,
  memoryMegabytes: 6,
  stopSignal: 'SIGQUIT',
});
