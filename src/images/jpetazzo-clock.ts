/** jpetazzo/clock: prints the time once a second, until somebody stops it. */
import { image } from './_image';

export default image({
  name: 'jpetazzo/clock',
  about: 'No port: prints the time once a second, and does not listen to SIGTERM.',
  tags: { latest: '1' },
  build: () => ({
    base: 'busybox',
    config: { Cmd: ['/bin/sh', '-c', 'while date; do sleep 1; done'] },
  }),
});
