/** nginxdemos/hello: which server answered, as a page or, with the plain-text tags, as lines. */
import { image } from './_image';
import { nginxProgram } from './_nginx';
import { entrypoint } from './_programs';

const PLAIN =
  "return 200 'Server address: $server_addr:$server_port\\nServer name: $hostname\\nDate: $time_local\\nURI: " +
  "$request_uri\\nRequest ID: $request_id\\n';";
const PAGE =
  "return 200 '<!DOCTYPE html>\\n<html>\\n<head><title>Hello " +
  'World</title></head>\\n<body>\\n<p><span>Server&nbsp;address:</span> ' +
  '<span>$server_addr:$server_port</span></p>\\n<p><span>Server&nbsp;name:</span> <span>$hostname</span></p>\\n<p ' +
  'class="smaller"><span>Date:</span> <span>$time_local</span></p>\\n<p class="smaller"><span>URI:</span> ' +
  "<span>$request_uri</span></p>\\n</body>\\n</html>\\n';";

export default image({
  name: 'nginxdemos/hello',
  also: ['nginxdemos/nginx-hello'],
  about: 'Port 80: server address, name and request.',
  tags: { latest: '0.4', '0.4': '0.4', 'plain-text': '0.4', '0.4-plain-text': '0.4', '0.3': '0.3', '0.2': '0.2' },
  build: ({ tag }) => ({
    base: 'alpine',
    config: { Entrypoint: ['/docker-entrypoint.sh'], Cmd: ['nginx', '-g', 'daemon off;'], ExposedPorts: ['80/tcp'], StopSignal: 'SIGQUIT' },
    layers: [
      ['RUN /bin/sh -c apk add nginx # buildkit', 40_000_000],
      ['COPY hello.conf /etc/nginx/conf.d/ # buildkit', 900],
    ],
    files: {
      '/etc/nginx/nginx.conf': 'events {}\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n}\n',
      '/etc/nginx/conf.d/hello.conf':
        'server {\n    listen 80;\n    location / {\n' +
        `        default_type ${tag.includes('plain') ? 'text/plain' : 'text/html'};\n        expires -1;\n` +
        `        ${(tag.includes('plain') ? PLAIN : PAGE).replaceAll('\\n', '\n')}\n    }\n}\n`,
    },
    programs: { '/usr/sbin/nginx': nginxProgram('1.27.5'), '/docker-entrypoint.sh': entrypoint('/docker-entrypoint.sh', 47) },
  }),
});
