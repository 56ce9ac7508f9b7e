/** adminer: Port 8080: databases in the browser. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'adminer',
  about: 'Port 8080: databases in the browser.',
  tags: { latest: '5.4.1', '5': '5.4.1', '4': '4.17.1', '4.8.1': '4.8.1' },
  base: 'alpine',
  command: ['php', '-S', '[::]:8080', '-t', '/var/www/html'],
  ports: [8080],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Login - Adminer</title></head>\n<body>\n<h2>Login</h2>\n</body>\n</html>\n`,
  megabytes: 110,
  memoryMegabytes: 14,
  workingDir: '/var/www/html',
});
