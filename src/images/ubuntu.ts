/** ubuntu: bash on the usual tools; `ping` only after `apt-get install iputils-ping`. */
import { image } from './_image';

export default image({
  name: 'ubuntu',
  about: 'Ubuntu with apt; the default command is bash.',
  tags: {
    latest: '24.04',
    '24.04': '24.04',
    noble: '24.04',
    '22.04': '22.04',
    jammy: '22.04',
    '20.04': '20.04',
    focal: '20.04',
    '18.04': '18.04',
    bionic: '18.04',
    '16.04': '16.04',
    xenial: '16.04',
    '14.04': '14.04',
    trusty: '14.04',
    rolling: '25.10',
    '25.04': '25.04',
  },
  build: ({ version }) => ({
    base: version >= '22.04' ? 'ubuntu' : 'ubuntu-old',
    config: { Cmd: ['/bin/bash'], Labels: { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': version } },
  }),
});
