/** influxdb: Port 8086: a time series database. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'influxdb',
  about: 'Port 8086: a time series database.',
  tags: { latest: '2.7', '2.7': '2.7', '1.8': '1.8', '1.3': '1.3' },
  entrypoint: ['/entrypoint.sh'],
  command: ['influxd'],
  ports: [8086],
  body: '404 page not found\n',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 260,
  memoryMegabytes: 80,
  volumes: ['/var/lib/influxdb2'],
});
