/** portainer/agent: Port 9001: what Portainer asks on every node. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'portainer/agent',
  about: 'Port 9001: what Portainer asks on every node.',
  tags: { latest: '2.33.3', lts: '2.33.3', '2.33.3': '2.33.3', '2.19.4': '2.19.4' },
  base: 'scratch',
  command: ['/app/agent'],
  ports: [9001],
  body: '{"message":"Unauthorized"}\n',
  contentType: 'application/json',
  megabytes: 160,
  memoryMegabytes: 18,
  workingDir: '/app',
});
