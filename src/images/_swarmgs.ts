/**
 * What the images of the swarmgs course share: Node.js applications on port 3000, with `dig` and `curl` inside, that tell at
 * `/inspect` how a request came in, so that load balancing is seen.
 */
import { textResponse, type HttpHandler, type HttpRequest, type Main, type Process } from '../os';
import { cardPage, wantsHtml } from './_html';
import type { ImageBuild } from './_image';
import { paced, SINGLE_THREADED } from './_pace';
import { pathOf, server } from './_programs';

export function nodeApp(version: string, handler: (process: Process) => HttpHandler, banner?: (process: Process) => string): ImageBuild {
  return {
    base: 'debian-jessie',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_VERSION=7.7.4'],
      Cmd: ['npm', 'start'], ExposedPorts: ['3000/tcp'], WorkingDir: '/usr/src/app',
    },
    packages: ['curl', 'bind9-dnsutils', 'iputils-ping', 'iproute2', 'procps'],
    layers: [['RUN /bin/sh -c apt-get install -y nodejs # buildkit', 210_000_000], [`COPY . /usr/src/app # ${version}`, 6_400_000]],
    programs: { '/usr/local/bin/npm': nodeMain(handler, banner) },
  };
}

export function nodeMain(handler: (process: Process) => HttpHandler, banner?: (process: Process) => string): Main {
  return server({ port: 3000, memoryBytes: 44 * 1024 * 1024, handler: (process) => singleThreaded(process, inspected(process, handler(process), 3000)), ...(banner ? { banner } : {}), code: 0 });
}

/** The work of a request holds the thread; waiting for another service does not. */
function singleThreaded(process: Process, handler: HttpHandler): HttpHandler {
  const work = paced(process, SINGLE_THREADED, function* nothing() {
    return { status: 200, headers: {}, body: '' };
  });
  return function* answer(request) {
    yield* work(request);
    return yield* handler(request);
  };
}

/** The handler, with `/inspect` in front of it. */
export function inspected(process: Process, handler: HttpHandler, port: number): HttpHandler {
  return function* answer(request) {
    return pathOf(request) === '/inspect' ? inspection(process, request, port) : yield* handler(request);
  };
}

function inspection(process: Process, request: HttpRequest, port: number) {
  const remote = request.remoteAddress ?? '127.0.0.1';
  const rows: [string, string][] = [
    ['Request', `${request.headers['host'] ?? `localhost:${port}`}${request.path}`],
    ['Local address', `${localAddress(process, remote)}:${port}`],
    ['Remote address', remote],
    ['Bytes read', String(90 + (request.headers['user-agent'] ?? '').length + request.path.length)],
    ['Bytes written', '0'],
    ['Container', process.machine.hostname],
  ];
  if (wantsHtml(request)) return cardPage({ title: 'inspect', heading: 'How this request came in', version: process.machine.hostname, rows });
  return textResponse(200, rows.map(([name, value]) => `${`${name}:`.padEnd(16)} ${value}\n`).join(''));
}

/** Of this container's addresses the one on the network from which the request came. */
function localAddress(process: Process, remote: string): string {
  const own = process.machine.net.interfaces().flatMap((each) => each.addresses).filter((each) => !each.includes(':'));
  const bits = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const near = own.find((each) => {
    const [address = '', length = '32'] = each.split('/');
    const size = 2 ** (32 - Number(length));
    return Math.floor(bits(address) / size) === Math.floor(bits(remote) / size);
  });
  return (near ?? own.find((each) => !each.startsWith('127.')) ?? '127.0.0.1').replace(/\/.*/, '');
}
