/** bitnami/postgresql: postgres under POSTGRESQL_USERNAME, POSTGRESQL_PASSWORD and POSTGRESQL_DATABASE. */
import { allowsEmpty, bitnamiBuild, emptyPassword, setting } from './_bitnami';
import { image } from './_image';
import postgres from './postgres';

export default image({
  name: 'bitnami/postgresql',
  also: ['bitnamilegacy/postgresql'],
  about: 'Port 5432; needs POSTGRESQL_PASSWORD or ALLOW_EMPTY_PASSWORD=yes.',
  tags: { latest: '17.6', '17': '17.6', '16': '16.6', '15': '15.10', '14': '14.15' },
  build: (variant) =>
    bitnamiBuild(postgres.build({ ...variant, tag: variant.version }), {
      name: 'postgresql',
      title: 'PostgreSQL',
      port: 5432,
      data: '/bitnami/postgresql/data',
      env: ['PGDATA=/bitnami/postgresql/data'],
      prepare: (process) => {
        const password = setting(process, 'POSTGRESQL_PASSWORD', 'POSTGRES_PASSWORD');
        if (password === undefined && !allowsEmpty(process)) return emptyPassword('POSTGRESQL_PASSWORD');
        const given = { POSTGRES_PASSWORD: password, POSTGRES_USER: setting(process, 'POSTGRESQL_USERNAME', 'POSTGRES_USER'), POSTGRES_DB: setting(process, 'POSTGRESQL_DATABASE', 'POSTGRES_DB') };
        for (const [name, value] of Object.entries(given)) if (value !== undefined) process.env.set(name, value);
        if (password === undefined) process.env.set('POSTGRES_HOST_AUTH_METHOD', 'trust');
        return { run: ['docker-entrypoint.sh', 'postgres'] };
      },
    }),
});
