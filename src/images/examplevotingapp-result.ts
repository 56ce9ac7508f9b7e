/** The voting app's results page; needs postgres under the name `db`. */
import { sleep } from '../sim';
import { image } from './_image';
import { complain, endOn, forever, listen, page, print } from './_programs';

export default image({
  name: 'dockersamples/examplevotingapp_result',
  also: ['bretfisher/examplevotingapp_result', 'eesprit/voting-app-result'],
  about: 'Port 80: results of the vote; needs postgres under the name db.',
  tags: { latest: 'before', before: 'before', after: 'after', good: 'before' },
  build: ({ version }) => {
    const [a, b] = version === 'after' ? ['Java', '.NET'] : ['Cats', 'Dogs'];
    return {
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
        '/usr/local/bin/node': function* node(process) {
          endOn(process, ['SIGTERM', 'SIGINT'], 143);
          process.memoryBytes = 46 * 1024 * 1024;
          yield* print(process, `${new Date(Math.floor(process.sim.nowMs)).toUTCString()} - App running on port 80\n`);
          const served = yield* listen(
            process,
            80,
            page(
              () => `<!DOCTYPE html>\n<html>\n<head>\n<title>${a} vs ${b} -- Result</title>\n</head>\n<body>\n` +
                  `<div>${a}</div>\n<div>${b}</div>\n<div id="result">No votes yet</div>\n</body>\n</html>\n`,
            )(process),
          );
          if (!served) return 1;
          for (;;) {
            const db = yield* process.machine.net.connect('db', 5432, 5000);
            if (db.ok) {
              db.value.close();
              yield* print(process, 'Connected to db\n');
              return yield* forever();
            }
            yield* complain(process, 'Waiting for db\n');
            yield* sleep(process.sim, 1000);
          }
        },
      },
    };
  },
});
