/**
 * Stands in for `session/programs.ts` in the page's worker: names are known from the start, code comes when somebody asks or
 * needs it. The world holds still for a program that is not there yet, so nothing in it depends on when code arrives.
 */
import type { Completer, Main, ToolEntry } from '../session/programs';
import { windowsProgramNames } from '../shell/windows/names';
import { outside, Signal } from '../sim';
import type { Program } from '../sim';

type Shelf = Pick<typeof import('../session/programs'), 'dockerCompleter'> & { mains: ReadonlyMap<string, Main> };

let shelf: Shelf | undefined;
let loading: Promise<void> | undefined;
const arrived = new Signal<Shelf>();

/** Read from the tools when the page is built (ui/bundling/late-programs.ts). */
const [entries = []] = Object.values(import.meta.glob<readonly ToolEntry[]>('../shell/tools/index.ts', { query: '?entries', eager: true, import: 'default' }));

export const toolEntries: readonly ToolEntry[] = entries;

/** Fetches the code; what waits for it goes on. */
export function loadPrograms(): Promise<void> {
  loading ??= import('../session/programs').then(
    (loaded) => {
      shelf = { mains: loaded.programMains(), dockerCompleter: loaded.dockerCompleter };
      arrived.fire(shelf);
    },
    (error: unknown) => {
      throw new Error(`The code of the machines' programs could not be fetched (${String(error)}). Check the connection and reload the page.`);
    },
  );
  return loading;
}

export function programMains(): ReadonlyMap<string, Main> {
  const names = entries.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  return new Map([...names, 'docker', ...windowsProgramNames].map((name) => [name, late(name)]));
}

export const dockerCompleter: Completer = function* (words, index, process) {
  const answer = (yield* here()).dockerCompleter(words, index, process);
  return Array.isArray(answer) || answer === undefined ? answer : yield* answer;
};

function late(name: string): Main {
  return function* (process) {
    return yield* ((yield* here()).mains.get(name) as Main)(process);
  };
}

function* here(): Program<Shelf> {
  return shelf ?? (yield* outside<Shelf>((wake) => {
    void loadPrograms();
    return arrived.wait(wake);
  }));
}
