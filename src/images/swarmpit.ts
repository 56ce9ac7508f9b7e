/** swarmpit/swarmpit: port 8080, a look at the swarm through the engine's socket. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'swarmpit/swarmpit',
  about: 'Port 8080: a web interface for swarms; needs /var/run/docker.sock of a manager.',
  tags: { latest: '1.9', '1.9': '1.9' },
  build: ({ version }) => ({
    base: 'alpine-old',
    config: { Cmd: ['java', '-jar', 'swarmpit.jar'], ExposedPorts: ['8080/tcp'] },
    layers: [[`COPY swarmpit.jar / # ${version}`, 120_000_000]],
    programs: { '/usr/bin/java': late('swarmpit') },
  }),
});
