/**
 * The event queue: a binary heap ordered by (time, sequence number), so events of one instant run in the
 * order in which they were planned. A cancelled event stays as a tombstone until it surfaces.
 */
export interface Event {
  readonly atMs: number;
  readonly seq: number;
  readonly name: string;
  run: (() => void) | undefined;
}

export class EventQueue {
  private heap: Event[] = [];
  private seq = 0;
  private live = 0;

  get size(): number {
    return this.live;
  }

  push(atMs: number, name: string, run: () => void): Event {
    const event: Event = { atMs, seq: this.seq++, name, run };
    const heap = this.heap;
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(event, heap[parent] as Event)) break;
      heap[i] = heap[parent] as Event;
      i = parent;
    }
    heap[i] = event;
    this.live++;
    return event;
  }

  cancel(event: Event): void {
    if (event.run === undefined) return;
    event.run = undefined;
    this.live--;
  }

  /** When the next live event is due, or undefined when nothing is planned. */
  nextAtMs(): number | undefined {
    this.dropTombstones();
    return this.heap[0]?.atMs;
  }

  /** Takes the next live event out of the queue. The caller calls its `run`. */
  pop(): (() => void) | undefined {
    this.dropTombstones();
    const event = this.heap[0];
    if (!event) return undefined;
    this.removeTop();
    const run = event.run;
    event.run = undefined;
    this.live--;
    return run;
  }

  /** The next live event itself, for traces. */
  peek(): Event | undefined {
    this.dropTombstones();
    return this.heap[0];
  }

  private dropTombstones(): void {
    while (this.heap.length > 0 && (this.heap[0] as Event).run === undefined) this.removeTop();
  }

  private removeTop(): void {
    const heap = this.heap;
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child++;
      if (!before(heap[child] as Event, last)) break;
      heap[i] = heap[child] as Event;
      i = child;
    }
    heap[i] = last;
  }
}

function before(a: Event, b: Event): boolean {
  return a.atMs !== b.atMs ? a.atMs < b.atMs : a.seq < b.seq;
}
