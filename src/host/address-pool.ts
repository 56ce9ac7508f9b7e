/** IPv4 arithmetic for the engine's own networks: subnets from Docker's default pools, addresses lowest first (moby libnetwork/ipam). */
import type { Random } from '../sim';

export function parseAddress(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1).map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

export interface Range {
  first: number;
  /** Prefix length. */
  bits: number;
}

export function parseSubnet(text: string): Range | undefined {
  const [address = '', bits = ''] = text.split('/');
  const value = parseAddress(address);
  if (value === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  return { first: Math.floor(value / size) * size, bits: Number(bits) };
}

export function formatSubnet(range: Range): string {
  return `${formatAddress(range.first)}/${range.bits}`;
}

export function sizeOf(range: Range): number {
  return 2 ** (32 - range.bits);
}

export function overlaps(a: Range, b: Range): boolean {
  return a.first < b.first + sizeOf(b) && b.first < a.first + sizeOf(a);
}

/** 172.17 to 172.31 as /16, then 192.168 in /20 pieces. */
const DEFAULT_POOLS: readonly Range[] = [
  ...Array.from({ length: 15 }, (_, i) => ({ first: (172 * 256 + 17 + i) * 65_536, bits: 16 })),
  ...Array.from({ length: 16 }, (_, i) => ({ first: (192 * 256 + 168) * 65_536 + i * 4096, bits: 20 })),
];

/** The first default pool that overlaps nothing in use. */
export function choosePool(used: readonly Range[]): Range | undefined {
  return DEFAULT_POOLS.find((pool) => !used.some((each) => overlaps(each, pool)));
}

/** One subnet's addresses. */
export class AddressPool {
  private readonly taken = new Set<number>();
  private readonly range: Range;
  private lowest: number;

  constructor(readonly subnet: Range, readonly gateway: number, range: Range = subnet) {
    this.range = range;
    this.lowest = range.first;
    this.taken.add(subnet.first);
    this.taken.add(gateway);
    if (sizeOf(subnet) > 2) this.taken.add(subnet.first + sizeOf(subnet) - 1);
  }

  /** The lowest free address, or this one; undefined when there is none or it is taken. */
  take(wanted?: number): number | undefined {
    if (wanted !== undefined) {
      if (this.taken.has(wanted)) return undefined;
      this.taken.add(wanted);
      return wanted;
    }
    const end = this.range.first + sizeOf(this.range);
    for (let address = this.lowest; address < end; address++) {
      if (this.taken.has(address)) continue;
      this.taken.add(address);
      this.lowest = address + 1;
      return address;
    }
    return undefined;
  }

  release(address: number): void {
    if (!this.taken.delete(address)) return;
    if (address < this.lowest) this.lowest = address;
  }

  contains(address: number): boolean {
    return address >= this.subnet.first && address < this.subnet.first + sizeOf(this.subnet);
  }
}

/** A MAC by chance, as bridges give it: local, for one machine. */
export function inventMac(random: Random): string {
  const hex = random.hex(12);
  const first = (((parseInt(hex.slice(0, 2), 16) | 2) & 0xfe) >>> 0).toString(16).padStart(2, '0');
  return [first, ...(hex.slice(2).match(/../g) as string[])].join(':');
}

/** Docker's MAC for an overlay's address: 02:42 and the address in hexadecimal. */
export function macOf(address: number): string {
  return `02:42:${[24, 16, 8, 0].map((shift) => (Math.floor(address / 2 ** shift) % 256).toString(16).padStart(2, '0')).join(':')}`;
}
