/**
 * The addresses of one subnet, given serially: each request takes the next free one after the last, wrapping at
 * the end, so a freed address is not used again soon (libnetwork bitmap with serial allocation). A bitmap and a
 * pointer: a request costs no more than the run of taken addresses that it steps over, 32 at a time.
 */
import { contains, sizeOf } from './ipv4';
import type { Subnet } from './ipv4';

export class AddressPool {
  private readonly taken: Uint32Array;
  private readonly first: number;
  private readonly last: number;
  private next: number;

  /** `range` narrows what is given without being asked for by name. */
  constructor(readonly subnet: Subnet, range?: Subnet) {
    const size = sizeOf(subnet.prefix);
    this.taken = new Uint32Array(Math.ceil(size / 32));
    if (subnet.prefix < 31) {
      this.mark(0);
      this.mark(size - 1);
    }
    this.first = range ? range.base - subnet.base : 0;
    this.last = range ? this.first + sizeOf(range.prefix) - 1 : size - 1;
    this.next = this.first;
  }

  /** The next free address; undefined when none is left. */
  request(): number | undefined {
    const offset = this.findFree(this.next, this.last) ?? this.findFree(this.first, this.next - 1);
    if (offset === undefined) return undefined;
    this.mark(offset);
    this.next = offset === this.last ? this.first : offset + 1;
    return this.subnet.base + offset;
  }

  /** Takes this very address; false when it is taken or lies outside. The pointer stays. */
  take(address: number): boolean {
    if (!contains(this.subnet, address) || this.has(address - this.subnet.base)) return false;
    this.mark(address - this.subnet.base);
    return true;
  }

  release(address: number): void {
    const offset = address - this.subnet.base;
    const word = offset >>> 5;
    this.taken[word] = (this.taken[word] as number) & ~(1 << (offset & 31));
  }

  private findFree(from: number, to: number): number | undefined {
    for (let offset = from; offset <= to; ) {
      if (this.taken[offset >>> 5] === 0xffffffff) {
        offset = ((offset >>> 5) + 1) * 32;
      } else if (this.has(offset)) {
        offset++;
      } else {
        return offset;
      }
    }
    return undefined;
  }

  private has(offset: number): boolean {
    return (((this.taken[offset >>> 5] as number) >>> (offset & 31)) & 1) === 1;
  }

  private mark(offset: number): void {
    const word = offset >>> 5;
    this.taken[word] = (this.taken[word] as number) | (1 << (offset & 31));
  }
}
