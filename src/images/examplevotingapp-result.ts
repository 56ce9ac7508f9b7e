/** The voting app's results page; needs postgres under the name `db`. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'dockersamples/examplevotingapp_result',
  also: ['bretfisher/examplevotingapp_result', 'eesprit/voting-app-result'],
  about: 'Port 80: results of the vote; needs postgres under the name db.',
  tags: { latest: 'before', before: 'before', after: 'after', good: 'before' },
  build: ({ version }) => ({
      base: 'debian-jessie',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_VERSION=8.9.0', 'PORT=80'],
        Cmd: ['node', 'server.js'],
        ExposedPorts: ['80/tcp'],
        WorkingDir: '/app',
      },
      layers: [
        ['RUN /bin/sh -c npm install -g nodemon # buildkit', 96_000_000],
        [`COPY . /app # ${version}`, 210_000],
      ],
      programs: {
        '/usr/local/bin/node': late('votingResult', version === 'after' ? ['Java', '.NET'] : ['Cats', 'Dogs']),
      },
    }),
});
