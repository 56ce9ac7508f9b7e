/** postgres: refuses to start without a superuser password; port 5432, `/var/lib/postgresql/data` is a volume. */
import { optionValue, reachable } from './_database';
import { withUser } from './_bases';
import { image } from './_image';
import { late } from './_late';
import { print } from './_programs';

export default image({
  name: 'postgres',
  about: 'Port 5432; needs POSTGRES_PASSWORD, POSTGRES_PASSWORD_FILE or POSTGRES_HOST_AUTH_METHOD=trust.',
  tags: {
    latest: '18.1',
    '18': '18.1',
    '18-alpine': '18.1',
    alpine: '18.1',
    '17': '17.7',
    '17-alpine': '17.7',
    '16': '16.11',
    '16-alpine': '16.11',
    '15': '15.15',
    '15-alpine': '15.15',
    '14': '14.20',
    '14-alpine': '14.20',
    '13': '13.23',
    '13-alpine': '13.23',
    '12': '12.22',
    '12-alpine': '12.22',
    '11': '11.22',
    '11-alpine': '11.22',
    '10': '10.23',
    '9.6': '9.6.24',
    '9.6-alpine': '9.6.24',
    '9.5': '9.5.25',
    '9.4': '9.4.26',
    '9': '9.6.24',
  },
  build: ({ tag, version }) => ({
    base: tag.includes('alpine') ? 'alpine' : 'debian-slim',
    config: {
      Env: [
        `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${version.split('.')[0]}/bin`,
        'GOSU_VERSION=1.19',
        'LANG=en_US.utf8',
        `PG_MAJOR=${version.split('.')[0]}`,
        `PG_VERSION=${version}-1.pgdg12+2`,
        'PGDATA=/var/lib/postgresql/data',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      ExposedPorts: ['5432/tcp'],
      Volumes: ['/var/lib/postgresql/data'],
      StopSignal: 'SIGINT',
    },
    layers: [
      [`RUN /bin/sh -c set -eux; groupadd -r postgres --gid=999 # ${version}`, 11_000_000],
      [`RUN /bin/sh -c set -eux; apt-get install -y postgresql ${version} # buildkit`, tag.includes('alpine') ? 260_000_000 : 310_000_000],
      ['COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 14_000],
    ],
    files: { '/docker-entrypoint-initdb.d/.keep': '', '/etc/passwd': withUser(tag.includes('alpine') ? 'alpine' : 'debian-slim', 'postgres:x:999:999::/var/lib/postgresql:/bin/bash') },
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': late('postgresEntry', version),
      '/usr/local/bin/postgres': late('postgresServer', version),
      '/usr/bin/pg_isready': function* isReady(process) {
        const host = optionValue(process.argv, '-h', '--host');
        const where = `${host ?? '/var/run/postgresql'}:5432`;
        const ok = yield* reachable(process, host ?? 'localhost', 5432);
        if (!process.argv.includes('-q')) yield* print(process, `${where} - ${ok ? 'accepting connections' : 'no response'}\n`);
        return ok ? 0 : 2;
      },
      '/usr/bin/psql': late('psql'),
    },
  }),
});
