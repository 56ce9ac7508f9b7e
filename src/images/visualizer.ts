/** dockersamples/visualizer: draws the swarm from the engine's socket, so it must run on a manager with the socket mounted. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'dockersamples/visualizer',
  also: ['bretfisher/visualizer', 'manomarks/visualizer', 'alexellis2/visualizer-arm'],
  about: 'Port 8080: draws nodes and tasks; needs /var/run/docker.sock of a manager.',
  tags: { latest: '1', stable: '1', beta: '1' },
  build: () => ({
    base: 'alpine-old',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_VERSION=8.9.4', 'MS=1000', 'CTX_ROOT=/'],
      Cmd: ['npm', 'start'],
      ExposedPorts: ['8080/tcp'],
      WorkingDir: '/app',
      Healthcheck: { Test: ['CMD-SHELL', 'node /app/healthcheck.js || exit 1'] },
    },
    layers: [
      ['RUN /bin/sh -c apk add --no-cache nodejs nodejs-npm # buildkit', 51_000_000],
      ['COPY . /app # buildkit', 130_000_000],
    ],
    files: { '/app/healthcheck.js': "require('http').get('http://localhost:8080', (res) => process.exit(res.statusCode === 200 ? 0 : 1));\n" },
    programs: {
      '/usr/bin/npm': late('visualizer'),
      '/usr/bin/node': function* node(process) {
        const answer = yield* process.machine.net.http(
          { host: 'localhost', port: 8080 },
          { method: 'GET', path: '/', headers: { host: 'localhost:8080' }, body: '' },
        );
        return answer.ok && answer.value.status === 200 ? 0 : 1;
      },
    },
  }),
});
