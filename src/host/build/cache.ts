/** Images that builds made on the way, by what they stand on and what made them. */
import type { Image } from '../../os';

/** Steps that are remembered; the oldest go first. */
const STEPS_MAX = 1000;

export class BuildCache {
  private readonly made = new Map<string, Image>();

  find(parent: Image | undefined, createdBy: string): Image | undefined {
    return this.made.get(keyOf(parent, createdBy));
  }

  keep(parent: Image | undefined, createdBy: string, image: Image): void {
    this.made.set(keyOf(parent, createdBy), image);
    if (this.made.size <= STEPS_MAX) return;
    for (const oldest of this.made.keys()) {
      this.made.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.made.clear();
  }
}

function keyOf(parent: Image | undefined, createdBy: string): string {
  return `${parent?.id ?? 'scratch'} ${createdBy}`;
}
