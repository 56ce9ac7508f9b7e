/** Makes the world: a worker of its own, or in design sessions (`?fake`) a stand-in. */
import type { FakeScenario } from './dev/fake-world';
import type { WorldPort } from './world-client';

/** What `?fake` asks for; nothing on an ordinary visit. */
export function fakeScenario(): FakeScenario | undefined {
  const value = new URLSearchParams(location.search).get('fake');
  if (value === null) return undefined;
  return value === '' ? 'busy' : (value as FakeScenario);
}

export async function openWorld(): Promise<WorldPort> {
  const fake = fakeScenario();
  if (fake !== undefined) {
    const { FakeWorld } = await import('./dev/fake-world');
    return new FakeWorld(fake);
  }
  return new Worker(new URL('../worker/world.worker.ts', import.meta.url), { type: 'module', name: 'skep-world' }) as unknown as WorldPort;
}
