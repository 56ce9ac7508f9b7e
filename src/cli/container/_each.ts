/** Doing the same to several containers, side by side in the real client, one after another here; failures come last. */
import type { Program } from '../../sim';
import type { Context } from '../_framework/context';
import { Failures } from '../_framework/failure';

/** Runs `act` for each and echoes those that went well. */
export function* eachContainer(context: Context, refs: readonly string[], act: (ref: string) => Program<unknown>): Program {
  const failures = new Failures();
  for (const ref of refs) {
    try {
      yield* act(ref);
      yield* context.out.line(ref);
    } catch (error) {
      failures.add(error);
    }
  }
  failures.throwIfAny();
}
