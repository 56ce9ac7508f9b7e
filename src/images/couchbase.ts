/** couchbase: Port 8091: a document database. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'couchbase',
  about: 'Port 8091: a document database.',
  tags: { latest: '7.6', community: '7.6' },
  base: 'ubuntu',
  entrypoint: ['/entrypoint.sh'],
  command: ['couchbase-server'],
  ports: [8091],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Couchbase Server</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 1200,
  memoryMegabytes: 500,
});
