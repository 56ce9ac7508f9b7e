/** centos and its kin: bash on a Red Hat tree. */
import { image } from './_image';

export default image({
  name: 'centos',
  also: ['fedora', 'rockylinux', 'almalinux', 'oraclelinux', 'amazonlinux'],
  about: 'A Red Hat family Linux; the default command is bash.',
  tags: { latest: '8', '8': '8', '7': '7', centos7: '7', '6': '6', '9': '9' },
  build: () => ({ base: 'oraclelinux', config: { Cmd: ['/bin/bash'] } }),
});
