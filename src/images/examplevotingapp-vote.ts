/** The voting app's front end: two buttons, votes go to `redis`. */
import { textResponse } from '../os';
import { image } from './_image';
import { bodyOf, server } from './_programs';

export default image({
  name: 'dockersamples/examplevotingapp_vote',
  also: ['bretfisher/examplevotingapp_vote', 'eesprit/voting-app-vote'],
  about: 'Port 80: vote for one of two; needs redis under the name redis.',
  tags: { latest: 'before', before: 'before', after: 'after', good: 'before', beta: 'before' },
  build: ({ version }) => {
    const [a, b] = version === 'after' ? ['Java', '.NET'] : ['Cats', 'Dogs'];
    return {
      base: 'alpine-old',
      config: {
        Env: ['PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'PYTHON_VERSION=2.7.15'],
        ExposedPorts: ['80/tcp'],
        WorkingDir: '/app',
        Cmd: ['gunicorn', 'app:app', '-b', '0.0.0.0:80', '--log-file', '-', '--access-logfile', '-', '--workers', '4', '--keep-alive', '0'],
      },
      layers: [
        ['RUN /bin/sh -c pip install -r requirements.txt # buildkit', 74_000_000],
        [`COPY . /app # ${version}`, 13_000],
      ],
      programs: {
        '/usr/local/bin/gunicorn': server({
          port: 80,
          banner: 'Listening at: http://0.0.0.0:80 (1)\n',
          memoryBytes: 60 * 1024 * 1024,
          handler: (process) =>
            function* vote(request) {
              let chosen = '';
              if (request.method === 'POST') {
                chosen = /vote=(\w)/.exec(yield* bodyOf(request))?.[1] ?? '';
                const redis = yield* process.machine.net.connect('redis', 6379, 5000);
                if (!redis.ok) return textResponse(500, 'Internal Server Error\n');
                yield* redis.value.write(
                  `RPUSH votes ${JSON.stringify({ vote: chosen, voter_id: process.sim.random('image.vote').hex(15) }).replaceAll(' ', '')}\r\n`,
                );
                yield* redis.value.read();
                redis.value.close();
              }
              const body =
                `<!DOCTYPE html>\n<html>\n<head>\n<title>${a} vs ${b}!</title>\n</head>\n<body>\n<h3>${a} vs ${b}!</h3>\n` +
                `<form method="POST" action="/">\n<button name="vote" type="submit" value="a">${a}</button>\n` +
                `<button name="vote" type="submit" value="b">${b}</button>\n</form>\n` +
                `${chosen ? `<p>Voted: ${chosen === 'a' ? a : b}</p>\n` : ''}<div id="hostname">Processed by container ` +
                `ID ${process.machine.hostname}</div>\n</body>\n</html>\n`;
              return textResponse(200, body, 'text/html; charset=utf-8');
            },
        }),
      },
    };
  },
});
