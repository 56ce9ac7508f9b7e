/** dockercoins/webui: draws the rate of the coin mine from redis. */
import { image } from './_image';
import { late } from './_late';

export default image({
  name: 'dockercoins/webui',
  also: ['jpetazzo/webui', 'jpetazzo/dockercoins_webui'],
  about: 'Port 80: how fast coins are mined.',
  tags: { latest: 'v0.1', 'v0.1': 'v0.1' },
  build: () => ({
    base: 'debian-jessie',
    config: { Cmd: ['node', 'webui.js'], ExposedPorts: ['80/tcp'] },
    layers: [
      ['RUN /bin/sh -c npm install express redis # buildkit', 90_000_000],
      ['COPY webui.js files/ / # buildkit', 160_000],
    ],
    programs: {
      '/usr/local/bin/node': late('coinsWebui'),
    },
  }),
});
