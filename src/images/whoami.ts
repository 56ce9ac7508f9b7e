/** traefik/whoami: tells a client everything about the request and the container that answers. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { logTime, pathOf, server } from './_programs';

function answer(process: Process): HttpHandler {
  return function* whoami(request) {
    const path = pathOf(request);
    if (path === '/health') return textResponse(200, '');
    const lines = [`Hostname: ${process.machine.hostname}`];
    const addresses = [
      '127.0.0.1',
      '::1',
      ...process.machine.net
        .interfaces()
        .flatMap((each) => (each.name === 'lo' ? [] : each.addresses.map((address) => address.split('/')[0] as string))),
    ];
    for (const address of addresses) lines.push(`IP: ${address}`);
    lines.push(`RemoteAddr: ${request.remoteAddress ?? '127.0.0.1'}:${40_000 + (process.sim.events % 20_000)}`);
    if (path === '/api') {
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: `${JSON.stringify({
          hostname: process.machine.hostname,
          ip: addresses,
          headers: request.headers,
          url: request.path,
          host: request.headers['host'] ?? '',
          method: request.method,
        })}\n`,
      };
    }
    lines.push(`${request.method} ${request.path} HTTP/1.1`, `Host: ${request.headers['host'] ?? ''}`);
    for (const [name, value] of Object.entries(request.headers).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (name !== 'host') lines.push(`${name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())}: ${value}`);
    }
    return textResponse(200, request.method === 'HEAD' ? '' : `${lines.join('\n')}\n\n`);
  };
}

export default image({
  name: 'traefik/whoami',
  also: ['containous/whoami', 'emilevauge/whoami'],
  about: 'Port 80: host name, addresses and headers of each request.',
  tags: { latest: '1.11.0', 'v1.11.0': '1.11.0', 'v1.10': '1.10.4', 'v1.5.0': '1.5.0' },
  build: () => ({
    base: 'scratch',
    config: { Entrypoint: ['/whoami'], ExposedPorts: ['80/tcp'] },
    layers: [
      ['COPY /usr/share/zoneinfo /usr/share/zoneinfo', 1_300_000],
      ['COPY whoami / # buildkit', 5_200_000],
    ],
    programs: {
      '/whoami': server({ port: 80, banner: (process) => `${logTime(process)} Starting up on port 80\n`, handler: answer, code: 2 }),
    },
  }),
});
