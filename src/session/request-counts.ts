/** Requests since somebody last looked, counted by their way: what the page draws as pulses along lines. */
import type { RequestRecord } from '../wire';
import type { World } from '../world';
import type { RequestCount } from './protocol';

/** Different ways in one batch; beyond that the rest is counted on the last one's account. */
const WAYS_MAX = 500;

export class RequestCounts {
  private counts = new Map<string, RequestCount>();

  constructor(world: World) {
    world.wire.requests.watch((record) => this.add(record));
  }

  /** What came together since the last call. */
  take(): RequestCount[] {
    if (this.counts.size === 0) return [];
    const out = [...this.counts.values()];
    this.counts = new Map();
    return out;
  }

  private add({ from, route, outcome }: RequestRecord): void {
    const via = route?.via ?? 'nowhere';
    const answered = outcome === 'answered';
    const key = `${from.machine} ${via} ${route?.entry ?? ''} ${route?.machine ?? ''} ${route?.task ?? route?.service ?? ''} ${answered}`;
    const known = this.counts.get(key) ?? (this.counts.size >= WAYS_MAX ? [...this.counts.values()].at(-1) : undefined);
    if (known) {
      known.count++;
      return;
    }
    const { entry, machine, service, task } = route ?? {};
    this.counts.set(key, {
      from: from.machine, via, answered, count: 1,
      ...(entry === undefined ? {} : { entry }), ...(machine === undefined ? {} : { machine }), ...(service === undefined ? {} : { service }), ...(task === undefined ? {} : { task }),
    });
  }
}
