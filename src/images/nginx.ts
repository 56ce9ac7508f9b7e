/** nginx: the web server of most labs. Listens on 80, serves /usr/share/nginx/html, reads /etc/nginx. */
import { isFileError } from '../os';
import { image } from './_image';
import { nginxProgram } from './_nginx';
import { entrypoint, print } from './_programs';

export const NGINX_WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

export const NGINX_CONF = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`;

const DEFAULT_CONF = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

/** What the entry point says of its own work: constant texts, which all containers share. */
function setup(ipv6: string): string {
  const script = '/docker-entrypoint.sh:';
  return [
    `${script} /docker-entrypoint.d/ is not empty, will attempt to perform configuration`,
    `${script} Looking for shell scripts in /docker-entrypoint.d/`,
    `${script} Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh`,
    ipv6,
    `${script} Sourcing /docker-entrypoint.d/15-local-resolvers.envsh`,
    `${script} Launching /docker-entrypoint.d/20-envsubst-on-templates.sh`,
    `${script} Launching /docker-entrypoint.d/30-tune-worker-processes.sh`,
    `${script} Configuration complete; ready for start up`,
    '',
  ].join('\n');
}

const IPV6 = '10-listen-on-ipv6-by-default.sh: info:';
const CHECKSUM = `${IPV6} Getting the checksum of /etc/nginx/conf.d/default.conf`;
const SETUP = setup(`${CHECKSUM}\n${IPV6} Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf`);
const SETUP_OTHER = setup(`${CHECKSUM}\n${IPV6} /etc/nginx/conf.d/default.conf differs from the packaged version`);
const SETUP_NONE = setup(`${IPV6} /etc/nginx/conf.d/default.conf is not a file or does not exist`);

export default image({
  name: 'nginx',
  about: 'Port 80: Welcome to nginx!',
  tags: {
    latest: '1.29.3',
    mainline: '1.29.3',
    alpine: '1.29.3',
    stable: '1.28.0',
    'stable-alpine': '1.28.0',
    perl: '1.29.3',
    '1': '1.29.3',
    '1.29': '1.29.3',
    '1.29-alpine': '1.29.3',
    '1.28': '1.28.0',
    '1.28-alpine': '1.28.0',
    '1.27': '1.27.5',
    '1.27-alpine': '1.27.5',
    '1.27.0': '1.27.0',
    '1.27.1': '1.27.1',
    '1.27.2': '1.27.2',
    '1.27.3': '1.27.3',
    '1.27.4': '1.27.4',
    '1.26': '1.26.3',
    '1.26-alpine': '1.26.3',
    '1.26.0': '1.26.0',
    '1.25': '1.25.5',
    '1.25-alpine': '1.25.5',
    '1.25.1': '1.25.1',
    '1.25.2': '1.25.2',
    '1.25.3': '1.25.3',
    '1.25.4': '1.25.4',
    '1.25.5': '1.25.5',
    '1.24': '1.24.0',
    '1.24-alpine': '1.24.0',
    '1.24.0': '1.24.0',
    '1.23': '1.23.4',
    '1.23-alpine': '1.23.4',
    '1.22': '1.22.1',
    '1.22-alpine': '1.22.1',
    '1.21': '1.21.6',
    '1.21-alpine': '1.21.6',
    '1.21.6': '1.21.6',
    '1.20': '1.20.2',
    '1.20-alpine': '1.20.2',
    '1.19': '1.19.10',
    '1.19-alpine': '1.19.10',
    '1.18': '1.18.0',
    '1.18-alpine': '1.18.0',
    '1.17': '1.17.10',
    '1.17-alpine': '1.17.10',
    '1.16': '1.16.1',
    '1.16-alpine': '1.16.1',
    '1.15': '1.15.12',
    '1.15-alpine': '1.15.12',
    '1.14': '1.14.2',
    '1.14-alpine': '1.14.2',
    '1.14.2': '1.14.2',
    '1.13': '1.13.12',
    '1.13-alpine': '1.13.12',
    '1.13.6': '1.13.6',
    '1.13.7': '1.13.7',
    '1.13.9': '1.13.9',
    '1.12': '1.12.2',
    '1.12-alpine': '1.12.2',
    '1.12.1': '1.12.1',
    '1.12.2': '1.12.2',
    '1.11': '1.11.13',
    '1.10': '1.10.3',
    '1.9': '1.9.15',
  },
  build: ({ tag, version }) => {
    const alpine = tag.includes('alpine');
    return {
      base: alpine ? 'alpine' : 'debian-slim',
      config: {
        Env: [
          'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          `NGINX_VERSION=${version}`,
          `PKG_RELEASE=${alpine ? '1' : '1~bookworm'}`,
        ],
        Entrypoint: ['/docker-entrypoint.sh'],
        Cmd: ['nginx', '-g', 'daemon off;'],
        ExposedPorts: ['80/tcp'],
        StopSignal: 'SIGQUIT',
        Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
      },
      packages: ['curl'],
      layers: [
        [`RUN /bin/sh -c set -x && addgroup --system --gid 101 nginx # nginx ${version}`, alpine ? 44_600_000 : 117_000_000],
        ['COPY docker-entrypoint.sh / # buildkit', 1620],
        ['COPY 10-listen-on-ipv6-by-default.sh /docker-entrypoint.d # buildkit', 2125],
      ],
      files: {
        '/usr/share/nginx/html/index.html': NGINX_WELCOME,
        '/usr/share/nginx/html/50x.html':
          '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
        '/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh': { content: '#!/bin/sh\n', mode: 0o755 },
        '/docker-entrypoint.d/20-envsubst-on-templates.sh': { content: '#!/bin/sh\n', mode: 0o755 },
        '/var/log/nginx/access.log': '',
        '/var/log/nginx/error.log': '',
        '/etc/nginx/nginx.conf': NGINX_CONF,
        '/etc/nginx/conf.d/default.conf': DEFAULT_CONF,
        '/etc/nginx/mime.types': 'types {\n    text/html html htm shtml;\n    text/css css;\n}\n',
      },
      programs: {
        '/usr/sbin/nginx': nginxProgram(version),
        '/docker-entrypoint.sh': entrypoint('/docker-entrypoint.sh', 47, function* prepare(process, argv) {
          if (argv[0] !== 'nginx' && argv[0] !== 'nginx-debug') return argv;
          const conf = process.machine.files.read('/etc/nginx/conf.d/default.conf');
          yield* print(process, isFileError(conf) ? SETUP_NONE : conf === DEFAULT_CONF ? SETUP : SETUP_OTHER);
          return argv;
        }),
      },
    };
  },
});
