/** IPv4 arithmetic and the routes that follow from a machine's interfaces. */
import type { NetInterface, Process } from '../../os';

export function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / Number(1n << BigInt(shift))) % 256).join('.');
}

export function maskOf(prefix: number): string {
  return toAddress(prefix === 0 ? 0 : 4294967296 - Number(1n << BigInt(32 - prefix)));
}

/** `10.0.1.0/24` of `10.0.1.7/24`. */
export function networkOf(cidr: string): { network: string; prefix: number; broadcast: string } {
  const [address = '0.0.0.0', prefixText = '32'] = cidr.split('/');
  const prefix = Number(prefixText);
  const size = Number(1n << BigInt(32 - prefix));
  const base = Math.floor(toNumber(address) / size) * size;
  return { network: toAddress(base), prefix, broadcast: toAddress(base + size - 1) };
}

/** Letters of an interface's number, for `eth0@if7`: stable for the machine. */
export function interfaceIndex(process: Process, name: string): number {
  if (name === 'lo') return 1;
  const interfaces = process.machine.net.interfaces();
  const at = interfaces.findIndex((each) => each.name === name);
  return process.machine.kind === 'container' ? 10 + at * 2 : 1 + Math.max(1, at);
}

/** The kernel's link-local IPv6 address from the hardware address (EUI-64). */
export function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((part) => parseInt(part, 16));
  const eui = [(bytes[0] ?? 0) ^ 2, bytes[1] ?? 0, bytes[2] ?? 0, 0xff, 0xfe, bytes[3] ?? 0, bytes[4] ?? 0, bytes[5] ?? 0];
  const groups: string[] = [];
  for (let i = 0; i < 8; i += 2) groups.push((((eui[i] as number) << 8) | (eui[i + 1] as number)).toString(16));
  return `fe80::${groups.join(':')}`;
}

export interface Route {
  /** `default`, or a network with its prefix length. */
  to: string;
  via?: string;
  device: string;
  source?: string;
}

/** The way out first (by the interface a container or a host would use), then each interface's own network. */
export function routes(process: Process): Route[] {
  const interfaces = process.machine.net.interfaces().filter(({ name, up, addresses }) => name !== 'lo' && up && addresses.length > 0);
  const own = interfaces.flatMap(({ name, addresses }) =>
    addresses
      .filter((cidr) => !cidr.endsWith('/32'))
      .map((cidr): Route => {
        const { network, prefix } = networkOf(cidr);
        return { to: `${network}/${prefix}`, device: name, source: cidr.split('/')[0] };
      }),
  );
  const out = wayOut(process, interfaces);
  const sorted = own.sort((a, b) => toNumber(a.to.split('/')[0] as string) - toNumber(b.to.split('/')[0] as string));
  return out ? [out, ...sorted] : sorted;
}

/** In a swarm task the last interface leads to docker_gwbridge; on a host it is eth0. */
function wayOut(process: Process, interfaces: readonly NetInterface[]): Route | undefined {
  const bridged = interfaces.filter(({ addresses }) => /^172\.(1[6-9]|2\d|3[01])\./.test(addresses[0] ?? ''));
  const chosen =
    process.machine.kind === 'container'
      ? (bridged[bridged.length - 1] ?? undefined)
      : (interfaces.find(({ name }) => name === 'eth0') ?? interfaces[0]);
  const cidr = chosen?.addresses[0];
  if (!chosen || cidr === undefined) return undefined;
  const { network } = networkOf(cidr);
  return { to: 'default', via: toAddress(toNumber(network) + 1), device: chosen.name };
}
