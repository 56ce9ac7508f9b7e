/** alpine: a small Linux whose default command is a shell. As a service without a command it ends at once with 0. */
import { image } from './_image';

export default image({
  name: 'alpine',
  about: 'A small Linux with busybox tools; the default command is a shell.',
  tags: {
    latest: '3.22',
    '3': '3.22',
    '3.22': '3.22',
    '3.21': '3.21',
    '3.20': '3.20',
    '3.19': '3.19',
    '3.18': '3.18',
    '3.17': '3.17',
    '3.16': '3.16',
    '3.15': '3.15',
    '3.14': '3.14',
    '3.12': '3.12',
    '3.8': '3.8',
    '3.6': '3.6',
    '3.5': '3.5',
    '3.4': '3.4',
    edge: 'edge',
  },
  build: ({ version }) => ({
    base: version === '3.22' ? 'alpine' : 'alpine-old',
    config: { Cmd: ['/bin/sh'] },
  }),
});
