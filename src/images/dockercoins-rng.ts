/** dockercoins/rng: random bytes over HTTP; the slow part of the coin mine, one request at a time. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { sleep } from '../sim';
import { image } from './_image';
import { pathOf, server } from './_programs';

function handler(process: Process): HttpHandler {
  let freeAtMs = 0;
  return function* rng(request) {
    const count = Number(/^\/(\d+)$/.exec(pathOf(request))?.[1] ?? 0);
    if (count === 0) return textResponse(200, `RNG running on ${process.machine.hostname}\n`);
    // Requests queue up behind each other: that is the bottleneck which more replicas take away.
    const beginMs = Math.max(process.sim.nowMs, freeAtMs);
    freeAtMs = beginMs + 100;
    yield* sleep(process.sim, freeAtMs - process.sim.nowMs);
    return textResponse(200, process.sim.random('image.rng').hex(count), 'application/octet-stream');
  };
}

export default image({
  name: 'dockercoins/rng',
  also: ['jpetazzo/rng', 'jpetazzo/dockercoins_rng'],
  about: 'Port 80: /32 answers 32 random bytes, a tenth of a second each.',
  tags: { latest: 'v0.1', 'v0.1': 'v0.1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['python', 'rng.py'], ExposedPorts: ['80/tcp'] },
    layers: [
      ['RUN /bin/sh -c pip install Flask # buildkit', 50_000_000],
      ['COPY rng.py / # buildkit', 700],
    ],
    programs: {
      '/usr/bin/python': server({
        port: 80,
        memoryBytes: 22 * 1024 * 1024,
        handler,
        banner: ' * Running on http://0.0.0.0:80/ (Press CTRL+C to quit)\n',
      }),
    },
  }),
});
