/** grafana/grafana: Port 3000: dashboards. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'grafana/grafana',
  about: 'Port 3000: dashboards.',
  tags: { latest: '12.2.1', '12.2.1': '12.2.1', '11.0.0': '11.0.0', '10.4.0': '10.4.0', '9.5.2': '9.5.2', '5.1.0': '5.1.0' },
  base: 'alpine',
  entrypoint: ['/run.sh'],
  command: ['/run.sh'],
  ports: [3000],
  body: `<!DOCTYPE html>\n<html>\n<head><title>Grafana</title></head>\n<body>\n<div class="preloader">Loading Grafana</div>\n</body>\n</html>\n`,
  megabytes: 490,
  memoryMegabytes: 90,
  workingDir: '/usr/share/grafana',
});
