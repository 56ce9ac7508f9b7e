/** node: the language's image; its interpreter knows its version, a program of one's own is refused plainly. */
import { image } from './_image';
import { interpreter } from './_languages';

export default image({
  name: 'node',
  about: 'The node image; programs of your own are not run.',
  tags: {
    latest: '25.2.0',
    lts: '24.11.1',
    '24': '24.11.1',
    '22': '22.21.1',
    '20': '20.19.5',
    '18': '18.20.8',
    '16': '16.20.2',
    '14': '14.21.3',
    '12': '12.22.12',
    '10': '10.24.1',
    '8': '8.17.0',
    alpine: '25.2.0',
    slim: '25.2.0',
    '20-alpine': '20.19.5',
    '18-alpine': '18.20.8',
    '16-alpine': '16.20.2',
    '14-alpine': '14.21.3',
    'lts-alpine': '24.11.1',
    '22-alpine': '22.21.1',
  },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : tag.includes('slim') ? 'debian-slim' : 'debian',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `NODE_VERSION=${version}`], Cmd: ['node'] },
    layers: [
      [`RUN /bin/sh -c set -eux; install node ${version} # buildkit`, (tag.includes('alpine') || tag.includes('slim') ? 0.15 : 1) * 480_000_000],
    ],
    programs: { '/usr/local/bin/node': interpreter('node', `v${version}`) },
  }),
});
