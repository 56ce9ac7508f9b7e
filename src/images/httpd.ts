/** httpd: Apache's server. Serves /usr/local/apache2/htdocs on port 80, logs requests on stdout. */
import { isFileError, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { byteCount, clfTime, complain, endOn, exec, forever, httpDate, listen, pathOf, print } from './_programs';
import { contentTypeOf } from './_static-files';

const ROOT = '/usr/local/apache2/htdocs';

function handler(process: Process, version: string): HttpHandler {
  return function* apache(request) {
    let path = `${ROOT}${decodePath(pathOf(request))}`;
    const stat = process.machine.files.stat(path);
    if (!isFileError(stat) && stat.kind === 'directory') path = `${path.replace(/\/$/, '')}/index.html`;
    const content = path.includes('/../') ? { errno: 'ENOENT' as const } : process.machine.files.read(path);
    const headers = { date: httpDate(process.sim.nowMs), server: `Apache/${version} (Unix)` };
    const response = isFileError(content)
      ? {
          status: 404,
          headers: { ...headers, 'content-type': 'text/html; charset=iso-8859-1' },
          body:
            '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n' +
            '</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
        }
      : { status: 200, headers: { ...headers, 'content-type': contentTypeOf(path) }, body: content };
    yield* print(
      process,
      `${request.remoteAddress ?? '127.0.0.1'} - - [${clfTime(process)}] "${request.method} ${request.path} HTTP/1.1" ` +
        `${response.status} ${byteCount(response.body)}\n`,
    );
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
}

function decodePath(path: string): string {
  return path.replace(/%([0-7][0-9a-fA-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export default image({
  name: 'httpd',
  about: 'Port 80: It works!',
  tags: { latest: '2.4.65', '2.4': '2.4.65', '2': '2.4.65', alpine: '2.4.65', '2.4-alpine': '2.4.65', '2.4.58': '2.4.58' },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : 'debian-slim',
    config: {
      Env: [
        'PATH=/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'HTTPD_PREFIX=/usr/local/apache2',
        `HTTPD_VERSION=${version}`,
      ],
      Cmd: ['httpd-foreground'],
      ExposedPorts: ['80/tcp'],
      StopSignal: 'SIGWINCH',
      WorkingDir: '/usr/local/apache2',
    },
    layers: [
      ['RUN /bin/sh -c apt-get install -y --no-install-recommends libapr1-dev # buildkit', 13_400_000],
      [`RUN /bin/sh -c wget httpd-${version} && make # buildkit`, 60_000_000],
      ['COPY httpd-foreground /usr/local/bin/ # buildkit', 138],
    ],
    files: { [`${ROOT}/index.html`]: '<html><body><h1>It works!</h1></body></html>\n' },
    programs: {
      '/usr/local/bin/httpd-foreground': function* foreground(process) {
        return (yield* exec(process, ['httpd', '-DFOREGROUND'])) ?? 127;
      },
      '/usr/local/apache2/bin/httpd': function* httpd(process) {
        if (process.argv[1] === '-v') {
          yield* print(process, `Server version: Apache/${version} (Unix)\n`);
          return 0;
        }
        endOn(process, ['SIGTERM', 'SIGWINCH', 'SIGINT'], 0);
        const address =
          process.machine.net
            .interfaces()
            .find((each) => each.name !== 'lo')
            ?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
        yield* complain(
          process,
          `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. ` +
            `Set the 'ServerName' directive globally to suppress this message\n`,
        );
        if (
          !(yield* listen(
            process,
            80,
            handler(process, version),
            '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80\nno listening sockets available, shutting down',
          ))
        )
          return 1;
        yield* complain(
          process,
          `[${new Date(Math.floor(process.sim.nowMs)).toUTCString().slice(0, 3)} ${clfTime(process).slice(0, 20)}] ` +
            `[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/${version} (Unix) configured -- resuming normal ` +
            `operations\n`,
        );
        yield* complain(process, `[core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n`);
        return yield* forever();
      },
    },
  }),
});
