/** debian: bash on the usual tools; with a tty it stays, without one it ends with 0. */
import { image } from './_image';

export default image({
  name: 'debian',
  about: 'Debian with apt; the default command is bash.',
  tags: {
    latest: '13',
    stable: '13',
    trixie: '13',
    'trixie-slim': '13',
    '13': '13',
    bookworm: '12',
    'bookworm-slim': '12',
    'stable-slim': '13',
    '12': '12',
    bullseye: '11',
    'bullseye-slim': '11',
    '11': '11',
    buster: '10',
    '10': '10',
    '9': '9',
    jessie: '8',
    '8': '8',
  },
  build: ({ tag, version }) => ({
    base:
      version === '8'
        ? 'debian-jessie'
        : version === '10' || version === '9'
          ? 'debian-buster'
          : tag.endsWith('slim') || version === '12' || version === '11'
            ? 'debian-slim'
            : 'debian',
    config: { Cmd: ['bash'] },
  }),
});
