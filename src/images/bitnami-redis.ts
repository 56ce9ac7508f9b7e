/** bitnami/redis: redis with a password from REDIS_PASSWORD, or none where ALLOW_EMPTY_PASSWORD says so. */
import { allowsEmpty, bitnamiBuild, emptyPassword, setting } from './_bitnami';
import { image } from './_image';
import redis from './redis';

export default image({
  name: 'bitnami/redis',
  also: ['bitnamilegacy/redis'],
  about: 'Port 6379; needs REDIS_PASSWORD or ALLOW_EMPTY_PASSWORD=yes.',
  tags: { latest: '8.2.1', '8.2': '8.2.1', '7.4': '7.4.3', '7.2': '7.2.5', '7.0': '7.0.15', '6.2': '6.2.14' },
  build: (variant) =>
    bitnamiBuild(redis.build({ ...variant, tag: variant.version }), {
      name: 'redis',
      title: 'Redis',
      port: 6379,
      data: '/bitnami/redis/data',
      prepare: (process) => {
        const password = setting(process, 'REDIS_PASSWORD');
        if (password === undefined && !allowsEmpty(process)) return emptyPassword('REDIS_PASSWORD');
        return { run: ['redis-server', ...(password === undefined ? [] : ['--requirepass', password])] };
      },
    }),
});
