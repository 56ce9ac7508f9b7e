/** mongo-express: Port 8081: MongoDB in the browser. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'mongo-express',
  about: 'Port 8081: MongoDB in the browser.',
  tags: { latest: '1.0.2', '1.0.2': '1.0.2' },
  base: 'alpine',
  command: ['mongo-express'],
  ports: [8081],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Home - Mongo Express</title></head>\n<body>\n<h1>Mongo Express</h1>\n</body>\n</html>\n`,
  megabytes: 140,
  memoryMegabytes: 60,
});
