/** haproxy: needs its configuration; forwards each frontend's port to the servers of its backend in turn. */
import { isFileError, textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { complain, endOn, entrypoint, forever, listen, print } from './_programs';

const CONFIG = '/usr/local/etc/haproxy/haproxy.cfg';
const UNAVAILABLE = '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n';

interface Section {
  name: string;
  ports: number[];
  servers: { host: string; port: number }[];
  backend: string | undefined;
  next: number;
}

/** The sections that listen or serve; everything else in the file is taken on trust. */
function readSections(text: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  let section: Section | undefined;
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (['frontend', 'backend', 'listen', 'global', 'defaults'].includes(word)) {
      section = word === 'global' || word === 'defaults' ? undefined : { name: rest[0] ?? '', ports: [], servers: [], backend: undefined, next: 0 };
      if (section) sections.set(section.name, section);
      const bound = /:(\d+)$/.exec(rest[1] ?? '')?.[1];
      if (section && bound) section.ports.push(Number(bound));
    } else if (!section) continue;
    else if (word === 'bind') section.ports.push(Number(/:(\d+)/.exec(rest[0] ?? '')?.[1] ?? 80));
    else if (word === 'default_backend' || word === 'use_backend') section.backend ??= rest[0];
    else if (word === 'server' || word === 'server-template') {
      const [host = '', port = '80'] = (rest[word === 'server' ? 1 : 2] ?? '').split(':');
      section.servers.push({ host, port: Number(port) });
    }
  }
  return sections;
}

function forward(process: Process, target: Section | undefined): HttpHandler {
  return function* proxy(request) {
    for (let tries = 0; target && tries < target.servers.length; tries++) {
      const server = target.servers[target.next++ % target.servers.length] as { host: string; port: number };
      const answer = yield* process.machine.net.http(server, request, 5_000);
      if (answer.ok) return answer.value;
    }
    return { ...textResponse(503, UNAVAILABLE, 'text/html'), headers: { 'content-type': 'text/html', 'cache-control': 'no-cache' } };
  };
}

export default image({
  name: 'haproxy',
  about: 'A proxy; needs /usr/local/etc/haproxy/haproxy.cfg, else it exits 1.',
  tags: { latest: '3.2', '3.2': '3.2', '2.8': '2.8', '2.4': '2.4', '1.7': '1.7', alpine: '3.2', '2.8-alpine': '2.8' },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : 'debian-slim',
    config: {
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['haproxy', '-f', CONFIG],
      StopSignal: 'SIGUSR1',
      User: 'haproxy',
      WorkingDir: '/var/lib/haproxy',
    },
    layers: [
      [`RUN /bin/sh -c make haproxy ${version} # buildkit`, 31_000_000],
      ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 750],
    ],
    files: { '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nhaproxy:x:99:99::/var/lib/haproxy:/bin/sh\n' },
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': entrypoint('docker-entrypoint.sh', 16),
      '/usr/local/sbin/haproxy': function* haproxy(process) {
        const at = process.argv.indexOf('-f');
        const path = at < 0 ? CONFIG : (process.argv[at + 1] ?? CONFIG);
        const text = process.machine.files.read(path);
        if (isFileError(text)) {
          yield* complain(process, `[ALERT]    (1) : Could not open configuration file ${path} : No such file or directory\n`);
          return 1;
        }
        endOn(process, ['SIGTERM', 'SIGINT', 'SIGUSR1'], 0);
        const sections = readSections(text);
        for (const section of sections.values()) {
          for (const port of section.ports) {
            const target = section.servers.length > 0 ? section : sections.get(section.backend ?? '');
            if (
              !(yield* listen(
                process,
                port,
                forward(process, target),
                `[ALERT]    (1) : Binding [${path}] for ${section.name}: cannot bind socket (Address already in use) for [:::${port}]`,
              ))
            )
              return 1;
          }
        }
        yield* print(process, '[NOTICE]   (1) : New worker (8) forked\n[NOTICE]   (1) : Loading success.\n');
        return yield* forever();
      },
    },
  }),
});
