/** chrch/docker-pets: a pet of the day on port 5000, with the container that shows it. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'chrch/docker-pets',
  also: ['docker-pets', 'markchurch/docker-pets'],
  about: 'Port 5000: pets, with the container that shows them.',
  tags: { latest: '1.1', '1.0': '1.0', '1.1': '1.1' },
  build: ({ version }) => ({
    base: 'alpine-old',
    config: { Cmd: ['python', 'app.py'], ExposedPorts: ['5000/tcp'], WorkingDir: '/usr/src/app' },
    layers: [
      ['RUN /bin/sh -c apk add --no-cache python3 py3-flask # buildkit', 58_000_000],
      [`COPY . /usr/src/app # ${version}`, 48_000],
    ],
    programs: { '/usr/bin/python': late('pets', version) },
  }),
});
