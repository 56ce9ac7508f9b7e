/** ifconfig: interfaces, in the form of net-tools or busybox. */
import { linkLocal, maskOf, networkOf } from './_addresses';
import { fail, isBusybox, print } from './_io';
import { tool } from './_tool';
import type { NetInterface } from '../../os';

export default tool({
  name: 'ifconfig',
  package: 'net-tools',
  busybox: true,
  sbin: true,
  *main(process) {
    const args = process.argv.slice(1).filter((arg) => arg !== '-a' && arg !== '-v' && arg !== '-s');
    const all = process.machine.net.interfaces();
    const device = args[0];
    if (args.length > 1)
      return yield* fail(
        process,
        process.machine.kind === 'container' ? 'SIOCSIFFLAGS: Operation not permitted' : 'changing interfaces is not supported in this lab',
      );
    const shown =
      device === undefined ? [...all].sort((a, b) => Number(a.name === 'lo') - Number(b.name === 'lo')) : all.filter(({ name }) => name === device);
    if (shown.length === 0 && device !== undefined) {
      yield* process.stderr.write(
        isBusybox(process)
          ? `ifconfig: ${device}: error fetching interface information: Device not found\n`
          : `${device}: error fetching interface information: Device not found\n`,
      );
      return 1;
    }
    yield* print(
      process,
      shown.map((each) => (isBusybox(process) ? busybox(each) : netTools(each, process.machine.kind === 'host'))).join('\n') + '\n',
    );
    return 0;
  },
});

function netTools({ name, mac, addresses, up, mtu }: NetInterface, isHost: boolean): string {
  const isLo = name === 'lo';
  const flags = isLo ? 'flags=73<UP,LOOPBACK,RUNNING>' : up ? 'flags=4163<UP,BROADCAST,RUNNING,MULTICAST>' : 'flags=4098<BROADCAST,MULTICAST>';
  let text = `${name}: ${flags}  mtu ${mtu}\n`;
  const cidr = addresses[0];
  if (cidr !== undefined) {
    const { prefix, broadcast } = networkOf(cidr);
    text += `        inet ${cidr.split('/')[0]}  netmask ${maskOf(prefix)}${isLo ? '' : `  broadcast ${broadcast}`}\n`;
  }
  if (isLo) text += '        inet6 ::1  prefixlen 128  scopeid 0x10<host>\n        loop  txqueuelen 1000  (Local Loopback)\n';
  else {
    if (isHost && up) text += `        inet6 ${linkLocal(mac)}  prefixlen 64  scopeid 0x20<link>\n`;
    text += `        ether ${mac}  txqueuelen ${isHost ? 1000 : 0}  (Ethernet)\n`;
  }
  return (
    `${text}        RX packets 0  bytes 0 (0.0 B)\n        RX errors 0  dropped 0  overruns 0  frame 0\n` +
    '        TX packets 0  bytes 0 (0.0 B)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n'
  );
}

function busybox({ name, mac, addresses, up, mtu }: NetInterface): string {
  const isLo = name === 'lo';
  let text = `${name.padEnd(10)}Link encap:${isLo ? 'Local Loopback  ' : `Ethernet  HWaddr ${mac.toUpperCase()}  `}\n`;
  const cidr = addresses[0];
  if (cidr !== undefined) {
    const { prefix, broadcast } = networkOf(cidr);
    text += `          inet addr:${cidr.split('/')[0]}${isLo ? '' : `  Bcast:${broadcast}`}  Mask:${maskOf(prefix)}\n`;
  }
  if (isLo) text += '          inet6 addr: ::1/128 Scope:Host\n';
  text += `          ${isLo ? 'UP LOOPBACK RUNNING' : `${up ? 'UP ' : ''}BROADCAST ${up ? 'RUNNING ' : ''}MULTICAST`}  MTU:${mtu}  Metric:1\n`;
  return (
    `${text}          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n` +
    `          collisions:0 txqueuelen:${isLo ? 1000 : 0} \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n`
  );
}
