/** The voting app's worker: moves votes from `redis` to `db`. No port; it waits until both are there. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'dockersamples/examplevotingapp_worker',
  also: ['bretfisher/examplevotingapp_worker', 'eesprit/voting-app-worker'],
  about: 'No port: moves votes from redis to the votes table of db.',
  tags: { latest: '1', dotnet: '1', java: '1' },
  build: () => ({
    base: 'debian-slim',
    config: { Cmd: ['dotnet', 'Worker.dll'], WorkingDir: '/app' },
    layers: [['RUN /bin/sh -c apt-get install -y dotnet # buildkit', 180_000_000], ['COPY . /app # buildkit', 1_800_000]],
    programs: {
      '/usr/bin/dotnet': late('votingWorker'),
    },
  }),
});
