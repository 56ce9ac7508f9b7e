/** nicolaka/netshoot: every network tool there is, for looking around on an overlay. */
import { image } from './_image';

export default image({
  name: 'nicolaka/netshoot',
  also: ['praqma/network-multitool', 'wbitt/network-multitool'],
  about: 'curl, dig, drill, nslookup, ping, tcpdump and the like; the default command is a shell.',
  tags: { latest: 'v0.14', 'v0.14': 'v0.14', 'v0.13': 'v0.13', 'v0.11': 'v0.11' },
  build: () => ({
    base: 'alpine',
    config: { Cmd: ['zsh'], WorkingDir: '/root' },
    packages: [
      'bash',
      'curl',
      'bind9-dnsutils',
      'ldnsutils',
      'iputils-ping',
      'iproute2',
      'net-tools',
      'netcat-openbsd',
      'traceroute',
      'jq',
      'tcpdump',
      'ngrep',
      'iperf',
      'iperf3',
      'nmap',
      'openssl',
    ],
    layers: [
      ['RUN /bin/sh -c apk add --no-cache apache2-utils bash bind-tools bird bridge-utils # buildkit', 190_000_000],
      ['COPY zshrc .zshrc # buildkit', 1_800],
    ],
    links: { '/bin/zsh': '/bin/sh' },
  }),
});
