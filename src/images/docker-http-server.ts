/** katacoda/docker-http-server: says which host processed a request; the tag `health` can be made sick and well again. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { image, NS_PER_SECOND } from './_image';
import { pathOf, server } from './_programs';

function handler(release: string): (process: Process) => HttpHandler {
  return (process) => {
    let healthy = true;
    return function* answer(request) {
      const path = pathOf(request);
      if (path === '/healthy') healthy = true;
      if (path === '/unhealthy') healthy = false;
      if (path === '/health' || path === '/healthcheck') return textResponse(healthy ? 200 : 500, healthy ? 'OK\n' : 'ERROR\n');
      const text = healthy ? `${release}This request was processed by host: ${process.machine.hostname}` : 'A Healthcheck test has failed';
      return textResponse(healthy ? 200 : 500, `<h1>${text}</h1>\n`, 'text/html; charset=utf-8');
    };
  };
}

export default image({
  name: 'katacoda/docker-http-server',
  about: 'Port 80: which host processed this request; v2 says so, health can fail on demand.',
  tags: { latest: 'v1', v1: 'v1', v2: 'v2', v3: 'v3', health: 'health' },
  build: ({ version }) => ({
    base: 'alpine-old',
    config: {
      Cmd: ['/app'],
      ExposedPorts: ['80/tcp'],
      ...(version === 'health'
        ? {
            Healthcheck: {
              Test: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'],
              Interval: NS_PER_SECOND,
              Timeout: 3 * NS_PER_SECOND,
              Retries: 3,
            },
          }
        : {}),
    },
    packages: ['curl'],
    layers: [[`COPY app /app # ${version}`, 6_200_000]],
    programs: {
      '/app': server({
        port: 80,
        banner: 'Web Server started. Listening on 0.0.0.0:80\n',
        handler: handler(version === 'v1' || version === 'health' ? '' : `New Release! Now ${version}! `),
        code: 2,
      }),
    },
  }),
});
