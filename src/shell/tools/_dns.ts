/** What nslookup, dig, host and drill share: the server that would be asked, and lookups that bypass /etc/hosts in name only. */
import { isFileError } from '../../os';
import type { DnsAnswer, NetResult, Process } from '../../os';
import type { Program } from '../../sim';

/** The first nameserver of /etc/resolv.conf. */
export function nameServer(process: Process): string {
  const text = process.machine.files.read('/etc/resolv.conf');
  const found = isFileError(text) ? undefined : /^nameserver\s+(\S+)/m.exec(text)?.[1];
  return found ?? (process.machine.kind === 'container' ? '127.0.0.11' : '127.0.0.53');
}

export function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}

export function* lookup(process: Process, name: string): Program<NetResult<DnsAnswer>> {
  return yield* process.machine.net.resolve(name.replace(/\.$/, ''));
}

/** `4.3.2.1.in-addr.arpa` */
export function reverseName(address: string): string {
  return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
}
