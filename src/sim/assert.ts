/** Our own bug, found while running: it stops the world and names the seed and the instant. */
export class Broken extends Error {
  constructor(message: string, readonly seed?: number, readonly atMs?: number) {
    super(seed === undefined ? message : `${message} (seed ${seed}, at ${atMs} ms)`);
    this.name = 'Broken';
  }
}

/** States a law of the program. A learner's mistake is never an assertion but a refusal in Docker's words. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Broken(message);
}
