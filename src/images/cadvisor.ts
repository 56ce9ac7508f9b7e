/** google/cadvisor: container metrics on port 8080; long-running, mounts host paths read-only. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'google/cadvisor',
  also: ['gcr.io/cadvisor/cadvisor'],
  about: 'Port 8080: container metrics.',
  tags: { latest: '0.33.0', 'v0.33.0': '0.33.0', 'v0.47.0': '0.47.0', 'v0.49.1': '0.49.1' },
  build: () => ({
    base: 'alpine-old',
    config: {
      Entrypoint: ['/usr/bin/cadvisor', '-logtostderr'],
      ExposedPorts: ['8080/tcp'],
      Healthcheck: {
        Test: ['CMD-SHELL', 'wget --quiet --tries=1 --spider http://localhost:8080/healthz || exit 1'],
        Interval: 30_000_000_000,
        Timeout: 3_000_000_000,
      },
    },
    layers: [['COPY cadvisor /usr/bin/cadvisor # buildkit', 27_000_000]],
    programs: {
      '/usr/bin/cadvisor': late('cadvisor'),
    },
  }),
});
