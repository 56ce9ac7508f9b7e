/** `GET /events`: the engine's event bus as JSON lines (moby daemon/events). */
import type { EngineEvent } from '../../host';
import { isRefusal, refuse } from '../../model';
import { race, Signal, timer } from '../../sim';
import { filtersOf, refused, stream, unknownFilter } from '../call';
import type { Filters } from '../call';
import type { Routes } from '../engine-api';
import { instantParameter } from '../parameters';
import { writtenBy } from '../sources';

const FILTERS = ['config', 'container', 'daemon', 'event', 'image', 'label', 'network', 'node', 'plugin', 'scope', 'secret', 'service', 'type', 'volume'];
const BY_TYPE = ['config', 'daemon', 'network', 'node', 'plugin', 'secret', 'service', 'volume'];

export const events: Routes = {
  *'GET /events'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const bad = unknownFilter(filters, FILTERS);
    if (bad) return refused(bad);
    const sinceMs = instantParameter(call, 'since');
    const untilMs = instantParameter(call, 'until');
    if (sinceMs !== undefined && untilMs !== undefined && sinceMs > untilMs) {
      const seconds = (ms: number) => Math.floor(ms / 1000);
      return refused(refuse(400, `\`since\` time (${seconds(sinceMs)}) cannot be after \`until\` time (${seconds(untilMs)})`));
    }
    const { events: bus } = call.daemon.engine;
    const body = writtenBy(call.sim, 'api.events', function* (line) {
      const arrived = new Signal();
      const queue: EngineEvent[] = sinceMs === undefined ? [] : bus.since(sinceMs, untilMs);
      const stop = bus.subscribe((event) => {
        queue.push(event);
        arrived.fire();
      });
      try {
        for (;;) {
          for (const event of queue.splice(0)) if (fits(event, filters)) line(`${eventJson(event)}\n`);
          if (untilMs === undefined) yield* race(arrived.wait);
          else if (call.sim.nowMs >= untilMs) return;
          else yield* race<void>(arrived.wait, timer(call.sim, untilMs - call.sim.nowMs));
        }
      } finally {
        stop();
      }
    });
    return stream(body);
  },
};

/** The old fields `status`, `id` and `from` come with containers and images only. */
function eventJson(event: EngineEvent): string {
  const old =
    event.Type === 'container'
      ? { status: event.Action, id: event.Actor.ID, from: event.Actor.Attributes.image ?? '' }
      : event.Type === 'image'
        ? { status: event.Action, id: event.Actor.ID }
        : {};
  const { Type, Action, Actor, scope, time } = event;
  // Nanoseconds are beyond a double's integers, so the digits go in as text.
  return JSON.stringify({ ...old, Type, Action, Actor, scope, time, timeNano: 0 }).replace(/"timeNano":0\}$/, `"timeNano":${event.timeNano}}`);
}

function fits(event: EngineEvent, filters: Filters): boolean {
  const { ID, Attributes } = event.Actor;
  const named = (wanted: readonly string[], ...values: (string | undefined)[]) =>
    wanted.some((one) => values.some((value) => value !== undefined && (value === one || (value === ID && value.startsWith(one)))));
  for (const [name, wanted] of Object.entries(filters)) {
    if (wanted.length === 0) continue;
    let ok = true;
    if (name === 'type') ok = wanted.includes(event.Type);
    else if (name === 'event') ok = wanted.some((one) => event.Action === one || event.Action.startsWith(`${one}:`));
    else if (name === 'scope') ok = wanted.includes(event.scope);
    else if (name === 'label') ok = wanted.every((one) => (one.includes('=') ? Attributes[one.slice(0, one.indexOf('='))] === one.slice(one.indexOf('=') + 1) : one in Attributes));
    else if (name === 'container') ok = event.Type === 'container' && named(wanted, ID, Attributes.name);
    else if (name === 'image') ok = named(wanted, Attributes.image, Attributes.name, event.Type === 'image' ? ID : undefined) && ['image', 'container'].includes(event.Type);
    else if (BY_TYPE.includes(name)) ok = event.Type === name && named(wanted, ID, Attributes.name);
    if (!ok) return false;
  }
  return true;
}
