/** markchurch/cats: a page with a random cat and the container that chose it, on port 5000. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'markchurch/cats',
  also: ['docker/cats'],
  about: 'Port 5000: a cat of the moment, and which container found it.',
  tags: { latest: '1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['python', '/usr/src/app/app.py'], ExposedPorts: ['5000/tcp'], WorkingDir: '/usr/src/app' },
    layers: [
      ['RUN /bin/sh -c apk add --no-cache python3 py3-flask # buildkit', 58_000_000],
      ['COPY . /usr/src/app # buildkit', 48_000],
    ],
    files: { '/usr/src/app/app.py': '# A Flask page that shows one of a dozen cats.\n' },
    programs: {
      '/usr/bin/python': late('cats'),
    },
  }),
});
