/** swarmgs/cowsay: a page with a cow, without a health check. */
import { cowsayBuild } from './_cowsay';
import { image } from './_image';

export default image({
  name: 'swarmgs/cowsay',
  about: 'Port 80: a cow says something; breaks when /usr/games/fortune is moved away.',
  tags: { latest: '1' },
  build: cowsayBuild,
});
