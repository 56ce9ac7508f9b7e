/** Which subnets networks have: the lowest free piece of the default pools, or the very one that was asked for. */
import { contains, overlaps, sizeOf } from './ipv4';
import type { Subnet } from './ipv4';

export class SubnetPools {
  private readonly used = new Set<Subnet>();

  /** `prefix` is how the pools are cut: 24 unless `swarm init` said otherwise. */
  constructor(private readonly pools: readonly Subnet[], private readonly prefix: number) {}

  /** The lowest free subnet of the first pool that has one. */
  request(): Subnet | undefined {
    for (const pool of this.pools) {
      const size = sizeOf(this.prefix);
      for (let base = pool.base; contains(pool, base); ) {
        const candidate = { base, prefix: this.prefix };
        const obstacle = this.obstacle(candidate);
        if (obstacle === undefined) {
          this.used.add(candidate);
          return candidate;
        }
        base = Math.max(base + size, obstacle.base + sizeOf(obstacle.prefix));
        // Pieces stay aligned to their own size.
        base += (size - (base % size)) % size;
      }
    }
    return undefined;
  }

  /** This very subnet; undefined when it overlaps one in use. */
  take(subnet: Subnet): Subnet | undefined {
    if (this.obstacle(subnet) !== undefined) return undefined;
    this.used.add(subnet);
    return subnet;
  }

  /** The same value that `request` or `take` gave. */
  release(subnet: Subnet): void {
    this.used.delete(subnet);
  }

  private obstacle(candidate: Subnet): Subnet | undefined {
    for (const subnet of this.used) if (overlaps(subnet, candidate)) return subnet;
    return undefined;
  }
}
