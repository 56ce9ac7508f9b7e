/** portainer/portainer-ce: port 9000, a look at the swarm through tasks.agent:9001 or the engine's socket. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'portainer/portainer-ce',
  also: ['portainer/portainer'],
  about: 'Port 9000: a web interface for Docker; talks to tasks.agent:9001 or to the mounted docker.sock.',
  tags: { latest: '2.33.3', alpine: '2.33.3', lts: '2.33.3', sts: '2.35.0', '2.33.3': '2.33.3', '2.19.4': '2.19.4' },
  build: ({ version }) => ({
    base: 'scratch',
    config: {
      Env: ['PATH=/', `PORTAINER_VERSION=${version}`], Entrypoint: ['/portainer'], ExposedPorts: ['9000/tcp', '9443/tcp', '8000/tcp'], Volumes: ['/data'], WorkingDir: '/',
    },
    layers: [[`COPY portainer ${version} / # buildkit`, 240_000_000]],
    programs: { '/portainer': late('portainer', [9000, 9443, 8000]) },
  }),
});
