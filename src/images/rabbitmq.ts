/** rabbitmq: Port 5672: messages; 15672 in the management tags. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'rabbitmq',
  about: 'Port 5672: messages; 15672 in the management tags.',
  tags: { latest: '4.2', '4': '4.2', '3': '3.13', '3-management': '3.13', management: '4.2', '3-alpine': '3.13', alpine: '4.2' },
  base: 'ubuntu',
  entrypoint: ['docker-entrypoint.sh'],
  command: ['rabbitmq-server'],
  ports: [5672, 15692],
  body: 'AMQP',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 150,
  memoryMegabytes: 130,
  volumes: ['/var/lib/rabbitmq'],
});
