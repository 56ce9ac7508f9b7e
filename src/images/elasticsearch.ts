/** elasticsearch: Port 9200: JSON with a name of its own per container and the tagline. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'elasticsearch',
  about: 'Port 9200: JSON with a name of its own per container and the tagline.',
  tags: { latest: '2.4.6', '2': '2.4.6', '2.4': '2.4.6', '5': '5.6.16', '7.17.9': '7.17.9', '8.11.0': '8.11.0' },
  base: 'debian-jessie',
  command: ['elasticsearch'],
  ports: [9200, 9300],
  body: (process) => `{\n  "name" : "${process.machine.hostname}",\n  "cluster_name" : "elasticsearch",\n  "version" : {\n` +
      `    "number" : "2.4.6",\n    "lucene_version" : "5.5.4"\n  },\n  "tagline" : "You Know, for Search"\n}\n`,
  contentType: 'application/json; charset=UTF-8',
  megabytes: 420,
  memoryMegabytes: 900,
  volumes: ['/usr/share/elasticsearch/data'],
  exitCode: 143,
});
