/** jpetazzo/httpenv and bretfisher/httpenv: the container's environment as JSON on port 8888. */
import { jsonResponse } from '../os';
import { image } from './_image';
import { server } from './_programs';

export default image({
  name: 'bretfisher/httpenv',
  also: ['jpetazzo/httpenv', 'httpenv/httpenv'],
  about: 'Port 8888: environment variables as JSON.',
  tags: { latest: '1' },
  build: () => ({
    base: 'alpine-old',
    config: { Cmd: ['/httpenv'], ExposedPorts: ['8888/tcp'] },
    layers: [['COPY httpenv / # buildkit', 6_100_000]],
    programs: {
      '/httpenv': server({
        port: 8888,
        code: 2,
        handler: (process) =>
          function* environment() {
            return jsonResponse(200, Object.fromEntries([...process.env].sort(([a], [b]) => (a < b ? -1 : 1))));
          },
      }),
    },
  }),
});
