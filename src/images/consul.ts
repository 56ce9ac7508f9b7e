/** hashicorp/consul: Port 8500: service discovery and keys. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'hashicorp/consul',
  also: ['consul', 'progrium/consul'],
  about: 'Port 8500: service discovery and keys.',
  tags: { latest: '1.22', '1.22': '1.22', '1.15': '1.15', '1.4': '1.4' },
  base: 'alpine',
  entrypoint: ['docker-entrypoint.sh'],
  command: ['agent', '-dev', '-client', '0.0.0.0'],
  ports: [8500, 8600],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Consul by HashiCorp</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 150,
  memoryMegabytes: 60,
  volumes: ['/consul/data'],
});
