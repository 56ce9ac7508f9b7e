/** dockersamples/linux-hostname: who served this request, on port 8080. */
import { textResponse } from '../os';
import { cardPage, hueOf, wantsHtml } from './_html';
import { image } from './_image';
import { server } from './_programs';

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
        handler: (process) =>
          function* hostname(request) {
            const { hostname: name } = process.machine;
            if (!wantsHtml(request)) return textResponse(200, `Served by host: ${name}\n`);
            return cardPage({ title: 'hostname', heading: `Served by host: ${name}`, colour: `hsl(${hueOf(name)} 45% 38%)`, rows: [['Container', name]] });
          },
        code: 143,
      }),
    },
  }),
});
