/** `GET /events`: the engine's event bus as JSON lines (moby daemon/events). */
import type { EngineEvent } from '../../host';
import { familiarName, isRefusal, parseReference, refuse } from '../../model';
import { race, Signal, timer } from '../../sim';
import { filtersOf, refused, stream } from '../call';
import type { Filters } from '../call';
import type { Routes } from '../engine-api';
import { instantParameter } from '../parameters';
import { writtenBy } from '../sources';

/** Filters that ask for a beginning of the actor's ID or name; of any type's, so `service=web` finds a container `web.1.…` too. */
const BY_NAME = ['config', 'container', 'daemon', 'network', 'node', 'plugin', 'secret', 'service', 'volume'];
/** Actions with a text after a colon: who asks for one of these gets every action that begins as asked. */
const WITH_TEXT = ['exec_create', 'exec_start', 'health_status'];

export const events: Routes = {
  *'GET /events'(call) {
    const filters = filtersOf(call.query);
    if (isRefusal(filters)) return refused(filters);
    const sinceMs = instantParameter(call, 'since');
    if (isRefusal(sinceMs)) return refused(sinceMs);
    const untilMs = instantParameter(call, 'until');
    if (isRefusal(untilMs)) return refused(untilMs);
    if (sinceMs !== undefined && untilMs !== undefined && sinceMs > untilMs) {
      return refused(refuse(400, `\`since\` time (${call.query.get('since')}) cannot be after \`until\` time (${call.query.get('until')})`));
    }
    const { events: bus } = call.daemon.engine;
    const body = writtenBy(call.sim, 'api.events', function* (line) {
      const arrived = new Signal();
      const queue: EngineEvent[] = sinceMs === undefined && untilMs === undefined ? [] : bus.since(sinceMs ?? 0, untilMs);
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
  const { Type, Action, Actor, scope } = event;
  const time = Math.floor(event.atMs / 1000);
  const nanos = Math.floor((event.atMs - time * 1000) * 1_000_000);
  // Nanoseconds are beyond a double's integers, so the digits go in as text.
  return JSON.stringify({ ...old, Type, Action, Actor, scope, time, timeNano: 0 }).replace(/"timeNano":0\}$/, `"timeNano":${time}${String(nanos).padStart(9, '0')}}`);
}

/** Whether an event passes every filter (moby daemon/events/filter.go). Keys that nobody knows filter nothing. */
function fits({ Type, Action, Actor, scope }: EngineEvent, filters: Filters): boolean {
  const { ID, Attributes } = Actor;
  const asked = (name: string, test: (wanted: readonly string[]) => boolean) => !filters[name]?.length || test(filters[name]);
  const { [Type === 'image' ? 'name' : 'image']: image = '' } = Attributes;
  const label = (one: string) => (one.includes('=') ? Attributes[one.slice(0, one.indexOf('='))] === one.slice(one.indexOf('=') + 1) : one in Attributes);
  return (
    asked('type', (wanted) => wanted.includes(Type)) &&
    asked('event', (wanted) => wanted.includes(Action) || (wanted.some((one) => WITH_TEXT.includes(one)) && wanted.some((one) => Action.startsWith(one)))) &&
    asked('scope', (wanted) => wanted.includes(scope)) &&
    asked('label', (wanted) => wanted.every(label)) &&
    asked('image', (wanted) => [ID, image, withoutTag(ID), withoutTag(image)].some((one) => wanted.includes(one))) &&
    BY_NAME.every((name) => asked(name, (wanted) => wanted.some((one) => ID.startsWith(one) || (Attributes.name ?? '').startsWith(one))))
  );
}

/** A reference's repository as people write it; anything else as it is. */
function withoutTag(image: string): string {
  const reference = parseReference(image);
  return isRefusal(reference) ? image : familiarName(reference);
}
