/** mongo: Port 27017: a document database. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'mongo',
  about: 'Port 27017: a document database.',
  tags: { latest: '8.2', '8': '8.2', '7': '7.0', '6': '6.0', '5': '5.0', '4.4': '4.4', '4': '4.4', '3.6': '3.6', '3.2': '3.2', '3.2.10': '3.2.10' },
  base: 'ubuntu',
  entrypoint: ['docker-entrypoint.sh'],
  command: ['mongod'],
  ports: [27017],
  body: 'It looks like you are trying to access MongoDB over HTTP on the native driver port.\n',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 780,
  memoryMegabytes: 180,
  volumes: ['/data/configdb', '/data/db'],
});
