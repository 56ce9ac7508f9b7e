/** What the images of the swarmgs course share: Node.js applications on port 3000 that say who they are. */
import type { HttpHandler, Main, Process } from '../os';
import type { ImageBuild } from './_image';
import { SINGLE_THREADED } from './_pace';
import { server } from './_programs';

export function nodeApp(version: string, handler: (process: Process) => HttpHandler, banner?: (process: Process) => string): ImageBuild {
  return {
    base: 'debian-jessie',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_VERSION=7.7.4'],
      Cmd: ['npm', 'start'], ExposedPorts: ['3000/tcp'], WorkingDir: '/usr/src/app',
    },
    packages: ['curl', 'bind9-dnsutils', 'iputils-ping'],
    layers: [['RUN /bin/sh -c apt-get install -y nodejs # buildkit', 210_000_000], [`COPY . /usr/src/app # ${version}`, 6_400_000]],
    programs: { '/usr/local/bin/npm': nodeMain(handler, banner) },
  };
}

export function nodeMain(handler: (process: Process) => HttpHandler, banner?: (process: Process) => string): Main {
  return server({ port: 3000, memoryBytes: 44 * 1024 * 1024, handler, pace: SINGLE_THREADED, ...(banner ? { banner } : {}), code: 0 });
}
