/** jwilder/whoami: `I'm <hostname>` on port 8000. */
import { image } from './_image';
import { page, server } from './_programs';

export default image({
  name: 'jwilder/whoami',
  about: "Port 8000: I'm <hostname>.",
  tags: { latest: '1' },
  build: () => ({
    base: 'alpine-old',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'PORT=8000'],
      Cmd: ['/app/http'],
      ExposedPorts: ['8000/tcp'],
      WorkingDir: '/app',
    },
    layers: [['COPY http /app/http # buildkit', 5_600_000]],
    programs: {
      '/app/http': server({
        port: 8000,
        banner: 'Listening on :8000\n',
        handler: page((process) => `I'm ${process.machine.hostname}\n`, 'text/plain; charset=utf-8'),
        code: 2,
      }),
    },
  }),
});
