/** Makes the world: a worker of its own, or in design sessions (`?fake`) a stand-in. */
import type { FakeScenario } from './dev/fake-world';
import type { WorldPort } from './world-client';

/** What `?fake` asks for; nothing on an ordinary visit. */
export function fakeScenario(): FakeScenario | undefined {
  const value = new URLSearchParams(location.search).get('fake');
  if (value === null) return undefined;
  return value === '' ? 'busy' : (value as FakeScenario);
}

/** A worker that has been fetched and waits for its first session. */
let ready: WorldPort | undefined;

/** Fetches and parses the world ahead of need, so that opening a session does not wait for it. */
export function preloadWorld(): void {
  if (fakeScenario() === undefined) ready ??= makeWorker();
}

/** Each call makes a world of its own. */
export async function openWorld(): Promise<WorldPort> {
  const fake = fakeScenario();
  if (fake !== undefined) {
    const { FakeWorld } = await import('./dev/fake-world');
    return new FakeWorld(fake);
  }
  const port = ready ?? makeWorker();
  ready = undefined;
  return port;
}

function makeWorker(): WorldPort {
  return new Worker(new URL('../worker/world.worker.ts', import.meta.url), { type: 'module', name: 'skep-world' }) as unknown as WorldPort;
}
