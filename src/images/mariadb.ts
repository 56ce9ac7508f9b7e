/** mariadb: as mysql, with its own names for the same settings. */
import { image } from './_image';
import { mysqlBuild } from './_mysql';

export default image({
  name: 'mariadb',
  about: 'Port 3306; needs MARIADB_ROOT_PASSWORD or MYSQL_ROOT_PASSWORD, or leave to have none.',
  tags: {
    latest: '12.0.2',
    '12': '12.0.2',
    lts: '11.8.3',
    '11': '11.8.3',
    '11.4': '11.4.8',
    '10.11': '10.11.14',
    '10': '10.11.14',
    '10.6': '10.6.23',
    '10.5': '10.5.29',
    '10.4': '10.4.34',
    '10.3': '10.3.39',
  },
  build: ({ version }) =>
    mysqlBuild({
      prefixes: ['MARIADB', 'MYSQL'],
      product: 'MariaDB',
      version,
      server: 'mariadbd',
      client: 'mariadb',
      admin: 'mariadb-admin',
      base: 'ubuntu',
      megabytes: 250,
      env: [`MARIADB_VERSION=1:${version}+maria~ubu2404`],
    }),
});
