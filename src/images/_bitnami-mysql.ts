/** Bitnami's MySQL and MariaDB: the official ones' entry point, asked in Bitnami's words. */
import { allowsEmpty, bitnamiBuild, emptyPassword, setting } from './_bitnami';
import type { ImageBuild } from './_image';

export function bitnamiMysql(official: ImageBuild, names: { name: string; title: string; prefix: 'MYSQL' | 'MARIADB'; server: string }): ImageBuild {
  const { name, title, prefix, server } = names;
  const data = `/bitnami/${name}/data`;
  const build = bitnamiBuild(official, {
    name,
    title,
    port: 3306,
    data,
    prepare: (process) => {
      const password = setting(process, `${prefix}_ROOT_PASSWORD`);
      if (password === undefined && !allowsEmpty(process)) return emptyPassword(`${prefix}_ROOT_PASSWORD`);
      if (password === undefined) process.env.set(prefix === 'MYSQL' ? 'MYSQL_ALLOW_EMPTY_PASSWORD' : 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'yes');
      return { run: ['docker-entrypoint.sh', server] };
    },
  });
  // The server keeps its rows where the official image has them.
  return { ...build, links: { ...official.links, '/var/lib/mysql': data } };
}
