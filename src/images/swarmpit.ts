/** swarmpit/swarmpit: Port 8080: a web interface for swarms. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'swarmpit/swarmpit',
  about: 'Port 8080: a web interface for swarms.',
  tags: { latest: '1.9', '1.9': '1.9' },
  base: 'alpine-old',
  command: ['java', '-jar', 'swarmpit.jar'],
  ports: [8080],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Swarmpit :: Docker swarm management</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 120,
  memoryMegabytes: 260,
  exitCode: 143,
});
