/** drupal: Port 80: the install page. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'drupal',
  about: 'Port 80: the install page.',
  tags: { latest: '11.2', '11': '11.2', '10': '10.5', '9': '9.5', '8': '8.9', '9-apache': '9.5' },
  command: ['apache2-foreground'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Choose language | Drupal</title></head>\n<body>\n<h1>Choose language</h1>\n</body>\n</html>\n`,
  megabytes: 380,
  memoryMegabytes: 80,
  workingDir: '/opt/drupal',
  stopSignal: 'SIGWINCH',
});
