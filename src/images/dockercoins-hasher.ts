/** dockercoins/hasher: answers a hash of what it is sent. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { sleep } from '../sim';
import { digestOf } from './_digest';
import { image } from './_image';
import { bodyOf, server } from './_programs';

function handler(process: Process): HttpHandler {
  return function* hasher(request) {
    if (request.method !== 'POST') return textResponse(200, `HASHER running on ${process.machine.hostname}\n`);
    const body = yield* bodyOf(request);
    yield* sleep(process.sim, 100);
    return textResponse(200, digestOf(body).slice(7));
  };
}

export default image({
  name: 'dockercoins/hasher',
  also: ['jpetazzo/hasher', 'jpetazzo/dockercoins_hasher'],
  about: 'Port 80: POST answers the SHA-256 of the body.',
  tags: { latest: 'v0.1', 'v0.1': 'v0.1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['ruby', 'hasher.rb'], ExposedPorts: ['80/tcp'] },
    layers: [
      ['RUN /bin/sh -c gem install sinatra thin # buildkit', 180_000_000],
      ['COPY hasher.rb / # buildkit', 460],
    ],
    programs: {
      '/usr/bin/ruby': server({
        port: 80,
        memoryBytes: 30 * 1024 * 1024,
        handler,
        banner: '== Sinatra has taken the stage on 80 for development with backup from Thin\n',
      }),
    },
  }),
});
