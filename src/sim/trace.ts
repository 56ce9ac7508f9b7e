/**
 * A running fingerprint of everything that happened, to compare two runs in O(1) memory: a 32-bit rolling
 * hash over (time, name). With `record` on it also keeps the lines, for the first difference to be found.
 */
import { hash32 } from './random';

export class Trace {
  private digest = 0;
  private lines: string[] | undefined;
  private hashes = new Map<string, number>();

  record(): void {
    this.lines ??= [];
  }

  event(atMs: number, name: string): void {
    // Times are compared to the microsecond: enough to tell any two orders apart.
    this.digest = (Math.imul(this.digest, 31) + ((atMs * 1000) | 0) + this.hashOf(name)) | 0;
    if (this.lines) this.lines.push(`${atMs} ${name}`);
  }

  /** Event names are few and fixed, so each is hashed once. */
  private hashOf(name: string): number {
    let hash = this.hashes.get(name);
    if (hash === undefined) {
      hash = hash32(name);
      if (this.hashes.size < 4096) this.hashes.set(name, hash);
    }
    return hash;
  }

  /** Something worth comparing beyond the queue's own events. */
  note(text: string): void {
    this.digest = (Math.imul(this.digest, 31) + hash32(text)) | 0;
    if (this.lines) this.lines.push(text);
  }

  /** A mark to go back to: for what is to leave no trace. */
  save(): { digest: number; lines: number } {
    return { digest: this.digest, lines: this.lines?.length ?? 0 };
  }

  restore(mark: { digest: number; lines: number }): void {
    this.digest = mark.digest;
    if (this.lines) this.lines.length = mark.lines;
  }

  fingerprint(): string {
    return (this.digest >>> 0).toString(16).padStart(8, '0');
  }

  recorded(): readonly string[] {
    return this.lines ?? [];
  }
}
