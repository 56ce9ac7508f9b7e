/** hostid: a number for this host, from its first address as the C library makes it. */
import { print } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'hostid',
  package: 'coreutils',
  busybox: true,
  *main(process) {
    const address =
      process.machine.net
        .interfaces()
        .find(({ name }) => name !== 'lo')
        ?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    yield* print(process, `${[b, a, d, c].map((byte) => byte.toString(16).padStart(2, '0')).join('')}\n`);
    return 0;
  },
});
