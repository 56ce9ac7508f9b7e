/** ipconfig.exe: the adapters of a machine or container. */
import type { Main } from '../../os';
import { adapterName, print } from './_out';

/** Where the colon stands. */
const LABEL = 35;

export const ipconfig: Main = function* ipconfig(process) {
  const option = (process.argv[1] ?? '').toLowerCase().replace(/^-/, '/');
  if (option !== '' && option !== '/all') {
    yield* print(process, `ipconfig ${process.argv[1]} is not supported in this lab: ipconfig and ipconfig /all show the adapters.\n`);
    return 1;
  }
  const { machine } = process;
  let out = '\nWindows IP Configuration\n\n';
  const line = (text: string, value: string): string => `   ${dotted(text)}: ${value}`.trimEnd() + '\n';
  if (option === '/all') out += `${line('Host Name', machine.hostname)}${line('Primary Dns Suffix', '')}${line('Node Type', 'Hybrid')}${line('IP Routing Enabled.', 'No')}${line('WINS Proxy Enabled.', 'No')}\n`;
  for (const each of machine.net.interfaces()) {
    if (each.name === 'lo') continue;
    out += `\nEthernet adapter ${adapterName(each.name)}:\n\n`;
    if (!each.up || each.addresses.length === 0) {
      out += line('Media State', 'Media disconnected');
      continue;
    }
    out += line('Connection-specific DNS Suffix ', '');
    if (option === '/all') out += line('Description', each.name === 'eth0' ? 'Microsoft Hyper-V Network Adapter' : 'Hyper-V Virtual Ethernet Adapter') + line('Physical Address.', each.mac.toUpperCase().replaceAll(':', '-')) + line('DHCP Enabled.', 'No');
    for (const address of each.addresses) {
      const [ip = '', prefix = '24'] = address.split('/');
      out += line('IPv4 Address.', ip + (option === '/all' ? '(Preferred)' : '')) + line('Subnet Mask', mask(Number(prefix)));
    }
    out += line('Default Gateway', each.name === 'eth0' ? gateway(each.addresses[0] ?? '') : '');
  }
  yield* print(process, out);
  return 0;
};

/** `IPv4 Address. . . . . . . . . . . `: dots at every second place up to the colon. */
function dotted(text: string): string {
  let out = text;
  while (out.length < LABEL) out += (LABEL - out.length) % 2 === 0 ? ' ' : '.';
  return out.endsWith(' ') ? out : `${out} `;
}

export function mask(prefix: number): string {
  return [0, 1, 2, 3].map((i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - i * 8)))).join('.');
}

const gateway = (address: string): string => address.replace(/\.\d+(?:\/\d+)?$/, '.1');
