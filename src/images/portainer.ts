/** portainer/portainer-ce: Port 9000: a web interface for Docker; talks to tasks.agent:9001. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'portainer/portainer-ce',
  also: ['portainer/portainer'],
  about: 'Port 9000: a web interface for Docker; talks to tasks.agent:9001.',
  tags: { latest: '2.33.3', alpine: '2.33.3', lts: '2.33.3', '2.33.3': '2.33.3', '2.19.4': '2.19.4' },
  base: 'scratch',
  entrypoint: ['/portainer'],
  command: ['/portainer'],
  ports: [9000, 9443, 8000],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Portainer</title></head>\n<body>\n<div id="view">Portainer</div>\n</body>\n</html>\n`,
  megabytes: 240,
  memoryMegabytes: 40,
  volumes: ['/data'],
  exitCode: 0,
});
