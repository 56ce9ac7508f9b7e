/** diamol/ch09-access-log: Port 80: takes log entries. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'diamol/ch09-access-log',
  about: 'Port 80: takes log entries.',
  tags: { latest: '1', v1: '1', v2: '2' },
  base: 'alpine-old',
  command: ['node', 'server.js'],
  ports: [80],
  body: '{"logs":0}\n',
  contentType: 'application/json',
  megabytes: 50,
  memoryMegabytes: 34,
  exitCode: 143,
});
