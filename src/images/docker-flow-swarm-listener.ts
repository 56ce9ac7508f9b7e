/** vfarcic/docker-flow-swarm-listener: Port 8080: tells the proxy about services. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'vfarcic/docker-flow-swarm-listener',
  also: ['dockerflow/docker-flow-swarm-listener'],
  about: 'Port 8080: tells the proxy about services.',
  base: 'alpine-old',
  command: ['docker-flow-swarm-listener'],
  ports: [8080],
  body: '{"Status":"OK"}\n',
  contentType: 'application/json',
  megabytes: 30,
  memoryMegabytes: 14,
});
