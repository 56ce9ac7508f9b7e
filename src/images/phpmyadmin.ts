/** phpmyadmin: Port 80: MySQL in the browser. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'phpmyadmin',
  also: ['phpmyadmin/phpmyadmin'],
  about: 'Port 80: MySQL in the browser.',
  tags: { latest: '5.2.3', '5': '5.2.3', '5.2': '5.2.3' },
  command: ['apache2-foreground'],
  ports: [80],
  body: `<!DOCTYPE html>\n<html>\n<head><title>phpMyAdmin</title></head>\n<body>\n<h1>Welcome to phpMyAdmin</h1>\n</body>\n</html>\n`,
  megabytes: 480,
  memoryMegabytes: 60,
  workingDir: '/var/www/html',
  stopSignal: 'SIGWINCH',
});
