/** Where variables live: each call has a scope of its own and sees those of its callers. */
import type { Value } from './values';

export class Scope {
  private readonly values = new Map<string, { name: string; value: Value }>();
  /** Set in those of scripts and of the session itself. */
  readonly script: boolean;

  constructor(
    readonly parent: Scope | undefined,
    script = parent === undefined,
  ) {
    this.script = script;
  }

  get(name: string): Value | undefined {
    const lower = name.toLowerCase();
    for (let scope: Scope | undefined = this as Scope; scope; scope = scope.parent) {
      const found = scope.values.get(lower);
      if (found) return found.value;
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    this.values.set(name.toLowerCase(), { name, value });
  }

  remove(name: string): boolean {
    const lower = name.toLowerCase();
    for (let scope: Scope | undefined = this as Scope; scope; scope = scope.parent) if (scope.values.delete(lower)) return true;
    return false;
  }

  get global(): Scope {
    return this.parent ? this.parent.global : this;
  }

  get nearestScript(): Scope {
    return this.script || !this.parent ? this : this.parent.nearestScript;
  }

  /** Everything that can be seen from here, by name. */
  visible(): { name: string; value: Value }[] {
    const seen = new Map<string, { name: string; value: Value }>();
    for (let scope: Scope | undefined = this as Scope; scope; scope = scope.parent) {
      for (const [lower, entry] of scope.values) if (!seen.has(lower)) seen.set(lower, entry);
    }
    return [...seen.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  }
}
