/** prom/node-exporter: Port 9100: metrics of a machine. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'prom/node-exporter',
  about: 'Port 9100: metrics of a machine.',
  tags: { latest: 'v1.9.1', 'v1.9.1': 'v1.9.1', 'v1.8.1': 'v1.8.1', 'v0.15.2': 'v0.15.2' },
  base: 'busybox',
  command: ['/bin/node_exporter'],
  ports: [9100],
  body: '# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\nnode_load1 0.08\n',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  megabytes: 23,
  memoryMegabytes: 14,
});
