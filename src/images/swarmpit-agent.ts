/** swarmpit/agent: Port 8080: what Swarmpit asks on every node. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'swarmpit/agent',
  about: 'Port 8080: what Swarmpit asks on every node.',
  base: 'alpine-old',
  command: ['/agent'],
  ports: [8080],
  body: '{"status":"UP"}\n',
  contentType: 'application/json',
  megabytes: 18,
  memoryMegabytes: 12,
});
