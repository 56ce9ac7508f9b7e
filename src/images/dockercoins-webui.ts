/** dockercoins/webui: draws the rate of the coin mine from redis. */
import { jsonResponse, textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { pathOf, server } from './_programs';
import { redisCommand } from './_redis-protocol';

function handler(process: Process): HttpHandler {
  return function* webui(request) {
    const path = pathOf(request);
    if (path === '/') return { status: 302, headers: { location: '/index.html' }, body: '' };
    if (path === '/json') {
      const hashes = yield* redisCommand(process, 'redis', ['GET', 'hashes']);
      const coins = yield* redisCommand(process, 'redis', ['HGETALL', 'wallet']);
      return jsonResponse(200, { coins: Array.isArray(coins) ? coins.length / 2 : 0, hashes: Number(hashes ?? 0), now: process.sim.nowMs / 1000 });
    }
    if (path !== '/index.html') return textResponse(404, 'Cannot GET ' + path + '\n');
    return textResponse(
      200,
      '<!doctype html>\n<html>\n<head><title>DockerCoin Miner WebUI</title></head>\n<body>\n<div id="graph"></div>\n' +
        '<h2>Current mining speed: <span id="speed">-</span></h2>\n</body>\n</html>\n',
      'text/html',
    );
  };
}

export default image({
  name: 'dockercoins/webui',
  also: ['jpetazzo/webui', 'jpetazzo/dockercoins_webui'],
  about: 'Port 80: how fast coins are mined.',
  tags: { latest: 'v0.1', 'v0.1': 'v0.1' },
  build: () => ({
    base: 'debian-jessie',
    config: { Cmd: ['node', 'webui.js'], ExposedPorts: ['80/tcp'] },
    layers: [
      ['RUN /bin/sh -c npm install express redis # buildkit', 90_000_000],
      ['COPY webui.js files/ / # buildkit', 160_000],
    ],
    programs: {
      '/usr/local/bin/node': server({ port: 80, memoryBytes: 32 * 1024 * 1024, handler, banner: 'WEBUI running on port 80\n', code: 143 }),
    },
  }),
});
