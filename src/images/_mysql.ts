/** MySQL and MariaDB: the same image with other names; their programs are in `sql/`. */
import type { ImageBuild } from './_image';
import { reachable, optionValue } from './_database';
import { late } from './_late';
import { complain, print } from './_programs';
import type { MysqlNames } from './sql/mysql-server';

export interface MysqlFlavour extends MysqlNames {
  client: string;
  admin: string;
  base: ImageBuild['base'];
  megabytes: number;
  env: readonly string[];
}

export function mysqlBuild(flavour: MysqlFlavour): ImageBuild {
  const { prefixes, product, version, server } = flavour;
  const names: MysqlNames = { prefixes, product, version, server };
  return {
    base: flavour.base,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'GOSU_VERSION=1.17', ...flavour.env],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: [server],
      ExposedPorts: ['3306/tcp'],
      Volumes: ['/var/lib/mysql'],
    },
    layers: [
      [`RUN /bin/sh -c set -eux; groupadd --system --gid 999 mysql; useradd mysql # ${version}`, 12_000_000],
      [`RUN /bin/sh -c set -eux; install ${product} ${version} # buildkit`, flavour.megabytes * 1_000_000],
      ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 14_200],
    ],
    files: { '/docker-entrypoint-initdb.d/.keep': '' },
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': late('mysqlEntry', names),
      [`/usr/sbin/${server}`]: late('mysqlServer', names),
      [`/usr/bin/${flavour.client}`]: late('mysqlClient', names),
      [`/usr/bin/${flavour.admin}`]: function* admin(process) {
        const host = optionValue(process.argv, '-h', '--host') ?? 'localhost';
        if (yield* reachable(process, host, 3306)) {
          yield* print(
            process,
            process.argv.includes('status')
              ? 'Uptime: 60  Threads: 2  Questions: 8  Slow queries: 0  Opens: 119  Open tables: 38  Queries per second avg: 0.133\n'
              : 'mysqld is alive\n',
          );
          return 0;
        }
        yield* complain(
          process,
          `${flavour.admin}: connect to server at '${host}' failed\n` +
            `error: 'Can't connect to ${host === 'localhost' ? 'local ' : ''}MySQL ` +
            `server${host === 'localhost' ? " through socket '/var/run/mysqld/mysqld.sock' (2)" : ` on '${host}:3306' (111)`}'\n`,
        );
        return 1;
      },
    },
    links: { ...(server === 'mysqld' ? {} : { '/usr/bin/mysql': flavour.client, '/usr/bin/mysqladmin': flavour.admin }) },
  };
}
