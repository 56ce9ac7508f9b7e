/** prom/prometheus: Port 9090: metrics, gathered and queried. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'prom/prometheus',
  about: 'Port 9090: metrics, gathered and queried.',
  tags: { latest: 'v3.7.3', 'v3.7.3': 'v3.7.3', 'v2.53.0': 'v2.53.0', 'v2.45.0': 'v2.45.0', 'v2.5.0': 'v2.5.0' },
  base: 'busybox',
  entrypoint: ['/bin/prometheus'],
  command: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
  ports: [9090],
  body:
    '<!DOCTYPE html>\n<html>\n<head><title>Prometheus Time Series Collection and Processing Server</title></head>\n' +
    '<body>\n<div id="root"></div>\n</body>\n</html>\n',
  megabytes: 270,
  memoryMegabytes: 70,
  volumes: ['/prometheus'],
  workingDir: '/prometheus',
});
