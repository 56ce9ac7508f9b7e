/** dockersamples/visualizer: draws the swarm from the engine's socket, so it must run on a manager with the socket mounted. */
import { isFileError, textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { bodyOf, endOn, forever, listen, pathOf, print } from './_programs';

const SOCKET = '/var/run/docker.sock';

function handler(process: Process): HttpHandler {
  return function* visualizer(request) {
    const path = pathOf(request);
    const proxied = /^\/(apis\/)?(nodes|services|tasks)$/.exec(path);
    if (!proxied)
      return textResponse(
        200,
        '<!DOCTYPE html>\n<html>\n<head><title>Visualizer</title></head>\n<body>\n<div id="app">Docker Swarm Visualizer</div>\n</body>\n</html>\n',
        'text/html; charset=utf-8',
      );
    const answer = yield* process.machine.net.httpUnix(SOCKET, { method: 'GET', path: `/${proxied[2]}`, headers: { host: 'docker' }, body: '' });
    if (!answer.ok) return textResponse(500, 'connect ENOENT /var/run/docker.sock\n');
    return {
      status: answer.value.status,
      headers: { 'content-type': 'application/json' },
      body: yield* bodyOf({ ...request, body: answer.value.body }),
    };
  };
}

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
      '/usr/bin/npm': function* npm(process) {
        process.memoryBytes = 38 * 1024 * 1024;
        endOn(process, ['SIGTERM', 'SIGINT'], 143);
        yield* print(process, '\n> swarmVisualizer@0.0.1 start /app\n> node server.js\n\n');
        if (isFileError(process.machine.files.stat(SOCKET))) yield* print(process, 'Error: connect ENOENT /var/run/docker.sock\n');
        yield* print(process, 'undefined\nsocket server listening on 8080\n');
        if (!(yield* listen(process, 8080, handler(process)))) return 1;
        return yield* forever();
      },
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
