/** The voting app's worker: moves votes from `redis` to `db`. No port; it waits until both are there. */
import { sleep } from '../sim';
import { image } from './_image';
import { complain, endOn, forever, print } from './_programs';

export default image({
  name: 'dockersamples/examplevotingapp_worker',
  also: ['bretfisher/examplevotingapp_worker', 'eesprit/voting-app-worker'],
  about: 'No port: connects to db and redis and stays up.',
  tags: { latest: '1', 'dotnet': '1' },
  build: () => ({
    base: 'debian-slim',
    config: { Cmd: ['dotnet', 'Worker.dll'], WorkingDir: '/app' },
    layers: [['RUN /bin/sh -c apt-get install -y dotnet # buildkit', 180_000_000], ['COPY . /app # buildkit', 1_800_000]],
    programs: {
      '/usr/bin/dotnet': function* dotnet(process) {
        endOn(process, ['SIGTERM', 'SIGINT'], 0);
        process.memoryBytes = 42 * 1024 * 1024;
        for (const [name, port] of [['db', 5432], ['redis', 6379]] as const) {
          for (;;) {
            const connection = yield* process.machine.net.connect(name, port, 5000);
            if (connection.ok) {
              connection.value.close();
              break;
            }
            yield* complain(process, `Waiting for ${name}\n`);
            yield* sleep(process.sim, 1000);
          }
          yield* print(process, name === 'db' ? 'Connected to db\n' : 'Found redis at redis\nConnecting to redis\n');
        }
        return yield* forever();
      },
    },
  }),
});
