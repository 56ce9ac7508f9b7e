/** Chance in the forms that drawing a line needs: weighted choices, small counts, spoilt texts. */
import { Random } from '../../sim';

export class Draw {
  /** What is drawn now is to be right: things that exist, plain words. */
  calm = false;

  constructor(private readonly random: Random) {}

  /** The stream of one line of one seed: what one line draws never shifts what another does. */
  static of(seed: number, what: string): Draw {
    return new Draw(Random.named(seed, what));
  }

  int(min: number, max: number): number {
    return this.random.int(min, max);
  }

  chance(probability: number): boolean {
    return this.random.chance(probability);
  }

  pick<T>(items: readonly T[]): T {
    return this.random.pick(items);
  }

  shuffle<T>(items: readonly T[]): T[] {
    return this.random.shuffle(items);
  }

  /** One of several makers, each as likely as its weight says. */
  weighted<T>(...choices: readonly (readonly [number, () => T])[]): T {
    let left = this.random.fraction() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of choices) if ((left -= weight) < 0) return make();
    return (choices.at(-1) as readonly [number, () => T])[1]();
  }

  /** 0, 1, 2, …: each further one has this chance. */
  count(more: number, most: number): number {
    let count = 0;
    while (count < most && this.chance(more)) count++;
    return count;
  }

  many<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  /** A text with one thing wrong: a character lost, doubled, swapped, changed or slipped in, or the end cut off. */
  spoil(text: string): string {
    const at = this.int(0, Math.max(0, text.length - 1));
    const odd = () => this.pick([...ODD_CHARACTERS]);
    return this.pick([
      () => text.slice(0, at) + text.slice(at + 1),
      () => text.slice(0, at) + text.slice(at, at + 1) + text.slice(at),
      () => text.slice(0, at) + odd() + text.slice(at),
      () => text.slice(0, at) + odd() + text.slice(at + 1),
      () => text.slice(0, at),
      () => text.slice(at),
      () => text + odd(),
      () => text.toUpperCase(),
      () => text + text,
      () => '',
    ])();
  }
}

const ODD_CHARACTERS = ' \t\n=:,;./\\\'"`$%@#!?*+-_~^&|<>(){}[]0189azAZéß€日🐝\u0301\u0001\u007f\u200b';
