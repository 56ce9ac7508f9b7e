/** IPv4 addresses as numbers, for membership tests; text stays the form that everybody else handles. */

/** The address as an unsigned 32-bit number, or undefined when the text is not four plain decimal parts. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

/** `10.0.1.3/24` to its bare address. */
export function bareAddress(withPrefix: string): string {
  const slash = withPrefix.indexOf('/');
  return slash < 0 ? withPrefix : withPrefix.slice(0, slash);
}

/** A subnet, parsed once and asked often. */
export class Subnet {
  private readonly base: number;
  private readonly size: number;

  constructor(cidr: string) {
    const bits = Number(cidr.slice(cidr.indexOf('/') + 1));
    this.size = 2 ** (32 - bits);
    const address = parseAddress(bareAddress(cidr)) ?? 0;
    this.base = address - (address % this.size);
  }

  has(address: number): boolean {
    return address >= this.base && address < this.base + this.size;
  }
}
