/** golang: the language's image; its interpreter knows its version, a program of one's own is refused plainly. */
import { image } from './_image';
import { interpreter } from './_languages';

export default image({
  name: 'golang',
  about: 'The golang image; programs of your own are not run.',
  tags: {
    latest: '1.25.4',
    '1': '1.25.4',
    '1.25': '1.25.4',
    '1.24': '1.24.10',
    '1.22': '1.22.12',
    '1.21': '1.21.13',
    '1.20': '1.20.14',
    alpine: '1.25.4',
    '1.25-alpine': '1.25.4',
    '1.21-alpine': '1.21.13',
    '1.9': '1.9.7',
  },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : tag.includes('slim') ? 'debian-slim' : 'debian',
    config: {
      Env: ['PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `GOLANG_VERSION=${version}`],
      Cmd: [tag.includes('alpine') ? 'sh' : 'bash'],
      WorkingDir: '/go',
    },
    layers: [
      [`RUN /bin/sh -c set -eux; install golang ${version} # buildkit`, (tag.includes('alpine') || tag.includes('slim') ? 0.15 : 1) * 640_000_000],
    ],
    programs: { '/usr/local/go/bin/go': interpreter('go', `go version go${version} linux/amd64`) },
  }),
});
