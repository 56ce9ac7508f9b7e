/** bretfisher/browncoat: an application that misbehaves as it is told, for trying out updates and health checks. */
import { image, NS_PER_SECOND } from './_image';
import { late } from './_late';

export default image({
  name: 'bretfisher/browncoat',
  about: 'Port 80: slow or failing starts, health checks on demand (/healthz, /togglehealthcheck, /fail); v3 fails at its start.',
  tags: { latest: 'v1', v1: 'v1', v2: 'v2', v3: 'v3', healthcheck: 'v1', 'v1.healthcheck': 'v1', 'v2.healthcheck': 'v2', 'v3.healthcheck': 'v3' },
  build: ({ tag, version }) => {
    const checked = tag.includes('healthcheck');
    return {
      base: 'alpine-old',
      config: {
        Env: [
          'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'PORT=80', `VERSION=${version}`, `FAIL_STARTUP=${version === 'v3' && !checked}`, `HAPPYHEALTHCHECK=${version !== 'v3'}`,
        ],
        Cmd: ['node', 'index.js'],
        ExposedPorts: ['80/tcp'],
        WorkingDir: '/app',
        ...(checked ? { Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost/healthz || exit 1'], Interval: 5 * NS_PER_SECOND, Timeout: 3 * NS_PER_SECOND } } : {}),
      },
      packages: ['curl'],
      layers: [
        ['RUN /bin/sh -c npm install # buildkit', 62_000_000],
        [`COPY . /app # ${version}`, 180_000],
      ],
      programs: { '/usr/local/bin/node': late('browncoat') },
    };
  },
});
