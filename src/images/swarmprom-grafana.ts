/** stefanprodan/swarmprom-grafana: Port 3000: Grafana with dashboards for swarms. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'stefanprodan/swarmprom-grafana',
  about: 'Port 3000: Grafana with dashboards for swarms.',
  tags: { latest: '5.3.4', '5.3.4': '5.3.4' },
  entrypoint: ['/entrypoint.sh'],
  command: ['/entrypoint.sh'],
  ports: [3000],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Grafana</title></head>\n<body>\n<div></div>\n</body>\n</html>\n`,
  megabytes: 240,
  memoryMegabytes: 80,
});
