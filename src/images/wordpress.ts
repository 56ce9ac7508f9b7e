/** wordpress: serves on 80 whether or not its database is there; says so on the page. `/var/www/html` is a volume. */
import { image } from './_image';
import { late } from './_late';

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
      '/usr/local/bin/docker-entrypoint.sh': late('wordpressEntry'),
      '/usr/local/bin/apache2-foreground': late('wordpressApache'),
    },
  }),
});
