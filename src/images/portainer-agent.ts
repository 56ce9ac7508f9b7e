/** portainer/agent: port 9001, what Portainer asks on every node. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'portainer/agent',
  about: 'Port 9001: what Portainer asks on every node; needs /var/run/docker.sock.',
  tags: { latest: '2.33.3', lts: '2.33.3', sts: '2.35.0', '2.33.3': '2.33.3', '2.19.4': '2.19.4' },
  build: ({ version }) => ({
    base: 'scratch',
    config: { Entrypoint: ['./agent'], ExposedPorts: ['9001/tcp'], WorkingDir: '/app' },
    layers: [[`COPY agent ${version} /app # buildkit`, 160_000_000]],
    programs: { '/app/agent': late('portainerAgent') },
  }),
});
