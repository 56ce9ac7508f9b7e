/**
 * Stands in for `images/_late.ts` in the page's worker: databases, consoles and pages of images come when a container first
 * needs one of them. The world holds still meanwhile, so nothing in it depends on when code arrives.
 */
import type { LatePrograms } from '../images/_late';
import { outside, Signal, type Program } from '../sim';

type Main = ReturnType<LatePrograms['psql']>;

let shelf: LatePrograms | undefined;
let loading: Promise<void> | undefined;
const arrived = new Signal<LatePrograms>();

/** Fetches the code; what waits for it goes on. */
export function loadImages(): Promise<void> {
  loading ??= import('../images/_late').then(
    (loaded) => {
      shelf = loaded.latePrograms;
      arrived.fire(shelf);
    },
    (error: unknown) => {
      throw new Error(`The code of a container's program could not be fetched (${String(error)}). Check the connection and reload the page.`);
    },
  );
  return loading;
}

export function late<K extends keyof LatePrograms>(name: K, ...args: Parameters<LatePrograms[K]>): Main {
  return function* main(process) {
    const make = (yield* here())[name] as (...given: Parameters<LatePrograms[K]>) => Main;
    return yield* make(...args)(process);
  };
}

function* here(): Program<LatePrograms> {
  return shelf ?? (yield* outside<LatePrograms>((wake) => {
    void loadImages();
    return arrived.wait(wake);
  }));
}
