/** A program registry: names to main functions. The composition fills one and hands it to every machine. */
import { assert } from '../sim';
import type { Main, ProgramRegistry } from './process';

export class Programs implements ProgramRegistry {
  private mains = new Map<string, Main>();

  /** `parent` is asked for what this registry lacks: the world's programs beneath an image's own. */
  constructor(private parent?: ProgramRegistry) {}

  add(name: string, main: Main): this {
    assert(!this.mains.has(name), `the program ${name} is registered once`);
    this.mains.set(name, main);
    return this;
  }

  get(name: string): Main | undefined {
    return this.mains.get(name) ?? this.parent?.get(name);
  }

  names(): string[] {
    return [...new Set([...(this.parent?.names() ?? []), ...this.mains.keys()])].sort();
  }
}
