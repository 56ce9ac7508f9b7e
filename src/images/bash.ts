/** bash: bash on Alpine, as an image. */
import { image } from './_image';
import { exec } from './_programs';

export default image({
  name: 'bash',
  about: 'bash on Alpine.',
  tags: { latest: '5.3', '5': '5.3', '5.3': '5.3', '5.2': '5.2', '5.1': '5.1', '4': '4.4', '4.4': '4.4' },
  build: () => ({
    base: 'alpine',
    config: { Entrypoint: ['docker-entrypoint.sh'], Cmd: ['bash'] },
    packages: ['bash'],
    layers: [['RUN /bin/sh -c set -eux; make bash # buildkit', 6_800_000]],
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': function* entry(process) {
        const words = process.argv.slice(1);
        return (yield* exec(process, words[0]?.startsWith('-') ? ['bash', ...words] : words)) ?? 127;
      },
    },
  }),
});
