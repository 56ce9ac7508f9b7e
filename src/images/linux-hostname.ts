/** dockersamples/linux-hostname: who served this request, on port 8080. */
import { image } from './_image';
import { page, server } from './_programs';

export default image({
  name: 'dockersamples/linux-hostname',
  about: 'Port 8080: Served by host: <hostname>.',
  tags: { latest: '1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['/hello-go'], ExposedPorts: ['8080/tcp'] },
    layers: [['COPY hello-go / # buildkit', 5_900_000]],
    programs: {
      '/hello-go': server({
        port: 8080,
        handler: page((process) => `Served by host: ${process.machine.hostname}\n`, 'text/plain; charset=utf-8'),
        code: 143,
      }),
    },
  }),
});
