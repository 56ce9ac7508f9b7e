/** tomcat: Port 8080: no application, so 404. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'tomcat',
  about: 'Port 8080: no application, so 404.',
  tags: { latest: '11.0', '11': '11.0', '10.1': '10.1', '9.0': '9.0', '8.5': '8.5', '8': '8.5' },
  command: ['catalina.sh', 'run'],
  ports: [8080],
  body:
    '<!DOCTYPE html>\n<html>\n<head><title>HTTP Status 404 – Not Found</title></head>\n<body>\n' +
    '<h1>HTTP Status 404 – Not Found</h1>\n</body>\n</html>\n',
  megabytes: 360,
  memoryMegabytes: 140,
  workingDir: '/usr/local/tomcat',
  exitCode: 143,
});
