/** mysql: refuses to start without a root password (or leave to have none); port 3306, `/var/lib/mysql` is a volume. */
import { image } from './_image';
import { mysqlBuild } from './_mysql';

export default image({
  name: 'mysql',
  about: 'Port 3306; needs MYSQL_ROOT_PASSWORD, _FILE, MYSQL_ALLOW_EMPTY_PASSWORD or MYSQL_RANDOM_ROOT_PASSWORD.',
  tags: {
    latest: '9.5.0',
    '9': '9.5.0',
    lts: '8.4.7',
    '8': '8.4.7',
    '8.4': '8.4.7',
    '8.0': '8.0.44',
    '8.0.32': '8.0.32',
    '5.7': '5.7.44',
    '5': '5.7.44',
    '5.6': '5.6.51',
  },
  build: ({ version }) =>
    mysqlBuild({
      prefixes: ['MYSQL'],
      product: 'MySQL',
      version,
      server: 'mysqld',
      client: 'mysql',
      admin: 'mysqladmin',
      base: version < '8' ? 'debian-buster' : 'oraclelinux',
      megabytes: 520,
      env: [`MYSQL_MAJOR=${version.split('.').slice(0, 2).join('.')}`, `MYSQL_VERSION=${version}-1.el9`],
    }),
});
