/** python: the language's image; its interpreter knows its version, a program of one's own is refused plainly. */
import { image } from './_image';
import { interpreter } from './_languages';

export default image({
  name: 'python',
  about: 'The python image; programs of your own are not run.',
  tags: {
    latest: '3.14.0',
    '3': '3.14.0',
    '3.13': '3.13.9',
    '3.12': '3.12.12',
    '3.11': '3.11.14',
    '3.10': '3.10.19',
    '3.9': '3.9.25',
    '3.8': '3.8.20',
    '3.6': '3.6.15',
    '2.7': '2.7.18',
    '2.7-alpine': '2.7.18',
    alpine: '3.14.0',
    slim: '3.14.0',
    '3-alpine': '3.14.0',
    '3-slim': '3.14.0',
    '3.12-slim': '3.12.12',
    '3.11-slim': '3.11.14',
    '3.9-slim': '3.9.25',
    '3.12-alpine': '3.12.12',
    '3.9-alpine': '3.9.25',
  },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : tag.includes('slim') ? 'debian-slim' : 'debian',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `PYTHON_VERSION=${version}`], Cmd: ['python3'] },
    layers: [
      [`RUN /bin/sh -c set -eux; install python ${version} # buildkit`, (tag.includes('alpine') || tag.includes('slim') ? 0.15 : 1) * 360_000_000],
    ],
    programs: { '/usr/local/bin/python3': interpreter('python3', `Python ${version}`) },
    links: { '/usr/local/bin/python': 'python3' },
  }),
});
