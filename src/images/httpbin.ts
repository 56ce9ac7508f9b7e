/** kennethreitz/httpbin: Port 80: answers with what was asked. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'kennethreitz/httpbin',
  about: 'Port 80: answers with what was asked.',
  base: 'ubuntu-old',
  command: ['gunicorn', '-b', '0.0.0.0:80', 'httpbin:app'],
  ports: [80],
  body: (_process, request) => `{\n  "args": {}, \n  "headers": {\n    "Host": "${request.headers['host'] ?? ''}"\n  }, \n` +
      `  "url": "http://${request.headers['host'] ?? ''}${request.path}"\n}\n`,
  contentType: 'application/json',
  megabytes: 180,
  memoryMegabytes: 50,
});
