/** logstash: Port 5044: log lines in, events out. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'logstash',
  about: 'Port 5044: log lines in, events out.',
  tags: { latest: '2.4', '2.4': '2.4', '5': '5.6.16', '7.17.9': '7.17.9', '8.11.0': '8.11.0' },
  entrypoint: ['/docker-entrypoint.sh'],
  command: ['logstash'],
  ports: [5044, 9600],
  body: 'ok',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 780,
  memoryMegabytes: 600,
  exitCode: 143,
});
