/**
 * Seeded chance. One `Random` per world, with named streams split off it, so that a new draw in one
 * role never shifts what another role sees. The state is four integers, hence saved as plain JSON.
 * Integers and exact fractions only: no transcendental function, whose last digits differ by engine.
 */
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The saved form of a stream: what `restore` takes. */
export type RandomState = readonly number[];

const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

export class Random {
  private generator;

  constructor(seed: number | RandomState) {
    this.generator = typeof seed === 'number' ? xoroshiro128plus(seed | 0) : xoroshiro128plusFromState(seed);
  }

  /** An independent stream for one purpose: the same name and seed give the same stream. */
  static named(seed: number, name: string): Random {
    return new Random(hash32(name, seed));
  }

  save(): RandomState {
    return this.generator.getState();
  }

  /** Goes on from what `save` answered. */
  restore(state: RandomState): void {
    this.generator = xoroshiro128plusFromState(state);
  }

  /** A 32-bit unsigned integer. */
  uint32(): number {
    return this.generator.next() >>> 0;
  }

  /** A whole number in [min, max], both included; the span must be below 2^32. */
  int(min: number, max: number): number {
    const span = max - min + 1;
    // The bias of a plain multiplication is below 2^-32 * span: nothing a lab could ever see.
    return min + Math.floor((this.uint32() / 4294967296) * span);
  }

  /** A fraction in [0, 1) with 32 bits. */
  fraction(): number {
    return this.uint32() / 4294967296;
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  /** Fisher-Yates into a new array. */
  shuffle<T>(items: readonly T[]): T[] {
    const out = items.slice();
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }

  hex(digits: number): string {
    // Joined, not added up: IDs are kept for long, and a sum would keep all its parts.
    const parts: string[] = [];
    for (let left = digits; left > 0; left -= 8) parts.push(this.uint32().toString(16).padStart(8, '0').slice(0, left));
    return parts.join('');
  }

  base36(digits: number): string {
    let out = '';
    for (let i = 0; i < digits; i++) out += BASE36[this.int(0, 35)];
    return out;
  }

  /** An object ID as SwarmKit makes them: exactly 25 of [0-9a-z] (swarmkit identity/randomid.go). */
  id(): string {
    return this.base36(25);
  }
}

/** FNV-1a over UTF-16 units, folded with a start value; stable for ever, since seeds derive from it. */
export function hash32(text: string, start = 0): number {
  let h = (0x811c9dc5 ^ start) >>> 0;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193) >>> 0;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b) >>> 0;
  h ^= h >>> 13;
  return h | 0;
}
