/** progrium/stress: the same hogs, with an entry point of their own, so that options alone are enough. */
import { image } from './_image';

export default image({
  name: 'progrium/stress',
  about: 'Its arguments are those of stress: --cpu 2 --timeout 30s, --vm 1 --vm-bytes 150M.',
  tags: { latest: '1.0.1' },
  build: () => ({
    base: 'debian-jessie',
    config: { Entrypoint: ['/usr/bin/stress', '--verbose'], Cmd: [] },
    packages: ['stress'],
    layers: [['RUN /bin/sh -c apt-get update && apt-get install -y stress # buildkit', 1_900_000]],
  }),
});
