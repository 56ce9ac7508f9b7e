/** bitnami/mysql: mysql with data below /bitnami/mysql. */
import { bitnamiMysql } from './_bitnami-mysql';
import { image } from './_image';
import mysql from './mysql';

export default image({
  name: 'bitnami/mysql',
  also: ['bitnamilegacy/mysql'],
  about: 'Port 3306; needs MYSQL_ROOT_PASSWORD or ALLOW_EMPTY_PASSWORD=yes.',
  tags: { latest: '9.4.0', '9.4': '9.4.0', '8.4': '8.4.4', '8.0': '8.0.40' },
  build: (variant) => bitnamiMysql(mysql.build(variant), { name: 'mysql', title: 'MySQL', prefix: 'MYSQL', server: 'mysqld' }),
});
