/** benhall/dig: the `dig` command as an image. */
import { image } from './_image';

export default image({
  name: 'benhall/dig',
  also: ['tutum/dnsutils', 'sequenceiq/alpine-dig'],
  about: 'dig; run it with --network to look up names there.',
  tags: { latest: '1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['sh'] },
    packages: ['bind9-dnsutils'],
    layers: [['RUN /bin/sh -c apk add --no-cache bind-tools # buildkit', 9_000_000]],
  }),
});
