/** vfarcic/docker-flow-proxy: Ports 80 and 8080: a proxy that configures itself from services. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'vfarcic/docker-flow-proxy',
  also: ['dockerflow/docker-flow-proxy'],
  about: 'Ports 80 and 8080: a proxy that configures itself from services.',
  base: 'alpine-old',
  command: ['docker-flow-proxy', 'server'],
  ports: [80, 443, 8080],
  body: '<html><body><h1>503 Service Unavailable</h1></body></html>\n',
  megabytes: 40,
  memoryMegabytes: 18,
});
