/** bitnami/nginx: nginx without root, hence on 8080; serves /app. */
import { bitnamiBuild } from './_bitnami';
import { image } from './_image';
import nginx from './nginx';

const BLOCKS = '/opt/bitnami/nginx/conf/server_blocks';

export default image({
  name: 'bitnami/nginx',
  also: ['bitnamilegacy/nginx'],
  about: 'Port 8080: nginx as an unprivileged user; pages in /app, servers in /opt/bitnami/nginx/conf/server_blocks.',
  tags: { latest: '1.29.1', '1.29': '1.29.1', '1.28': '1.28.0', '1.27': '1.27.4', '1.26': '1.26.2', '1.25': '1.25.5' },
  build: (variant) => {
    const official = nginx.build({ ...variant, tag: variant.version });
    const { '/usr/share/nginx/html/index.html': welcome = '', ...files } = official.files ?? {};
    const build = bitnamiBuild(official, { name: 'nginx', title: 'NGINX', port: 8080, prepare: () => ({ run: ['nginx', '-g', 'daemon off;'] }) });
    return {
      ...build,
      config: { ...build.config, StopSignal: 'SIGQUIT', WorkingDir: '/app' },
      files: {
        ...files,
        '/app/index.html': welcome,
        '/etc/nginx/conf.d/default.conf': 'server {\n    listen 8080;\n    root /app;\n    index index.html;\n}\n',
        [`${BLOCKS}/.keep`]: '',
      },
      links: { ...official.links, '/opt/bitnami/nginx/html': '/app' },
    };
  },
});
