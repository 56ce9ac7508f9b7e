/** vfarcic/go-demo: Port 8080: /demo/hello says hello, world!. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'vfarcic/go-demo',
  about: 'Port 8080: /demo/hello says hello, world!.',
  tags: { latest: '1.2', '1.0': '1.0', '1.1': '1.1', '1.2': '1.2' },
  base: 'alpine-old',
  command: ['go-demo'],
  ports: [8080],
  body: 'hello, world!\n',
  contentType: 'text/plain; charset=utf-8',
  megabytes: 12,
  memoryMegabytes: 8,
  env: ['DB=db'],
  exitCode: 2,
});
