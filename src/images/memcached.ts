/** memcached: Port 11211: a cache. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'memcached',
  about: 'Port 11211: a cache.',
  tags: { latest: '1.6.39', '1.6': '1.6.39', alpine: '1.6.39', '1.6-alpine': '1.6.39' },
  entrypoint: ['docker-entrypoint.sh'],
  command: ['memcached'],
  ports: [11211],
  body: 'ERROR\r\n',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 10,
  memoryMegabytes: 4,
});
