/** swarmgs/cowsayhealth: the cow with a health check: every 5 s it must find something to say. */
import { cowsayBuild } from './_cowsay';
import { image, NS_PER_SECOND } from './_image';

export default image({
  name: 'swarmgs/cowsayhealth',
  about: 'The cowsay page with a HEALTHCHECK every 5 s.',
  tags: { latest: '1' },
  build: () => {
    const build = cowsayBuild();
    return {
      ...build,
      config: { ...build.config, Healthcheck: { Test: ['CMD-SHELL', '/usr/games/fortune || exit 1'], Interval: 5 * NS_PER_SECOND, Retries: 3 } },
    };
  },
});
