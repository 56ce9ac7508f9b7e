/** traefik: a reverse proxy that reads its routes from labels of services; dashboard at 8080 with --api.insecure. */
import { image } from './_image';
import { late } from './_late';
import { entrypoint } from './_programs';

export default image({
  name: 'traefik',
  about: 'Port 80: a reverse proxy by labels (traefik.http.routers...); mount docker.sock on a manager; dashboard at 8080 with --api.insecure=true.',
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
  build: ({ version }) => ({
    base: 'alpine',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Entrypoint: ['/entrypoint.sh'], Cmd: ['traefik'], ExposedPorts: ['80/tcp'] },
    layers: [
      [`RUN /bin/sh -c set -eux; install traefik ${version} # buildkit`, 148_000_000],
      ['COPY entrypoint.sh / # buildkit', 12_000],
    ],
    programs: {
      // Options alone are for traefik; anything else is a command.
      '/entrypoint.sh': entrypoint('/entrypoint.sh', 5, function* prepare(_process, argv) {
        return argv[0]?.startsWith('-') ? ['traefik', ...argv] : argv;
      }),
      '/usr/local/bin/traefik': late('traefik', version),
    },
  }),
});
