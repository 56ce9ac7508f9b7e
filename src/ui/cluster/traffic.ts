/** Requests as the map shows them: from which card to which tile, and how many a second each service answers. */
import type { RequestCount } from '../../session/protocol';
import type { MapLayout } from './layout';

export interface Pulse {
  from: { x: number; y: number };
  to: { x: number; y: number };
  service: string;
  answered: boolean;
}

/** Where a batch of requests travelled, the same way once. A way that is not on the map (a closed port, a machine's own program) is left out. */
export function pulsesOf(counts: readonly RequestCount[], map: MapLayout): Pulse[] {
  const cards = new Map(map.cards.map((card) => [card.machine.name, card]));
  const pulses: Pulse[] = [];
  for (const { from, entry, machine, task, service, answered } of counts) {
    const start = cards.get(entry ?? from);
    const end = machine === undefined ? undefined : cards.get(machine);
    if (!start || !end || task === undefined) continue;
    const id = task.slice(task.lastIndexOf('.') + 1);
    const tile = end.tiles.find((one) => one.id === id);
    if (!tile) continue;
    const to = { x: end.x + tile.x + map.tileWidth / 2, y: end.y + tile.y + map.tileHeight / 2 };
    // By its port a request comes in from outside, else from the machine where the asking container lives.
    const out = entry === undefined ? { x: start.x + start.width / 2, y: start.y + 12 } : { x: start.x + 22, y: start.y + (start.portsY === undefined ? start.height : start.portsY + 15) };
    pulses.push({ from: out, to, service: service ?? '', answered });
  }
  return pulses;
}

export interface Traffic {
  /** Requests in the last whole second. */
  rate: number;
  /** Of these, without an answer. */
  failed: number;
}

/** Counts each service's requests, second by second of the person's own time. */
export class TrafficMeter {
  private counting = new Map<string, Traffic>();

  add(counts: readonly RequestCount[]): void {
    for (const { service, answered, count } of counts) {
      if (service === undefined) continue;
      const one = this.counting.get(service) ?? { rate: 0, failed: 0 };
      one.rate += count;
      if (!answered) one.failed += count;
      this.counting.set(service, one);
    }
  }

  /** What came together since the last call. */
  take(): ReadonlyMap<string, Traffic> {
    const taken = this.counting;
    this.counting = new Map();
    return taken;
  }
}
