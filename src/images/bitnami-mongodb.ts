/** bitnami/mongodb: Port 27017: a document database, without a password unless one is set. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'bitnami/mongodb',
  also: ['bitnamilegacy/mongodb'],
  about: 'Port 27017: a document database; answers as MongoDB does over HTTP.',
  tags: { latest: '8.0.13', '8.0': '8.0.13', '7.0': '7.0.14', '6.0': '6.0.18' },
  entrypoint: ['/opt/bitnami/scripts/mongodb/entrypoint.sh'],
  command: ['/opt/bitnami/scripts/mongodb/run.sh'],
  ports: [27017],
  body: 'It looks like you are trying to access MongoDB over HTTP on the native driver port.\n',
  contentType: 'text/plain; charset=utf-8',
  banner: (process) => `mongodb ${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(11, 22)} INFO  ==> ** Starting MongoDB **\n`,
  megabytes: 620,
  memoryMegabytes: 170,
});
