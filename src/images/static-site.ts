/** dockersamples/static-site: Port 80: Hello Docker!. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'dockersamples/static-site',
  about: 'Port 80: Hello Docker!.',
  base: 'debian-jessie',
  command: ['/bin/start-site'],
  ports: [80],
  body: (process) =>
    '<!DOCTYPE html>\n<html>\n<head><title>Docker</title></head>\n<body>\n' +
    `<h1>Hello ${process.env.get('AUTHOR') ?? 'Docker'}!</h1>\n</body>\n</html>\n`,
  megabytes: 90,
  memoryMegabytes: 6,
});
