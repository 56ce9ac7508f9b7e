/** Every unlock key that a swarm ever had: whoever clears up after a storm may need any of them. */
import type { MakeChecker } from './checker';

export function keyRing(): { readonly keys: ReadonlySet<string>; readonly make: MakeChecker } {
  const keys = new Set<string>();
  return {
    keys,
    make: () => ({
      name: 'unlock-keys',
      changed(change) {
        if (change.table === 'cluster' && change.after?.unlockKey !== undefined) keys.add(change.after.unlockKey);
      },
    }),
  };
}
