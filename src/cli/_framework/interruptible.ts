/** Running a program until it ends or something else happens first: a question until Ctrl-C, a stream until detached. */
import { type Program, race, type Wait } from '../../sim';

export type Interrupted<T> = { interrupted: false; value: T } | { interrupted: true };

/**
 * Gives the program up, its `finally` blocks included, when `other` wakes before it is done - or when whoever waits here
 * is cancelled: what it holds, such as a core of the machine, must not be lost with it.
 */
export function* interruptible<T>(program: Program<T>, other: Wait<void>): Program<Interrupted<T>> {
  try {
    for (let step = program.next(); ;) {
      if (step.done) return { interrupted: false, value: step.value };
      const { index, value } = yield* race<unknown>(step.value as Wait<unknown>, other as Wait<unknown>);
      if (index === 1) return { interrupted: true };
      step = program.next(value);
    }
  } finally {
    program.return(undefined as T);
  }
}
