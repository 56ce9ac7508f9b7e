/** chrch/docker-pets: Port 5000: pets, with the container that shows them. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'chrch/docker-pets',
  about: 'Port 5000: pets, with the container that shows them.',
  tags: { latest: '1.1', '1.0': '1.0', '1.1': '1.1' },
  base: 'alpine-old',
  command: ['python', 'app.py'],
  ports: [5000],
  body: (process) =>
    '<!DOCTYPE html>\n<html>\n<head><title>docker-pets</title></head>\n<body>\n' +
    `<p>Processed by container ID ${process.machine.hostname}</p>\n</body>\n</html>\n`,
  megabytes: 70,
  memoryMegabytes: 34,
  workingDir: '/usr/src/app',
});
