/** instavote/vote: the voting app's front end of the rollout article, with tags to roll between. */
import { image } from './_image';
import { late } from './_late';

const PAIRS: Readonly<Record<string, readonly [string, string]>> = { movies: ['Movies', 'Series'], paas: ['PaaS', 'CaaS'] };

export default image({
  name: 'instavote/vote',
  about: 'Port 80: the vote of the rollout article; needs redis under the name redis to take one.',
  tags: { latest: 'latest', indent: 'indent', movies: 'movies', paas: 'paas' },
  build: ({ version }) => ({
    base: 'alpine-old',
    config: { ExposedPorts: ['80/tcp'], WorkingDir: '/app', Cmd: ['gunicorn', 'app:app', '-b', '0.0.0.0:80', '--log-file', '-', '--access-logfile', '-', '--workers', '4', '--keep-alive', '0'] },
    layers: [
      ['RUN /bin/sh -c pip install -r requirements.txt # buildkit', 74_000_000],
      [`COPY . /app # ${version}`, 13_000],
    ],
    programs: { '/usr/local/bin/gunicorn': late('votingVote', PAIRS[version] ?? ['Cats', 'Dogs']) },
  }),
});
