/** Whole numbers in a range, given serially: VXLAN ids and dynamic ports (libnetwork idm with serial allocation). */
export class SerialIds {
  private readonly taken = new Set<number>();
  private next: number;

  constructor(private readonly first: number, private readonly last: number) {
    this.next = first;
  }

  /** The next free number after the last one given, wrapping; undefined when all are taken. */
  request(): number | undefined {
    if (this.taken.size > this.last - this.first) return undefined;
    let id = this.next;
    while (this.taken.has(id)) id = id === this.last ? this.first : id + 1;
    this.taken.add(id);
    this.next = id === this.last ? this.first : id + 1;
    return id;
  }

  /** False when it is taken. Numbers outside the range are kept apart but never given. */
  take(id: number): boolean {
    if (id < this.first || id > this.last) return true;
    if (this.taken.has(id)) return false;
    this.taken.add(id);
    return true;
  }

  release(id: number): void {
    this.taken.delete(id);
  }
}
