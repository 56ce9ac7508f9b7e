/** traefik: Ports 80 and 443: a reverse proxy; without routes everything is 404. */
import { simpleServer } from './_simple';

export default simpleServer({
  name: 'traefik',
  about: 'Ports 80 and 443: a reverse proxy; without routes everything is 404.',
  tags: {
    latest: '3.5.4',
    'v3.5': '3.5.4',
    'v3.0': '3.0.4',
    'v2.11': '2.11.30',
    'v2.10': '2.10.7',
    'v2.9': '2.9.10',
    'v2.4': '2.4.14',
    'v1.7': '1.7.34',
  },
  base: 'alpine',
  entrypoint: ['/entrypoint.sh'],
  command: ['traefik'],
  ports: [80],
  body: '404 page not found\n',
  contentType: 'text/plain; charset=utf-8',
  banner: (process, variant) => `${new Date(Math.floor(process.sim.nowMs)).toISOString().slice(0, 19)}Z INF Traefik version ${variant.version} ` +
      `built on 2025-10-28 version=${variant.version}\n`,
  megabytes: 148,
  memoryMegabytes: 60,
});
