/** route: the routing table. */
import { maskOf, routes } from './_addresses';
import { fail, isBusybox, Output } from './_io';
import { tool } from './_tool';

export default tool({
  name: 'route',
  package: 'net-tools',
  busybox: true,
  sbin: true,
  *main(process) {
    const args = process.argv.slice(1);
    const words = args.filter((arg) => !/^-[neFCvA46]+$/.test(arg) && arg !== 'inet');
    if (words.length > 0)
      return yield* fail(
        process,
        /^(add|del)$/.test(words[0] as string)
          ? process.machine.kind === 'container'
            ? 'SIOCADDRT: Operation not permitted'
            : 'changing routes is not supported in this lab'
          : `unknown argument ${words[0]}`,
      );
    const numeric = args.some((arg) => /^-\w*n/.test(arg));
    const out = new Output(process);
    out.line('Kernel IP routing table');
    out.line('Destination     Gateway         Genmask         Flags Metric Ref    Use Iface');
    for (const { to, via, device } of routes(process)) {
      const [network = '', prefix = '0'] = to === 'default' ? ['0.0.0.0', '0'] : to.split('/');
      const target = to === 'default' && !numeric ? 'default' : network;
      const gateway = via ?? (numeric || !isBusybox(process) ? '0.0.0.0' : '*');
      out.line(
        `${target.padEnd(15)} ${gateway.padEnd(15)} ${maskOf(Number(prefix)).padEnd(15)} ${(via === undefined ? 'U' : 'UG').padEnd(5)} 0 ` +
          `     0        0 ${device}`,
      );
    }
    yield* out.flush();
    return 0;
  },
});
