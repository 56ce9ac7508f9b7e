/** hashicorp/http-echo: Port 5678: the text it was given. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'hashicorp/http-echo',
  about: 'Port 5678: the text it was given.',
  tags: { latest: '1.0', '1.0': '1.0', '0.2.3': '0.2.3' },
  base: 'scratch',
  entrypoint: ['/http-echo'],
  command: ['-text=hello-world'],
  ports: [5678],
  body: (process) =>
    `${process.argv.find((word) => word.startsWith('-text='))?.slice(6) ?? process.argv[process.argv.indexOf('-text') + 1] ?? 'hello-world'}\n`,
  contentType: 'text/plain; charset=utf-8',
  megabytes: 7,
  memoryMegabytes: 6,
  exitCode: 0,
});
