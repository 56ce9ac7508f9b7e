/** nextcloud: Port 80: files in the browser. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'nextcloud',
  about: 'Port 80: files in the browser.',
  tags: { latest: '32', '32': '32', '31': '31', apache: '32' },
  entrypoint: ['/entrypoint.sh'],
  command: ['apache2-foreground'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Nextcloud</title></head>\n<body>\n<h2>Create an admin account</h2>\n</body>\n</html>\n`,
  megabytes: 1200,
  memoryMegabytes: 90,
  volumes: ['/var/www/html'],
  workingDir: '/var/www/html',
  stopSignal: 'SIGWINCH',
});
