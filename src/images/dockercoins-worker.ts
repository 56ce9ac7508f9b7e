/** dockercoins/worker: asks rng and hasher in turn and counts in redis; logs its rate. */
import { sleep } from '../sim';
import { image } from './_image';
import { bodyOf, endOn, print } from './_programs';
import { redisCommand } from './_redis-protocol';

const GET = { method: 'GET', headers: {}, body: '' } as const;

export default image({
  name: 'dockercoins/worker',
  also: ['jpetazzo/worker', 'jpetazzo/dockercoins_worker'],
  about: 'No port: mines coins with rng, hasher and redis.',
  tags: { latest: 'v0.1', 'v0.1': 'v0.1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['python', 'worker.py'] },
    layers: [
      ['RUN /bin/sh -c pip install redis requests # buildkit', 48_000_000],
      ['COPY worker.py / # buildkit', 1_500],
    ],
    programs: {
      '/usr/bin/python': function* worker(process) {
        process.memoryBytes = 16 * 1024 * 1024;
        endOn(process, ['SIGTERM', 'SIGINT'], 0);
        const { net } = process.machine;
        let done = 0;
        let reportedMs = process.sim.nowMs;
        for (;;) {
          const bytes = yield* net.http({ host: 'rng', port: 80 }, { ...GET, path: '/32' }, 10_000);
          const data = bytes.ok ? yield* bodyOf({ ...GET, path: '/', body: bytes.value.body }) : undefined;
          const hash =
            data === undefined
              ? undefined
              : yield* net.http({ host: 'hasher', port: 80 }, { method: 'POST', path: '/', headers: {}, body: data }, 10_000);
          const text = hash?.ok ? yield* bodyOf({ ...GET, path: '/', body: hash.value.body }) : undefined;
          if (text === undefined || (yield* redisCommand(process, 'redis', ['INCRBY', 'hashes', '1'])) === undefined) {
            yield* print(process, 'ERROR:__main__:In work loop:\nWARNING:__main__:Waiting 10s and restarting.\n');
            yield* sleep(process.sim, 10_000);
            continue;
          }
          if (text.startsWith('0')) {
            yield* print(process, `INFO:__main__:Coin found: ${text.slice(0, 8)}...\n`);
            yield* redisCommand(process, 'redis', ['HSET', 'wallet', text, data ?? '']);
          }
          done++;
          if (process.sim.nowMs - reportedMs >= 1_000) {
            yield* print(process, `INFO:__main__:${done} units of work done, updating hash counter\n`);
            done = 0;
            reportedMs = process.sim.nowMs;
          }
          yield* process.busy(1);
        }
      },
    },
  }),
});
