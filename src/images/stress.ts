/** polinux/stress: hogs of CPU and memory; above its limit the kernel ends it with 137. */
import { image } from './_image';

export default image({
  name: 'polinux/stress',
  also: ['jfusterm/stress'],
  about: 'stress --cpu 2, stress --vm 1 --vm-bytes 150M: hogs, to see limits and reservations at work.',
  tags: { latest: '1.0.4', '1.0.4': '1.0.4' },
  build: () => ({
    base: 'alpine',
    config: { Cmd: ['stress', '--help'] },
    packages: ['stress'],
    layers: [['RUN /bin/sh -c apk add --update stress # buildkit', 1_400_000]],
  }),
});
