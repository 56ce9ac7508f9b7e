/** curlimages/curl: the `curl` command as an image; whatever follows is its arguments. */
import { image } from './_image';
import { exec } from './_programs';

export default image({
  name: 'curlimages/curl',
  also: ['appropriate/curl', 'byrnedo/alpine-curl'],
  about: 'curl; arguments are those of curl.',
  tags: { latest: '8.17.0', '8.17.0': '8.17.0', '8.5.0': '8.5.0', '7.85.0': '7.85.0' },
  build: () => ({
    base: 'alpine',
    config: { Entrypoint: ['/entrypoint.sh'], Cmd: ['sh'] },
    packages: ['curl'],
    layers: [
      ['RUN /bin/sh -c apk add curl # buildkit', 14_000_000],
      ['COPY entrypoint.sh /entrypoint.sh # buildkit', 200],
    ],
    programs: {
      // A flag, an address or anything that is no command of its own goes to curl.
      '/entrypoint.sh': function* entry(process) {
        const words = process.argv.slice(1);
        const first = words[0] ?? 'sh';
        const isCommand = !first.startsWith('-') && process.machine.processes.which(first, process.env.get('PATH') ?? '') !== undefined;
        return (yield* exec(process, isCommand ? words : ['curl', ...words])) ?? 127;
      },
    },
  }),
});
