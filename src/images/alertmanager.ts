/** prom/alertmanager: Port 9093: alerts, grouped and sent. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'prom/alertmanager',
  about: 'Port 9093: alerts, grouped and sent.',
  tags: { latest: 'v0.28.1', 'v0.27.0': 'v0.27.0' },
  base: 'busybox',
  entrypoint: ['/bin/alertmanager'],
  command: ['--config.file=/etc/alertmanager/alertmanager.yml'],
  ports: [9093],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Alertmanager</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 70,
  memoryMegabytes: 20,
});
