/** busybox: one binary with many names; the usual command is `top`, `sh -c ...` or `httpd -f`. */
import { image } from './_image';

export default image({
  name: 'busybox',
  about: 'The busybox tools and nothing else.',
  tags: {
    latest: '1.37.0',
    '1': '1.37.0',
    '1.37': '1.37.0',
    '1.36': '1.36.1',
    '1.36.1': '1.36.1',
    '1.35': '1.35.0',
    '1.28': '1.28.4',
    '1.28.4': '1.28.4',
    '1.24': '1.24.2',
    glibc: '1.37.0',
    musl: '1.37.0',
    uclibc: '1.37.0',
    stable: '1.37.0',
  },
  build: () => ({ base: 'busybox', config: { Cmd: ['sh'] } }),
});
