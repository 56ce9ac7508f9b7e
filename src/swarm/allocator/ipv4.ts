/** IPv4 addresses as unsigned numbers, and the subnets that networks are made of. */

export interface Subnet {
  /** The network address. */
  readonly base: number;
  readonly prefix: number;
}

export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    const byte = Number(part);
    if (byte > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

export function formatIpv4(address: number): string {
  return `${Math.floor(address / 0x1000000)}.${Math.floor(address / 0x10000) & 255}.${Math.floor(address / 0x100) & 255}.${address & 255}`;
}

/** How many addresses a prefix spans. */
export function sizeOf(prefix: number): number {
  let size = 1;
  for (let i = prefix; i < 32; i++) size *= 2;
  return size;
}

/** `10.0.9.5/24`: the subnet, its host bits cleared; undefined for what is no CIDR. */
export function parseSubnet(text: string): Subnet | undefined {
  const slash = text.indexOf('/');
  const address = parseIpv4(slash < 0 ? '' : text.slice(0, slash));
  const bits = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const prefix = Number(bits);
  return { base: address - (address % sizeOf(prefix)), prefix };
}

export function formatSubnet(subnet: Subnet): string {
  return `${formatIpv4(subnet.base)}/${subnet.prefix}`;
}

export function contains(subnet: Subnet, address: number): boolean {
  return address >= subnet.base && address < subnet.base + sizeOf(subnet.prefix);
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  return contains(a, b.base) || contains(b, a.base);
}
