/** wordpress: serves on 80 whether or not its database is there; says so on the page. `/var/www/html` is a volume. */
import { textResponse, type HttpHandler, type Process } from '../os';
import { image } from './_image';
import { byteCount, clfTime, complain, endOn, entrypoint, fileEnv, forever, listen, print } from './_programs';

function handler(process: Process): HttpHandler {
  return function* wordpress(request) {
    const [host = 'mysql', port = '3306'] = (fileEnv(process, 'WORDPRESS_DB_HOST') ?? 'mysql').split(':');
    const database = yield* process.machine.net.connect(host, Number(port), 3_000);
    if (database.ok) database.value.close();
    const response = database.ok
      ? request.path === '/' || request.path.startsWith('/index.php')
        ? { status: 302, headers: { location: '/wp-admin/install.php', 'content-type': 'text/html; charset=UTF-8' }, body: '' }
        : textResponse(
            200,
            '<!DOCTYPE html>\n<html>\n<head><title>WordPress &rsaquo; Installation</title></head>\n<body>\n<h1>Welcome</h1>\n</body>\n</html>\n',
            'text/html; charset=UTF-8',
          )
      : textResponse(
          500,
          '<!DOCTYPE html>\n<html>\n<head><title>Database Error</title></head>\n<body>\n' +
            '<h1>Error establishing a database connection</h1>\n</body>\n</html>\n',
          'text/html; charset=UTF-8',
        );
    yield* print(
      process,
      `${request.remoteAddress ?? '127.0.0.1'} - - [${clfTime(process)}] "${request.method} ${request.path} HTTP/1.1" ` +
        `${response.status} ${byteCount(response.body)} "-" "${request.headers['user-agent'] ?? '-'}"\n`,
    );
    return response;
  };
}

export default image({
  name: 'wordpress',
  about: 'Port 80; needs a MySQL under WORDPRESS_DB_HOST.',
  tags: {
    latest: '6.8.3',
    '6': '6.8.3',
    '6.8': '6.8.3',
    apache: '6.8.3',
    php8: '6.8.3',
    '5': '5.9.12',
    '5.9': '5.9.12',
    '4': '4.9.26',
    '6.4': '6.4.7',
  },
  build: ({ version }) => ({
    base: 'debian-slim',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'PHP_VERSION=8.3.27', `WORDPRESS_VERSION=${version}`],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['apache2-foreground'],
      ExposedPorts: ['80/tcp'],
      Volumes: ['/var/www/html'],
      WorkingDir: '/var/www/html',
      StopSignal: 'SIGWINCH',
    },
    layers: [
      ['RUN /bin/sh -c set -eux; install php 8.3 and apache # buildkit', 430_000_000],
      [`RUN /bin/sh -c curl wordpress-${version}.tar.gz # buildkit`, 82_000_000],
      ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 5_700],
    ],
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': entrypoint('docker-entrypoint.sh', 126, function* prepare(process, argv) {
        if (argv[0]?.startsWith('apache2') !== true) return argv;
        const { files } = process.machine;
        if (typeof files.read('/var/www/html/index.php') !== 'string') {
          yield* complain(
            process,
            `WordPress not found in /var/www/html - copying now...\nComplete! WordPress has been successfully copied to /var/www/html\n`,
          );
          files.put('/var/www/html/index.php', { content: "<?php\nrequire __DIR__ . '/wp-blog-header.php';\n" });
          files.put('/var/www/html/wp-config.php', {
            content: `<?php\ndefine( 'DB_HOST', '${fileEnv(process, 'WORDPRESS_DB_HOST') ?? 'mysql'}' );\n` +
              `define( 'DB_NAME', '${fileEnv(process, 'WORDPRESS_DB_NAME') ?? 'wordpress'}' );\n`,
          });
        }
        return argv;
      }),
      '/usr/local/bin/apache2-foreground': function* apache(process) {
        process.memoryBytes = 70 * 1024 * 1024;
        endOn(process, ['SIGTERM', 'SIGWINCH', 'SIGINT'], 0);
        if (!(yield* listen(process, 80, handler(process)))) return 1;
        yield* complain(
          process,
          `[mpm_prefork:notice] [pid 1:tid 1] AH00163: Apache/2.4.65 (Debian) PHP/8.3.27 configured -- resuming normal operations\n`,
        );
        return yield* forever();
      },
    },
  }),
});
