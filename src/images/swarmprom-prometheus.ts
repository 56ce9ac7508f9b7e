/** stefanprodan/swarmprom-prometheus: Port 9090: Prometheus for swarms. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'stefanprodan/swarmprom-prometheus',
  about: 'Port 9090: Prometheus for swarms.',
  tags: { latest: 'v2.5.0', 'v2.5.0': 'v2.5.0' },
  base: 'busybox',
  entrypoint: ['/etc/prometheus/docker-entrypoint.sh'],
  command: ['/etc/prometheus/docker-entrypoint.sh'],
  ports: [9090],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Prometheus</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 90,
  memoryMegabytes: 60,
});
