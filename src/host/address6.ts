/** IPv6 arithmetic for the engine's own networks; addresses are whole numbers (moby libnetwork/ipam). */
import ipaddr from 'ipaddr.js';

/** Undefined for what is no IPv6 address. */
export function parseAddress6(text: string): bigint | undefined {
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.IPv6.parse(text).toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** As Go's netip writes it: `fd00:5::1`. */
export function formatAddress6(value: bigint): string {
  const bytes = Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * (15 - i))) & 255n));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

export interface Range6 {
  first: bigint;
  /** Prefix length. */
  bits: number;
}

export function parseSubnet6(text: string): Range6 | undefined {
  const [address = '', bits = ''] = text.split('/');
  const value = parseAddress6(address);
  if (value === undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > 128) return undefined;
  return { first: (value / sizeOf6(Number(bits))) * sizeOf6(Number(bits)), bits: Number(bits) };
}

export function formatSubnet6(range: Range6): string {
  return `${formatAddress6(range.first)}/${range.bits}`;
}

export function sizeOf6(bits: number): bigint {
  return 1n << BigInt(128 - bits);
}

export function overlaps6(a: Range6, b: Range6): boolean {
  return a.first < b.first + sizeOf6(b.bits) && b.first < a.first + sizeOf6(a.bits);
}

/** One IPv6 subnet's addresses, lowest first. */
export class AddressPool6 {
  private readonly taken = new Set<bigint>();

  constructor(readonly subnet: Range6, readonly gateway: bigint, private readonly range: Range6 = subnet) {
    this.taken.add(subnet.first);
    this.taken.add(gateway);
  }

  /** The lowest free address, or this one; undefined when there is none or it is taken. */
  take(wanted?: bigint): bigint | undefined {
    let address = wanted ?? this.range.first;
    const end = this.range.first + sizeOf6(this.range.bits);
    if (wanted === undefined) while (address < end && this.taken.has(address)) address += 1n;
    if (this.taken.has(address) || (wanted === undefined && address >= end)) return undefined;
    this.taken.add(address);
    return address;
  }

  release(address: bigint): void {
    this.taken.delete(address);
  }
}
