/** The voting app's front end: two buttons, votes go to `redis`. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'dockersamples/examplevotingapp_vote',
  also: ['bretfisher/examplevotingapp_vote', 'eesprit/voting-app-vote'],
  about: 'Port 80: vote for one of two; needs redis under the name redis.',
  tags: { latest: 'before', before: 'before', after: 'after', good: 'before', beta: 'before' },
  build: ({ version }) => ({
      base: 'alpine-old',
      config: {
        Env: ['PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'PYTHON_VERSION=2.7.15'],
        ExposedPorts: ['80/tcp'],
        WorkingDir: '/app',
        Cmd: ['gunicorn', 'app:app', '-b', '0.0.0.0:80', '--log-file', '-', '--access-logfile', '-', '--workers', '4', '--keep-alive', '0'],
      },
      layers: [
        ['RUN /bin/sh -c pip install -r requirements.txt # buildkit', 74_000_000],
        [`COPY . /app # ${version}`, 13_000],
      ],
      programs: {
        '/usr/local/bin/gunicorn': late('votingVote', version === 'after' ? ['Java', '.NET'] : ['Cats', 'Dogs']),
      },
    }),
});
