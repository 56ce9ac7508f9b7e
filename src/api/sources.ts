/** Bodies that come bit by bit: what a program says, and one value that is waited for. */
import type { Source } from '../os';
import type { Fiber, Program, Sim } from '../sim';
import { Signal, spawn, wait } from '../sim';

/** A body that a program writes while it runs; hanging up cancels the program. */
export function writtenBy(sim: Sim, name: string, write: (line: (text: string) => void) => Program): Source {
  let buffer = '';
  let ended = false;
  const changed = new Signal();
  const fiber: Fiber<void> = spawn(
    sim,
    name,
    write((text) => {
      buffer += text;
      changed.fire();
    }),
  );
  fiber.ended(() => {
    ended = true;
    changed.fire();
  });
  return {
    *read() {
      while (buffer === '') {
        if (ended) return undefined;
        yield* wait(changed.wait);
      }
      const text = buffer;
      buffer = '';
      return text;
    },
    close: () => fiber.cancel('client went away'),
  };
}

/** A body that is one JSON line, once the program has ended. */
export function awaitedJson(sim: Sim, name: string, program: Program<unknown>): Source {
  return writtenBy(sim, name, function* (line) {
    line(`${JSON.stringify(yield* program)}\n`);
  });
}
