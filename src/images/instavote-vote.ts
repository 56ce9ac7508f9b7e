/** instavote/vote: Port 80: the vote of the rollout article, three tags to roll between. */
import { simpleServer } from './_simple';

const TITLES: Readonly<Record<string, string>> = { indent: 'Cats vs Dogs!  ', movies: 'Movies vs Series!' };

export default simpleServer({
  name: 'instavote/vote',
  about: 'Port 80: the vote of the rollout article, three tags to roll between.',
  tags: { latest: '1', indent: 'indent', movies: 'movies' },
  base: 'alpine-old',
  command: ['gunicorn', 'app:app', '-b', '0.0.0.0:80'],
  ports: [80],
  body: (process, _request, variant) => `<!DOCTYPE html>\n<html>\n<head><title>${TITLES[variant.tag] ?? 'Cats vs Dogs!'}</title></head>\n<body>\n` +
      `<h3>${TITLES[variant.tag] ?? 'Cats vs Dogs!'}</h3>\nProcessed by container ID ${process.machine.hostname}\n` +
      `</body>\n</html>\n`,
  megabytes: 74,
  exitCode: 0,
});
