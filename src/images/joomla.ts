/** joomla: Port 80: the web installer. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'joomla',
  about: 'Port 80: the web installer.',
  tags: { latest: '5.4', '5': '5.4', '4': '4.4' },
  command: ['apache2-foreground'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Joomla Web Installer</title></head>\n<body>\n<h1>Joomla Web Installer</h1>\n</body>\n</html>\n`,
  megabytes: 470,
  memoryMegabytes: 80,
  volumes: ['/var/www/html'],
  workingDir: '/var/www/html',
  stopSignal: 'SIGWINCH',
});
