/** node: the language's image; a server of one's own is stood in for, anything else refused plainly (`_node-app.ts`). */
import { image } from './_image';
import { node, npm } from './_node-app';
import { entrypoint } from './_programs';

export default image({
  name: 'node',
  about: 'Build on it: a server of your own is stood in for, which it says; other programs are not run.',
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
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `NODE_VERSION=${version}`], Entrypoint: ['docker-entrypoint.sh'], Cmd: ['node'] },
    layers: [
      [`RUN /bin/sh -c set -eux; install node ${version} # buildkit`, (tag.includes('alpine') || tag.includes('slim') ? 0.15 : 1) * 480_000_000],
    ],
    programs: {
      // A flag, or what is no command, is meant for node.
      '/usr/local/bin/docker-entrypoint.sh': entrypoint('/usr/local/bin/docker-entrypoint.sh', 11, function* prepare(process, argv) {
        const [first = ''] = argv;
        const known = !first.startsWith('-') && (first.includes('/') || process.machine.processes.which(first, process.env.get('PATH') ?? '') !== undefined);
        return known ? argv : ['node', ...argv];
      }),
      '/usr/local/bin/node': node(version),
      '/usr/local/bin/npm': npm('10.9.4'),
    },
  }),
});
