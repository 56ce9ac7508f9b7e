/** bitnami/mariadb: mariadb with data below /bitnami/mariadb. */
import { bitnamiMysql } from './_bitnami-mysql';
import { image } from './_image';
import mariadb from './mariadb';

export default image({
  name: 'bitnami/mariadb',
  also: ['bitnamilegacy/mariadb'],
  about: 'Port 3306; needs MARIADB_ROOT_PASSWORD or ALLOW_EMPTY_PASSWORD=yes.',
  tags: { latest: '12.0.2', '11.8': '11.8.3', '11.4': '11.4.5', '10.11': '10.11.10', '10.6': '10.6.20' },
  build: (variant) => bitnamiMysql(mariadb.build(variant), { name: 'mariadb', title: 'MariaDB', prefix: 'MARIADB', server: 'mariadbd' }),
});
