/** Which machines a command means: those that it names, or the one called default. */
import { Refused } from './refused';
import type { Store } from './store';

const DEFAULT_NAME = 'default';

export function oneMachine(store: Store, args: readonly string[]): string {
  const [name] = args;
  if (name === undefined && !store.exists(DEFAULT_NAME)) throw new Refused(`Error: No machine name(s) specified and no "${DEFAULT_NAME}" machine exists`);
  store.load(name ?? DEFAULT_NAME);
  return name ?? DEFAULT_NAME;
}

/** All of them must exist before anything is done to one. */
export function someMachines(store: Store, args: readonly string[]): readonly string[] {
  if (args.length === 0) return [oneMachine(store, [])];
  const problems = args.flatMap((name) => {
    try {
      store.load(name);
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [error.message];
    }
  });
  if (problems.length > 0) throw new Refused(problems.join('\n'));
  return args;
}
